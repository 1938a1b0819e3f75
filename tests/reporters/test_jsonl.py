"""JSON lines: each is valid by its schema, nothing of the JSON report is missing, and no string breaks a line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from reporters.building import believable, clean, empty
from reporters.full import full
from reporters.hostile import HOSTILE, hostile

from finops_guard._assets import directory
from finops_guard.report import Report
from finops_guard.reporters import Options, render
from tools.line_schema import schema

SCHEMA = json.loads((directory("schemas") / "report-lines-v1.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def records(report: Report, verdicts: str = "unresolved") -> list[dict[str, Any]]:
    text = render(report, "jsonl", Options(verdicts=verdicts))
    assert text.isascii()
    assert text.endswith("\n")
    # However a reader finds lines, it finds these.
    assert text.splitlines() == text[:-1].split("\n")
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("verdicts", ["fail", "all"])
@pytest.mark.parametrize("report", [believable(), clean(), empty(), full()])
def test_every_line_is_valid(report: Report, verdicts: str) -> None:
    for record in records(report, verdicts):
        VALIDATOR.validate(record)


def test_the_schema_is_made_of_the_report_s() -> None:
    assert (directory("schemas") / "report-lines-v1.schema.json").read_text("utf-8") == schema()


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"type": "other"},
        {"type": "notice"},
        {"type": "file", "path": "a", "source": "terraform", "status": "judged", "reason": "", "more": 1},
    ],
)
def test_the_schema_refuses_other_lines(record: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(record)


def test_lines_have_what_the_report_has() -> None:
    whole = json.loads(render(full(), "json", Options(verdicts="all")))
    found: dict[str, list[dict[str, Any]]] = {}
    for record in records(full(), "all"):
        found.setdefault(record.pop("type"), []).append(record)
    for kind, name in {
        "policy": "policies",
        "finding": "findings",
        "suppressed": "suppressed",
        "notice": "notices",
        "file": "files",
        "evaluation": "evaluations",
    }.items():
        assert found[kind] == whole[name]
    [last], [first] = found["summary"], found["scan"]
    assert last == {**whole["summary"], "score": whole["score"], "budgets": whole["budgets"]}
    assert (first["tool"], first["settings"], first["digests"]) == (whole["tool"], whole["settings"], whole["digests"])


def test_what_is_compared_is_told() -> None:
    found = records(full())
    assert [each["type"] for each in found][:1] == ["scan"]
    assert [each["type"] for each in found][-1] == "summary"
    assert found[0]["compared"] == {
        "base": "commit 0123456789ab (main)",
        "baseline": ".finops-guard-baseline.json",
        "changed_only": False,
    }
    assert [each["by"] for each in found if each["type"] == "known"] == ["base", "baseline", "unchanged"]
    [fixed] = [each for each in found if each["type"] == "fixed"]
    [stale] = [each for each in found if each["type"] == "stale"]
    assert (fixed["address"], stale["address"]) == ("aws_ebs_volume.fixed", "aws_ebs_volume.stale")
    assert records(empty())[0]["compared"] is None


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_strings_come_back_as_they_are(name: str) -> None:
    text = HOSTILE[name]
    found = [each for each in records(hostile(text)) if each["type"] == "finding"]
    assert [each["message"] for each in found] == [text + each.message for each in full().findings]
