"""Every format says the same, whole, and without doing what a name in it asks for."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from reporters.cost.breakdowns import BREAKDOWNS, HOSTILE, believable, hostile, of, project, resource
from support.forge import page

from finops_guard._assets import directory
from finops_guard.errors import UsageError
from finops_guard.pricing.breakdown import Status
from finops_guard.pricing.estimates import exactly
from finops_guard.reporters.cost import REPORTERS, Display, render
from finops_guard.reporters.cost.csv import COLUMNS, cell
from finops_guard.reporters.options import Options
from finops_guard.reporters.styling import cells

SCHEMA = json.loads((directory("schemas") / "cost-v1.schema.json").read_text(encoding="utf-8"))

TEXT = """\
live  least 102.93, most 733.65                           173.01
  aws_autoscaling_group.web  least 70.08, most 700.80
    live/main.tf:3:1                                      140.16
    machines: 730 hour x 0.045                            140.16
  aws_nat_gateway.n  live/main.tf:3:1                      32.85
    NAT gateway: 730 hour x 0.045                          32.85
    data processed: 0.045 each GB, depends on use              -
  aws_instance.odd  live/main.tf:3:1                           -
  aws_sqs_queue.q  live/main.tf:3:1                            -
    data processed: 0.045 each GB, depends on use              -
  module.net                                               <0.01
    module.net.aws_eip.e  live/main.tf:3:1                 <0.01
      address: 730 hour x 0.045                            <0.01

other (prod.json)  least 70.08, most 700.80               140.16
  aws_autoscaling_group.web  least 70.08, most 700.80
    live/main.tf:3:1                                      140.16
    machines: 730 hour x 0.045                            140.16

Without a price  what is not, or not all, in the total
  no source has a price of zz9.huge: aws_instance.odd

No estimator  types of which nothing is known here
  aws_unheard_of 1

Free  what costs nothing by itself
  aws_iam_role 3

Not read  what it holds is in no total
  module.gone is not on disk  live/main.tf:9:1

Total a month in USD  least 173.01, most 1,434.45         313.17
4 resources priced, 1 without a price, 1 by use only, 3 free, 1
of types that nothing is known of.
"""


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown format 'xml'"):
        render(of(), "xml", Display())


@pytest.mark.parametrize("name", BREAKDOWNS)
@pytest.mark.parametrize("format_", REPORTERS)
def test_all_render_and_end_with_a_line(format_: str, name: str) -> None:
    text = render(BREAKDOWNS[name], format_, Display())
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\x1b" not in text
    assert text == render(BREAKDOWNS[name], format_, Display())
    text.encode()  # whatever a name is made of, it can be written


# Text ----------------------------------------------------------------------------------------------------------------


def test_text_is_a_tree_with_amounts_in_one_column() -> None:
    assert render(believable(), "text", Display(Options(width=64))) == TEXT


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("color", [True, False])
def test_text_keeps_to_the_width(width: int, color: bool) -> None:
    text = render(believable(), "text", Display(Options(width=width, color=color)))
    assert max(map(cells, text.splitlines())) <= width
    assert ("\x1b[" in text) is color


def test_text_bounds_to_the_costliest() -> None:
    text = render(believable(), "text", Display(top=1, unpriced=False))
    assert "aws_autoscaling_group.web" in text
    assert "aws_nat_gateway" not in text
    assert re.search(r"\.\.\. and 5 more resources +173\.01\n", text)


def test_what_has_no_figure_can_be_left_out() -> None:
    text = render(believable(), "text", Display(unpriced=False))
    assert "aws_instance.odd" not in text
    assert "data processed" not in text
    assert "1 without a price" in text  # that it is there is said all the same


@pytest.mark.parametrize(
    ("format_", "more"), [("text", "  ... and 20 more reasons"), ("markdown", "- and 20 more reasons")]
)
def test_many_reasons_are_bounded(format_: str, more: str) -> None:
    rows = tuple(resource(f"a.b{at}", Status.UNPRICED, None, reason=f"no price of {at}") for at in range(50))
    text = render(of(project("r", "", ((), rows))), format_, Display())
    assert more in text
    assert text.count("no price of") == 30


def test_hostile_text_is_one_line_each() -> None:
    text = render(hostile(), "text", Display())
    assert not re.search(r"(?m)^\s*::", text)
    assert "##[" not in text
    assert all(line.isprintable() for line in text.splitlines())


# JSON and CSV --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_json_is_valid(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(json.loads(render(BREAKDOWNS[name], "json", Display())))


def test_json_says_everything() -> None:
    document: Any = json.loads(render(believable(), "json", Display(top=1, unpriced=False, version="1.2.3")))
    assert document["monthly"] == {"least": "173.011", "expected": "313.171", "most": "1434.451"}
    assert document["summary"]["resources"] == {"priced": 4, "partly-priced": 0, "unpriced": 1, "usage-based": 1}
    assert document["tool"]["version"] == "1.2.3"
    addresses = [row["address"] for p in document["projects"] for m in p["modules"] for row in m["resources"]]
    assert len(addresses) == 6
    parts = document["projects"][0]["modules"][0]["resources"][1]["components"]
    assert [part["usage_based"] for part in parts] == [False, True]
    assert parts[1]["monthly"] is None
    assert document["projects"][1]["plan"] == "prod.json"


def test_schema_refuses_what_is_not_said() -> None:
    document: Any = json.loads(render(believable(), "json", Display()))
    document["projects"][0]["modules"][0]["resources"][0]["monthly"]["expected"] = 1.5
    assert not Draft202012Validator(SCHEMA).is_valid(document)


def test_csv_has_a_row_for_each_component() -> None:
    rows = list(csv.DictReader(io.StringIO(render(believable(), "csv", Display()))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["component"] for row in rows] == [
        "machines", "NAT gateway", "data processed", "", "data processed", "address", "machines",
    ]  # fmt: skip
    total = sum(Decimal(row["monthly"]) for row in rows if row["monthly"])
    assert total == believable().monthly.expected
    assert rows[3]["reason"] == "no source has a price of zz9.huge"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "\u00a0=1", "\uff1d1"])
def test_csv_cells_are_no_formulas(text: str) -> None:
    (row,) = csv.reader([cell(text) + ",x"])
    assert row[0][0] not in "=+-@\t\r\uff1d"
    address = resource(text, Status.PRICED, exactly(1))
    rendered = render(of(project(text, text, ((), (address,)))), "csv", Display())
    for field in list(csv.reader(io.StringIO(rendered)))[1]:
        assert not field.lstrip().startswith(("=", "+", "-", "@", "\uff1d"))


def test_csv_quotes_what_separates() -> None:
    text = 'a,"b"\nc;d'
    address = resource(text, Status.PRICED, exactly(1))
    rows = list(csv.reader(io.StringIO(render(of(project("r", "", ((), (address,)))), "csv", Display()))))
    assert len(rows) == 2
    assert rows[1][3] == 'a,"b"<U+000A>c;d'


# Markdown ------------------------------------------------------------------------------------------------------------


MARKDOWN_ELEMENTS = {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "strong", "code"}


def test_hostile_markdown_keeps_its_tables() -> None:
    found = page(render(hostile(), "markdown", Display()))
    assert set(found.rows) == {4}
    assert (found.links, found.references, found.unclosed) == ([], [], [])
    assert set(found.elements) <= MARKDOWN_ELEMENTS


def test_hostile_markdown_makes_no_elements_of_its_own() -> None:
    """Read by another implementation of the format, with tables and links on."""
    markdown_it = pytest.importorskip("markdown_it")
    parser = markdown_it.MarkdownIt("commonmark").enable("table")
    assert Elements(parser.render(render(hostile(), "markdown", Display()))).tags <= MARKDOWN_ELEMENTS


# HTML ----------------------------------------------------------------------------------------------------------------


class Elements(HTMLParser):
    """The elements of a document, with their attributes, and its texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_hostile_html_is_text() -> None:
    plain, attacked = (Elements(render(each, "html", Display())) for each in (believable(), hostile()))
    assert attacked.tags <= plain.tags
    assert not {"script", "img", "a", "iframe", "link"} & plain.tags
    values = {value for name, value in plain.attributes if name != "content"}
    assert {value for name, value in attacked.attributes if name != "content"} <= values
    assert any("<script>alert(1)</script>" in text for text in attacked.texts)


def test_html_loads_nothing_and_runs_nothing() -> None:
    text = render(believable(), "html", Display())
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "style=" not in text
    assert not re.search(r"\bon\w+=|src=|href=|url\(|@import", text)
    assert "prefers-color-scheme: dark" in text


def test_html_style_is_what_its_policy_allows() -> None:
    import base64
    import hashlib

    text = render(believable(), "html", Display())
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]  # type: ignore[index]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in text


def test_the_hostile_string_is_hostile() -> None:
    assert {"|", "`", "<", "@", "#", "\n", "\x1b"} <= set(HOSTILE)
