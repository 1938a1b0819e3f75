"""What autoscalers measure, by the documentation of Kubernetes, KEDA and the VerticalPodAutoscaler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from policy.building import CAUSE, UNKNOWN, value
from support.clusters import deployment, hpa, keda, workload

from finops_guard.kubernetes.autoscaling import measured, unrequested
from finops_guard.kubernetes.vertical import controlled
from finops_guard.values import plain


def resource(name: str, kind: str = "Resource", **target: object) -> dict[str, object]:
    key = kind[:1].lower() + kind[1:]
    return {"type": kind, key: {"name": name, "target": target or {"type": "Utilization", "averageUtilization": 80}}}


def of_container(name: str) -> dict[str, object]:
    share = {"type": "Utilization", "averageUtilization": 80}
    return {"type": "ContainerResource", "containerResource": {"name": "cpu", "container": name, "target": share}}


AMOUNT = {"type": "AverageValue", "averageValue": "500m"}
QUEUE = {"type": "External", "external": {"metric": {"name": "queue"}, "target": {"type": "Value", "value": 1}}}


@pytest.mark.parametrize(
    ("scaler", "missing", "all_measured"),
    [
        (hpa(metrics=[resource("cpu")]), ["app: cpu"], {"cpu"}),
        (hpa(metrics=[resource("memory")]), [], {"memory"}),
        (hpa(metrics=[resource("cpu"), resource("memory")]), ["app: cpu"], {"cpu", "memory"}),
        (hpa(metrics=[resource("cpu", **AMOUNT)]), [], {"cpu"}),
        (hpa(metrics=[QUEUE]), [], set()),
        (hpa(metrics=[{"resource": {"name": "cpu", "targetAverageUtilization": 5}}]), ["app: cpu"], {"cpu"}),
        # Where nothing is said, it is 80 % of the CPU.
        (hpa(), ["app: cpu"], {"cpu"}),
        (hpa(metrics=[]), ["app: cpu"], {"cpu"}),
        (hpa(targetCPUUtilizationPercentage=80), ["app: cpu"], {"cpu"}),
        (hpa(metrics=[of_container("app")]), ["app: cpu"], {"cpu"}),
        (hpa(metrics=[of_container("side")]), [], {"cpu"}),
        (hpa(metrics=["cpu", None, {"resource": "cpu"}, {"resource": {"name": 1}}]), [], set()),
        (keda(triggers=[{"type": "cpu", "metricType": "Utilization"}]), ["app: cpu"], {"cpu"}),
        (keda(triggers=[{"type": "cpu", "metadata": {"type": "Utilization", "value": "50"}}]), ["app: cpu"], {"cpu"}),
        (keda(triggers=[{"type": "cpu", "metricType": "AverageValue"}]), [], {"cpu"}),
        (keda(triggers=[{"type": "cpu", "metadata": {"containerName": "side"}}]), [], {"cpu"}),
        (keda(triggers=[{"type": "rabbitmq"}, {"type": ["cpu"]}]), [], set()),
    ],
)
def test_measured(scaler: dict[str, Any], missing: list[str], all_measured: set[str]) -> None:
    target = workload(deployment(requests={"memory": "1Gi"}))
    assert [plain(each) for each in unrequested(value(scaler), target)] == missing
    assert measured(value(scaler)) == (all_measured, ())


def test_what_the_pod_requests_as_a_whole_counts() -> None:
    target = workload(deployment(pod={"resources": {"requests": {"cpu": 1}}}))
    assert list(unrequested(value(hpa(metrics=[resource("cpu")])), target)) == []


def test_what_is_not_known_stays_so() -> None:
    target = workload(deployment())
    (found,) = unrequested(value(hpa(metrics=UNKNOWN)), target)
    assert found.causes == (CAUSE,)
    assert measured(value(hpa(metrics=UNKNOWN))) == (set(), (CAUSE,))


def policy(name: str, **rest: object) -> dict[str, object]:
    return {"resourcePolicy": {"containerPolicies": [{"containerName": name, **rest}]}}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, {"cpu", "memory"}),
        ({"updatePolicy": {"updateMode": "Auto"}}, {"cpu", "memory"}),
        ({"updatePolicy": {"updateMode": "Initial"}}, {"cpu", "memory"}),
        ({"updatePolicy": {"updateMode": "Off"}}, set()),
        (policy("*", controlledResources=["memory"]), {"memory"}),
        (policy("app", controlledResources=["memory"]), {"memory"}),
        (policy("side", controlledResources=["memory"]), {"cpu", "memory"}),
        (policy("app", mode="Off"), set()),
        (policy("*", mode="Off"), set()),
        (policy("app", controlledResources=[]), set()),
        ({"resourcePolicy": {"containerPolicies": ["app"]}}, {"cpu", "memory"}),
    ],
)
def test_vertical(spec: Mapping[str, object], expected: set[str]) -> None:
    assert controlled(value({"spec": spec}), ["app"]) == (expected, ())


@pytest.mark.parametrize("spec", [{"updatePolicy": {"updateMode": UNKNOWN}}, policy("*", mode=UNKNOWN), UNKNOWN])
def test_vertical_that_is_not_known(spec: object) -> None:
    assert controlled(value({"spec": spec}), ["app"])[1] == (CAUSE,)
