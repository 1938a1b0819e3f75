"""What providers take as tags and labels, by their documentation and, for Kubernetes, by kubectl."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from policy.building import CAUSE, UNKNOWN, judge, resource, span, tags, verdicts
from support import kubectl

from finops_guard.policy.checks.tag_limits import rules
from finops_guard.resources import Child, TagOrigin
from finops_guard.values import SENSITIVE, Unknown, Value

SYNTAX = {"syntax": True}
FAIL_VALUE, FAIL_KEY = "value", "key"


@pytest.mark.parametrize(
    ("type_", "key", "value", "wrong"),
    [
        ("aws_sqs_queue", "a" * 128, "v" * 256, ""),
        ("aws_sqs_queue", "a" * 129, "v", FAIL_KEY),
        ("aws_sqs_queue", "a", "v" * 257, FAIL_VALUE),
        ("aws_sqs_queue", "", "v", FAIL_KEY),
        ("aws_sqs_queue", "a", "", ""),
        ("aws_sqs_queue", "Aws:cloudformation", "v", FAIL_KEY),
        ("aws_sqs_queue", "aws-team", "v", ""),
        ("aws_sqs_queue", "Kosten Stelle/ä_.:=+-@1", "größe \u00a0+@", ""),
        ("aws_sqs_queue", "a", "x, y", FAIL_VALUE),
        ("aws_sqs_queue", "a(b)", "x", FAIL_KEY),
        ("aws_sqs_queue", "a", "x\ty", FAIL_VALUE),
        ("aws_instance", "a(b)", "x, y", ""),  # EC2 takes any character
        ("aws_instance", "aws:a", "x", FAIL_KEY),
        ("aws_vpc_endpoint", "a", "x, y", ""),
        ("aws_vpclattice_service", "a", "x, y", FAIL_VALUE),
        ("azurerm_resource_group", "k" * 512, "v" * 256, ""),
        ("azurerm_resource_group", "k" * 513, "v", FAIL_KEY),
        ("azurerm_storage_account", "k" * 129, "v", FAIL_KEY),
        ("azurerm_resource_group", "k", "v" * 257, FAIL_VALUE),
        ("azurerm_resource_group", "Cost Center (1)", "a/b?c", ""),
        ("azurerm_resource_group", "cost/center", "1", FAIL_KEY),
        ("azurerm_dns_zone", "Cost Center", "1", FAIL_KEY),
        ("azurerm_dns_zone", "1st", "1", FAIL_KEY),
        ("azurerm_cdn_frontdoor_profile", "a:b", "1", FAIL_KEY),
        ("azurerm_cdn_profile", "a:b", "1", ""),
        ("google_storage_bucket", "cost_center-1", "a-b_1", ""),
        ("google_storage_bucket", "größe", "größe", ""),
        ("google_storage_bucket", "部門", "部門", ""),
        ("google_storage_bucket", "Cost", "v", FAIL_KEY),
        ("google_storage_bucket", "1st", "1st", FAIL_KEY),
        ("google_storage_bucket", "_a", "_", FAIL_KEY),
        ("google_storage_bucket", "a", "V", FAIL_VALUE),
        ("google_storage_bucket", "a", "Ä", FAIL_VALUE),
        ("google_storage_bucket", "a", "a.b", FAIL_VALUE),
        ("google_storage_bucket", "a" * 63, "v" * 63, ""),
        ("google_storage_bucket", "a" * 64, "v", FAIL_KEY),
        ("google_storage_bucket", "a", "v" * 64, FAIL_VALUE),
        ("google_cloud_run_service", "a", "a.b", ""),
        ("alicloud_instance", "a()", "(", ""),
    ],
)
def test_documented_rules(type_: str, key: str, value: str, wrong: str) -> None:
    found = verdicts("tags", SYNTAX, resource(type_, tagged={key: value}))
    expected = {"": [], FAIL_KEY: [("fail", f"{key[:128]} (key)")], FAIL_VALUE: [("fail", key)]}
    assert found == expected[wrong]


@pytest.mark.parametrize(
    ("type_", "count", "is_open", "verdict"),
    [
        ("aws_sqs_queue", 50, False, ""),
        ("aws_sqs_queue", 51, False, "fail"),
        ("aws_sqs_queue", 50, True, "unresolved"),
        ("aws_sqs_queue", 49, True, ""),
        ("aws_s3_object", 11, False, "fail"),
        ("aws_s3_bucket", 11, False, ""),
        ("azurerm_resource_group", 51, False, "fail"),
        ("azurerm_automation_account", 16, False, "fail"),
        ("azurerm_private_dns_zone", 15, False, ""),
        ("google_storage_bucket", 64, False, ""),
        ("google_storage_bucket", 65, True, "fail"),
        ("Deployment", 299, True, ""),
    ],
)
def test_numbers(type_: str, count: int, is_open: bool, verdict: str) -> None:
    tagged: dict[str, object] = {f"k{number}": "v" for number in range(count)}
    found = verdicts("tags", SYNTAX, resource(type_, tagged=tagged, is_open=is_open))
    assert found == ([(verdict, "(number)")] if verdict else [])


def test_an_organisation_allows_fewer_tags() -> None:
    tagged: dict[str, object] = {"a": "b", "c": "(", "d": None}
    assert verdicts("tags", {"max_count": 2}, resource(tagged=tagged)) == []
    assert verdicts("tags", {"max_count": 1}, resource(tagged=tagged)) == [("fail", "(number)")]


@pytest.mark.parametrize(
    ("type_", "prefix", "suffix", "verdict"),
    [
        ("google_storage_bucket", "team-", "", ""),
        ("google_storage_bucket", "Team-", "", "fail"),
        ("google_storage_bucket", "a" * 40, "b" * 23, "unresolved"),
        ("google_storage_bucket", "a" * 40, "b" * 24, "fail"),
        ("aws_sqs_queue", "", "(x)", "fail"),
        ("Deployment", "v_", "_", ""),
    ],
)
def test_what_is_known_of_a_value(type_: str, prefix: str, suffix: str, verdict: str) -> None:
    judged = resource(type_, tagged={"a": Unknown([CAUSE], prefix, suffix)})
    assert verdicts("tags", SYNTAX, judged) == ([(verdict, "a")] if verdict else [])
    assert verdicts("tags", SYNTAX, resource(type_, tagged={"a": UNKNOWN})) == []


def test_sensitive_texts_are_not_told_about() -> None:
    judged = resource("google_storage_bucket", tagged={"Key": Value("Ω", None, SENSITIVE)})
    outcomes = judge("tags", SYNTAX, judged) or []
    assert len(outcomes) == 2
    assert not any("Key" in repr(outcome) or "Ω" in repr(outcome) for outcome in outcomes)


def test_what_a_part_inherits_is_told_once() -> None:
    inherited, own = tags({"a": "("}), tags({"b": "{"})
    assert inherited is not None
    assert own is not None
    judged = resource("aws_sqs_queue", tagged={})
    part = Child("volume", "root", judged.values, span(60), replace(inherited, tags={**inherited.tags, **own.tags}))
    twice = replace(judged, tags=inherited, children=(part, part))
    assert verdicts("tags", SYNTAX, twice) == [("fail", "a"), ("fail", "volume/root/b")]


def test_labels_of_a_namespace_are_told_at_the_namespace() -> None:
    judged = resource("Deployment", tagged={"a": "("})
    assert judged.tags is not None
    inherited = {key: replace(tag, origin=TagOrigin.NAMESPACE) for key, tag in judged.tags.tags.items()}
    assert verdicts("tags", SYNTAX, replace(judged, tags=replace(judged.tags, tags=inherited))) == []


KEYS = (
    "a", "A.b_c-d", "-a", "a-", "_a", "a/b", "ex.com/a", "Ex.com/a", "/a", "ex.com/", "a/b/c", "ex..com/a", "-x/a",
    "x-/a", "é", "a" * 63, "a" * 64, f"{'x' * 63}/a", f"{'x' * 254}/a", f"{'x.' * 126}x/a", "1", "a:b", "example.org/1",
)  # fmt: skip
VALUES = ("", "a", "A", "1.0", "-a", "a-", "_", ".", "a b", "a/b", "é", "a" * 63, "a" * 64, "a..b", "a:b", "x_Y-z.0")
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 1}]}\n"


def test_keys_by_what_kubectl_takes(tmp_path: Path) -> None:
    command = ["set", "selector", "--local", "--dry-run=client", "-o", "name", "-f", "-"]
    taken = [key for key in KEYS if kubectl.run([*command, "--", f"{key}=b"], tmp_path, SERVICE).returncode == 0]
    kubernetes = rules("kubernetes", "Service")
    assert kubernetes is not None
    assert [key for key in KEYS if not kubernetes.key(key)] == taken
    assert 5 < len(taken) < len(KEYS) - 5


def test_values_by_what_kubectl_takes(tmp_path: Path) -> None:
    command = ["label", "--local", "--dry-run=client", "-o", "name", "-f", "-"]
    taken = [text for text in VALUES if kubectl.run([*command, f"a={text}"], tmp_path, SERVICE).returncode == 0]
    kubernetes = rules("kubernetes", "Service")
    assert kubernetes is not None
    assert [text for text in VALUES if not kubernetes.value(text)] == taken
    assert 5 < len(taken) < len(VALUES) - 5


@pytest.mark.parametrize("scalar", ["1", "1.0", "true", "'1'", "a", "[a]", "1e3", "0x1f", "2024-01-01"])
def test_labels_that_are_no_text_by_what_kubectl_reads(scalar: str, tmp_path: Path) -> None:
    from finops_guard.policy.checks import module
    from finops_guard.settings import Settings
    from finops_guard.sources import registry
    from finops_guard.tree import MemoryTree

    manifest = f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: a, labels: {{version: {scalar}}}}}\n"
    done = kubectl.run(["label", "--local", "--dry-run=client", "-o", "name", "-f", "-", "x=y"], tmp_path, manifest)
    read = registry.load("kubernetes").read(MemoryTree({"a.yaml": manifest}), ["a.yaml"], Settings(), None)
    (namespace,) = read.resources
    outcomes = list(module("tags").configure(SYNTAX).judge(namespace) or ())
    assert bool(outcomes) is (done.returncode != 0)


def test_messages_name_what_is_wrong() -> None:
    outcomes = judge("tags", SYNTAX, resource("aws_sqs_queue", tagged={"a;b": "x\ny"})) or []
    why = "which not every service of AWS takes in tags"
    assert [outcome.message for outcome in outcomes] == [
        f'the key "a;b" on aws_sqs_queue.web has ";", {why}',
        f'the value of the tag "a;b" on aws_sqs_queue.web has the character U+000A, {why}',
    ]
