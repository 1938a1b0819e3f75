from __future__ import annotations

import pytest
from policy.building import CAUSE, UNKNOWN, judge, resource, span, value, verdicts

from finops_guard.findings import Verdict
from finops_guard.policy.checks.paths import places
from finops_guard.policy.patterns import ParameterError
from finops_guard.values import SENSITIVE, Cause, CauseKind, OpenDict, Unknown, Value

PASS: list[tuple[str, str]] = []
FAIL = [("fail", "a")]
UNRESOLVED = [("unresolved", "a")]
# What another resource has once it is made; and what may be that, or what a variable holds.
MADE = Value(
    Unknown([Cause(CauseKind.COMPUTED, "aws_sns_topic.owners.arn is known after apply", None, "aws_sns_topic.owners")])
)
MADE_OR_NOT = Value(Unknown([*MADE.causes, CAUSE]))


@pytest.mark.parametrize(
    ("operator", "wanted", "written", "expected"),
    [
        ("present", None, "x", PASS),
        ("present", None, "", PASS),
        ("present", None, {}, PASS),
        ("present", None, None, FAIL),
        ("present", None, [], FAIL),
        ("present", None, UNKNOWN, UNRESOLVED),
        ("present", None, MADE, PASS),
        ("present", None, [MADE], PASS),
        ("present", None, MADE_OR_NOT, UNRESOLVED),
        ("absent", None, None, PASS),
        ("absent", None, "x", FAIL),
        ("absent", None, UNKNOWN, UNRESOLVED),
        ("absent", None, MADE, FAIL),
        ("equals", "x", MADE, UNRESOLVED),
        ("equals", "gp3", "gp3", PASS),
        ("equals", "gp3", "GP3", FAIL),
        ("equals", 30, "30", PASS),
        ("equals", 30, "30.0", PASS),
        ("equals", "30", 30, PASS),
        ("equals", True, "true", PASS),
        ("equals", True, 1, FAIL),
        ("equals", "x", {}, FAIL),
        ("equals", "x", UNKNOWN, UNRESOLVED),
        ("not_equals", "gp2", "gp3", PASS),
        ("not_equals", "gp2", "gp2", FAIL),
        ("not_equals", "gp2", UNKNOWN, UNRESOLVED),
        ("in", ["a", "b"], "b", PASS),
        ("in", ["a", "b"], "c", FAIL),
        ("in", ["a", "b"], UNKNOWN, UNRESOLVED),
        ("not_in", ["a", "b"], "c", PASS),
        ("not_in", ["a", "b"], "b", FAIL),
        ("matches", "a+", "aaa", PASS),
        ("matches", "a+", "aaab", FAIL),
        ("matches", r"\d+", 12, PASS),
        ("matches", ".*", "x" * 257, FAIL),
        ("matches", ".*", Value(10**5000), FAIL),
        ("matches", ".*", [["x"]], PASS),
        ("matches", ".*", {"x": 1}, FAIL),
        ("less_than", 10, 9, PASS),
        ("less_than", 10, 10, FAIL),
        ("at_most", 10, 10, PASS),
        ("at_most", 10, "10.5", FAIL),
        ("greater_than", 0, 0, FAIL),
        ("greater_than", 0, "1", PASS),
        ("at_least", 7, 7, PASS),
        ("at_least", 7, "many", FAIL),
        ("at_least", 7, True, FAIL),
        ("at_least", 7, Value(10**5000), PASS),
        ("at_least", 7, UNKNOWN, UNRESOLVED),
    ],
)
def test_operator(operator: str, wanted: object, written: object, expected: list[tuple[str, str]]) -> None:
    parameters = {"path": "a", "operator": operator, "value": wanted, "absent": "fail"}
    assert verdicts("attribute", parameters, resource(values={"a": written})) == expected


@pytest.mark.parametrize(("absent", "expected"), [("pass", PASS), ("fail", FAIL)])
def test_absence_means_what_the_policy_says(absent: str, expected: list[tuple[str, str]]) -> None:
    parameters = {"path": "a", "operator": "equals", "value": "x", "absent": absent}
    assert verdicts("attribute", parameters, resource()) == expected


def test_ignore_case() -> None:
    parameters = {"path": "a", "operator": "in", "value": ["LRS"], "absent": "fail", "ignore_case": True}
    assert verdicts("attribute", parameters, resource(values={"a": "lrs"})) == PASS


@pytest.mark.parametrize(("size", "expected"), [("100Gi", PASS), ("0.2Ti", FAIL), (5, PASS), ("100GB", FAIL)])
def test_quantities(size: object, expected: list[tuple[str, str]]) -> None:
    parameters = {"path": "a", "operator": "at_most", "value": "150Gi", "absent": "fail", "quantity": True}
    assert verdicts("attribute", parameters, resource("PersistentVolumeClaim", {"a": size})) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("0", PASS), (0, PASS), ("0m", PASS), ("1m", FAIL), ("1Mi", PASS), ("none", PASS), (UNKNOWN, UNRESOLVED)],
)
def test_exceptions(written: object, expected: list[tuple[str, str]]) -> None:
    parameters = {"path": "a", "operator": "at_least", "value": "1M", "absent": "fail", "quantity": True}
    judged = resource("ResourceQuota", {"a": written})
    assert verdicts("attribute", {**parameters, "except": [0, "none"]}, judged) == expected


def test_each_failing_place_is_an_outcome_that_points_at_it() -> None:
    written = {"disk": [{"type": "gp3"}, {"type": "gp2"}, {"size": 1}, {"type": UNKNOWN}]}
    parameters = {"path": "disk.type", "operator": "not_equals", "value": "gp2", "absent": "fail"}
    judged = resource(values=written)
    outcomes = judge("attribute", parameters, judged)
    assert outcomes is not None
    assert [(o.verdict.value, o.key) for o in outcomes] == [
        ("fail", "disk[1].type"),
        ("fail", "disk[2].type"),
        ("unresolved", "disk[3].type"),
    ]
    disks = list(judged.values.get("disk").items())  # type: ignore[union-attr]
    assert outcomes[0].span == disks[1].get("type").origin  # type: ignore[union-attr]
    assert outcomes[1].span == disks[2].origin, "the block that lacks it"
    assert outcomes[2].causes == (CAUSE,)


@pytest.mark.parametrize(
    ("path", "written", "expected"),
    [
        ("disk.type", {}, [("disk.type", None)]),
        ("disk[*].type", {}, []),
        ("disk[*].type", {"disk": None}, []),
        ("disk[*].type", {"disk": []}, []),
        ("disk.type", {"disk": []}, [("disk.type", None)]),
        ("disk[*].type", {"disk": [{}]}, [("disk.type", None)]),
        ("disk.type", {"disk": {"type": "x"}}, [("disk.type", "x")]),
        ("disk.type", {"disk": [[{"type": "x"}], {"type": ["y", "z"]}]}, [
            ("disk.type", "x"), ("disk[1].type", "y"), ("disk[1].type[1]", "z"),
        ]),
        ("disk.type", {"disk": "text"}, [("disk.type", None)]),
        ("disk[*].type", {"disk": UNKNOWN}, [("disk", UNKNOWN)]),
        ("a.b.c", {"a": {}}, [("a.b.c", None)]),
        ("a[*].b.c", {"a": [{}]}, [("a.b.c", None)]),
        ('a["b.c/d"]', {"a": {"b.c/d": "x"}}, [('a["b.c/d"]', "x")]),
        ('a["b.c/d"].e', {"a": {}}, [('a["b.c/d"].e', None)]),
        ('a["b.c/d"][*].e', {"a": {}}, []),
    ],
)  # fmt: skip
def test_places(path: str, written: object, expected: list[tuple[str, object]]) -> None:
    found = [(place.name, place.value.raw if place.value else None) for place in places(value(written), path)]
    assert found == expected


@pytest.mark.parametrize(("kind", "known"), [(CauseKind.COMPUTED, True), (CauseKind.NO_VALUE, False)])
def test_what_the_provider_computes_counts_as_not_written(kind: CauseKind, known: bool) -> None:
    (place,) = places(Value(OpenDict({}, [Cause(kind, "why")])), "a")
    assert (place.value is None) is known


def test_paths_have_their_own_types_and_absence() -> None:
    parameters = {
        "operator": "equals",
        "value": "x",
        "paths": [
            {"path": "a", "types": ["aws_in*"], "absent": "fail"},
            {"path": "b", "types": ["aws_instance"], "absent": "pass"},
            {"path": "c", "types": ["aws_vpc"], "absent": "fail"},
        ],
    }
    assert verdicts("attribute", parameters, resource()) == FAIL
    assert verdicts("attribute", parameters, resource("aws_vpc")) == [("fail", "c")]
    assert verdicts("attribute", parameters, resource("aws_eip")) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({}, [("fail", "a or b")]),
        ({"a": "x"}, []),
        ({"b": "x"}, []),
        ({"a": UNKNOWN}, [("unresolved", "a")]),
        ({"a": UNKNOWN, "b": "x"}, []),
    ],
)
def test_any_path_is_enough(written: object, expected: list[tuple[str, str]]) -> None:
    parameters = {"operator": "present", "require": "any", "paths": [{"path": "a"}, {"path": "b"}]}
    assert verdicts("attribute", parameters, resource(values=written)) == expected


def test_message_and_fields() -> None:
    parameters = {"path": "a", "operator": "not_in", "value": ["gp2", "io1"], "absent": "pass"}
    (outcome,) = judge("attribute", parameters, resource(values={"a": "gp2"})) or []
    assert outcome.message == 'aws_instance.web: a is "gp2" and must be none of gp2, io1'
    assert outcome.fields == {"path": "a", "value": "gp2", "expected": "must be none of gp2, io1", "cost": ""}
    assert outcome.verdict is Verdict.FAIL


def test_sensitive_value_is_not_shown() -> None:
    parameters = {"path": "a", "operator": "equals", "value": "x", "absent": "pass"}
    judged = resource(values={"a": Value("hunter2", span(30), marks=1)})
    (outcome,) = judge("attribute", parameters, judged) or []
    assert "hunter2" not in outcome.message + "".join(outcome.fields.values())


@pytest.mark.parametrize(
    ("parameters", "path"),
    [
        ({"operator": "matches", "value": "("}, ("value",)),
        ({"operator": "at_most", "value": "ten"}, ("value",)),
        ({"operator": "at_most", "value": "1 Gi", "quantity": True}, ("value",)),
    ],
)
def test_parameters_without_meaning(parameters: dict[str, object], path: tuple[str, ...]) -> None:
    with pytest.raises(ParameterError) as failure:
        judge("attribute", {"path": "a", "absent": "pass", **parameters}, resource())
    assert failure.value.path == path


EACH = {
    "each": "budgets",
    "where": [{"path": "schedule", "operator": "absent"}],
    "path": "nodes",
    "operator": "not_equals",
    "value": 0,
    "absent": "pass",
}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({}, PASS),
        ({"budgets": []}, PASS),
        ({"budgets": [{"nodes": "0"}]}, [("fail", "budgets.nodes")]),
        ({"budgets": [{"nodes": "0", "schedule": "@daily"}]}, PASS),
        ({"budgets": [{"nodes": "10%"}, {"nodes": "0"}]}, [("fail", "budgets[1].nodes")]),
        ({"budgets": [{"nodes": "0", "schedule": UNKNOWN}]}, [("unresolved", "budgets.nodes")]),
        ({"budgets": [{"nodes": "1", "schedule": UNKNOWN}]}, PASS),
        ({"budgets": [{"nodes": UNKNOWN}]}, [("unresolved", "budgets.nodes")]),
        ({"budgets": UNKNOWN}, [("unresolved", "budgets")]),
        ({"budgets": "none"}, PASS),
    ],
)
def test_each_item_that_meets_the_conditions(written: object, expected: list[tuple[str, str]]) -> None:
    assert verdicts("attribute", EACH, resource("NodePool", written)) == expected


def test_an_item_without_the_attribute_is_where_it_is_missing() -> None:
    judged = resource("LimitRange", {"limits": [{"type": "Pod"}, {"type": "Container"}]})
    where = [{"path": "type", "operator": "equals", "value": "Container"}]
    parameters = {"each": "limits", "where": where, "path": "max", "operator": "present"}
    (outcome,) = judge("attribute", parameters, judged) or []
    limits = judged.values.get("limits")
    assert limits is not None
    assert (outcome.key, outcome.span) == ("limits[1].max", list(limits.items())[1].origin)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"path": "kind", "operator": "equals", "value": "x"}, FAIL),
        ({"path": "kind", "operator": "equals", "value": "y"}, None),
        ({"path": "kind", "operator": "not_equals", "value": "x"}, None),
        ({"path": "other", "operator": "not_in", "value": ["x"]}, FAIL),
        ({"path": "other", "operator": "equals", "value": "x"}, None),
        ({"path": "other", "operator": "present"}, None),
        ({"path": "size", "operator": "at_least", "value": "1Gi", "quantity": True}, FAIL),
        ({"path": "unknown", "operator": "equals", "value": "x"}, UNRESOLVED),
    ],
)
def test_only_what_meets_the_conditions_is_judged(
    where: dict[str, object], expected: list[tuple[str, str]] | None
) -> None:
    judged = resource("StorageClass", {"kind": "x", "size": "2Gi", "unknown": UNKNOWN})
    assert verdicts("attribute", {"path": "a", "operator": "present", "where": [where]}, judged) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ([], FAIL),
        (None, FAIL),
        (["a", "spot"], PASS),
        (["a", "b"], FAIL),
        ("spot", PASS),
        (["a", UNKNOWN], UNRESOLVED),
        (["spot", UNKNOWN], PASS),
        (UNKNOWN, UNRESOLVED),
    ],
)
def test_some_place_is_enough(written: object, expected: list[tuple[str, str]]) -> None:
    parameters = {"path": "a", "operator": "equals", "value": "spot", "absent": "fail", "require": "some"}
    found = verdicts("attribute", parameters, resource("NodePool", {"a": written})) or []
    assert [(verdict, key.partition("[")[0]) for verdict, key in found] == expected


def test_a_path_may_have_a_value_of_its_own() -> None:
    parameters = {
        "operator": "not_equals",
        "value": "true",
        "paths": [{"path": "a", "absent": "pass"}, {"path": "b", "absent": "pass", "value": "false"}],
    }
    judged = resource("Pod", {"a": "false", "b": "false"})
    assert verdicts("attribute", parameters, judged) == [("fail", "b")]


@pytest.mark.parametrize(
    ("parameters", "path"),
    [
        ({"paths": [{"path": "a", "absent": "pass", "value": "many"}], "value": 1}, ("paths", 0, "value")),
        (
            {"path": "a", "value": 1, "where": [{"path": "b", "operator": "at_most", "value": "x"}]},
            ("where", 0, "value"),
        ),
    ],
)
def test_values_that_do_not_suit_are_told_where_they_stand(
    parameters: dict[str, object], path: tuple[str | int, ...]
) -> None:
    with pytest.raises(ParameterError) as failure:
        verdicts("attribute", {"operator": "at_most", "absent": "pass", **parameters}, resource())
    assert failure.value.path == path


@pytest.mark.parametrize(
    ("kind", "version", "manifest", "expected"),
    [
        ("Pod", "v1", {"spec": {"volumes": [{"emptyDir": {}}]}}, "spec.volumes.emptyDir.sizeLimit"),
        (
            "CronJob",
            "batch/v1",
            {"spec": {"jobTemplate": {"spec": {"template": {"spec": {"volumes": [{"emptyDir": {}}]}}}}}},
            "spec.jobTemplate.spec.template.spec.volumes.emptyDir.sizeLimit",
        ),
        ("Service", "v1", {"spec": {"volumes": [{"emptyDir": {}}]}}, None),
    ],
)
def test_paths_into_the_pod_template(
    kind: str, version: str, manifest: dict[str, object], expected: str | None
) -> None:
    parameters = {"path": "spec.volumes[*].emptyDir[*].sizeLimit", "from": "pod_template", "operator": "present"}
    found = verdicts("attribute", parameters, resource(kind, {"apiVersion": version, **manifest}))
    assert found == (None if expected is None else [("fail", expected)])


BETWEEN = {"path": "a", "operator": "greater_than", "other": "b", "absent": "pass"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"a": 3, "b": 2}, PASS),
        ({"a": 2, "b": 2}, FAIL),
        ({"a": "2", "b": 2}, FAIL),
        ({"a": 1}, PASS),  # nothing to compare with
        ({"a": 1, "b": None}, PASS),
        ({"a": 1, "b": "many"}, PASS),
        ({"a": 1, "b": {"c": 1}}, PASS),
        ({"b": 2}, PASS),
        ({"a": UNKNOWN, "b": 2}, UNRESOLVED),
        ({"a": 2, "b": UNKNOWN}, UNRESOLVED),
        ({"a": 2, "b": [1, 3]}, FAIL),
        ({"a": 2, "b": [UNKNOWN, 3]}, FAIL),
        ({"a": 2, "b": [UNKNOWN, 1]}, UNRESOLVED),
        ({"a": 10**5000, "b": 10**5000}, PASS),
    ],
)
def test_other_attribute(values: dict[str, object], expected: list[tuple[str, str]]) -> None:
    made = {key: Value(item) if isinstance(item, int) else item for key, item in values.items()}
    assert verdicts("attribute", BETWEEN, resource(values=made)) == expected


def test_other_attribute_of_an_item() -> None:
    items = {"each": "pool", "path": "max", "operator": "at_least", "other": "min", "absent": "pass"}
    judged = resource(values={"min": 9, "pool": [{"max": 3, "min": 1}, {"max": 1, "min": 3}]})
    (outcome,) = judge("attribute", items, judged) or []
    assert outcome.message == "aws_instance.web: pool[1].max is 1 and must be at least min (3)"
    assert outcome.fields["expected"] == "must be at least min (3)"


def test_what_is_not_known_on_the_other_side_is_the_cause() -> None:
    (outcome,) = judge("attribute", BETWEEN, resource(values={"a": 1, "b": UNKNOWN})) or []
    assert outcome.causes == (CAUSE,)
    assert outcome.message == "aws_instance.web: a is 1 and must be more than b"


def test_sensitive_values_of_the_other_side_are_not_shown() -> None:
    secret = Value(10, marks=SENSITIVE)
    (outcome,) = judge("attribute", BETWEEN, resource(values={"a": 1, "b": secret})) or []
    assert outcome.fields["expected"] == "must be more than b ((sensitive))"
