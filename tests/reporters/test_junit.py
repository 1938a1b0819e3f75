"""JUnit XML is read by a parser of it and valid by the schema of Jenkins, and its numbers add up."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter

import pytest
from msgspec.structs import replace
from reporters.building import POLICIES, clean, empty, finding, located
from reporters.full import full
from reporters.hostile import HOSTILE, hostile
from support.published import SCHEMAS

from benchmarks.large_report import large
from finops_guard.findings import ReportedCause
from finops_guard.report import Report
from finops_guard.reporters import Options, junit, render

REPORTS = {"full": full(), "clean": clean(), "empty": empty(), "large": large(500)}
HOSTILE_REPORTS = {name: hostile(text) for name, text in HOSTILE.items()}


def parsed(report: Report) -> ET.Element:
    return ET.fromstring(render(report, "junit", Options()))


def case_of(root: ET.Element, name: str) -> ET.Element:
    (found,) = [each for each in root.iter("testcase") if each.get("name") == name]
    return found


@pytest.mark.parametrize("name", [*REPORTS, *HOSTILE_REPORTS])
def test_numbers_add_up_and_names_are_unique(name: str) -> None:
    root = parsed({**REPORTS, **HOSTILE_REPORTS}[name])
    totals: Counter[str] = Counter()
    for suite in root.iter("testsuite"):
        cases = suite.findall("testcase")
        counts = {
            "tests": len(cases),
            "failures": len(suite.findall("testcase/failure")),
            "errors": len(suite.findall("testcase/error")),
            "skipped": len(suite.findall("testcase/skipped")),
        }
        assert {key: suite.get(key) for key in counts} == {key: str(number) for key, number in counts.items()}
        assert len({(each.get("classname"), each.get("name")) for each in cases}) == len(cases)
        totals.update(counts)
    assert [root.get(key) for key in ("tests", "failures", "errors")] == [
        str(totals[key]) for key in ("tests", "failures", "errors")
    ]


@pytest.mark.parametrize("name", [*REPORTS, *HOSTILE_REPORTS])
def test_it_is_valid_by_the_schema_of_jenkins(name: str) -> None:
    xmlschema = pytest.importorskip("xmlschema")
    root = parsed({**REPORTS, **HOSTILE_REPORTS}[name])
    for case in root.iter("testcase"):
        # Viewers read them of cases, too (GitLab documents the file); the schema has them on suites only.
        assert case.attrib.pop("file", None) is not None
        assert int(case.attrib.pop("line")) > 0
    xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd")).validate(root)


@pytest.mark.parametrize("name", [*REPORTS, *HOSTILE_REPORTS])
def test_a_parser_of_junit_reads_it(name: str) -> None:
    junitparser = pytest.importorskip("junitparser")
    report = {**REPORTS, **HOSTILE_REPORTS}[name]
    read = junitparser.JUnitXml.fromstring(render(report, "junit", Options()).encode())
    results = Counter(type(result).__name__ for suite in read for case in suite for result in case.result)
    assert read.failures == results["Failure"] == sum(map(report.is_failure, report.findings))
    assert read.tests == sum(len(list(suite)) for suite in read)


def test_what_a_failure_says() -> None:
    case = case_of(parsed(full()), "live/prod: aws_ebs_volume.data (type)")
    assert case.attrib["classname"] == "FG-EBS-001 gp2-volumes"
    assert (case.attrib["file"], case.attrib["line"]) == ("live/prod/main.tf", "31")
    (failure,) = case.findall("failure")
    assert failure.attrib == {"type": "warning", "message": 'aws_ebs_volume.data is "gp2": gp3 costs 20 % less'}
    assert (failure.text or "").splitlines() == [
        'aws_ebs_volume.data is "gp2": gp3 costs 20 % less',
        "live/prod/main.tf:31:23",
        '  type              = "gp2" # was: io1',
        "of aws_ebs_volume.data, live/prod/main.tf:31:23 (environment prod)",
        "through storage, live/prod/storage.tf:4:1",
        "saves about 12.50 USD a month, at the most 90.00",
        'fix: Set type = "gp3".',
        "finops-guard explain FG-EBS-001 says why",
    ]


GRANTED = (
    "ignored, EXC-2026-0007 granted by finance@example.com to storage@example.com until 2026-06-30 "
    "(10.00 a month at the grant, at most 20.50): "
    "replaced in June"
)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("live/dev: aws_instance.batch", "not decided: var.size has no value"),
        (
            "live/prod: aws_ebs_volume.granted (type)",
            GRANTED,
        ),
        ("live/prod: aws_ebs_volume.commented (type)", "ignored: test data only"),
        ("live/prod: aws_ebs_volume.base (type)", "stood before: it is in the base"),
        ("live/prod: aws_ebs_volume.baseline (type)", "stood before: the baseline lists it"),
        ("live/prod: aws_ebs_volume.unchanged (type)", "stood before: its file is not changed"),
    ],
)
def test_what_is_skipped_says_why(name: str, why: str) -> None:
    (skipped,) = case_of(parsed(full()), name).findall("skipped")
    assert skipped.attrib == {"message": why}
    assert (skipped.text or "").startswith(why)


def test_what_passes_is_a_case() -> None:
    case = case_of(parsed(full()), "live/prod: aws_vpc.main")
    assert len(case) == 0


def test_what_is_undecided_fails_where_that_fails_the_scan() -> None:
    case = case_of(parsed(replace(full(), unresolved="fail")), "live/dev: aws_instance.batch")
    assert [child.tag for child in case] == ["failure"]


def test_of_many_causes_some_are_named() -> None:
    causes = tuple(ReportedCause("no-value", f"var.v{number} has no value") for number in range(9))
    (waiting, *_) = full().findings
    root = parsed(replace(empty(), findings=(replace(waiting, causes=causes),)))
    (skipped,) = root.iter("skipped")
    assert skipped.attrib["message"].endswith("var.v4 has no value and 4 other causes")


def test_cases_of_one_name_are_numbered() -> None:
    at = located("main.tf", 1, 1, 3)
    findings = [finding(POLICIES[0], "m", name, at) for name in ("a", "a", "a #2", "a")]
    names = [each.get("name") for each in parsed(replace(empty(), findings=tuple(findings))).iter("testcase")]
    assert names == ["live/prod: a", "live/prod: a #3", "live/prod: a #2", "live/prod: a #4"]


def test_nothing_that_changes_between_runs_is_in_it() -> None:
    for element in parsed(full()).iter():
        assert not {"time", "timestamp", "hostname"} & set(element.attrib)


def test_a_file_is_no_larger_than_gitlab_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    report = large(2_000)
    whole = render(report, "junit", Options())
    monkeypatch.setattr(junit, "MAX_BYTES", len(whole) // 2)
    text = render(report, "junit", Options())
    assert 0.25 * len(whole) < len(text) < 0.6 * len(whole)
    root = ET.fromstring(text)
    kinds = Counter(each.attrib["type"] for each in root.iter("failure"))
    all_kinds = Counter(each.attrib["type"] for each in ET.fromstring(whole).iter("failure"))
    assert kinds["error"] == all_kinds["error"]
    assert kinds["info"] == 0
    assert "cases are left out" in text
