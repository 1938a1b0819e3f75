"""The HTML report is one file that loads nothing, and holds what a stranger wrote as text only."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from msgspec.structs import replace
from reporters.building import MAIN, POLICIES, believable, clean, empty, finding, located, with_money
from reporters.full import full
from reporters.hostile import HOSTILE, hostile

from finops_guard.findings import Standing, Suppressed
from finops_guard.location import Location
from finops_guard.maturity.tagging import TagCoverage
from finops_guard.policy.budgets.model import Source, State
from finops_guard.policy.budgets.summary import BudgetLine, BudgetSummary
from finops_guard.pricing.shares import CostShares, Group, Share
from finops_guard.report import Gone, Known, Novelty, Report
from finops_guard.reporters import Options, render

VOID = {"meta", "input", "wbr", "br", "rect", "line", "path", "polygon", "circle"}


class Reader(HTMLParser):
    """Keeps the elements of a document in order, with their attributes, and what text each kind of script holds."""

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.comments: list[str] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs), f"an attribute twice: {tag} {attrs}"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"an end without a begin: {tag}"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(tag, tuple(attributes)) for tag, attributes in self.elements]


def everything() -> Report:
    """A report that has something in every part of the page."""
    base = full()
    shares = (
        Share(Group.NAMED, "team-shop", Decimal(900), 12, 1),
        Share(Group.NONE, "", Decimal(300), 4, 0),
        Share(Group.UNKNOWN, "", Decimal(30), 1, 0),
        Share(Group.OUTSIDE, "", Decimal("4.5"), 1, 1),
        Share(Group.NAMED, "team-new", Decimal(0), 2, 2),
    )
    many = tuple(Share(Group.NAMED, f"service-{at}", Decimal(20 - at), 1, 0) for at in range(20))
    other = Share(Group.OTHER, "", Decimal(1), 3, 0)
    at = located(MAIN, 3, 1, 5)
    lines = (
        BudgetLine("b1", "b.1", Source.COMMENT, at, State.EXCEEDED, "shop", "", Decimal(9), "USD", Decimal(12), None,
                   Decimal(133), 2, 1),
        BudgetLine("b2", "b.2", Source.RESOURCE, at, State.NOT_COMPARED, amount=Decimal(9), currency="EUR", reason="x"),
        BudgetLine("b3", "b.3", Source.RESOURCE, at, State.WITHIN, "", "", Decimal(9), "USD", Decimal(2), Decimal(3),
                   Decimal(22)),
    )  # fmt: skip
    gone = Gone("FG-X-001", "it was", "live", "a.b", "k", at, "0" * 16)
    old = finding(POLICIES[0], "an old one", "aws_instance.old", at, owner="team-old")
    new = replace(base.findings[0], standing=Standing.WORSE)
    assert base.cost is not None
    return replace(
        base,
        findings=(new, *base.findings[1:]),
        cost=replace(base.cost, shares=CostShares(shares, shares, (*many, other), shares)),
        budgets=BudgetSummary(lines, "USD", Decimal(4), Decimal(9)),
        tags=(TagCoverage("owner", "FG-TAG-001", 3, 2, 1, Decimal(10), Decimal(5), Decimal(1)),),
        novelty=Novelty("commit 1", "base.json", known=(Known(old, "base"),), fixed=(gone,), stale=(gone,)),
        suppressed=(
            *base.suppressed,
            Suppressed(old, Location("finops/exceptions.yaml", 3), "agreed", "EX-1", "cfo", "2027-01-31"),
            Suppressed(replace(old, key="k"), Location("a.tf", 3), ""),
        ),
    )


REPORTS = {"everything": everything, "believable": believable, "clean": clean, "empty": empty, "money": with_money}


def rendered(report: Report) -> str:
    return render(report, "html", Options())


def data(document: str) -> dict[str, list]:
    (found,) = re.findall(r'<script type="application/json" id="findings-data">(.*?)</script>', document, re.DOTALL)
    return json.loads(found)


def said(document: str) -> str:
    """Return the text of a document's body."""
    reader = Reader(document)
    return " ".join(part for tag, parts in reader.texts.items() if tag not in {"script", "style"} for part in parts)


@pytest.mark.parametrize("name", REPORTS)
def test_the_document_is_well_formed(name: str) -> None:
    reader = Reader(rendered(REPORTS[name]()))
    assert reader.open == []
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in reader.elements:
        for key in ("aria-labelledby", "aria-describedby", "for"):
            assert set((attributes.get(key) or "").split()) <= set(ids)
        if (attributes.get("href") or "").startswith("#"):
            assert (attributes["href"] or "")[1:] in ids


@pytest.mark.parametrize("name", REPORTS)
def test_headings_descend_one_by_one(name: str) -> None:
    levels = [int(tag[1]) for tag, _ in Reader(rendered(REPORTS[name]())).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_is_loaded_and_only_the_own_script_and_style_count(name: str) -> None:
    document = rendered(REPORTS[name]())
    reader = Reader(document)
    policy = next(a["content"] or "" for t, a in reader.elements if t == "meta" and "http-equiv" in a)
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives.keys() == {"default-src", "style-src", "script-src", "base-uri", "form-action"}
    assert [directives[key] for key in ("default-src", "base-uri", "form-action")] == ["'none'"] * 3
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", document, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert directives[f"{tag}-src"] == f"'sha256-{digest}'"
        assert "//" not in re.sub(r"^\s*//.*$|\\/\\/", "", content, flags=re.MULTILINE)
    for tag, attributes in reader.elements:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base", "form", "use", "image", "foreignobject"}
        for key, value in attributes.items():
            assert not key.startswith("on")
            assert key not in {"style", "src", "srcset", "action", "formaction", "xlink:href", "background", "ping"}
            if key == "href" and not (value or "").startswith("#"):
                assert tag == "a"
                assert re.match(r"https?://", value or "")
                assert attributes["rel"] == "noopener noreferrer"
            if "url(" in (value or ""):
                assert value == "url(#hatch)"


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_stranger_wrote_makes_no_element_and_no_attribute(name: str) -> None:
    harmless = Reader(rendered(hostile("x", everything())))
    document = rendered(hostile(HOSTILE[name], everything()))
    reader = Reader(document)
    # Where a path can be broken into lines depends on its text; a policy's link that is no address is text.
    plain = [each for each in reader.shape() if each[0] not in {"wbr", "a"}]
    expected = [each for each in harmless.shape() if each[0] not in {"wbr", "a"}]
    if HOSTILE[name].strip():
        assert plain == expected
    assert reader.comments == []
    assert reader.open == []
    assert document.encode("utf-8").decode("utf-8") == document
    assert not re.search(
        r"[^\n\x20-\U0010ffff]|[\x7f-\x9f\u200b\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]", document
    )
    addresses = [a["href"] or "" for t, a in reader.elements if t == "a"]
    assert all(address.startswith(("#", "http://", "https://")) for address in addresses)
    assert all(text.isprintable() for text in data(document)["strings"])


def test_the_data_has_no_character_that_means_anything_to_html() -> None:
    document = rendered(hostile("</script><!--<script>\u2028&", everything()))
    (found,) = re.findall(r'id="findings-data">(.*)</script>', document)
    assert found.isascii()
    assert not set("<>&") & set(found)
    assert any("</script><!--<script><U+2028>&" in text for text in json.loads(found)["strings"])


def test_a_tag_value_stays_text() -> None:
    report = everything()
    assert report.cost is not None
    evil = "<script>alert(1)</script>"
    shares = CostShares((Share(Group.NAMED, evil, Decimal(1)),))
    document = rendered(replace(report, cost=replace(report.cost, shares=shares)))
    assert "<script>alert" not in document
    assert evil in said(document.replace("<wbr>", ""))


def test_every_finding_is_a_row_of_data() -> None:
    report = everything()
    found = data(rendered(report))
    assert len(found["rows"]) == len(report.findings) + len(report.suppressed) + 1
    columns = {name: at for at, name in enumerate(found["columns"])}
    assert all(len(row) == len(columns) for row in found["rows"])
    states = [found["states"][row[columns["state"]]]["label"] for row in found["rows"]]
    order = ["Blocking", "Open", "Undecided", "Stood before", "Exception", "Ignored in code"]
    assert states == sorted(states, key=order.index)
    assert set(states) == set(order)
    strings = found["strings"]
    assert {strings[row[columns["message"]]] for row in found["rows"]} >= {each.message for each in report.findings}
    whys = {strings[row[columns["why"]]] for row in found["rows"] if row[columns["why"]] >= 0}
    assert "EX-1, granted by cfo until 2027-01-31: agreed" in whys
    assert "it is in the base, too: commit 1" in whys


def test_an_excerpt_is_split_at_the_span_and_keeps_what_is_masked() -> None:
    line = '  password = "*(sensitive)*" # x'
    at = located(MAIN, 5, 3, 8)
    report = replace(believable(), findings=(finding(POLICIES[1], "m", "a.b", at, excerpt=line),))
    found = data(rendered(report))
    row, columns, strings = found["rows"][0], found["columns"], found["strings"]
    parts = [strings[row[columns.index(name)]] for name in ("before", "marked", "after")]
    assert parts == ["  ", "password", ' = "*(sensitive)*" # x']


@pytest.mark.parametrize(
    "expected",
    [
        "Failed",
        "What to do now",
        "no owner tag",
        "owner not known",
        "of types without tags",
        "no environment named",
        "all others",
        "exceeded",
        "not compared",
        "no upper bound",
        "Stood before",
        "EX-1",
        "cfo",
        "2027-01-31",
        "Fixed: findings of the base that are gone",
        "Entries of the baseline without a finding: take them out",
        "not assessed",
        "Change to the base",
        "var.size has no value",
        "live/dev/broken.tf",
        "run terraform init",
    ],
)
def test_the_page_says(expected: str) -> None:
    assert expected in said(rendered(everything()).replace("<wbr>", ""))


def test_a_scan_without_findings_says_so_and_has_no_table() -> None:
    document = rendered(clean())
    assert "There are no findings." in said(document)
    assert "findings-data" not in re.sub(r"<script>.*?</script>", "", document, flags=re.DOTALL)


def test_references_are_links_only_where_they_are_addresses_of_the_web() -> None:
    bad = ("javascript:alert(1)", "data:text/html,x", "https://a b", "//x", "http://x\u202e")
    good = "HTTPS://ok.example/?a=1&b=2"
    policies = tuple(replace(policy, references=(*bad, good)) for policy in POLICIES)
    reader = Reader(rendered(replace(believable(), policies=policies)))
    assert {a["href"] for t, a in reader.elements if t == "a" and not (a["href"] or "").startswith("#")} == {good}


def test_the_same_report_gives_the_same_bytes_whatever_the_terminal() -> None:
    report = everything()
    others = Options(color=True, width=41, seconds=3.5, prefix="a/b/", base="../c", verdicts="all")
    assert render(report, "html", others) == rendered(report)


def test_amounts_that_no_float_holds_are_no_trouble() -> None:
    report = with_money()
    huge = Decimal("1E+4000")
    found = [replace(each, money=replace(each.money, expected=huge)) for each in report.findings if each.money]
    assert report.cost is not None
    shares = CostShares(by_team=(Share(Group.NAMED, "x", huge), Share(Group.NAMED, "y", Decimal(1))))
    document = rendered(replace(report, findings=tuple(found), cost=replace(report.cost, shares=shares)))
    assert "1.000e+4000" in said(document)
