"""What an autoscaler measures, and whether its target says what that is compared with."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.kubernetes.pods import CONTAINER, find, is_sidecar
from finops_guard.kubernetes.sizes import Basis, request
from finops_guard.kubernetes.workloads import Workload
from finops_guard.values import Unknown, Value

# KEDA's triggers that measure the use of requests.
_KEDA_TRIGGERS = frozenset({"cpu", "memory"})


def unrequested(manifest: Value, target: Workload) -> Iterator[Value]:
    """Yield, for each container of the target without the request that its use is measured by, ``container: resource``.

    The value stands where the autoscaler names the resource. The use of a container without request cannot be told, so
    the autoscaler does not scale.
    """
    for resource, container, metric in _measured(manifest):
        if target.total(resource).value is not None and _whole(target, resource):
            continue
        for child in target.resource.children:
            if (child.kind != CONTAINER and not is_sidecar(child)) or container not in {"", child.name}:
                continue
            amount = request(child, resource, target.defaults)
            if amount.causes:
                yield Value(Unknown(amount.causes), metric.origin)
            elif amount.basis is Basis.NOTHING:
                yield Value(f"{child.name}: {resource}", metric.origin)


def _whole(target: Workload, resource: str) -> bool:
    """Tell whether the pod as a whole requests a resource."""
    found = find(target.spec, "resources", "requests", resource) if target.spec is not None else None
    return found is not None


def _measured(manifest: Value) -> Iterator[tuple[str, str, Value]]:
    """Yield what an autoscaler measures as a share of requests: resource, container (empty: all), where it says so."""
    old = find(manifest, "spec", "targetCPUUtilizationPercentage")
    if old is not None:
        yield "cpu", "", old
    listed = find(manifest, "spec", "metrics")
    for metric in listed.items() if listed else ():
        for key in ("resource", "containerResource"):
            found = metric.get(key)
            name = found.get("name") if found is not None else None
            share = find(found, "target", "averageUtilization") if found is not None else None
            share = share or (found.get("targetAverageUtilization") if found is not None else None)
            if name is None or share is None or not isinstance(name.raw, str):
                continue
            container = found.get("container") if found is not None else None
            yield name.raw, container.raw if container is not None and isinstance(container.raw, str) else "", name
    triggers = find(manifest, "spec", "triggers")
    for trigger in triggers.items() if triggers else ():
        kind = trigger.get("type")
        if kind is not None and kind.raw in _KEDA_TRIGGERS and isinstance(kind.raw, str):
            how = trigger.get("metricType")
            if how is None or how.raw == "Utilization":
                yield kind.raw, "", kind
