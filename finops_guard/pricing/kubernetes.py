"""What Kubernetes objects cost a month: pods by what they request, claims by their size, load balancers each."""

from __future__ import annotations

from decimal import Decimal

from finops_guard.catalog import kubernetes_prices as prices
from finops_guard.kubernetes.cluster import Cluster
from finops_guard.kubernetes.namespaces import is_load_balancer
from finops_guard.kubernetes.placement import Spot
from finops_guard.kubernetes.replicas import ScaledBy
from finops_guard.kubernetes.sizes import accelerators, quantity
from finops_guard.kubernetes.storage import VolumeKind, amount, claim_size
from finops_guard.kubernetes.workloads import Workload
from finops_guard.pricing.estimates import HOURS, ONE, Component, Confidence, Estimate, Range, exactly, of, total
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
        return of([_component("load balancer", "hour", ONE, prices.LOAD_BALANCER_HOUR)])
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
    placement, number = workload.placement, _counts(workload)[0]
    if placement.spot is not Spot.NO or placement.causes or number is None:
        return None
    cpu = workload.total("cpu").amount * (prices.CPU_HOUR - prices.CPU_SPOT_HOUR)
    memory = workload.total("memory").amount / GIB * (prices.MEMORY_GIB_HOUR - prices.MEMORY_GIB_SPOT_HOUR)
    return (cpu + memory) * HOURS * number.least


def _workload(workload: Workload) -> Estimate:
    address = workload.resource.address
    placement = workload.placement
    # Where that is not known, the lower price.
    spot = placement.spot is Spot.REQUIRED or bool(placement.causes)
    number, reason = _counts(workload)
    components: list[Component] = []
    unpriced: list[str] = [f"{address}: {reason}"] if reason else []
    causes: list[Cause] = [*placement.causes]
    units = (
        ("cpu", "CPU", "vCPU-hour", Decimal(1), prices.CPU_SPOT_HOUR if spot else prices.CPU_HOUR),
        ("memory", "memory", "GiB-hour", GIB, prices.MEMORY_GIB_SPOT_HOUR if spot else prices.MEMORY_GIB_HOUR),
    )
    for name, label, unit, size, price in units:
        asked = workload.total(name)
        components.append(_component(label, unit, number, price, asked.amount / size))
        causes += asked.causes
        if asked.missing:
            unpriced.append(f"{address}: no {name} request in {', '.join(asked.missing)}")
    for child, name, value in accelerators(workload.resource.children):
        gpus = quantity(value)
        if value.is_unknown:
            causes += all_causes(value)
        elif gpus and name.endswith(_WHOLE_GPU):
            components.append(_component(name, "GPU-hour", number, prices.GPU_HOUR, gpus))
        elif gpus:
            unpriced.append(f"{address}: no price for {name} of {child.name}")
    for volume in workload.volumes:
        if volume.kind is VolumeKind.TEMPLATE:
            claim = _claim(f"{address}: volume {volume.name}", volume.size, number, f"volume {volume.name}")
            components += claim.components
            unpriced += claim.unpriced
            causes += claim.causes
    causes += workload.replicas.least.causes + workload.replicas.most.causes
    return of(components, unpriced, causes)


def _component(name: str, unit: str, number: Range | None, price: Decimal, amount: Decimal = Decimal(1)) -> Component:
    """Return what a number of instances cost that each use an amount, all month; None: how many is not known."""
    if number is None:
        return Component(name, unit, None, price, confidence=Confidence.UNPRICED, source=prices.SOURCE)
    hours = number * exactly(amount * HOURS)
    return Component(name, unit, hours, price, hours.map(lambda each: each * price), source=prices.SOURCE)


def _counts(workload: Workload) -> tuple[Range | None, str]:
    """Return how many pods there are, and why that is not, or not all, known."""
    replicas = workload.replicas
    least, most = replicas.least.number, replicas.most.number
    if replicas.by is ScaledBy.NODES:
        return None, "one pod a node, and the number of nodes is not known"
    if replicas.by is ScaledBy.RUNS:
        return None, "it costs while it runs, and for how long is not known"
    number = None if least is None else Range(Decimal(least), Decimal(least), None if most is None else Decimal(most))
    if replicas.least.causes or replicas.most.causes:
        return number, "the number of its pods is not known"
    return number, "the number of its pods has no bound" if most is None else ""


def _claim(address: str, size: Value | None, number: Range | None = ONE, name: str = "storage") -> Estimate:
    stored = amount(size)
    if stored is None:
        causes = size.causes if size is not None else ()
        return Estimate(unpriced=(f"{address}: its size is not known",), causes=causes)
    return of([_component(name, "GiB-hour", number, prices.STORAGE_GIB_HOUR, stored / GIB)])
