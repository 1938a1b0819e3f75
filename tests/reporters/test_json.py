"""The JSON report is valid report-v1, says everything, and gives the same bytes every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace
from reporters.building import believable, clean, empty, finding, located, with_money

from finops_guard._assets import directory
from finops_guard.findings import Severity, Verdict
from finops_guard.maturity.model import Grade, Level, Status
from finops_guard.maturity.tagging import TagCoverage
from finops_guard.pricing.shares import CostShares, Group, Share
from finops_guard.report import Report
from finops_guard.reporters import Options, render
from finops_guard.resources import FileStatus

SCHEMA = json.loads((directory("schemas") / "report-v1.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
HOSTILE = "\x1b[31m\u202e\n\0\ud800::error::" + "x" * 10


def parsed(report: Report, verdicts: str = "unresolved") -> Any:
    return json.loads(render(report, "json", Options(verdicts=verdicts)))


def hostile() -> Report:
    at = replace(located(HOSTILE, 1, 1, 1), line=10**9, column=10**9)
    found = [
        replace(
            item,
            message=HOSTILE,
            address=HOSTILE,
            root=HOSTILE,
            location=at,
            key=HOSTILE,
            excerpt=HOSTILE * 100,
            environment=None,
            fingerprint="",
        )
        for item in believable().findings
    ]
    return replace(believable(), findings=tuple(found), resource_count={HOSTILE: 0}, digests={HOSTILE: HOSTILE})


REPORTS = {"believable": believable(), "clean": clean(), "empty": empty(), "hostile": hostile()}


@pytest.mark.parametrize("verdicts", ["fail", "unresolved", "all"])
@pytest.mark.parametrize("name", REPORTS)
def test_reports_are_valid(name: str, verdicts: str) -> None:
    VALIDATOR.validate(parsed(REPORTS[name], verdicts))


def objects(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from objects(item, (*path, key))


# Objects whose keys are data: providers and the names of digests.
FREE = {("summary", "resources", "by_provider"), ("digests",)}
DOCUMENT = parsed(believable(), "all")


def at(document: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


@pytest.mark.parametrize("path", sorted(set(objects(DOCUMENT)) - FREE, key=str), ids=str)
def test_unknown_and_missing_fields_are_invalid(path: tuple[str | int, ...]) -> None:
    for change in ("unknown", "missing"):
        document = deepcopy(DOCUMENT)
        target = at(document, path)
        if change == "unknown":
            target["surprise"] = 1
        else:
            del target[next(iter(target))]
        assert not VALIDATOR.is_valid(document), change


def test_the_schema_names_every_value_of_the_enums() -> None:
    defined = SCHEMA["$defs"]
    assert defined["finding"]["properties"]["severity"]["enum"] == list(Severity)
    assert defined["share"]["properties"]["group"]["enum"] == list(Group)
    assert defined["evaluation"]["properties"]["verdict"]["enum"] == list(Verdict)
    assert defined["file"]["properties"]["status"]["enum"] == list(FileStatus)
    assert defined["score"]["properties"]["level"]["enum"] == list(Level)
    assert defined["evidence"]["properties"]["status"]["enum"] == list(Status)
    assert sorted(defined["evidence"]["properties"]["grade"]["enum"]) == sorted(Grade)


def test_every_object_of_the_schema_is_closed_and_described() -> None:
    stack = [SCHEMA]
    seen = 0
    while stack:
        at = stack.pop()
        if isinstance(at, dict):
            if at.get("type") == "object":
                seen += 1
                assert "additionalProperties" in at
                assert at.get("description")
            stack.extend(at.values())
        elif isinstance(at, list):
            stack.extend(at)
    assert seen > 15


def test_what_a_finding_says() -> None:
    found = DOCUMENT["findings"][0]
    assert found["policy"] == "FG-SIZE-001"
    assert found["verdict"] == "unresolved"
    assert found["location"] == {"path": "live/dev/main.tf", "line": 8, "column": 19, "end_line": 8, "end_column": 27}
    assert found["causes"][0]["text"] == "var.size has no value"
    assert found["causes"][0]["location"]["path"] == "live/dev/variables.tf"
    assert found["excerpt"] == "  instance_type = var.size"


def test_the_summary_counts() -> None:
    assert DOCUMENT["summary"] == {
        "failed": True,
        "blocking": 7,
        "findings": {"error": 7, "warning": 1, "info": 0},
        "unresolved": 1,
        "known": 0,
        "suppressed": 0,
        "verdicts": {"pass": 1, "fail": 1, "unresolved": 1},
        "resources": {"total": 12, "by_provider": {"aws": 11, "kubernetes": 1}},
        "files": {"judged": 2, "supporting": 0, "other": 0, "template": 1, "broken": 1, "skipped": 0},
        "cost": {
            "currency": "USD",
            "monthly": {"least": "900", "expected": "1234.5", "most": "2000"},
            "resources": {"priced": 28, "partly_priced": 4, "unpriced": 6, "usage_based": 2},
            "costliest": [
                {
                    "root": "live/prod",
                    "address": "aws_instance.web[0]",
                    "monthly": {"least": "900", "expected": "1234.5", "most": "2000"},
                }
            ],
            "on_nodes": {"least": "10", "expected": "20", "most": None},
            "change": {
                "base": "commit 0123456789ab (main)",
                "before": "1000",
                "after": "1234.5",
                "delta": "234.5",
                "percent": "23.4",
                "added": "300",
                "saved": "65.5",
                "resources": {"new": 2, "changed": 1, "removed": 4},
                "largest": [
                    {
                        "status": "changed",
                        "root": "live/prod",
                        "address": "aws_instance.web[0]",
                        "moved_from": "aws_instance.old",
                        "delta": "300",
                    },
                    {
                        "status": "new",
                        "root": "",
                        "address": "aws_thing.x",
                        "moved_from": None,
                        "delta": None,
                    },
                ],
                "unread": 1,
                "one_sided": "-65.5",
                "on_nodes": None,
            },
            "shares": {"team": [], "environment": [], "service": [], "root": []},
        },
        "saving": None,
    }


def test_whose_the_cost_is_and_how_far_tags_are_carried() -> None:
    report = believable()
    assert report.cost is not None
    team = (Share(Group.NAMED, "shop", Decimal("9.50"), 3, 1), Share(Group.NONE, "", Decimal(2)))
    cost = replace(report.cost, shares=CostShares(by_team=team))
    coverage = TagCoverage("owner", "FG-TAG-001", 3, 2, 1, Decimal(10), Decimal("5.50"), Decimal(0))
    document = parsed(replace(report, cost=cost, tags=(coverage,)))
    VALIDATOR.validate(document)
    assert document["summary"]["cost"]["shares"]["team"] == [
        {"group": "named", "name": "shop", "monthly": "9.5", "resources": 3, "unpriced": 1},
        {"group": "none", "name": None, "monthly": "2", "resources": 1, "unpriced": 0},
    ]
    assert document["tags"] == [
        {
            "key": "owner",
            "policy": "FG-TAG-001",
            "resources": {"carried": 3, "absent": 2, "unknown": 1},
            "monthly": {"carried": "10", "absent": "5.5", "unknown": "0"},
        }
    ]


def test_findings_carry_money() -> None:
    document = parsed(with_money())
    VALIDATOR.validate(document)
    assert [each["money"] for each in document["findings"]] == [
        {"kind": "saving", "currency": "USD", "monthly": {"least": "2", "expected": "12.5", "most": "90"}},
        {"kind": "saving", "currency": "USD", "monthly": {"least": "0", "expected": "0", "most": "7.25"}},
        {"kind": "at-stake", "currency": "USD", "monthly": {"least": "70", "expected": "70.08", "most": None}},
        None,
    ]
    assert document["summary"]["saving"] == {
        "currency": "USD",
        "monthly": {"least": "2", "expected": "12.5", "most": "97.25"},
        "findings": 2,
    }


def test_evaluations_only_where_all_verdicts_are_asked_for() -> None:
    assert len(DOCUMENT["evaluations"]) == 3
    assert "evaluations" not in parsed(believable())


@pytest.mark.parametrize(
    ("length", "column", "kept"),
    [(399, 5, True), (399, 300, True), (400, 5, False), (100, 301, False)],  # later columns: only the end of the line
)
def test_a_part_of_a_long_line_is_left_out(length: int, column: int, kept: bool) -> None:
    at = located("x.json", 1, column, 3)
    minified = finding(believable().policies[0], "m", "a.b", at, excerpt="x" * length)
    excerpt = parsed(replace(believable(), findings=(minified,)))["findings"][0]["excerpt"]
    assert excerpt == ("x" * length if kept else None)


def test_output_is_ascii_and_ends_in_a_newline() -> None:
    text = render(hostile(), "json", Options())
    assert text.isascii()
    assert text.endswith("}\n")
    assert all(character.isprintable() or character == "\n" for character in text)


@pytest.mark.parametrize(
    "message", ["plain", "naïve 費用", "\U0001f4b8", "\x7f\x1b\0\b\f\r\t", '"\\/', "lone \udcff, é", ""]
)
def test_strings_are_written_as_by_the_standard_library(message: str) -> None:
    problem = finding(believable().policies[0], message, "a.b", located("x.tf", 1, 1, 3))
    text = render(replace(believable(), findings=(problem,)), "json", Options())
    document = json.loads(text)
    assert document["findings"][0]["message"] == message
    assert text == json.dumps(document, indent=2) + "\n"


def test_same_bytes_under_every_hash_seed() -> None:
    code = (
        "import sys; from reporters.building import believable; from finops_guard.reporters import Options, render; "
        "sys.stdout.write(''.join(render(believable(), name, Options(verdicts='all')) for name in ('text', 'json')))"
    )
    tests = Path(__file__).parents[1]
    outputs = set()
    for seed in ("0", "1", "42"):
        environ = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(tests), "PYTHONUTF8": "1"}
        run = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, check=True)
        outputs.add(run.stdout)
    assert len(outputs) == 1
    assert outputs.pop().startswith(b"live/prod/main.tf")
