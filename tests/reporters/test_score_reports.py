"""The score in every format: the worked examples as they are shown, and what a stranger writes stays text."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator
from maturity import test_score as examples
from msgspec.structs import replace
from reporters.building import clean, empty
from reporters.full import full
from reporters.hostile import HOSTILE, hostile
from reporters.score_examples import DAY, FORMATS, OWNER, REPORTS, path, statement

from finops_guard._assets import directory
from finops_guard.findings import Money
from finops_guard.maturity.criteria import ALLOCATION, BENCHMARKS, USAGE, capabilities
from finops_guard.maturity.gates import Gate, judged
from finops_guard.maturity.model import Level, NextStep
from finops_guard.maturity.naming import CAPABILITIES, CHECKS, OWN, threshold_source
from finops_guard.maturity.questions import BY_ID
from finops_guard.maturity.score import score
from finops_guard.reporters.options import Options
from finops_guard.reporters.score import REPORTERS, render
from finops_guard.reporters.score.badge import render as badge
from finops_guard.reporters.score.statement import DISCLAIMER, Kind, Table, state
from finops_guard.reporters.score.text import bar

SCHEMA = Draft202012Validator(json.loads((directory("schemas") / "score-v1.schema.json").read_text("utf-8")))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", REPORTS)
def test_worked_examples(name: str, format: str) -> None:
    assert render(statement(name), format, Options()) == path(name, format).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REPORTS)
def test_the_document_follows_its_schema(name: str) -> None:
    document = json.loads(render(statement(name, *CAPABILITIES), "json", Options()))
    SCHEMA.validate(document)
    assert len(document["capabilities"]) == 9


def test_an_empty_scope_is_not_assessed_and_said_to_be() -> None:
    nothing = state(replace(empty(), score=score({})), ("",), DAY)
    SCHEMA.validate(json.loads(render(nothing, "json", Options())))
    assert json.loads(render(nothing, "json", Options()))["outcome"] == "not_assessable"
    assert "\nLevel       Not assessed: there is no evidence for Allocation or Governance" in render(
        nothing, "text", Options()
    )
    for each in REPORTERS:
        assert "ot assessed" in render(nothing, each, Options())


@pytest.mark.parametrize("format", REPORTERS)
def test_every_format_names_the_scope_and_is_no_certificate(format: str) -> None:
    shown = render(statement("payments"), format, Options(width=10_000))
    assert "payments" in shown
    assert "2026-05-01" in shown
    assert (DISCLAIMER in shown) == (format != "csv")


@pytest.mark.parametrize(("format", "first"), [("text", "Level "), ("markdown", "**Level**"), ("html", "Level: ")])
def test_money_comes_before_the_level_and_the_level_before_the_number(format: str, first: str) -> None:
    shown = render(statement("payments"), format, Options())
    number = {"text": "Number ", "markdown": "**Number**", "html": "Points that are evidenced"}[format]
    assert shown.index("400,000.00") < shown.index(first) < shown.index(number)


@pytest.mark.parametrize("format", REPORTERS)
def test_money_that_is_not_seen_is_never_added_to_savings(format: str) -> None:
    shown = render(statement("payments"), format, Options()).replace(",", "")
    assert "400000" in shown or format == "csv"
    assert "527400" not in shown


@pytest.mark.parametrize(
    ("name", "money"),
    [
        ("legacy", [(ALLOCATION, Kind.VISIBILITY, 38_068), (USAGE, Kind.SAVINGS, 5_200)]),
        ("payments", [(USAGE, Kind.SAVINGS, 400_000), (ALLOCATION, Kind.VISIBILITY, 127_400)]),
        ("ledger", [(USAGE, Kind.SAVINGS, 57_000), (ALLOCATION, Kind.VISIBILITY, 19_200)]),
    ],
)
def test_what_is_short_is_in_the_order_of_its_money(name: str, money: list[tuple[str, Kind, int]]) -> None:
    found = statement(name).shortfalls
    named = [(each.capability, each.money) for each in found if each.money is not None]
    assert [(part, amount.kind, amount.monthly) for part, amount in named] == money
    amounts = [amount.monthly for _, amount in named]
    assert amounts == sorted(amounts, reverse=True)
    rest = [each.points for each in found[len(named) :]]
    assert rest == sorted(rest, reverse=True)


def test_what_several_findings_are_about_counts_once_and_exceptions_buy_nothing() -> None:
    report = REPORTS["legacy"]
    first, *rest = report.findings
    twice = replace(report, findings=(first, *rest, replace(first, key="cost-center", fingerprint="0" * 16)))
    assert state(twice, ("",), DAY).shortfalls == state(report, ("",), DAY).shortfalls
    suppressed = replace(full().suppressed[0], finding=first)
    let_stand = state(replace(report, findings=tuple(rest), suppressed=(suppressed,)), ("",), DAY)
    assert let_stand.shortfalls == state(report, ("",), DAY).shortfalls
    assert let_stand.scope.let_stand == 1


def test_what_cannot_be_attributed_is_a_part_of_the_total_whatever_findings_say_is_at_stake() -> None:
    report = REPORTS["legacy"]
    dear = replace(report.findings[0], money=Money(False, Decimal(0), Decimal(10**9), None))
    assert state(replace(report, findings=(dear, *report.findings[1:])), ("",), DAY) == state(report, ("",), DAY)


@pytest.mark.parametrize(
    ("effort", "as_of", "due"),
    [
        ("S", "2026-05-01", "2026-05-15"),
        ("M", "2026-05-01", "2026-05-31"),
        ("L", "2026-12-31", "2027-03-31"),
        ("L", "9999-12-31", "9999-12-31"),
    ],
)
def test_the_day_follows_from_the_effort(effort: str, as_of: str, due: str) -> None:
    report = clean()
    report = replace(report, score=replace(report.score, next_steps=(NextStep(USAGE, "do it", effort),)))
    assert [each.due for each in state(report, ("",), as_of).steps] == [due]


def test_steps_of_the_legacy_estate_name_default_tags_of_two_roots_with_their_money() -> None:
    first, second, *_ = statement("legacy").steps
    assert [each.step.location.path for each in (first, second) if each.step.location] == [
        "live/0/providers.tf",
        "live/1/providers.tf",
    ]
    assert [each.money.monthly for each in (first, second) if each.money] == [24_000, 14_068]


def test_evidence_and_steps_as_rows() -> None:
    found = list(csv.DictReader(io.StringIO(render(statement("payments"), "csv", Options()))))
    checks = {criterion.check for part in capabilities(BENCHMARKS["ff-2026"]) for criterion in part.criteria}
    assert {row["check"] for row in found if not row["check"].startswith("answer.")} == checks
    coverage = next(row for row in found if row["check"] == "allocation.coverage")
    assert (coverage["value"], coverage["grade"], coverage["walk"]) == ("0.86", "V", "at least 85%")
    steps = render(replace(statement("legacy"), only_steps=True), "csv", Options())
    rows = list(csv.DictReader(io.StringIO(steps)))
    assert (rows[0]["monthly"], rows[0]["money_is"], rows[0]["owner"]) == ("24000", "visibility", "")


@pytest.mark.parametrize("capability", CAPABILITIES)
@pytest.mark.parametrize("format", ["text", "markdown"])
def test_explaining_names_each_check_with_thresholds_and_sources(format: str, capability: str) -> None:
    shown = render(statement("ledger", capability), format, Options(width=10_000)).replace("\\", "")
    (defined,) = (part for part in capabilities(BENCHMARKS["ff-2026"]) if part.name == capability)
    for criterion in defined.criteria:
        assert CHECKS[criterion.check] in shown
        assert criterion.check in shown
        assert threshold_source(criterion, "ff-2026") in shown


# The boundary table of the model: what a capability's report says of the value, and its level.
@pytest.mark.parametrize(
    ("check", "value", "said", "level"),
    [
        ("allocation", 0.699, "69.9 %", Level.CRAWL),
        ("allocation", 0.70, "70 %", Level.CRAWL),
        ("allocation", 0.849, "84.9 %", Level.CRAWL),
        ("allocation", 0.849_999, "84.99 %", Level.CRAWL),
        ("allocation", 0.85, "85 %", Level.WALK),
        ("allocation", 0.90, "90 %", Level.WALK),
        ("allocation", 0.9001, "90.01 %", Level.RUN),
        ("usage", 0.30, "30 %", Level.WALK),
        ("usage", 0.70, "70 %", Level.WALK),
        ("usage", 143_000 / 200_000, "71.5 %", Level.RUN),
    ],
)
def test_boundaries_are_shown_as_they_count(check: str, value: float, said: str, level: Level) -> None:
    name = ALLOCATION if check == "allocation" else USAGE
    measured = (
        {"allocation.estimated-coverage": value, "allocation.billed-coverage": value}
        if check == "allocation"
        else {"usage.savings-implemented": value}
    )
    report = replace(REPORTS["ledger"], score=score(examples.evidence(examples.LEDGER | measured)))
    shown = render(state(report, ("",), DAY, explained=(name,)), "text", Options())
    assert f"({said})" in shown
    assert re.search(rf"^{name}(?: \(gate\))?  {level.value.capitalize()},", shown, re.MULTILINE)


@pytest.mark.parametrize(
    ("level", "low", "whole"),
    [
        (Level.CRAWL, 49.9, 49),
        (Level.WALK, 50.0, 50),
        (Level.WALK, 79.9, 79),
        (Level.RUN, 80.0, 80),
        (Level.RUN, 100, 100),
    ],
)
def test_a_number_is_not_rounded_into_another_level(level: Level, low: float, whole: int) -> None:
    part = replace(statement("payments").score.capabilities[0], level=level, low=low, high=low)
    assert part.whole == whole
    made = statement("payments")
    made = replace(made, score=replace(made.score, capabilities=(part, *made.score.capabilities[1:])))
    (row,) = re.findall(r"^  Allocation \* .*", render(made, "text", Options()), re.MULTILINE)
    assert re.search(rf" {level.value.capitalize()} +{whole}, ", row)


def test_bars_show_what_is_not_assessed() -> None:
    part = statement("payments").score.capabilities[0]
    assert bar(replace(part, low=40.0, high=60.0)) == "[========????........]"
    assert bar(replace(part, low=0.0, high=100.0)) == f"[{'?' * 20}]"
    assert bar(replace(part, low=100.0, high=100.0)) == f"[{'=' * 20}]"


def test_every_check_and_capability_has_words_and_a_source() -> None:
    for name, benchmark in BENCHMARKS.items():
        defined = capabilities(benchmark)
        assert [part.name for part in defined] == list(CAPABILITIES)
        assert {criterion.check for part in defined for criterion in part.criteria} == set(CHECKS)
        foreign = {c.check for part in defined for c in part.criteria if threshold_source(c, name) != OWN}
        assert foreign == {
            "allocation.coverage",
            "allocation.estimated-coverage",
            "allocation.billed-coverage",
            "forecasting.variance",
            "rates.coverage",
            "usage.savings-implemented",
        }
    assert len({slug for slug, _ in CAPABILITIES.values()}) == len(CAPABILITIES)


@pytest.mark.parametrize("format", REPORTERS)
def test_what_people_said_is_shown_beside_the_evidence(format: str) -> None:
    shown = unescape(render(statement("payments"), format, Options(width=10_000)).replace("\\", ""))
    for question, answer, by, worth in (
        ("savings", "more than 70 %, and verified", "Jo Doe", "contradicts"),
        ("variance", "with some help", "Al Roe", "told"),
        ("processes", "by schedule, partly automated", "Al Roe", "told"),
        ("processes", "with spreadsheets and mail", "Al Roe", "replaced" if format == "json" else "a later answer"),
        ("skills", "engineers everywhere", "Al Roe", "future"),
        ("tools", "visibility by a third party", "Jo Doe", "lapsed" if format == "json" else "older than 180 days"),
    ):
        at = shown.index(BY_ID[question].text)
        for part in (answer, by, worth):
            assert part in shown[at:], (question, part)
    contradicted = "usage.savings-implemented" if format == "json" else "Savings found that were implemented"
    assert contradicted in shown[shown.index(BY_ID["savings"].text) :]


def test_the_level_of_each_capability_is_shown_under_every_benchmark() -> None:
    document = json.loads(render(statement("payments"), "json", Options()))
    allocation = next(part for part in document["capabilities"] if part["slug"] == "allocation")
    assert allocation["levels"] == dict.fromkeys(BENCHMARKS, "walk")
    forecasting = next(part for part in document["capabilities"] if part["slug"] == "forecasting")
    assert forecasting["levels"] == {"costdefender": "walk", "ff-2023": "walk", "ff-2026": "crawl"}
    for each in ("text", "markdown"):
        shown = render(statement("payments", "Forecasting"), each, Options())
        assert "By the other benchmarks: Walk by FinOps Foundation 2023, Walk by CostDefender" in shown
    assert "<td>Forecasting</td><td>Crawl</td><td>Walk</td><td>Walk</td>" in render(
        statement("payments"), "html", Options()
    )


class _Reader(HTMLParser):
    """Collects the elements of a document and what they would load or run."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.comments: list[str] = []
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def test_the_page_loads_and_runs_nothing() -> None:
    reader = _Reader(render(statement("payments"), "html", Options()))
    assert not {"script", "img", "iframe", "link", "object", "embed", "form"} & {tag for tag, _ in reader.elements}
    for _, attributes in reader.elements:
        assert not any(name.startswith("on") or name in {"style", "src", "srcset"} for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    (policy,) = [a["content"] for tag, a in reader.elements if tag == "meta" and "http-equiv" in a]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script-src" not in policy


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_text_keeps_to_the_width(width: int) -> None:
    wide = Table(
        "Not counted", ("place", "what is wrong", "what to do"), ((".finops/a.yaml:1:1", "it is " * 40, ""),), 0
    )
    narrow = Table("Over time", ("month", "number"), (("2026-05", "27"),), 1)
    made = replace(statement("payments"), tables=(wide, narrow))
    shown = render(made, "text", Options(width=width))
    assert max(map(len, shown.splitlines())) <= width
    assert re.search(r"^  month    number\n  2026-05      27$", shown, re.MULTILINE)
    assert shown.count("it is ") >= 30


def test_all_evidence_is_printed_also_what_is_folded_on_the_screen() -> None:
    shown = render(statement("payments"), "html", Options())
    assert '<details class="card"><summary>Forecasting' in shown.replace("\n", "")
    (print_rules,) = re.findall(r"@media print \{\s+\.two.*?\n\}", shown, re.DOTALL)
    assert "details::details-content { content-visibility: visible; }" in print_rules


@pytest.mark.parametrize("format", REPORTERS)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_stays_text(name: str, format: str) -> None:
    text = HOSTILE[name]
    answered = replace(full().score, said=REPORTS["payments"].score.said)
    report = hostile(text, replace(full(), score=answered, tags=(OWNER,)))
    gates = judged(report.score, (Gate(Level.RUN),))
    made = state(report, (f"{text}a", "b"), DAY, text, gates, tuple(CAPABILITIES))
    for each in (made, replace(made, only_steps=True), replace(made, explained=())):
        shown = render(each, format, Options())
        shown.encode("utf-8")
        assert shown.endswith("\n")
        assert shown == render(each, format, Options())
        if format != "csv":
            assert not re.search(r"[^\n -~\u00a0-\U0010ffff]", shown)
        if format in {"text", "markdown"}:
            assert not re.search(r"^\s*::|##(?:vso)?\[", shown, re.MULTILINE)
        if format == "json":
            SCHEMA.validate(json.loads(shown))
        if format == "csv":
            rows = list(csv.reader(io.StringIO(shown)))
            assert len({len(row) for row in rows}) == 1
            assert not any(cell.lstrip().startswith(("=", "+", "@", "-")) for row in rows for cell in row)
        if format == "html":
            tags = [tag for tag, _ in _Reader(shown).elements]
            harmless = state(
                replace(full(), score=answered, tags=(OWNER,)), ("a", "b"), DAY, "x", gates, tuple(CAPABILITIES)
            )
            expected = replace(harmless, only_steps=each.only_steps, explained=each.explained)
            assert set(tags) == {tag for tag, _ in _Reader(render(expected, "html", Options())).elements}
            assert not _Reader(shown).comments
        if format == "markdown":
            outside = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", shown)
            assert "\n> q" not in shown
            assert not re.search(r"<(?!/?(?:sub|code)>|!-- -->)", outside)


@pytest.mark.parametrize("level", list(Level))
def test_the_badge_is_a_picture_that_can_be_read_aloud(level: Level) -> None:
    found = replace(REPORTS["payments"].score, level=level)
    root = ET.fromstring(badge(found))
    said = root.attrib["aria-label"]
    assert root.attrib["role"] == "img"
    assert root.findtext("{http://www.w3.org/2000/svg}title") == said
    expected = "not assessed" if level is Level.NOT_ASSESSED else f"{level.value.capitalize()} 58/100"
    assert said == f"cost governance: {expected}"
    assert not re.search(r"href|@import|url\((?!#)|font-face", badge(found))
    for fill in {element.attrib["fill"] for element in root.iter() if element.attrib.get("fill", "").startswith("#")}:
        assert fill == "#fff" or _contrast_with_white(fill) >= 4.5


def _contrast_with_white(colour: str) -> float:
    """Return the contrast ratio of WCAG 2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    luminance = sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 1.05 / (luminance + 0.05)
