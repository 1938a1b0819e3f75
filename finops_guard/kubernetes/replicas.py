"""How many pods a workload runs: as it is written, and within the bounds of what scales it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from finops_guard.kubernetes.pods import find
from finops_guard.values import Cause, CauseKind, Value, all_causes, show


class ScaledBy(StrEnum):
    """What decides how many pods there are."""

    WRITTEN = "replicas"
    DEFAULT = "default"  # nothing is written: one
    HORIZONTAL_POD_AUTOSCALER = "HorizontalPodAutoscaler"
    KEDA = "ScaledObject"
    KNATIVE = "Knative"
    NODES = "nodes"  # one pod a node
    RUNS = "runs"  # a job: pods that come to an end


class Count(Struct, frozen=True):
    """A number of pods and where it is written; None: there is no bound, or it is not known (then with causes)."""

    number: int | None
    value: Value | None = None
    causes: tuple[Cause, ...] = ()


class Replicas(Struct, frozen=True):
    """The pods of a workload: the least, and the most there can be (the same where nothing scales it)."""

    least: Count
    most: Count
    by: ScaledBy


# KEDA's documentation (ScaledObject spec): without bounds, from 0 to 100.
_KEDA_LEAST, _KEDA_MOST = 0, 100

_KNATIVE = "autoscaling.knative.dev/"


def replicas(group: str, kind: str, manifest: Value, autoscaler: tuple[str, Value] | None) -> Replicas:
    """Return the pods of a workload; ``autoscaler``: kind and manifest of what scales it."""
    if autoscaler is not None:
        return _scaled(manifest, *autoscaler)
    if kind == "DaemonSet":
        return Replicas(Count(None), Count(None), ScaledBy.NODES)
    if kind == "Pod":
        return Replicas(Count(1), Count(1), ScaledBy.DEFAULT)
    if group == "batch":
        count = _parallel(find(manifest, "spec", "jobTemplate", "spec") if kind == "CronJob" else manifest.get("spec"))
        return Replicas(count, count, ScaledBy.RUNS)
    if group == "serving.knative.dev":
        annotations = find(manifest, "spec", "template", "metadata", "annotations")
        return Replicas(
            _count(_annotation(annotations, "min-scale", "minScale"), 0),
            _unbounded(_count(_annotation(annotations, "max-scale", "maxScale"), None)),
            ScaledBy.KNATIVE,
        )
    count = _count(find(manifest, "spec", "replicas"), 1)
    return Replicas(count, count, ScaledBy.DEFAULT if count.value is None else ScaledBy.WRITTEN)


def _scaled(manifest: Value, by: str, scaler: Value) -> Replicas:
    if by == ScaledBy.KEDA:
        # Where idle, it scales to a count of its own.
        idle = find(scaler, "spec", "idleReplicaCount")
        least = idle if idle is not None and not idle.is_null else find(scaler, "spec", "minReplicaCount")
        most = _count(find(scaler, "spec", "maxReplicaCount"), _KEDA_MOST)
        return Replicas(_count(least, _KEDA_LEAST), most, ScaledBy.KEDA)
    written = _count(find(manifest, "spec", "replicas"), None)
    if written.number == 0:
        # Which switches the autoscaler off (Kubernetes' documentation: implicit maintenance-mode deactivation).
        return Replicas(written, written, ScaledBy.WRITTEN)
    return Replicas(
        _count(find(scaler, "spec", "minReplicas"), 1),
        _count(find(scaler, "spec", "maxReplicas"), None),
        ScaledBy.HORIZONTAL_POD_AUTOSCALER,
    )


def _parallel(spec: Value | None) -> Count:
    """Return how many pods of a job run at a time: never more than there are to complete."""
    count = _count(spec.get("parallelism") if spec is not None else None, 1)
    wanted = _count(spec.get("completions") if spec is not None else None, None)
    if count.number is None or count.number <= 1:
        return count
    fewer = bool(wanted.causes) or (wanted.number is not None and wanted.number < count.number)
    return wanted if fewer else count


def _annotation(annotations: Value | None, *names: str) -> Value | None:
    found = (annotations.get(_KNATIVE + name) for name in names) if annotations is not None else ()
    return next((value for value in found if value is not None), None)


def _unbounded(count: Count) -> Count:
    """Knative takes 0 for no bound."""
    return Count(None, count.value, count.causes) if count.number == 0 else count


def _count(value: Value | None, default: int | None) -> Count:
    if value is None or value.is_null:
        return Count(default)
    if value.is_unknown:
        return Count(None, value, all_causes(value))
    number = whole_number(value)
    if number is None:
        return Count(None, value, (Cause(CauseKind.ERROR, f"{show(value)} is no number of pods", value.origin),))
    return Count(number, value)


def whole_number(value: Value) -> int | None:
    """Return a whole number from 0 on that is written as a number or as digits; None for anything else."""
    raw = value.raw
    if isinstance(raw, bool):
        return None
    if isinstance(raw, Decimal) and raw == raw.to_integral_value() and raw.adjusted() < 18:
        raw = int(raw)
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < 18:
        raw = int(raw)
    return raw if isinstance(raw, int) and 0 <= raw < 10**18 else None
