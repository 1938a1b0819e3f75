from __future__ import annotations

import pytest
from msgspec.structs import replace
from policy.building import UNKNOWN, container, judge, resource, span, value, verdicts

from finops_guard.policy.patterns import ParameterError
from finops_guard.resources import Resource

REQUESTS = {"requests": ["cpu", "memory"]}
BOTH = {"requests": {"cpu": "100m", "memory": "128Mi"}}


def workload(resources: object, *, pod: object = None, kind: str = "container", **more: object) -> Resource:
    manifest = {"spec": {"podTemplate": {"spec": {"resources": pod}}}}
    made = resource("Worker", manifest, children=(container("app", resources, kind=kind, **more),))
    return replace(made, pod_template=("spec", "podTemplate"))


@pytest.mark.parametrize(
    ("parameters", "resources", "expected"),
    [
        (REQUESTS, BOTH, []),
        (REQUESTS, {}, [("fail", "app/requests.cpu"), ("fail", "app/requests.memory")]),
        (REQUESTS, {"requests": {"cpu": 1}}, [("fail", "app/requests.memory")]),
        (REQUESTS, {"requests": {"cpu": 1, "memory": None}}, [("fail", "app/requests.memory")]),
        (REQUESTS, {"limits": {"cpu": 1, "memory": "1Gi"}}, []),
        (REQUESTS, {"requests": UNKNOWN}, [("unresolved", "app/requests.cpu"), ("unresolved", "app/requests.memory")]),
        (REQUESTS, {"requests": {"cpu": UNKNOWN, "memory": "1Gi"}}, []),
        (REQUESTS, {"requests": {"cpu": "1", "memory": "128MB"}}, [("fail", "app/requests.memory/quantity")]),
        (REQUESTS, {"requests": {"cpu": True, "memory": "1Gi"}}, [("fail", "app/requests.cpu/quantity")]),
        ({"limits": ["memory"]}, BOTH, [("fail", "app/limits.memory")]),
        ({"limits": ["memory"]}, {"limits": {"memory": "1Gi"}}, []),
        ({"cpu_limit": "require"}, BOTH, [("fail", "app/limits.cpu")]),
        ({"cpu_limit": "forbid"}, {"limits": {"cpu": 1}}, [("fail", "app/limits.cpu/forbidden")]),
        ({"cpu_limit": "forbid"}, BOTH, []),
        ({"cpu_limit": "ignore"}, {"limits": {"cpu": 1}}, []),
        (
            {"max_limit_to_request": {"memory": 2}},
            {"requests": {"memory": "1Gi"}, "limits": {"memory": "2Gi"}},
            [],
        ),
        (
            {"max_limit_to_request": {"memory": 2}},
            {"requests": {"memory": "1Gi"}, "limits": {"memory": "2049Mi"}},
            [("fail", "app/limits.memory/ratio")],
        ),
        ({"max_limit_to_request": {"cpu": 2}}, {"requests": {"cpu": 0}, "limits": {"cpu": 1}}, []),
        ({"maximum": {"cpu": 2}}, {"requests": {"cpu": "2000m"}}, []),
        ({"maximum": {"cpu": 2}}, {"requests": {"cpu": "2001m"}}, [("fail", "app/requests.cpu/more")]),
        ({"maximum": {"cpu": 2}}, {"limits": {"cpu": 3}}, [("fail", "app/limits.cpu/more")]),
        ({"maximum": {"cpu": 2}}, {"requests": {"cpu": UNKNOWN}}, [("unresolved", "app/requests.cpu/quantity")]),
        ({"minimum": {"memory": "1Mi"}}, {"requests": {"memory": "400m"}}, [("fail", "app/requests.memory/less")]),
        ({"minimum": {"memory": "1Mi"}}, {}, []),
    ],
)
def test_verdicts(parameters: dict[str, object], resources: object, expected: list[tuple[str, str]]) -> None:
    assert verdicts("container_resources", parameters, workload(resources)) == expected


def test_requests_of_the_whole_pod_count() -> None:
    assert verdicts("container_resources", REQUESTS, workload({}, pod=BOTH)) == []


def test_every_container_is_judged() -> None:
    children = (container("good", BOTH), container("bad", {}, line=60))
    outcomes = judge("container_resources", REQUESTS, resource("Pod", children=children)) or []
    assert [(o.key, o.span) for o in outcomes] == [
        ("bad/requests.cpu", span(60)),
        ("bad/requests.memory", span(60)),
    ]
    assert outcomes[0].message == "the container bad of Pod/web has no cpu request"


@pytest.mark.parametrize(
    ("parameters", "more", "judged"),
    [
        ({}, {}, False),
        ({"init_containers": "judge"}, {}, True),
        ({}, {"restartPolicy": "Always"}, True),
        ({"init_containers": "judge", "except": ["ap*"]}, {}, False),
    ],
)
def test_init_containers(parameters: dict[str, object], more: dict[str, object], judged: bool) -> None:
    found = verdicts("container_resources", {**REQUESTS, **parameters}, workload({}, kind="init-container", **more))
    assert (found is not None) is judged


def test_other_kinds_are_not_judged() -> None:
    assert verdicts("container_resources", REQUESTS, resource("Service")) is None


def test_bound_that_is_no_quantity() -> None:
    with pytest.raises(ParameterError) as failure:
        judge("container_resources", {"maximum": {"memory": "6GB"}}, resource("Pod"))
    assert failure.value.path == ("maximum", "memory")


def test_value_is_where_a_size_is_put_right() -> None:
    child = container("app", {"requests": {"memory": value("400m", 70)}})
    (outcome,) = judge("container_resources", {"minimum": {"memory": "1Mi"}}, resource("Pod", children=(child,))) or []
    assert outcome.span == span(70)
    assert outcome.message == 'the container app of Pod/web has requests.memory "400m": less than 1Mi'
