"""Policies that differ by environment, how strictly they are enforced, and what their unresolved verdicts mean."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from finops_guard.config import reading
from finops_guard.errors import FinopsGuardError
from finops_guard.findings import Enforcement
from finops_guard.location import SourceText
from finops_guard.policy import loader
from finops_guard.report import Report
from finops_guard.scan import scan
from finops_guard.tree import MemoryTree

POLICY = """\
id: ACME-001
name: retention
title: Logs are kept as long as they have to be
description: Why.
severity: warning
capability: Usage Optimization
match: {{resources: [aws_cloudwatch_log_group]{match}}}
check:
  attribute: {{path: retention_in_days, operator: at_least, value: 30, absent: fail}}
remediation: Set it.
{more}
"""
PER_ENVIRONMENT = """
environments:
  prod: {parameters: {value: 365}, severity: error}
  sandbox: {enabled: false}
"""
CONFIG = "policy-directories: [policies]\nselect: [ACME-*]\n"


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def tree(more: str, config: str, main: str, match: str = "", **files: str) -> MemoryTree:
    policy = POLICY.format(more=more, match=match)
    return MemoryTree(
        {"policies/retention.yaml": policy, ".finops-guard.yaml": CONFIG + config, "main.tf": main, **files}
    )


def judged(more: str, config: str, main: str, match: str = "", **files: str) -> Report:
    where = tree(more, config, main, match, **files)
    return scan(where, [""], reading.load(where, ".finops-guard.yaml"))


def logs(days: object, environment: str | None, comment: str = "") -> str:
    tags = f"tags = {{ environment = {environment} }}" if environment else ""
    body = f"retention_in_days = {days}\n  {tags}"
    return f'variable "env" {{}}\n{comment}\nresource "aws_cloudwatch_log_group" "a" {{\n  {body}\n}}\n'


def verdicts(report: Report) -> list[tuple[str, str]]:
    return [(finding.verdict.value, finding.severity.value) for finding in report.findings]


@pytest.mark.parametrize(
    ("days", "environment", "config", "expected"),
    [
        (60, '"prod"', "", [("fail", "error")]),
        (400, '"prod"', "", []),
        (60, '"dev"', "", []),
        (7, '"dev"', "", [("fail", "warning")]),
        (7, '"sandbox"', "", []),
        (7, '"of-its-own"', "", [("fail", "warning")]),
        # Not known: sandbox would let it pass, and so the others cannot fail it for certain.
        (7, "var.env", "", [("unresolved", "warning")]),
        (7, None, "", [("unresolved", "warning")]),
        (60, "var.env", "", [("unresolved", "warning")]),
        (400, "var.env", "", []),
        (7, "var.env", "sandbox: {enabled: true}", [("fail", "warning")]),
        (60, "var.env", "sandbox: {enabled: true}", [("unresolved", "warning")]),
        # The configuration goes before the policy.
        (60, '"prod"', "prod: {parameters: {value: 60}}", []),
        (7, '"prod"', "prod: {parameters: {value: 60}, severity: info}", [("fail", "info")]),
        (7, '"dev"', "dev: {enabled: false}", []),
        (7, '"staging"', "staging: {severity: error, enforcement: advisory}", [("fail", "warning")]),
    ],
)
def test_variants(days: int, environment: str, config: str, expected: list[tuple[str, str]]) -> None:
    config = f"policies: {{retention: {{environments: {{{config}}}}}}}" if config else ""
    report = judged(PER_ENVIRONMENT, config, logs(days, environment))
    assert verdicts(report) == expected
    if expected and expected[0][0] == "unresolved":
        assert [cause.text for cause in report.findings[0].causes] == [
            "var.env has no value"
            if environment
            else "nothing names its environment (tag, workspace, namespace or path)"
        ]


def test_what_is_said_of_an_environment_goes_before_what_is_said_of_all() -> None:
    config = "policies: {ACME-001: {parameters: {value: 90}, severity: info}}"
    assert verdicts(judged(PER_ENVIRONMENT, config, logs(100, '"prod"'))) == [("fail", "error")]
    assert verdicts(judged(PER_ENVIRONMENT, config, logs(60, '"dev"'))) == [("fail", "info")]


def test_a_policy_that_is_off_but_in_one_environment() -> None:
    config = "policies: {retention: {enabled: false, environments: {test: {enabled: true}}}}"
    assert verdicts(judged("", config, logs(7, '"test"'))) == [("fail", "warning")]
    assert verdicts(judged("", config, logs(7, '"dev"'))) == []
    assert verdicts(judged("", config, logs(7, "var.env"))) == [("unresolved", "warning")]


def test_environments_that_the_policy_is_not_about_are_not_asked() -> None:
    report = judged(PER_ENVIRONMENT, "", logs(60, None), match=", unless: {environments: [prod, sandbox]}")
    assert verdicts(report) == []


@pytest.mark.parametrize(
    ("value", "environment", "expected"),
    [
        (7, "var.env", []),
        (7, None, []),
        (365, "var.env", [("unresolved", "warning")]),
        (7, '"dev"', []),
    ],
)
def test_what_applies_nowhere_is_not_asked(value: int, environment: str, expected: list[tuple[str, str]]) -> None:
    more = f"environments: {{prod: {{parameters: {{value: {value}}}}}}}"
    assert verdicts(judged(more, "", logs(20, environment), match=", environments: [prod]")) == expected


def test_an_unknown_environment_waives_nothing_that_is_hard_in_one() -> None:
    comment = "# finops-guard:ignore ACME-001 -- fine"
    more = "environments: {prod: {enforcement: hard}}"
    found = [(each, len(judged(more, "", logs(7, each, comment)).findings)) for each in ("var.env", '"prod"', '"dev"')]
    assert found == [("var.env", 1), ('"prod"', 1), ('"dev"', 0)]
    off = "environments: {prod: {enforcement: hard, enabled: false}}"
    assert judged(off, "", logs(7, "var.env", comment)).findings == ()


def test_an_undecided_value_is_no_matter_of_the_environment() -> None:
    more = PER_ENVIRONMENT.replace("sandbox: {enabled: false}", "")
    (finding,) = judged(more, "", 'variable "days" {}\n' + logs("var.days", None)).findings
    assert [cause.text for cause in finding.causes] == ["var.days has no value"]


@pytest.mark.parametrize(
    ("enforcement", "severity", "fail_on", "failed"),
    [
        ("advisory", "error", "error", False),
        ("advisory", "error", "info", False),
        ("soft", "error", "error", True),
        ("hard", "error", "error", True),
        ("soft", "warning", "error", False),
    ],
)
def test_advice_never_fails_a_scan(enforcement: str, severity: str, fail_on: str, failed: bool) -> None:
    config = f"severity: {fail_on}\npolicies: {{retention: {{severity: {severity}, enforcement: {enforcement}}}}}"
    report = judged("", config, logs(7, None))
    assert report.findings[0].enforcement is Enforcement(enforcement)
    assert report.failed is failed


EXCEPTION = """\
id: EXC-2026-0001
kind: waiver
policies: [ACME-001]
scope: {addresses: [aws_cloudwatch_log_group.a]}
reason: These logs are read by nobody, and go away.
requested_by: Ada Example
approved_by: Grace Example
created: "2026-01-01"
expires: "2026-03-01"
"""


@pytest.mark.parametrize(
    ("enforcement", "comment", "granted", "reported"),
    [
        ("soft", "# finops-guard:ignore ACME-001 -- fine", False, 0),
        ("hard", "# finops-guard:ignore ACME-001 -- fine", False, 1),
        ("advisory", "# finops-guard:ignore ACME-001 -- fine", False, 0),
        ("soft", "", True, 0),
        ("hard", "", True, 1),
    ],
)
def test_nothing_lifts_what_is_enforced_hard(enforcement: str, comment: str, granted: bool, reported: int) -> None:
    files = {".finops/exceptions/EXC-2026-0001.yaml": EXCEPTION} if granted else {}
    where = tree(f"enforcement: {enforcement}", "", logs(7, None, comment), **files)
    settings = reading.load(where, ".finops-guard.yaml")
    report = scan(where, [""], replace(settings, as_of="2026-02-01"))
    assert (len(report.findings), len(report.suppressed)) == (reported, 1 - reported)
    said = [(notice.message, str(notice.location)) for notice in report.notices]
    if reported:
        by, at = ("the exception EXC-2026-0001", ".finops/exceptions/EXC-2026-0001.yaml:1:5") if granted else (
            "finops-guard:ignore",
            "main.tf:2:3",
        )  # fmt: skip
        assert said == [(f"{by} is not honoured for ACME-001: the policy is enforced hard, so its findings stand", at)]
    else:
        assert said == []


@pytest.mark.parametrize(
    ("scans", "own", "shown", "failed"),
    [
        ("report", "", 1, False),
        ("report", "fail", 1, True),
        ("report", "ignore", 0, False),
        ("fail", "", 1, True),
        ("fail", "report", 1, False),
        ("ignore", "", 0, False),
        ("ignore", "fail", 1, True),
        ("ignore", "report", 1, False),
    ],
)
@pytest.mark.parametrize("where", ["policy", "configuration"])
def test_a_policy_says_what_its_undecided_verdicts_mean(
    where: str, scans: str, own: str, shown: int, failed: bool
) -> None:
    said = f"on_unresolved: {own}" if own else ""
    config = f"unresolved: {scans}\nseverity: warning\n"
    config += f"policies: {{retention: {{{said}}}}}" if where == "configuration" else ""
    report = judged(said if where == "policy" else "", config, logs("var.env", None))
    assert (len(report.findings), report.failed) == (shown, failed)


@pytest.mark.parametrize(
    ("more", "config", "expected"),
    [
        (
            "environments: {prd: {enabled: false}}",
            "",
            ['policies/retention.yaml:11:16: there is no environment "prd" (did you mean "prod"?)'],
        ),
        (
            "environments: {prod: {parameters: {operater: equals}}}",
            "",
            ['policies/retention.yaml:11:36: unknown key "operater" (did you mean "operator"?)'],
        ),
        (
            "environments:\n  prod: {parameters: {value: many}}",
            "",
            ['policies/retention.yaml:12:30: "value": many is no number'],
        ),
        (
            "",
            "policies: {retention: {environments: {stagin: {enabled: false}}}}",
            ['.finops-guard.yaml:3:39: there is no environment "stagin" (did you mean "staging"?)'],
        ),
        (
            "",
            "policies:\n  retention:\n    environments: {dev: {parameters: {value: []}}}",
            ['.finops-guard.yaml:5:39: "value" must be a number or a text, not a list'],
        ),
        (
            "",
            "policies: {retention: {parameters: {value: x}}}",
            ['.finops-guard.yaml:3:44: "value": x is no number'],
        ),
    ],
)
def test_what_is_wrong_has_its_place(more: str, config: str, expected: list[str]) -> None:
    where = tree(more, config, "")
    with pytest.raises(FinopsGuardError) as failure:
        loader.load(reading.load(where, ".finops-guard.yaml"), where)
    assert [str(problem) for problem in failure.value.problems] == expected


def test_environments_of_ones_own_are_known() -> None:
    config = "environment: {names: {perf: [load]}}\n"
    assert verdicts(judged("environments: {perf: {enabled: false}}", config, logs(7, '"load"'))) == []


@pytest.mark.parametrize(
    ("packs", "expected"), [("[own]", {"own"}), ("[gcp, own]", {"own", "gcp"}), ("[common]", {"common"})]
)
def test_packs(packs: str, expected: set[str]) -> None:
    where = tree("", "", "")
    source = SourceText("c.yaml", f"policy-directories: [policies]\npacks: {packs}")
    settings = reading.parse(source, where)
    assert {policy.pack for policy in loader.load(settings, where)} == expected
