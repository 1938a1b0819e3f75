from __future__ import annotations

import pytest
from policy.building import CAUSE, UNKNOWN, container, judge, resource, span, value, verdicts

from finops_guard.resources import Resource

PARAMETERS = {"resources": ["nvidia.com/*", "amd.com/gpu"], "approval": ["a/approved-by", "gpu-approved"]}
FAIL = [("fail", "train/nvidia.com/gpu")]
UNRESOLVED = [("unresolved", "train/nvidia.com/gpu")]


def workload(resources: object, template: object = None, own: object = None, kind: str = "container") -> Resource:
    metadata = {"annotations": template}
    manifest = {
        "apiVersion": "apps/v1",
        "metadata": {"annotations": own},
        "spec": {"template": {"metadata": metadata}},
    }
    return resource("Deployment", manifest, children=(container("train", resources, kind=kind),))


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ({"limits": {"nvidia.com/gpu": 1}}, FAIL),
        ({"limits": {"nvidia.com/gpu": "1"}, "requests": {"nvidia.com/gpu": "1"}}, FAIL),
        ({"limits": {"nvidia.com/mig-1g.5gb": 1}}, [("fail", "train/nvidia.com/mig-1g.5gb")]),
        ({"limits": {"nvidia.com/gpu": 1, "amd.com/gpu": 2}}, [*FAIL, ("fail", "train/amd.com/gpu")]),
        ({"limits": {"nvidia.com/gpu": 0}}, None),
        ({"limits": {"nvidia.com/gpu": None}}, None),
        ({"limits": {"cpu": 1, "example.com/dongle": 1}}, None),
        ({}, None),
        ({"limits": {"nvidia.com/gpu": UNKNOWN}}, UNRESOLVED),
        ({"limits": UNKNOWN}, [("unresolved", "train/limits")]),
        ({"requests": UNKNOWN}, None),
        (UNKNOWN, [("unresolved", "train/limits")]),
    ],
)
def test_what_is_an_accelerator(resources: object, expected: list[tuple[str, str]] | None) -> None:
    assert verdicts("gpu", PARAMETERS, workload(resources)) == expected


@pytest.mark.parametrize(
    ("template", "own", "expected"),
    [
        ({"a/approved-by": "ml-lead"}, None, []),
        (None, {"a/approved-by": "ml-lead"}, []),
        ({"gpu-approved": "yes"}, None, []),
        ({"a/approved-by": ""}, None, FAIL),
        ({"a/approved-by": "  "}, None, FAIL),
        ({"a/approved-by": None}, None, FAIL),
        ({"approved": "yes"}, None, FAIL),
        ({"a/approved-by": UNKNOWN}, None, UNRESOLVED),
        ({"a/approved-by": UNKNOWN}, {"gpu-approved": "yes"}, []),
        (UNKNOWN, None, UNRESOLVED),
    ],
)
def test_approval(template: object, own: object, expected: list[tuple[str, str]]) -> None:
    assert verdicts("gpu", PARAMETERS, workload({"limits": {"nvidia.com/gpu": 1}}, template, own)) == expected


def test_init_containers_count() -> None:
    assert verdicts("gpu", PARAMETERS, workload({"limits": {"nvidia.com/gpu": 1}}, kind="init-container")) == FAIL


def test_other_kinds_are_not_judged() -> None:
    assert verdicts("gpu", PARAMETERS, resource("Service")) is None


def test_message_and_place() -> None:
    (outcome,) = judge("gpu", PARAMETERS, workload({"limits": {"nvidia.com/gpu": value(2, 70)}})) or []
    assert outcome.message == (
        "the container train of Deployment/web asks for 2 nvidia.com/gpu without the annotation a/approved-by"
    )
    assert outcome.span == span(70)


def test_causes() -> None:
    (outcome,) = judge("gpu", PARAMETERS, workload({"limits": UNKNOWN})) or []
    assert outcome.causes == (CAUSE,)
    assert outcome.message == ("it is not known whether the container train of Deployment/web asks for an accelerator")
