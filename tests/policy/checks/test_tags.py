from __future__ import annotations

import pytest
from msgspec.structs import replace
from policy.building import CAUSE, UNKNOWN, judge, resource, span, tags, verdicts

from finops_guard.policy.patterns import ParameterError
from finops_guard.resources import Child, Resource
from finops_guard.values import SENSITIVE, Value

OWNER = {"required": {"owner": {}}}
ALIASED = {"required": {"cost-center": {}}, "aliases": {"cost-center": ["CostCenter"]}}


@pytest.mark.parametrize(
    ("parameters", "tagged", "is_open", "expected"),
    [
        # presence
        (OWNER, {"owner": "a"}, False, []),
        (OWNER, {}, False, [("fail", "owner")]),
        (OWNER, {"owner": None}, False, [("fail", "owner")]),
        (OWNER, {"owner": ""}, False, [("fail", "owner")]),
        (OWNER, {"owner": "  "}, False, [("fail", "owner")]),
        (OWNER, {"owner": ["a"]}, False, [("fail", "owner")]),
        (OWNER, {"owner": 5}, False, []),
        (OWNER, {"Owner": "a"}, False, [("fail", "owner")]),
        # an unknown value does not take the key away; unknown keys may bring it
        (OWNER, {"owner": UNKNOWN}, False, []),
        (OWNER, {"team": UNKNOWN}, False, [("fail", "owner")]),
        (OWNER, {}, True, [("unresolved", "owner")]),
        (OWNER, {"owner": "a"}, True, []),
        (OWNER, {"owner": ""}, True, [("fail", "owner")]),
        # aliases
        (ALIASED, {"CostCenter": "1"}, False, []),
        (ALIASED, {"cost-center": "", "CostCenter": "1"}, False, []),
        (ALIASED, {"cost-center": "", "CostCenter": ""}, False, [("fail", "cost-center")]),
        (ALIASED, {"Cost_Center": "1"}, False, [("fail", "cost-center")]),
        # values and patterns
        ({"required": {"env": {"values": ["prod", "dev"]}}}, {"env": "prod"}, False, []),
        ({"required": {"env": {"values": ["prod", "dev"]}}}, {"env": "Prod"}, False, [("fail", "env")]),
        ({"required": {"env": {"values": ["prod"], "ignore_case": True}}}, {"env": "Prod"}, False, []),
        ({"required": {"env": {"values": ["prod"]}}}, {"env": UNKNOWN}, False, [("unresolved", "env")]),
        ({"required": {"cc": {"pattern": r"CC-\d{4}"}}}, {"cc": "CC-1234"}, False, []),
        ({"required": {"cc": {"pattern": r"CC-\d{4}"}}}, {"cc": "CC-12345"}, False, [("fail", "cc")]),
        ({"required": {"cc": {"pattern": r"CC-\d{4}"}}}, {"cc": "cc-1234"}, False, [("fail", "cc")]),
        ({"required": {"cc": {"pattern": "cc", "ignore_case": True}}}, {"cc": "CC"}, False, []),
        # optional keys are judged where they are there
        ({"optional": {"tier": {"values": ["1", "2"]}}}, {}, False, []),
        ({"optional": {"tier": {"values": ["1", "2"]}}}, {}, True, []),
        ({"optional": {"tier": {"values": ["1", "2"]}}}, {"tier": 2}, False, []),
        ({"optional": {"tier": {"values": ["1", "2"]}}}, {"tier": 3}, False, [("fail", "tier")]),
        # forbidden keys
        ({"forbidden": ["tmp*"]}, {"tmp-1": "a", "x": "b"}, False, [("fail", "tmp-1")]),
        ({"forbidden": ["tmp"]}, {"x": "b"}, True, [("unresolved", "(forbidden)")]),
        ({"forbidden": ["[x]"]}, {"x": "b"}, False, []),
        # several keys: one outcome each, in the policy's order
        ({"required": {"b": {}, "a": {}}}, {}, False, [("fail", "b"), ("fail", "a")]),
    ],
)
def test_verdicts(
    parameters: dict[str, object], tagged: dict[str, object], is_open: bool, expected: list[tuple[str, str]]
) -> None:
    assert verdicts("tags", parameters, resource(tagged=tagged, is_open=is_open)) == expected


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("TBD", "fail"), (" n/a ", "fail"), ("none", "fail"), ("nonesuch", ""), (UNKNOWN, "unresolved"), ("checkout", "")],
)
def test_placeholders(value: object, verdict: str) -> None:
    parameters = {
        "placeholders": {"keys": ["owner"], "values": ["tbd", "n/a", "None"]},
        "aliases": {"owner": ["Team"]},
    }
    judged = resource(tagged={"Team": value, "Name": "tbd"})
    assert verdicts("tags", parameters, judged) == ([(verdict, "owner")] if verdict else [])


def test_placeholders_of_every_key_leave_unknown_values_alone() -> None:
    parameters = {"placeholders": {"keys": ["*"], "values": ["tbd"]}}
    judged = resource(tagged={"a": "tbd", "b": UNKNOWN, "c": "x"})
    assert verdicts("tags", parameters, judged) == [("fail", "a")]


@pytest.mark.parametrize(
    ("type_", "key", "found"),
    [
        ("google_storage_bucket", "cost_center", True),
        ("google_storage_bucket", "costcenter", True),
        ("google_storage_bucket", "Cost_Center", False),  # no label can be written so
        ("Deployment", "cost-center", True),
        ("Deployment", "cost_center", True),
        ("azurerm_resource_group", "COSTCENTER", True),
        ("azurerm_resource_group", "cost_center", False),
        ("aws_instance", "CostCenter", True),
        ("aws_instance", "costcenter", False),
    ],
)
def test_providers_spell_keys_their_own_way(type_: str, key: str, found: bool) -> None:
    parameters = {"required": {"CostCenter": {}}}
    judged = resource(type_, tagged={key: "1"})
    assert verdicts("tags", parameters, judged) == ([] if found else [("fail", "CostCenter")])


def test_google_label_values_have_no_case() -> None:
    parameters = {"required": {"cc": {"pattern": r"CC-\d+"}, "env": {"values": ["PROD"]}}}
    assert verdicts("tags", parameters, resource("google_storage_bucket", tagged={"cc": "cc-1", "env": "prod"})) == []


@pytest.mark.parametrize(
    ("tagged", "hint"),
    [
        ({"Owner": "a"}, '(it has "Owner": did you mean "owner"?)'),
        ({"onwer": "a"}, '(it has "onwer": did you mean "owner"?)'),
        ({"colour": "a"}, "(who answers)"),
        ({"Environment": "a"}, "(who answers)"),
    ],
)
def test_near_miss_is_suggested(tagged: dict[str, object], hint: str) -> None:
    parameters = {"required": {"owner": {"meaning": "who answers"}}}
    (outcome,) = judge("tags", parameters, resource(tagged=tagged)) or []
    assert outcome.message == f'aws_instance.web has no tag "owner" {hint}'
    assert outcome.span == (span(100) if "it has" in hint else None), "the misspelt key is where to put it right"


def test_spelling_of_another_key_is_no_near_miss() -> None:
    parameters = {"required": {"owner": {}, "owners": {}}}
    (outcome,) = judge("tags", parameters, resource(tagged={"owner": "a"})) or []
    assert "did you mean" not in outcome.message


def test_near_value_is_suggested_and_points_at_the_value() -> None:
    parameters = {"required": {"env": {"values": ["production", "development"]}}}
    (outcome,) = judge("tags", parameters, resource(tagged={"env": "Prodution"})) or []
    assert outcome.message.endswith('none of "production", "development" (did you mean "production"?)')
    assert outcome.span == span(200)


def test_sensitive_value_is_not_shown() -> None:
    parameters = {"required": {"env": {"values": ["prod"]}, "cc": {"pattern": "x"}}}
    secret = Value("hunter2", span(30), marks=1)
    outcomes = judge("tags", parameters, resource(tagged={"env": secret, "cc": secret})) or []
    assert len(outcomes) == 2
    assert not any("hunter2" in o.message + "".join(o.fields.values()) for o in outcomes)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [("prod", [("fail", "data")]), ("dev", []), (None, [("unresolved", "data")])],
)
def test_key_for_some_environments(environment: str | None, expected: list[tuple[str, str]]) -> None:
    parameters = {"required": {"data": {"environments": ["prod"]}}}
    assert verdicts("tags", parameters, resource(tagged={}, environment=environment)) == expected


def test_untaggable_resource_is_not_judged() -> None:
    assert verdicts("tags", OWNER, resource()) is None


def with_child(tagged: dict[str, object] | None) -> Resource:
    parent = resource(tagged={"owner": "a"})
    child = Child("volume", "root_block_device", parent.values, span(60), tags(tagged))
    return replace(parent, children=(child,))


@pytest.mark.parametrize(
    ("tagged", "children", "expected"),
    [
        ({}, "judge", [("fail", "volume/root_block_device/owner")]),
        ({"owner": "b"}, "judge", []),
        ({}, "ignore", []),
        (None, "judge", []),
    ],
)
def test_children_with_tags_of_their_own(
    tagged: dict[str, object] | None, children: str, expected: list[tuple[str, str]]
) -> None:
    outcomes = judge("tags", {**OWNER, "children": children}, with_child(tagged)) or []
    assert [(o.verdict.value, o.key) for o in outcomes] == expected
    assert all(o.span == span(60) and "volume root_block_device" in o.message for o in outcomes)


def test_causes_of_what_is_not_known() -> None:
    (outcome,) = judge("tags", OWNER, resource(tagged={}, is_open=True)) or []
    assert outcome.causes == (CAUSE,)


def test_pattern_that_is_none() -> None:
    with pytest.raises(ParameterError) as failure:
        judge("tags", {"required": {"cc": {"pattern": "["}}}, resource())
    assert failure.value.path == ("required", "cc", "pattern")


@pytest.mark.parametrize(
    ("parameters", "key", "value", "shown"),
    [
        ({"required": {"costcenter": {}}}, "CostCenter", "x", 'has no tag "costcenter"'),
        ({"forbidden": ["Cost*"]}, "CostCenter", "x", 'has the tag "(sensitive)", which'),
        ({"placeholders": {"keys": ["*"], "values": ["todo"]}}, "CostCenter", "todo", '"(sensitive)" on'),
        ({"required": {"x": {}}, "aliases": {"x": ["CostCenter"]}}, "CostCenter", "", '"x" on'),
    ],
)
def test_the_key_of_a_sensitive_value_is_not_shown(
    parameters: dict[str, object], key: str, value: str, shown: str
) -> None:
    [plainly] = judge("tags", parameters, resource(tagged={key: value}))
    assert key in repr(plainly)
    [outcome] = judge("tags", parameters, resource(tagged={key: Value(value, None, SENSITIVE)}))
    assert shown in outcome.message
    assert key not in repr(outcome)


def annotated(**annotations: object) -> Resource:
    written = tags(annotations)
    assert written is not None
    judged = resource("Deployment", tagged={"env": "todo"})
    assert judged.tags is not None
    return replace(judged, tags=replace(judged.tags, annotations=written.tags))


@pytest.mark.parametrize(
    ("parameters", "annotations", "expected"),
    [
        (OWNER, {"owner": "shop"}, []),
        (OWNER, {"Owner": "shop"}, [("fail", "owner")]),
        (OWNER, {"owner": " "}, [("fail", "owner")]),
        (ALIASED, {"cost_center": "1"}, []),
        # Labels come first, and annotations are no tags where nobody asks for a key.
        ({"required": {"env": {"values": ["prod"]}}}, {"env": "prod"}, [("fail", "env")]),
        ({"forbidden": ["kubectl*"]}, {"kubectl.kubernetes.io/x": "y"}, []),
        ({"placeholders": {"keys": ["*"], "values": ["x"]}}, {"note": "x"}, []),
        ({"placeholders": {"keys": ["owner"], "values": ["x"]}}, {"owner": "x"}, [("fail", "owner")]),
    ],
)
def test_annotations_count_where_a_key_is_asked_for(
    parameters: dict[str, object], annotations: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert verdicts("tags", parameters, annotated(**annotations)) == expected


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({"owner": "shop"}, "on its pods (the Deployment has it, where no cost tool reads it): label the pod template"),
        ({}, "(who): label the pod template or the Namespace"),
        ("owner", "(who): label the pod template or the Namespace"),
    ],
)
def test_labels_that_no_tool_reads_are_told(labels: object, said: str) -> None:
    judged = resource("Deployment", {"metadata": {"labels": labels}}, tagged={"a": "b"})
    pods = replace(judged, pod_template=("spec", "template"), kind="Deployment")
    (outcome,) = judge("tags", {"required": {"owner": {"meaning": "who"}}}, pods) or []
    assert outcome.message == f'Deployment/web has no label "owner" {said}'
