"""Whether what is deployed into a namespace fits its ResourceQuotas: what does not is refused by the cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from finops_guard.kubernetes.pods import find
from finops_guard.kubernetes.quantities import parse_quantity
from finops_guard.kubernetes.replicas import ScaledBy
from finops_guard.kubernetes.sizes import Total
from finops_guard.kubernetes.storage import VolumeKind, amount, claim_size
from finops_guard.kubernetes.workloads import Workload
from finops_guard.resources import Resource
from finops_guard.values import Cause, Value

# The names of a quota for what pods request, with what it is that they request.
_REQUESTED = {
    "cpu": "cpu",
    "requests.cpu": "cpu",
    "memory": "memory",
    "requests.memory": "memory",
    "requests.ephemeral-storage": "ephemeral-storage",
    "ephemeral-storage": "ephemeral-storage",
}


class Use(Struct, frozen=True):
    """What a quota allows of one thing, and what the objects of the scan take of it.

    ``least`` and ``most`` are with as many pods as there are at the least and at the most (None: without bound).
    ``unrequested`` names containers that the quota refuses, since they request nothing of it; ``value`` is the limit.
    """

    name: str
    value: Value
    hard: Decimal
    least: Decimal
    most: Decimal | None
    unrequested: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()


class _Sum:
    def __init__(self) -> None:
        self.least = self.most = Decimal(0)
        self.bounded = True
        self.unrequested: list[str] = []
        self.causes: list[Cause] = []

    def add(self, each: Workload, total: Total) -> None:
        """Add the pods of a workload; those of a DaemonSet cannot be counted, those of jobs are not always there."""
        self.unrequested += (f"{each.resource.address}: {name}" for name in total.missing)
        self.causes += (*total.causes, *each.replicas.least.causes, *each.replicas.most.causes)
        least, most = each.replicas.least.number, each.replicas.most.number
        if each.replicas.by is not ScaledBy.RUNS:
            self.least += total.amount * (least or 0)
        if most is None:
            self.bounded = False
        else:
            self.most += total.amount * most


def uses(quota: Value, workloads: Iterable[Workload], others: Iterable[Resource]) -> Iterator[Use]:
    """Yield what is used of each hard limit of a ResourceQuota that can be told.

    ``workloads`` and ``others`` (claims, load balancers) are what is deployed into its namespace. A quota with scopes
    is for some pods only, which are not told apart here: nothing is yielded.
    """
    hard = find(quota, "spec", "hard")
    if hard is None or not isinstance(hard.raw, Mapping) or _is_scoped(quota):
        return
    workloads, others = list(workloads), list(others)
    for name, value in hard.raw.items():
        limit = parse_quantity(value.raw) if isinstance(value.raw, str | int | Decimal) else None
        found = _sum(name, workloads, others) if limit is not None else None
        if limit is not None and found is not None:
            most = found.most if found.bounded else None
            causes = tuple(dict.fromkeys(found.causes))
            yield Use(name, value, limit, found.least, most, tuple(found.unrequested), causes)


def _is_scoped(quota: Value) -> bool:
    return any(find(quota, "spec", key) is not None for key in ("scopes", "scopeSelector"))


def _sum(name: str, workloads: list[Workload], others: list[Resource]) -> _Sum | None:
    found = _Sum()
    if name in _REQUESTED:
        for each in workloads:
            found.add(each, each.total(_REQUESTED[name]))
    elif name in {"pods", "count/pods"}:
        for each in workloads:
            found.add(each, Total(Decimal(1)))
    elif name in {"persistentvolumeclaims", "count/persistentvolumeclaims", "requests.storage"}:
        _claims(found, workloads, others, sized=name == "requests.storage")
    elif name == "services.loadbalancers":
        count = sum(each.kind == "Service" and _is_balancer(each) for each in others)
        found.least = found.most = Decimal(count)
    else:
        return None
    return found


def _claims(found: _Sum, workloads: list[Workload], others: list[Resource], *, sized: bool) -> None:
    for each in others:
        if each.kind == "PersistentVolumeClaim":
            size = (amount(claim_size(each.values)) or Decimal(0)) if sized else Decimal(1)
            found.least += size
            found.most += size
    for workload in workloads:
        for volume in workload.volumes:
            if volume.kind is VolumeKind.TEMPLATE:
                found.add(workload, Total((volume.bytes or Decimal(0)) if sized else Decimal(1)))


def _is_balancer(resource: Resource) -> bool:
    written = find(resource.values, "spec", "type")
    return written is not None and written.raw == "LoadBalancer"
