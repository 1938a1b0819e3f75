"""Comparisons in each form: what people read, the schema, and names that could do harm."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.forge import page

from finops_guard._assets import directory
from finops_guard.location import Location
from finops_guard.pricing.comparison import Comparison, Line, PricedResource, compare
from finops_guard.reporters.difference import FORMATS, render
from finops_guard.reporters.options import Options


def resource(address: str, *lines: Line, root: str = "live/prod") -> PricedResource:
    monthly = sum((line.monthly or Decimal(0) for line in lines), Decimal(0))
    return PricedResource(root, address, address.partition(".")[0], Location("main.tf", 3, 1), lines, monthly)


SMALL = resource("aws_instance.web", Line("machine m5.large", "730 hour", Decimal("70.08")))
LARGE = resource("aws_instance.web", Line("machine m5.xlarge", "730 hour", Decimal("140.16")))
GATEWAY = resource(
    "aws_nat_gateway.this", Line("NAT gateway", "730 hour", Decimal("32.85")), Line("data processed", "GB by use", None)
)

TEXT = """\
live/prod
  ~ aws_instance.web               +70.08 USD
      machine m5.xlarge: 730 hour  +140.16 USD
      machine m5.large: 730 hour   -70.08 USD
  - aws_nat_gateway.this           -32.85 USD
      NAT gateway: 730 hour        -32.85 USD
      by use: data processed

Cost changes by about +37.23 USD a month (+36.2 %): 102.93 before, 140.16 after; 1 changed, 1 removed."""


def test_text() -> None:
    assert render(compare([SMALL, GATEWAY], [LARGE]), "text", Options()) == TEXT


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([SMALL], [SMALL], "No cost changes: about 70.08 USD a month."),
        ([], [SMALL], "Cost changes by about +70.08 USD a month (new): 0.00 before, 70.08 after; 1 new."),
        ([SMALL], [], "Cost changes by about -70.08 USD a month (-100.0 %): 70.08 before, 0.00 after; 1 removed."),
    ],
)
def test_the_verdict_comes_in_every_form(before: list[PricedResource], after: list[PricedResource], said: str) -> None:
    found = compare(before, after)
    assert render(found, "text", Options()).endswith(said)
    assert render(found, "markdown", Options()).startswith(f"**{said}**")


def test_json_is_valid_and_the_same_each_time() -> None:
    found = compare([SMALL, GATEWAY], [LARGE])
    text = render(found, "json", Options())
    document: dict[str, Any] = json.loads(text)
    Draft202012Validator(SCHEMA).validate(document)
    assert (document["delta"], document["percent"], document["saved"]) == ("37.23", "36.2", "32.85")
    assert text == render(compare([GATEWAY, SMALL], [LARGE]), "json", Options())


SCHEMA = json.loads((directory("schemas") / "diff-v1.schema.json").read_text("utf-8"))
HOSTILE = 'aws_instance.a["<script>|`@team` [x](http://e) ::error::\x1b[31m\u202e"]'


@pytest.mark.parametrize("format", list(FORMATS))
def test_names_of_the_scanned_tree_do_no_harm(format: str) -> None:
    found: Comparison = compare([], [resource(HOSTILE, Line("x", "1 GB", Decimal(1)), root="::error::\n# a")])
    text = render(found, format, Options())
    assert "\x1b" not in text
    assert "\n::error" not in text
    if format == "markdown":
        shown = page(text)
        assert set(shown.elements) <= {"p", "strong", "table", "thead", "tbody", "tr", "th", "td", "br", "code"}
        assert (shown.links, shown.references, shown.rows) == ([], [], [4, 4])
        assert HOSTILE.partition("\x1b")[0] in shown.text


def test_long_comparisons_are_cut_in_markdown() -> None:
    many = [resource(f"aws_instance.a{at}", Line("x", "1 GB", Decimal(at))) for at in range(150)]
    assert "50 more resources change by less each." in render(compare([], many), "markdown", Options())
