"""SARIF is valid by the published schema and GitHub's rules, says everything, and fits what GitHub takes."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from msgspec.structs import replace
from reporters.building import POLICIES, believable, clean, empty, finding, located
from reporters.full import full
from reporters.hostile import HOSTILE, hostile
from support.published import NO_MULTITOOL, complaints, multitool, schema

from benchmarks.large_report import large
from finops_guard.findings import Severity, Verdict
from finops_guard.location import Location, SourceText
from finops_guard.report import Report
from finops_guard.reporters import Options, render
from finops_guard.reporters.sarif import choice
from finops_guard.reporters.sarif.places import artifact, physical

VALIDATOR = Draft4Validator(schema("sarif-schema-2.1.0.json"))

# What the multitool notes about every log, and why it is so.
ACCEPTED = {
    "SARIF2005": "the project has no page yet that informationUri could name",
    "SARIF2002": "GitHub takes no messages by id and arguments",
    "SARIF2003": "a scan asks no version control: the uploader knows the commit",
    "SARIF2006": "whether addresses can be reached is not looked up offline",
    "SARIF2009": "ids of policies have their own form, FG-TAG-001, since before there was SARIF",
}
# And these about policies without a reference, and runs without a result.
SOMETIMES = {("SARIF2012", "Note_ProvideHelpUri"), ("SARIF2012", "Note_ProvideMetadataForAllViolatedRules")}


def run_of(report: Report, verdicts: str = "unresolved") -> Any:
    document = json.loads(render(report, "sarif", Options(verdicts=verdicts)))
    VALIDATOR.validate(document)
    (run,) = document["runs"]
    return run


def result_of(run: Any, address: str) -> Any:
    (found,) = [each for each in run["results"] if each["properties"]["address"] == address]
    return found


REPORTS = {"believable": believable(), "clean": clean(), "empty": empty(), "full": full()}
RUN = run_of(full())


@pytest.mark.parametrize("verdicts", ["fail", "unresolved", "all"])
@pytest.mark.parametrize(
    "report", [believable(), clean(), empty(), full()], ids=["believable", "clean", "empty", "full"]
)
def test_logs_are_valid(report: Report, verdicts: str) -> None:
    run = run_of(report, verdicts)
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        ids = {each["id"] for each in result.get("relatedLocations", [])}
        assert ids == set(range(1, len(ids) + 1))


@pytest.mark.parametrize("name", HOSTILE)
def test_logs_of_hostile_reports_are_valid(name: str) -> None:
    text = render(hostile(HOSTILE[name]), "sarif", Options(verdicts="all"))
    document = json.loads(text)
    VALIDATOR.validate(document)
    assert text.isascii()
    text.encode().decode()
    assert not any(0xD800 <= ord(character) < 0xE000 for character in json.dumps(document, ensure_ascii=False))


@pytest.mark.skipif(multitool() is None, reason=NO_MULTITOOL)
def test_the_multitool_has_no_complaint_that_is_not_known(tmp_path: Path) -> None:
    logs = {"full": full(), "empty": empty(), "large": large(300)}
    for name, report in logs.items():
        (tmp_path / f"{name}.sarif").write_text(render(report, "sarif", Options(verdicts="all")), encoding="utf-8")
    program = multitool()
    assert program is not None
    found = {(rule, message) for rule, _, message in complaints(program, tmp_path) if rule not in ACCEPTED}
    assert found <= SOMETIMES


@pytest.mark.skipif(multitool() is None, reason=NO_MULTITOOL)
def test_the_multitool_finds_no_error_in_hostile_reports(tmp_path: Path) -> None:
    for name, text in HOSTILE.items():
        path = tmp_path / f"{name}.sarif"
        path.write_text(render(hostile(text), "sarif", Options(verdicts="all")), encoding="utf-8")
    program = multitool()
    assert program is not None
    found = [each for each in complaints(program, tmp_path) if each[1] != "note" and each[0] not in ACCEPTED]
    assert found == []


def test_what_a_result_says() -> None:
    found = result_of(RUN, "aws_ebs_volume.data")
    assert found["ruleId"] == "FG-EBS-001"
    assert (found["kind"], found["level"]) == ("fail", "warning")
    assert found["message"]["text"] == (
        'aws_ebs_volume.data is "gp2": gp3 costs 20 % less. '
        "Fixing it saves about 12.50 USD a month, at the most 90.00. "
        'Fix: Set type = "gp3". See [the call of its module](1).'
    )
    (place,) = found["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "live/prod/main.tf", "uriBaseId": "%SRCROOT%"}
    region = place["physicalLocation"]["region"]
    assert region == {
        "startLine": 31,
        "startColumn": 23,
        "endLine": 31,
        "endColumn": 28,
        "snippet": {"text": '"gp2"'},
    }
    assert place["physicalLocation"]["contextRegion"]["snippet"]["text"].strip().startswith("type ")
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "aws_ebs_volume.data"
    (called,) = found["relatedLocations"]
    assert called["id"] == 1
    assert called["physicalLocation"]["artifactLocation"]["uri"] == "live/prod/storage.tf"
    assert found["partialFingerprints"] == {"finopsGuardFingerprint/v1": found_in_full("aws_ebs_volume.data")}
    assert found["properties"]["money"] == {
        "kind": "saving",
        "currency": "USD",
        "monthly": {"least": "2", "expected": "12.5", "most": "90"},
    }
    assert (found["properties"]["environment"], found["properties"]["root"]) == ("prod", "live/prod")


def found_in_full(address: str) -> str:
    (found,) = [each for each in full().findings if each.address == address]
    return found.fingerprint


def test_what_a_rule_says() -> None:
    policy = replace(POLICIES[0], description="Costs of what has no owner are <nobody>'s. They grow.")
    run = run_of(replace(full(), policies=(policy, *POLICIES[1:])))
    (rule,) = [each for each in run["tool"]["driver"]["rules"] if each["id"] == "FG-TAG-001"]
    assert rule["name"] == "RequiredTags"
    assert rule["shortDescription"]["text"] == "Taggable resources carry the mandatory cost-allocation tags."
    assert rule["fullDescription"]["text"] == policy.description
    assert rule["helpUri"] == "https://framework.finops.org/"
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert policy.remediation in rule["help"]["text"]
    assert "&lt;nobody&gt;" in rule["help"]["markdown"]
    assert "## What to do" in rule["help"]["markdown"]
    assert rule["properties"]["tags"] == ["cost", "finops", "allocation"]
    assert rule["properties"]["problem.severity"] == "error"
    assert "security-severity" not in rule["properties"]


def test_only_policies_with_a_result_are_rules() -> None:
    assert [rule["id"] for rule in RUN["tool"]["driver"]["rules"]] == ["FG-EBS-001", "FG-TAG-001"]
    assert run_of(empty())["tool"]["driver"]["rules"] == []


def test_a_finding_of_a_policy_that_the_report_does_not_name_has_a_rule() -> None:
    run = run_of(replace(full(), policies=()))
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["FG-EBS-001", "FG-TAG-001"]


@pytest.mark.parametrize(
    ("severity", "level", "problem"),
    [("error", "error", "error"), ("warning", "warning", "warning"), ("info", "note", "recommendation")],
)
def test_severities(severity: str, level: str, problem: str) -> None:
    policy = replace(POLICIES[0], severity=Severity(severity))
    one = finding(policy, "m", "a.b", located("main.tf", 1, 1, 3))
    run = run_of(replace(empty(), findings=(one,), policies=(policy,)))
    assert run["results"][0]["level"] == level
    assert run["tool"]["driver"]["rules"][0]["properties"]["problem.severity"] == problem


def test_what_is_let_stand_is_suppressed_with_its_reason() -> None:
    (granted,) = result_of(RUN, "aws_ebs_volume.granted")["suppressions"]
    assert (granted["kind"], granted["status"]) == ("external", "accepted")
    assert (
        granted["justification"] == "replaced in June. Granted by finance@example.com until 2026-06-30 (EXC-2026-0007)."
    )
    assert granted["location"]["physicalLocation"]["artifactLocation"]["uri"] == ".finops-guard/exceptions.yaml"
    (commented,) = result_of(RUN, "aws_ebs_volume.commented")["suppressions"]
    assert (commented["kind"], commented["justification"]) == ("inSource", "test data only.")
    (listed,) = result_of(RUN, "aws_ebs_volume.baseline")["suppressions"]
    assert listed["kind"] == "external"
    assert ".finops-guard-baseline.json" in listed["justification"]
    # The standard asks for them on every result, or on none.
    assert all(isinstance(each["suppressions"], list) for each in RUN["results"])


def test_the_state_towards_a_base() -> None:
    states = {each["properties"]["address"]: each["baselineState"] for each in RUN["results"]}
    assert states["aws_ebs_volume.data"] == "new"
    assert states["aws_s3_bucket.logs"] == "updated"
    assert {states[f"aws_ebs_volume.{by}"] for by in ("base", "baseline", "unchanged")} == {"unchanged"}
    # A host that does not know the state would show what is fixed as an alert.
    assert "aws_ebs_volume.fixed" not in states
    assert (RUN["properties"]["fixed"], RUN["properties"]["stale"]) == (1, 1)
    assert all("baselineState" not in each for each in run_of(believable())["results"])


def test_only_failures() -> None:
    run = run_of(full(), "fail")
    assert all(each["suppressions"] == [] and each["kind"] == "fail" for each in run["results"])
    assert {"aws_ebs_volume.base", "aws_ebs_volume.unchanged"} <= {
        each["properties"]["address"] for each in run["results"]
    }
    assert "undecided" not in {each["descriptor"]["id"] for each in run["invocations"][0]["toolExecutionNotifications"]}


def test_what_is_undecided_is_no_alert() -> None:
    assert "aws_instance.batch" not in {each["properties"]["address"] for each in RUN["results"]}
    (said,) = [
        each for each in RUN["invocations"][0]["toolExecutionNotifications"] if each["descriptor"]["id"] == "undecided"
    ]
    assert said["level"] == "note"
    assert said["message"]["text"] == "FG-SIZE-001 is not decided for aws_instance.batch: var.size has no value."
    found = result_of(run_of(full(), "all"), "aws_instance.batch")
    assert (found["kind"], found["level"]) == ("open", "none")


def test_what_is_undecided_is_a_result_where_it_fails() -> None:
    found = result_of(run_of(replace(full(), unresolved="fail")), "aws_instance.batch")
    assert (found["kind"], found["level"]) == ("fail", "warning")
    assert "It is not decided: var.size has no value." in found["message"]["text"]


def test_files_and_notices_are_notifications() -> None:
    said = {each["descriptor"]["id"]: each for each in RUN["invocations"][0]["toolExecutionNotifications"]}
    assert said["file-broken"]["level"] == "error"
    assert said["file-broken"]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "live/dev/broken.tf"
    assert said["module-not-found"]["message"]["text"] == "module.net is not on disk. run terraform init."
    assert RUN["invocations"][0]["executionSuccessful"] is True


def test_no_category_and_no_machine() -> None:
    assert "automationDetails" not in RUN
    assert RUN["originalUriBaseIds"] == {"%SRCROOT%": {"description": {"text": "The directory that was scanned."}}}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b/c#1?.tf", "a%20b/c%231%3F.tf"),
        ("é.tf", "%C3%A9.tf"),
        ("a:b.tf", "a%3Ab.tf"),
        ("100%.tf", "100%25.tf"),
        ("a\\b.tf", "a%5Cb.tf"),
        ("raw\udcff.tf", "raw%FF.tf"),
        ("half\ud800.tf", "half%3F.tf"),
        ("<stdin>", "%3Cstdin%3E"),
        ("", "."),
    ],
)
def test_uris(path: str, uri: str) -> None:
    assert artifact(path) == {"uri": uri, "uriBaseId": "%SRCROOT%"}


@pytest.mark.parametrize(
    ("line", "column", "length", "snippet", "context"),
    [
        ("short", 1, 5, "short", None),
        ("  a = 1", 7, 1, "1", (1, 8)),
        ("\ta = 1", 2, 1, "a", (1, 7)),
        ("x" * 1_000, 500, 7, "x" * 7, (400, 800)),
        ("x" * 1_000, 500, 400, None, None),
        ("\U0001f4b8 = 1", 5, 1, "1", (1, 6)),
    ],
)
def test_snippets(line: str, column: int, length: int, snippet: str | None, context: tuple[int, int] | None) -> None:
    source = SourceText("main.tf", f"{line}\n")
    found: Any = physical(located("main.tf", 1, column, length), source.excerpt(1, column))
    assert found["region"].get("snippet", {}).get("text") == snippet
    around = found.get("contextRegion")
    assert (around and (around["startColumn"], around["endColumn"])) == context
    if around:
        begin, end = around["startColumn"] - 1, around["endColumn"] - 1
        assert around["snippet"]["text"] == line[begin:end].replace("\t", " ")


@pytest.mark.parametrize(
    ("place", "region"),
    [
        (Location("a"), (1, 1, 1, 1)),
        (Location("a", 7, 3), (7, 3, 7, 3)),
        (Location("a", 7, 3, 7, 2), (7, 3, 7, 3)),
        (Location("a", 7, 3, 9, 1), (7, 3, 9, 1)),
        (Location("a", 0, 0, 0, 0), (1, 1, 1, 1)),
    ],
)
def test_regions_end_where_they_begin_or_later(place: Location, region: tuple[int, ...]) -> None:
    found: Any = physical(place)["region"]
    assert (found["startLine"], found["startColumn"], found["endLine"], found["endColumn"]) == region


def test_a_link_of_the_scanned_tree_is_none_of_the_message() -> None:
    one = finding(POLICIES[1], "see [here](https://example.com) and [1](0)", "a.b", located("main.tf", 1, 1, 3))
    text = run_of(replace(empty(), findings=(one,)))["results"][0]["message"]["text"]
    assert text.startswith("see [here] (https://example.com) and [1] (0).")


def test_the_least_severe_and_cheapest_results_are_left_out() -> None:
    report = large(60, policies=3)
    failing = [each for each in report.findings if each.verdict is Verdict.FAIL]
    errors = [each.fingerprint for each in failing if each.severity is Severity.ERROR]
    kept = choice.within_results([choice.Item(each) for each in failing], len(errors))
    assert [each.finding.fingerprint for each in kept] == errors
    dear = choice.within_results([choice.Item(each) for each in failing], 1)[0].finding
    assert dear.money is not None
    assert dear.money.expected == max(
        each.money.expected for each in failing if each.money and each.severity == "error"
    )


def test_what_is_let_stand_and_known_is_left_out_first() -> None:
    items = choice.chosen(full(), Options())
    kept = choice.within_results(items, len(items) - 3)
    assert not any(each.is_let_stand for each in kept)
    kept = choice.within_results(items, len(items) - 5)
    assert all(each.known is None for each in kept)


def test_no_more_results_than_github_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choice.MAX_RESULTS == 25_000
    monkeypatch.setattr(choice, "MAX_RESULTS", 100)
    report = large(300)
    run = run_of(report)
    assert len(run["results"]) == 100
    left_out = sum(each.verdict is Verdict.FAIL for each in report.findings) - 100
    assert run["properties"]["resultsLeftOut"] == left_out
    first = run["invocations"][0]["toolExecutionNotifications"][0]
    assert first["message"]["text"].startswith(f"{left_out} results are left out")


def test_a_log_that_is_too_large_compressed_is_cut() -> None:
    items = [choice.Item(each) for each in large(2_000).findings]
    made: list[int] = []

    def log(kept: Any) -> str:
        made.append(len(kept))
        return "".join(f"{item.finding.fingerprint}{item.finding.message}" for item in kept)

    text = choice.within_size(items, log, 5_000)
    assert len(zlib.compress(text.encode())) <= 5_000
    assert made[0] == 2_000
    assert 100 < made[-1] < 1_000
    assert len(made) <= 6


def test_notifications_are_bounded() -> None:
    (run,) = json.loads(render(large(8_000), "sarif", Options()))["runs"]
    said = run["invocations"][0]["toolExecutionNotifications"]
    assert len(said) == 1_001
    assert said[-1]["message"]["text"].endswith("more notifications are left out.")


def test_findings_without_a_standing_are_new() -> None:
    report = full()
    first = replace(report.findings[1], standing=None)
    assert run_of(replace(report, findings=(first,)))["results"][0]["baselineState"] == "new"
