"""What Kubernetes objects cost a month: pods by what they request, claims by their size, load balancers each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finops_guard.catalog import kubernetes_prices as prices
from finops_guard.kubernetes.cluster import Cluster
from finops_guard.kubernetes.namespaces import is_load_balancer
from finops_guard.kubernetes.placement import Spot
from finops_guard.kubernetes.replicas import ScaledBy
from finops_guard.kubernetes.sizes import accelerators, quantity
from finops_guard.kubernetes.storage import VolumeKind, amount, claim_size
from finops_guard.kubernetes.workloads import Workload
from finops_guard.pricing.estimates import HOURS, Component, Estimate, total
from finops_guard.resources import Resource
from finops_guard.values import Cause, Value, all_causes

GIB = Decimal(2**30)

# The end of the name of what is a whole GPU: parts of one, and other accelerators, have no price here.
_WHOLE_GPU = "/gpu"


def estimate(resource: Resource, cluster: Cluster) -> Estimate | None:
    """Return what an object of a cluster costs a month; None for kinds that cost nothing by themselves.

    Prices are OpenCost's defaults (:mod:`finops_guard.catalog.kubernetes_prices`). A pod costs what it is placed by:
    requests, else limits, else what a LimitRange of the same scan gives. A Namespace costs what is deployed into it.
    """
    if resource.pod_template is not None:
        found = cluster.remembered.get(id(resource))
        if not isinstance(found, Estimate):
            found = cluster.remembered[id(resource)] = _workload(cluster.workload(resource))
        return found
    if resource.kind == "PersistentVolumeClaim":
        return _claim(resource.address, claim_size(resource.values))
    if is_load_balancer(resource):
        part = Component("load balancer", Decimal(1), "load balancer", prices.LOAD_BALANCER_HOUR * HOURS, prices.SOURCE)
        return Estimate((part,), part.monthly, part.monthly)
    if resource.kind == "Namespace":
        listed, causes = costs(resource, cluster)
        return total((found for _, found in listed), causes)
    return None


def costs(namespace: Resource, cluster: Cluster) -> tuple[list[tuple[Resource, Estimate]], tuple[Cause, ...]]:
    """Return what costs something in a Namespace, with its estimate, and why there may be more."""
    members = cluster.members(namespace)
    estimates = ((each, estimate(each, cluster)) for each in members.objects)
    return [(each, found) for each, found in estimates if found is not None], members.causes


def spot_saving(resource: Resource, cluster: Cluster) -> Decimal | None:
    """Return what the least pods of a workload would cost less a month on spot capacity; None where they may run there.

    What is not known of it is left out.
    """
    workload = cluster.workload(resource)
    placement, least = workload.placement, _counts(workload)[0]
    if placement.spot is not Spot.NO or placement.causes or least is None:
        return None
    cpu = workload.total("cpu").amount * (prices.CPU_HOUR - prices.CPU_SPOT_HOUR)
    memory = workload.total("memory").amount / GIB * (prices.MEMORY_GIB_HOUR - prices.MEMORY_GIB_SPOT_HOUR)
    return (cpu + memory) * HOURS * least


def _workload(workload: Workload) -> Estimate:
    address = workload.resource.address
    placement = workload.placement
    # Where that is not known, the lower price.
    spot = placement.spot is Spot.REQUIRED or bool(placement.causes)
    components: list[Component] = []
    unpriced: list[str] = []
    causes: list[Cause] = [*placement.causes]
    units = (
        ("cpu", "CPU", "vCPU", Decimal(1), prices.CPU_SPOT_HOUR if spot else prices.CPU_HOUR),
        ("memory", "memory", "GiB", GIB, prices.MEMORY_GIB_SPOT_HOUR if spot else prices.MEMORY_GIB_HOUR),
    )
    for name, label, unit, size, price in units:
        asked = workload.total(name)
        components.append(Component(label, asked.amount / size, unit, price * HOURS, prices.SOURCE))
        causes += asked.causes
        if asked.missing:
            unpriced.append(f"{address}: no {name} request in {', '.join(asked.missing)}")
    for estimated in _accelerators(workload):
        components += estimated.components
        unpriced += estimated.unpriced
        causes += estimated.causes
    for volume in workload.volumes:
        if volume.kind is VolumeKind.TEMPLATE:
            claim = _claim(f"{address}: volume {volume.name}", volume.size)
            components += claim.components
            unpriced += claim.unpriced
            causes += claim.causes
    each = sum((component.monthly for component in components), Decimal(0))
    least, most, reason = _counts(workload)
    causes += workload.replicas.least.causes + workload.replicas.most.causes
    if reason:
        unpriced.append(f"{address}: {reason}")
    return Estimate(
        tuple(components),
        each * least if least is not None else None,
        each * most if most is not None else None,
        tuple(unpriced),
        tuple(dict.fromkeys(causes)),
    )


def _counts(workload: Workload) -> tuple[int | None, int | None, str]:
    """Return how many pods there are at the least and at the most, and why that is not known."""
    replicas = workload.replicas
    if replicas.by is ScaledBy.NODES:
        return None, None, "one pod a node, and the number of nodes is not known"
    if replicas.by is ScaledBy.RUNS:
        return None, None, "it costs while it runs, and for how long is not known"
    if replicas.least.causes or replicas.most.causes:
        return replicas.least.number, replicas.most.number, "the number of its pods is not known"
    if replicas.most.number is None:
        return replicas.least.number, None, "the number of its pods has no bound"
    return replicas.least.number, replicas.most.number, ""


def _accelerators(workload: Workload) -> Iterator[Estimate]:
    for child, name, value in accelerators(workload.resource.children):
        number = quantity(value)
        if value.is_unknown:
            yield Estimate(causes=all_causes(value))
        elif number and name.endswith(_WHOLE_GPU):
            yield Estimate((Component(name, number, "GPU", prices.GPU_HOUR * HOURS, prices.SOURCE),))
        elif number:
            yield Estimate(unpriced=(f"{workload.resource.address}: no price for {name} of {child.name}",))


def _claim(address: str, size: Value | None) -> Estimate:
    number = amount(size)
    if number is None:
        causes = size.causes if size is not None else ()
        return Estimate(unpriced=(f"{address}: its size is not known",), causes=causes)
    part = Component("storage", number / GIB, "GiB", prices.STORAGE_GIB_HOUR * HOURS, prices.SOURCE)
    return Estimate((part,), part.monthly, part.monthly)
