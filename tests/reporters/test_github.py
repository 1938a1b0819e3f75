"""Annotations, read by a reader of workflow commands written from the documentation and the runner's own rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from msgspec.structs import replace
from reporters.building import MAIN, POLICIES, believable, clean, empty, finding, located, with_money
from reporters.full import full
from reporters.hostile import HOSTILE, hostile

from finops_guard.findings import Finding, Severity, Suppressed, Verdict
from finops_guard.location import STDIN
from finops_guard.report import Report
from finops_guard.reporters import Options, render
from finops_guard.reporters.styling import neutralise


@dataclass(frozen=True)
class Command:
    name: str
    properties: dict[str, str]
    message: str


def _unescaped(text: str, *, is_property: bool) -> str:
    replaced = (("%0D", "\r"), ("%0A", "\n"), *((("%3A", ":"), ("%2C", ",")) if is_property else ()), ("%25", "%"))
    for code, character in replaced:
        text = text.replace(code, character)
    return text


def command(line: str) -> Command | None:
    """Return what a runner does on a line of a log: nothing, or a command, in its two notations.

    ``::name key=value,key=value::message`` stands at the beginning, blanks aside; ``##[name key=value;...]`` anywhere.
    """
    if line.strip().startswith("::"):
        head, end, message = line.strip()[2:].partition("::")
        assert end, f"no command is complete in {line!r}"
        name, _, given = head.partition(" ")
        pairs = [each.partition("=") for each in given.strip().split(",") if each]
        properties = {key: _unescaped(value, is_property=True) for key, _, value in pairs}
        return Command(name, properties, _unescaped(message, is_property=False))
    if found := re.search(r"##(?:vso)?\[([\w.-]+)", line):
        return Command(found[1], {}, line)
    return None


def commands(report: Report, verdicts: str = "unresolved") -> tuple[list[Command], list[str]]:
    """Return the commands and the other lines of a report, as every runner finds lines."""
    text = render(report, "github", Options(verdicts=verdicts))
    assert text.splitlines() == text[:-1].split("\n")
    found = [(line, command(line)) for line in text.splitlines()]
    return [each for _, each in found if each is not None], [line for line, each in found if each is None]


def many(number: int, severity: Severity = Severity.ERROR) -> list[Finding]:
    policy = replace(POLICIES[0], severity=severity)
    return [
        finding(policy, f"a.x{at} is wrong", f"a.x{at}", located(MAIN, at + 1, 3, 4), remediation="")
        for at in range(number)
    ]


def test_annotations_stand_where_findings_do() -> None:
    found, lines = commands(believable())
    assert [each.name for each in found] == ["error", "error", "warning"]
    assert found[2] == Command(
        "warning",
        {
            "file": MAIN,
            "line": "31",
            "endLine": "31",
            "col": "23",
            "endColumn": "27",
            "title": "FG-EBS-001 gp2-volumes",
        },
        'aws_ebs_volume.data is "gp2": gp3 costs 20 % less\nFix: Set type = "gp3".',
    )
    assert found[0].message.splitlines()[:2] == [
        'aws_instance.web[0] has no tag "owner", "cost-center"',
        "The same for 2 other resources.",
    ]
    assert lines == ["Failed: 7 errors at 2 places to fix."]


def test_money_is_told_where_it_says_something() -> None:
    found, _ = commands(with_money())
    assert [each.message.splitlines()[1:] for each in found] == [
        ["Saves about 12.50 USD a month, at the most 90.00."],
        ["Saves up to 7.25 USD a month."],
        ["Costs 70.08 USD a month."],
        [],
    ]


def test_ten_of_each_kind_what_blocks_and_costs_most_first() -> None:
    dear = replace(with_money().findings[0], severity=Severity.ERROR, remediation="", message="dear")
    findings = (*many(12), dear, *many(11, Severity.WARNING), *many(3, Severity.INFO))
    found, lines = commands(replace(believable(), findings=findings))
    assert [each.name for each in found] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 3
    assert found[0].message.startswith("dear")
    assert lines == [
        "Not annotated: 3 more errors and 1 more warning (GitHub shows 10 of each kind); the report has them all.",
        "Failed: 13 errors to fix.",
    ]


def test_what_blocks_comes_first_though_it_costs_less() -> None:
    advice = replace(many(1)[0], policy="FG-ADV-001", message="advice", money=with_money().findings[0].money)
    advice = replace(advice, enforcement=type(advice.enforcement)("advisory"))
    found, _ = commands(replace(believable(), findings=(advice, *many(1)), cost=None))
    assert [each.message.splitlines()[0] for each in found] == ["a.x0 is wrong", "advice"]


def test_what_is_undecided_is_told_where_it_fails_the_scan() -> None:
    waiting = believable().findings[:1]
    assert waiting[0].verdict is Verdict.UNRESOLVED
    report = replace(believable(), findings=waiting, fail_on=Severity.WARNING)
    assert commands(report)[0] == []
    for found, lines in (commands(replace(report, unresolved="fail")), commands(report, "all")):
        [notice] = found
        assert notice.name == "notice"
        assert "Waits for: var.size has no value" in notice.message
        assert len(lines) == 1


@pytest.mark.parametrize(
    ("report", "last"),
    [
        (clean(), "Passed: no findings."),
        (empty(), "Nothing was judged: no resources were found."),
        (replace(with_money(), files=(), notices=()), "Passed: nothing blocks; 4 warnings to look at."),
        (
            with_money(),
            "Passed what could be read: 1 template and 1 file were not; 4 warnings to look at.",
        ),
    ],
)
def test_the_verdict_is_the_last_line(report: Report, last: str) -> None:
    assert commands(report)[1][-1] == last


@pytest.mark.parametrize("path", [STDIN, "/etc/policies/a.yaml"])
def test_what_is_no_file_of_the_repository_has_no_place(path: str) -> None:
    found, _ = commands(replace(believable(), findings=(replace(many(1)[0], location=located(path, 1, 1, 1)),)))
    assert list(found[0].properties) == ["title"]


def test_columns_are_of_one_line_only() -> None:
    at = replace(located(MAIN, 3, 5, 1), end_line=9, end_column=2)
    found, _ = commands(replace(believable(), findings=(replace(many(1)[0], location=at),)))
    assert found[0].properties == {"file": MAIN, "line": "3", "endLine": "9", "title": "FG-TAG-001 required-tags"}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_string_makes_no_command_and_changes_none(name: str) -> None:
    text = HOSTILE[name]
    found, lines = commands(hostile(text))
    usual, rest = commands(full())
    assert {each.name for each in found} == {each.name for each in usual}
    assert {tuple(each.properties) for each in found} == {tuple(each.properties) for each in usual}
    assert {each.properties["file"] for each in found} == {neutralise(text + MAIN, 4_000)}
    assert len(lines) == len(rest)
    assert not any("\x1b" in line or "\u202e" in line for line in lines)


def test_what_is_let_stand_is_told_before_the_verdict() -> None:
    at = located(MAIN, 2, 1, 10)
    (found,) = many(1)
    asked = Suppressed(found, at, HOSTILE["workflow-command"])
    granted = Suppressed(found, at, "as agreed", "EXC-1", "a.reader", "2026-07-30", "a.writer", cost_cap=Decimal(80))
    done, lines = commands(replace(clean(), suppressed=(granted, asked)))
    assert done == []
    assert lines[-3].startswith("Ignored: EXC-1, granted by a.reader to a.writer until 2026-07-30, at most 80.00: ")
    assert lines[-2].startswith("Ignored: live/prod/main.tf:2:1: FG-TAG-001 for ")
    others = tuple(replace(granted, exception=f"EXC-{number}") for number in range(102))
    _, lines = commands(replace(clean(), suppressed=others))
    assert lines[-2] == "Ignored: 2 more by exceptions and comments; the report has them all."
