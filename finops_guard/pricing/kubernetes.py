"""What Kubernetes objects cost a month: pods by what they request, claims by their size, load balancers each."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_guard.catalog import kubernetes_prices as prices
from finops_guard.catalog.price import NoPrice
from finops_guard.catalog.tariff import Tariff, flat
from finops_guard.kubernetes.cluster import Cluster
from finops_guard.kubernetes.namespaces import is_load_balancer
from finops_guard.kubernetes.placement import Spot
from finops_guard.kubernetes.replicas import ScaledBy
from finops_guard.kubernetes.sizes import accelerators, quantity
from finops_guard.kubernetes.storage import VolumeKind, amount, claim_size
from finops_guard.kubernetes.workloads import Workload
from finops_guard.pricing.book import PriceKey
from finops_guard.pricing.estimates import HOURS, ONE, Component, Confidence, Estimate, Range, exactly, of, total
from finops_guard.resources import Resource
from finops_guard.values import Cause, Value, all_causes

if TYPE_CHECKING:
    from finops_guard.pricing.costs import Costs

GIB = Decimal(2**30)

# The end of the name of what is a whole GPU: parts of one, and other accelerators, have no price here.
_WHOLE_GPU = "/gpu"

_DEFAULT = "a cluster's default price"


def estimate(resource: Resource, cluster: Cluster, paid: Costs | None = None) -> Estimate | None:
    """Return what an object of a cluster costs a month; None for kinds that cost nothing by themselves.

    Prices are OpenCost's defaults (:mod:`finops_guard.catalog.kubernetes_prices`), with what is laid over them in
    ``paid``, whose cluster it is: an estimate is made once. A pod costs what it is placed by:
    requests, else limits, else what a LimitRange of the same scan gives. A Namespace costs what is deployed into it.
    """
    rates = _Rates(paid)
    if resource.pod_template is not None:
        found = cluster.remembered.get(id(resource))
        if not isinstance(found, Estimate):
            found = cluster.remembered[id(resource)] = _workload(cluster.workload(resource), rates)
        return found
    if resource.kind == "PersistentVolumeClaim":
        return _claim(resource.address, claim_size(resource.values), rates)
    if is_load_balancer(resource):
        price = rates.of("load balancer", "hour", prices.LOAD_BALANCER_HOUR)
        return _alone(resource.address, _component("load balancer", ONE, price), rates)
    if resource.kind == "Namespace":
        listed, causes = costs(resource, cluster, paid)
        return total((found for _, found in listed), causes, rates.currency)
    return None


def costs(
    namespace: Resource, cluster: Cluster, paid: Costs | None = None
) -> tuple[list[tuple[Resource, Estimate]], tuple[Cause, ...]]:
    """Return what costs something in a Namespace, with its estimate, and why there may be more."""
    members = cluster.members(namespace)
    estimates = ((each, estimate(each, cluster, paid)) for each in members.objects)
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


class _Rates:
    """The prices of a cluster's resources, as they are paid."""

    def __init__(self, paid: Costs | None) -> None:
        self._paid = paid
        self.currency = paid.currency if paid is not None else "USD"

    def of(self, component: str, unit: str, amount: Decimal, attribute: str = "") -> Tariff | NoPrice:
        """Return what a unit costs, given OpenCost's default."""
        found = flat(amount, unit, "", prices.SOURCE, prices.OBSERVED, _DEFAULT)
        if self._paid is None:
            return found
        return self._paid.priced(PriceKey("kubernetes", "OpenCost", component, attribute), found)


def _workload(workload: Workload, rates: _Rates) -> Estimate:
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
    for name, label, unit, size, amount_ in units:
        asked = workload.total(name)
        price = rates.of(label, unit, amount_, "spot" if spot else "")
        causes += asked.causes
        reason = f"no {name} request in {', '.join(asked.missing)}" if asked.missing else ""
        if reason:
            unpriced.append(f"{address}: {reason}")
        if reason and not asked.amount:
            components.append(Component(label, "", confidence=Confidence.UNPRICED, reason=reason, requested=True))
        else:
            components.append(_component(label, number, price, asked.amount / size, requested=True))
            unpriced += _missing(address, components[-1:])
    for child, name, value in accelerators(workload.resource.children):
        gpus = quantity(value)
        if value.is_unknown:
            causes += all_causes(value)
        elif gpus and name.endswith(_WHOLE_GPU):
            price = rates.of("GPU", "GPU-hour", prices.GPU_HOUR)
            components.append(_component(name, number, price, gpus, requested=True))
            unpriced += _missing(address, components[-1:])
        elif gpus:
            unpriced.append(f"{address}: no price for {name} of {child.name}")
    for volume in workload.volumes:
        if volume.kind is VolumeKind.TEMPLATE:
            claim = _claim(f"{address}: volume {volume.name}", volume.size, rates, number, f"volume {volume.name}")
            components += claim.components
            unpriced += claim.unpriced
            causes += claim.causes
    causes += workload.replicas.least.causes + workload.replicas.most.causes
    return of(components, unpriced, causes, rates.currency)


def _component(
    name: str,
    number: Range | None,
    price: Tariff | NoPrice,
    amount: Decimal = Decimal(1),
    *,
    requested: bool = False,
) -> Component:
    """Return what a number of instances cost that each use an amount, all month; None: how many is not known."""
    if isinstance(price, NoPrice):
        return Component(name, "", confidence=Confidence.UNPRICED, reason=price.reason, requested=requested)
    hours = None if number is None else number * exactly(amount * HOURS)
    return Component(
        name,
        price.unit,
        hours,
        price.amount,
        None if hours is None else hours.map(price.cost),
        confidence=Confidence.UNPRICED if hours is None else Confidence.ESTIMATED,
        reason="how many pods there are is not known" if hours is None else price.estimated,
        source=price.source,
        observed=price.observed,
        requested=requested,
    )


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


def _claim(
    address: str, size: Value | None, rates: _Rates, number: Range | None = ONE, name: str = "storage"
) -> Estimate:
    stored = amount(size)
    if stored is None:
        causes = size.causes if size is not None else ()
        return Estimate(unpriced=(f"{address}: its size is not known",), causes=causes)
    price = rates.of("storage", "GiB-hour", prices.STORAGE_GIB_HOUR)
    return _alone(address, _component(name, number, price, stored / GIB), rates)


def _alone(address: str, part: Component, rates: _Rates) -> Estimate:
    return of([part], _missing(address, [part]), currency=rates.currency)


def _missing(address: str, parts: Iterable[Component]) -> list[str]:
    """Return what has no price, and why."""
    return [f"{address}: {part.name}: {part.reason}" for part in parts if not part.unit]
