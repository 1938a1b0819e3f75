"""What no value may hold: found, and never shown."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from policy.building import CAUSE, SOURCE, UNKNOWN, judge, resource, verdicts

from finops_guard.location import Span
from finops_guard.reporters import REPORTERS, Options, render
from finops_guard.scan import scan
from finops_guard.settings import PolicyOverride, Settings
from finops_guard.tree import MemoryTree
from finops_guard.values import SENSITIVE, Unknown, Value

SECRETS = {"forbidden_values": {"kinds": ["secrets"]}}
ADDRESSES = {"forbidden_values": {"kinds": ["email"], "except": ["owner*"]}}
OWN = {"forbidden_values": {"patterns": {"a personnel number": r"P\d{6}"}}}
# Invented, and put together here so that no scanner of this repository takes them for real.
KEY_ID = "AKIA" + "QWERTYUIOPASDFGH"


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (KEY_ID, "an access key id of AWS"),
        (f"key {KEY_ID}.", "an access key id of AWS"),
        ("ASIA" + "0123456789ABCDEF", "an access key id of AWS"),
        ("AKIA" + "IOSFODNN7EXAMPLE", ""),  # of AWS's documentation
        ("X" + KEY_ID, ""),
        (KEY_ID + "X", ""),
        ("akiaqwertyuiopasdfgh", ""),
        ("-----BEGIN PRIVATE KEY-----", "a private key"),
        ("x -----BEGIN OPENSSH PRIVATE KEY-----\nb3Blb", "a private key"),
        ("-----BEGIN PUBLIC KEY-----", ""),
        ("ghp_" + "a1B2" * 9, "a token of GitHub"),
        ("github_pat_" + "a1B2_" * 5, "a token of GitHub"),
        ("ghp_short", ""),
        ("glpat-" + "a1-B2" * 4, "a token of GitLab"),
        ("xoxb-" + "1234567890-abc", "a token of Slack"),
        ("postgres://shop:hunter2@db.example.org/shop", "an address with a password in it"),
        ("https://example.org:8080/a@b", ""),
        ("arn:aws:s3:::bucket", ""),
        ("checkout@example.org", ""),
        (5, ""),
        (None, ""),
        (UNKNOWN, ""),
    ],
)
def test_secrets(value: object, what: str) -> None:
    outcomes = judge("tags", SECRETS, resource(tagged={"note": value})) or []
    assert [outcome.message for outcome in outcomes] == (
        [f'the value of "note" on aws_instance.web is {what}, for everybody to read'] if what else []
    )


@pytest.mark.parametrize(
    ("prefix", "suffix", "verdict"),
    [
        ("AKIA", "", "unresolved"),
        ("ghp_abc", "", "unresolved"),
        ("https://shop:", "@example.org", "unresolved"),
        ("https://shop:hunter2@", "", "fail"),
        ("", KEY_ID, "fail"),
        ("team-", "", ""),
        ("https://", "", ""),
    ],
)
def test_what_is_known_of_a_value(prefix: str, suffix: str, verdict: str) -> None:
    judged = resource(tagged={"note": Unknown([CAUSE], prefix, suffix)})
    assert verdicts("tags", SECRETS, judged) == ([(verdict, "note")] if verdict else [])


@pytest.mark.parametrize(
    ("parameters", "key", "value", "found"),
    [
        (ADDRESSES, "contact", "ada@example.org", True),
        (ADDRESSES, "owner-email", "ada@example.org", False),
        (ADDRESSES, "contact", "@ada", False),
        (ADDRESSES, "contact", "a@b", False),
        (OWN, "note", "see P123456", True),
        (OWN, "note", "see P12345", False),
    ],
)
def test_addresses_and_patterns_of_an_organisation(
    parameters: dict[str, object], key: str, value: str, found: bool
) -> None:
    assert verdicts("tags", parameters, resource(tagged={key: value})) == ([("fail", key)] if found else [])


def test_a_secret_is_shown_nowhere() -> None:
    """Not by the finding about it, and not by another one about the same value."""
    line = SOURCE.text.index("line 300")
    written = Value(KEY_ID, Span(SOURCE, line, line + len("line 300")))
    others = {"required": {"note": {"values": ["a"]}, "b": {}}, "optional": {"x": {"pattern": "a"}}}
    judged = resource(tagged={"note": written, "x": written})
    for parameters in (SECRETS, others, {**SECRETS, **others}):
        outcomes = judge("tags", parameters, judged) or []
        assert len(outcomes) >= 2
        assert KEY_ID not in repr(outcomes)
    assert "300" not in SOURCE.excerpt(300, 1)


def test_the_key_of_a_sensitive_value_is_not_shown() -> None:
    judged = resource(tagged={"CostCenter": Value(KEY_ID, None, SENSITIVE)})
    (outcome,) = judge("tags", SECRETS, judged) or []
    assert "CostCenter" not in repr(outcome)


@pytest.mark.parametrize(
    ("shape", "further", "verdict"),
    [
        (("", ""), "judge", "unresolved"),
        (("", ""), "ignore", ""),
        (("", "-password"), "ignore", "unresolved"),
        (("kubernetes.io/cluster/", ""), "ignore", ""),
    ],
)
def test_forbidden_keys_that_may_be_there(shape: tuple[str, str], further: str, verdict: str) -> None:
    judged = resource(tagged={"owner": "a"}, is_open=True)
    assert judged.tags is not None
    judged = replace(judged, tags=replace(judged.tags, shapes=(shape,)))
    found = verdicts("tags", {"forbidden": ["*password"], "further": further}, judged)
    assert found == ([(verdict, "(forbidden)")] if verdict else [])


@pytest.mark.parametrize("format_", sorted(REPORTERS))
def test_no_report_shows_a_secret(format_: str) -> None:
    asked = PolicyOverride(parameters={"required": {"owner": {"pattern": "team-.*"}}})
    settings = Settings(profile="run", policies={"required-tags": asked})
    text = f'resource "aws_sqs_queue" "a" {{\n  tags = {{ owner = "{KEY_ID}", cost-center = "a {KEY_ID}" }}\n}}\n'
    report = scan(MemoryTree({"main.tf": text}), [""], settings)
    assert {"FG-TAG-001", "FG-TAG-011", "FG-TAG-016"} <= {finding.policy for finding in report.findings}
    assert KEY_ID not in repr(report)
    assert KEY_ID not in render(report, format_, Options(verdicts="all"))
