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
        ({"cpu_limit": "ignore", "requests": ["cpu"]}, {"limits": {"cpu": 1}}, []),
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
        ({"maximum": {"cpu": 2}}, {"requests": UNKNOWN}, [("unresolved", "app/requests/quantity")]),
        (
            {"maximum": {"cpu": 2}},
            UNKNOWN,
            [("unresolved", "app/requests/quantity"), ("unresolved", "app/limits/quantity")],
        ),
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


def test_nothing_asked_judges_nothing() -> None:
    assert verdicts("container_resources", {"cpu_limit": "ignore"}, workload(BOTH)) is None


STAGED = {
    "environments": {
        "prod": {"maximum": {"cpu": 16}},
        "sandbox": {},
        "default": {"maximum": {"cpu": 2}, "pod_maximum": {"cpu": 4}},
    }
}


@pytest.mark.parametrize(
    ("environment", "cpus", "expected"),
    [
        ("dev", [2, 2], []),
        ("dev", [3], [("fail", "a/requests.cpu/more")]),
        ("dev", [2, 2, 1], [("fail", "pod/cpu/more")]),
        ("dev", [3, 3], [("fail", "a/requests.cpu/more"), ("fail", "b/requests.cpu/more")]),
        ("prod", [16, 16], []),
        ("prod", [17], [("fail", "a/requests.cpu/more")]),
        ("sandbox", [99], None),
        (None, [1], []),
        (None, [3], [("unresolved", "a/requests.cpu/more")]),
        (None, [99], [("unresolved", "a/requests.cpu/more")]),
        (None, [2, 2, 2], [("unresolved", "pod/cpu/more")]),
    ],
)
def test_sizes_of_an_environment(
    environment: str | None, cpus: list[object], expected: list[tuple[str, str]] | None
) -> None:
    children = tuple(container(name, {"requests": {"cpu": cpu}}) for name, cpu in zip("abc", cpus, strict=False))
    judged = resource("Pod", children=children, environment=environment)
    assert verdicts("container_resources", STAGED, judged) == expected


def test_same_sizes_everywhere_need_no_environment() -> None:
    parameters = {"maximum": {"cpu": 2}, "environments": {"prod": {"maximum": {"memory": "1Gi"}}}}
    assert verdicts("container_resources", parameters, workload({"requests": {"cpu": 3}})) == [
        ("fail", "app/requests.cpu/more")
    ]


POD = {"pod_maximum": {"cpu": 4}}
MORE = [("fail", "pod/cpu/more")]


@pytest.mark.parametrize(
    ("containers", "pod", "expected"),
    [
        ({"a": 2, "b": 2}, None, []),
        ({"a": 2, "b": 2.5}, None, MORE),
        ({"a": 2, "init b": 5}, None, MORE),
        ({"a": 2, "init b": 3, "init c": 4}, None, []),
        ({"a": 2, "sidecar b": 2.5}, None, MORE),
        ({"a": 1, "sidecar b": 2, "init c": 3}, None, MORE),
        ({"a": 1, "init c": 3, "sidecar b": 2}, None, []),
        ({"a": 9}, {"requests": {"cpu": 4}}, []),
        ({"a": 1}, {"requests": {"cpu": 5}}, MORE),
        ({"a": 1}, {"limits": {"cpu": 5}}, []),
        ({"a": None}, {"limits": {"cpu": 5}}, MORE),
        ({"a": -3, "b": 4}, None, []),
        ({"a": 2, "b": UNKNOWN}, None, [("unresolved", "pod/cpu/quantity")]),
        ({"a": 5, "b": UNKNOWN}, None, MORE),
        ({"a": 2}, {"requests": UNKNOWN}, [("unresolved", "pod/cpu/quantity")]),
        ({"a": 2}, UNKNOWN, [("unresolved", "pod/cpu/quantity")]),
        ({"a": "lots"}, None, []),
    ],
)
def test_what_a_pod_requests(containers: dict[str, object], pod: object, expected: list[tuple[str, str]]) -> None:
    children = []
    for written, cpu in containers.items():
        what, _, name = written.rpartition(" ")
        kind = "init-container" if what else "container"
        more = {"restartPolicy": "Always"} if what == "sidecar" else {}
        children.append(container(name, {"requests": {"cpu": cpu}}, kind=kind, **more))
    judged = resource("Pod", {"apiVersion": "v1", "spec": {"resources": pod}}, children=tuple(children))
    assert verdicts("container_resources", POD, judged) == expected


@pytest.mark.parametrize(
    ("pod", "expected"),
    [
        ({"requests": {"memory": "400m"}}, [("fail", "pod/requests.memory/less")]),
        ({"requests": {"memory": "1Gi"}, "limits": {"memory": "1"}}, [("fail", "pod/limits.memory/less")]),
        ({"requests": {"memory": "1GB"}}, [("fail", "pod/requests.memory/quantity")]),
        ({"requests": {"memory": UNKNOWN}}, []),
        ({"requests": {"memory": "1Gi", "cpu": "1n"}}, []),
    ],
)
def test_what_is_written_for_the_whole_pod(pod: object, expected: list[tuple[str, str]]) -> None:
    assert verdicts("container_resources", {"minimum": {"memory": "1Mi"}}, workload({}, pod=pod)) == expected


@pytest.mark.parametrize(
    ("parameters", "resources", "message"),
    [
        ({"pod_maximum": {"cpu": 1}}, {"requests": {"cpu": "1500m"}}, "requests 1.5 of cpu: more than 1 in dev"),
        (
            {"pod_maximum": {"memory": "1G"}},
            {"limits": {"memory": "2Gi"}},
            "requests 2Gi of memory: more than 1G in dev",
        ),
        ({"pod_maximum": {"cpu": 1}}, {"requests": {"cpu": "1e300"}}, "requests 1.00e+300 of cpu: more than 1 in dev"),
    ],
)
def test_message_about_a_pod(parameters: dict[str, object], resources: object, message: str) -> None:
    judged = resource("Pod", children=(container("app", resources),), environment="dev")
    (outcome,) = judge("container_resources", {"environments": {"default": parameters, "prod": {}}}, judged) or []
    assert outcome.message == f"a pod of Pod/web {message}"


@pytest.mark.parametrize(
    ("parameters", "spec", "expected"),
    [
        (REQUESTS, {"containers": UNKNOWN}, [("unresolved", "containers")]),
        (REQUESTS, {"initContainers": UNKNOWN}, None),
        ({**REQUESTS, "init_containers": "judge"}, {"initContainers": UNKNOWN}, [("unresolved", "containers")]),
        (REQUESTS, UNKNOWN, [("unresolved", "containers")]),
        (REQUESTS, {"containers": []}, None),
    ],
)
def test_containers_that_are_not_known(
    parameters: dict[str, object], spec: object, expected: list[tuple[str, str]] | None
) -> None:
    judged = resource("Deployment", {"apiVersion": "apps/v1", "spec": {"template": {"spec": spec}}})
    judged = replace(judged, pod_template=("spec", "template"))
    assert verdicts("container_resources", parameters, judged) == expected
