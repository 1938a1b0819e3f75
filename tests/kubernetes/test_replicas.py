"""How many pods there are, by the documented defaults of Kubernetes, KEDA and Knative."""

from __future__ import annotations

from typing import Any

import pytest
from policy.building import CAUSE, UNKNOWN, value
from support.clusters import deployment, hpa, keda, manifest, workload

from finops_guard.kubernetes.replicas import Replicas, ScaledBy, replicas, whole_number


def shown(found: Replicas) -> tuple[object, object, str]:
    """Return the least, the most and what decides, a count that is not known as ``?``."""
    counts = ("?" if count.causes else count.number for count in (found.least, found.most))
    return (*counts, found.by.value)  # type: ignore[return-value]


def job(kind: str = "Job", **spec: object) -> dict[str, Any]:
    nested: dict[str, Any] = {"spec": {"template": {}, **spec}}
    return manifest("batch/v1", kind, "web", spec=nested["spec"] if kind == "Job" else {"jobTemplate": nested})


def knative(**annotations: object) -> dict[str, Any]:
    written = {f"autoscaling.knative.dev/{name.replace('_', '-')}": each for name, each in annotations.items()}
    template = {"metadata": {"annotations": written}}
    return manifest("serving.knative.dev/v1", "Service", "web", spec={"template": template})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (deployment(), (1, 1, "default")),
        (deployment(replicas=3), (3, 3, "replicas")),
        (deployment(replicas=0), (0, 0, "replicas")),
        (deployment(replicas=None), (1, 1, "default")),
        (deployment(replicas="4"), (4, 4, "replicas")),
        (deployment(replicas="many"), ("?", "?", "replicas")),
        (deployment(replicas=-1), ("?", "?", "replicas")),
        (deployment(replicas=[2]), ("?", "?", "replicas")),
        (deployment(replicas=10**30), ("?", "?", "replicas")),
        (deployment(replicas=UNKNOWN), ("?", "?", "replicas")),
        (deployment(kind="StatefulSet", replicas=2), (2, 2, "replicas")),
        (deployment(kind="Rollout", replicas=2), (2, 2, "replicas")),
        (deployment(kind="DaemonSet"), (None, None, "nodes")),
        (manifest("v1", "Pod", "web", spec={}), (1, 1, "default")),
        # At a time: parallelism, and never more than there are to complete.
        (job(), (1, 1, "runs")),
        (job(parallelism=5), (5, 5, "runs")),
        (job(parallelism=5, completions=2), (2, 2, "runs")),
        (job(parallelism=2, completions=9), (2, 2, "runs")),
        (job(parallelism=0), (0, 0, "runs")),
        (job(parallelism=5, completions=UNKNOWN), ("?", "?", "runs")),
        (job(completions=UNKNOWN), (1, 1, "runs")),
        (job("CronJob", parallelism=3), (3, 3, "runs")),
        (manifest("batch/v1", "CronJob", "web"), (1, 1, "runs")),
        # Knative: from zero on, without a bound.
        (knative(), (0, None, "Knative")),
        (knative(min_scale="2", max_scale="5"), (2, 5, "Knative")),
        (knative(minScale="2", maxScale="5"), (2, 5, "Knative")),
        (knative(max_scale="0"), (0, None, "Knative")),
        (knative(max_scale="ten"), (0, "?", "Knative")),
    ],
)
def test_written(written: dict[str, Any], expected: tuple[object, object, str]) -> None:
    group = written["apiVersion"].rpartition("/")[0]
    assert shown(replicas(group, written["kind"], value(written), None)) == expected


@pytest.mark.parametrize(
    ("scaler", "expected"),
    [
        (hpa(minReplicas=2, maxReplicas=8), (2, 8, "HorizontalPodAutoscaler")),
        (hpa(maxReplicas=8), (1, 8, "HorizontalPodAutoscaler")),
        (hpa(), (1, None, "HorizontalPodAutoscaler")),
        (hpa(maxReplicas="many"), (1, "?", "HorizontalPodAutoscaler")),
        # KEDA's documentation of the ScaledObject: minReplicaCount 0, maxReplicaCount 100.
        (keda(), (0, 100, "ScaledObject")),
        (keda(minReplicaCount=2, maxReplicaCount=5), (2, 5, "ScaledObject")),
        (keda(idleReplicaCount=0, minReplicaCount=2), (0, 100, "ScaledObject")),
        (hpa(target="other", maxReplicas=8), (3, 3, "replicas")),
        (hpa(namespace="blog", maxReplicas=8), (3, 3, "replicas")),
        (hpa(kind="StatefulSet", maxReplicas=8), (3, 3, "replicas")),
        (manifest("autoscaling/v2", "HorizontalPodAutoscaler", "web", spec=[]), (3, 3, "replicas")),
    ],
)
def test_scaled(scaler: dict[str, Any], expected: tuple[object, object, str]) -> None:
    assert shown(workload(deployment(replicas=3), scaler).replicas) == expected


@pytest.mark.parametrize("kind", ["Rollout", "StatefulSet", "CloneSet"])
def test_any_kind_is_scaled(kind: str) -> None:
    found = workload(deployment(kind=kind), hpa(kind=kind, maxReplicas=4), address=f"{kind}/shop/web")
    assert shown(found.replicas) == (1, 4, "HorizontalPodAutoscaler")


def test_no_replicas_switch_the_autoscaler_off() -> None:
    """As its documentation says: while the desired replica count is 0 it stops adjusting the target."""
    assert shown(workload(deployment(replicas=0), hpa(maxReplicas=8)).replicas) == (0, 0, "replicas")


def test_a_bound_that_is_not_known_has_its_causes() -> None:
    found = replicas("apps", "Deployment", value(deployment()), (ScaledBy.KEDA, value(keda(maxReplicaCount=UNKNOWN))))
    assert (found.most.causes, found.most.number, found.least.number) == ((CAUSE,), None, 0)


@pytest.mark.parametrize(
    ("raw", "number"),
    [(3, 3), ("3", 3), (3.0, 3), (3.5, None), (True, None), (None, None), ("٣", None), (10**18, None), ({}, None)],
)
def test_whole_numbers(raw: object, number: int | None) -> None:
    assert whole_number(value(raw)) == number
