"""The Code Quality report is what GitLab's own schema asks for, and no two entries have one fingerprint."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft7Validator
from msgspec.structs import replace
from reporters.building import POLICIES, clean, empty, finding, located
from reporters.full import full
from reporters.hostile import HOSTILE, hostile
from support.published import schema

from benchmarks.large_report import large
from finops_guard.findings import Severity
from finops_guard.location import Location
from finops_guard.report import Report
from finops_guard.reporters import Options, render

VALIDATOR = Draft7Validator({"type": "array", "items": schema("gitlab-codeclimate.schema.json")})
# What the documentation of GitLab adds: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def entries(report: Report, verdicts: str = "unresolved") -> Any:
    text = render(report, "gitlab", Options(verdicts=verdicts))
    assert text.startswith("[")
    found = json.loads(text)
    VALIDATOR.validate(found)
    return found


REPORTS = {"full": full(), "clean": clean(), "empty": empty(), "large": large(500)}
HOSTILE_REPORTS = {name: hostile(text) for name, text in HOSTILE.items()}


@pytest.mark.parametrize("name", [*REPORTS, *HOSTILE_REPORTS])
def test_entries_have_what_gitlab_asks_for(name: str) -> None:
    report = {**REPORTS, **HOSTILE_REPORTS}[name]
    found = entries(report)
    assert len({each["fingerprint"] for each in found}) == len(found)
    for each in found:
        assert set(each) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert each["severity"] in SEVERITIES
        assert re.fullmatch("[0-9a-f]{16}", each["fingerprint"])
        assert each["location"]["lines"]["begin"] > 0
        assert each["description"].isprintable()
    assert not any(0xD800 <= ord(character) < 0xE000 for character in json.dumps(found, ensure_ascii=False))


def test_what_an_entry_says() -> None:
    (found,) = [each for each in entries(full()) if each["description"].startswith("aws_ebs_volume.data")]
    (of,) = [each for each in full().findings if each.address == "aws_ebs_volume.data"]
    assert found == {
        "description": (
            'aws_ebs_volume.data is "gp2": gp3 costs 20 % less; '
            "fixing it saves about 12.50 USD a month, at the most 90.00 (FG-EBS-001)"
        ),
        "check_name": "FG-EBS-001",
        "fingerprint": of.fingerprint,
        "severity": "major",
        "location": {"path": "live/prod/main.tf", "lines": {"begin": 31, "end": 31}},
    }


def test_what_is_among_the_entries() -> None:
    told = " ".join(each["description"] for each in entries(full()))
    # GitLab itself takes away what the target branch has, and takes what is missing here for solved.
    for name in ("data", "base", "unchanged"):
        assert f"aws_ebs_volume.{name} " in told
    for name in ("aws_ebs_volume.granted", "aws_ebs_volume.commented", "aws_ebs_volume.baseline", "aws_instance.batch"):
        assert f"{name} " not in told
    assert "aws_instance.batch" in json.dumps(entries(replace(full(), unresolved="fail")))


@pytest.mark.parametrize(("severity", "shown"), [("error", "critical"), ("warning", "major"), ("info", "info")])
def test_severities(severity: str, shown: str) -> None:
    one = finding(replace(POLICIES[0], severity=Severity(severity)), "m", "a.b", Location("main.tf"))
    assert [each["severity"] for each in entries(replace(empty(), findings=(one,)))] == [shown]


def test_findings_that_share_a_fingerprint_are_told_apart_in_order() -> None:
    findings = tuple(finding(POLICIES[0], "m", "a.b", located("main.tf", line, 1, 3)) for line in (1, 2, 3))
    found = [each["fingerprint"] for each in entries(replace(empty(), findings=findings))]
    assert found[0] == findings[0].fingerprint
    assert found[:2] == [each["fingerprint"] for each in entries(replace(empty(), findings=findings[:2]))]
    assert len(set(found)) == 3


@pytest.mark.parametrize(
    ("path", "shown"), [("a b/é.tf", "a b/é.tf"), ("a\ud800.tf", "a<U+D800>.tf"), ("a\0b", "a<U+0000>b")]
)
def test_paths_are_those_of_the_repository(path: str, shown: str) -> None:
    one = finding(POLICIES[0], "m", "a.b", Location(path))
    assert entries(replace(empty(), findings=(one,)))[0]["location"]["path"] == shown
