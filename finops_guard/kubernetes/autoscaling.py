"""What an autoscaler measures, and whether its target says what that is compared with."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from finops_guard.kubernetes.pods import find
from finops_guard.kubernetes.workloads import Workload
from finops_guard.values import Cause, Unknown, Value, all_causes

# What autoscalers measure the use of, and KEDA's triggers that do so.
_RESOURCES = frozenset({"cpu", "memory"})


def unrequested(manifest: Value, target: Workload) -> Iterator[Value]:
    """Yield, for each container of the target without the request that its use is measured by, ``container: resource``.

    The value stands where the autoscaler names the resource. The use of a container without request cannot be told, so
    the autoscaler does not scale.
    """
    # Each once: what a stranger writes may name a resource as often as it has containers.
    measures = {(each.resource, each.container): each for each in reversed(list(_measured(manifest)))}
    for measure in reversed(measures.values()):
        if measure.causes:
            yield Value(Unknown(measure.causes), measure.value.origin)
        elif measure.container or not _whole(target, measure.resource):
            yield from _without(measure, target)


def measured(manifest: Value) -> tuple[set[str], tuple[Cause, ...]]:
    """Return the resources whose use an autoscaler measures, as a share or an amount; and why there may be more."""
    found = list(_measured(manifest, shares=False))
    return {each.resource for each in found if not each.causes}, tuple(cause for each in found for cause in each.causes)


class _Measure(Struct, frozen=True):
    """One resource that is measured, of one container or (empty) of all, where it is written; ``causes``: if at all."""

    resource: str
    value: Value
    container: str = ""
    causes: tuple[Cause, ...] = ()


def _without(measure: _Measure, target: Workload) -> Iterator[Value]:
    lacking = target.lacking(measure.resource)
    for name in [measure.container] if measure.container else lacking:
        for amount in lacking.get(name, ()):
            missing = Unknown(amount.causes) if amount.causes else f"{name}: {measure.resource}"
            yield Value(missing, measure.value.origin)


def _whole(target: Workload, resource: str) -> bool:
    """Tell whether the pod as a whole requests a resource."""
    found = find(target.spec, "resources", "requests", resource) if target.spec is not None else None
    return found is not None and not found.is_null


def _measured(manifest: Value, *, shares: bool = True) -> Iterator[_Measure]:
    """Yield what an autoscaler measures; with ``shares``, only as a share of requests."""
    listed = [find(manifest, "spec", name) for name in ("metrics", "triggers")]
    yield from (_Measure("", each, causes=all_causes(each)) for each in listed if each is not None and each.is_unknown)
    metrics, triggers = (list(each.items()) if each is not None else [] for each in listed)
    yield from (found for metric in metrics for found in _metric(metric, shares=shares))
    yield from (found for trigger in triggers for found in _trigger(trigger, shares=shares))
    old = find(manifest, "spec", "targetCPUUtilizationPercentage")
    target = find(manifest, "spec", "scaleTargetRef")
    if old is not None:
        yield _Measure("cpu", old)
    elif target is not None and not metrics and not triggers and not any(each and each.is_unknown for each in listed):
        # Kubernetes measures the CPU where nothing is said; KEDA refuses an object without triggers.
        yield _Measure("cpu", target)


def _metric(metric: Value, *, shares: bool) -> Iterator[_Measure]:
    for key in ("resource", "containerResource"):
        found = metric.get(key)
        name = found.get("name") if found is not None else None
        if found is None or name is None or not isinstance(name.raw, str) or name.raw not in _RESOURCES:
            continue
        share = find(found, "target", "averageUtilization") or found.get("targetAverageUtilization")
        container = found.get("container")
        if share is not None or not shares:
            where = container.raw if container is not None and isinstance(container.raw, str) else ""
            yield _Measure(name.raw, name, where)


def _trigger(trigger: Value, *, shares: bool) -> Iterator[_Measure]:
    kind = trigger.get("type")
    if kind is None or not isinstance(kind.raw, str) or kind.raw not in _RESOURCES:
        return
    how = trigger.get("metricType") or find(trigger, "metadata", "type")
    container = find(trigger, "metadata", "containerName")
    if how is None or how.raw == "Utilization" or not shares:
        where = container.raw if container is not None and isinstance(container.raw, str) else ""
        yield _Measure(kind.raw, kind, where)
