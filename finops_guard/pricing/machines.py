"""What the machines of a Terraform resource cost a month: the price of each size times how many there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from msgspec import Struct

from finops_guard.catalog import machine_prices, sizes
from finops_guard.catalog.machine_prices import Price
from finops_guard.pricing.estimates import HOURS, Component, Estimate, exactly
from finops_guard.pricing.places import at, first, market
from finops_guard.resources import Resource
from finops_guard.values import Cause, Value

# Where the number of machines of an attribute that names their size stands: at the least, and at the most. What is not
# written is one. The sizes of templates, reservations and fleets have no number of their own: they are left out.
_ONE = ("", "")
_COUNTS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("aws_instance", "instance_type"): _ONE,
    ("aws_eks_node_group", "instance_types"): ("scaling_config.min_size", "scaling_config.max_size"),
    ("aws_db_instance", "instance_class"): _ONE,
    ("aws_docdb_cluster_instance", "instance_class"): _ONE,
    ("aws_neptune_cluster_instance", "instance_class"): _ONE,
    ("aws_rds_cluster_instance", "instance_class"): _ONE,
    ("aws_elasticache_cluster", "node_type"): ("num_cache_nodes", "num_cache_nodes"),
    ("aws_opensearch_domain", "cluster_config.instance_type"): (
        "cluster_config.instance_count",
        "cluster_config.instance_count",
    ),
    ("aws_opensearch_domain", "cluster_config.dedicated_master_type"): (
        "cluster_config.dedicated_master_count",
        "cluster_config.dedicated_master_count",
    ),
    ("aws_redshift_cluster", "node_type"): ("number_of_nodes", "number_of_nodes"),
    ("aws_msk_cluster", "broker_node_group_info.instance_type"): ("number_of_broker_nodes", "number_of_broker_nodes"),
    ("azurerm_linux_virtual_machine", "size"): _ONE,
    ("azurerm_linux_virtual_machine_scale_set", "sku"): ("instances", "instances"),
    ("azurerm_kubernetes_cluster", "default_node_pool.vm_size"): (
        "default_node_pool.min_count default_node_pool.node_count",
        "default_node_pool.max_count default_node_pool.node_count",
    ),
    ("azurerm_kubernetes_cluster_node_pool", "vm_size"): ("min_count node_count", "max_count node_count"),
}
_CACHES = ("aws_elasticache_replication_group", "node_type")
# What makes a machine cost something else than its price on demand: a spot market, a host of its own.
_OTHERWISE: Mapping[str, tuple[object, ...]] = {
    "capacity_type": ("SPOT",),
    "priority": ("Spot",),
    "tenancy": ("dedicated", "host"),
    "scheduling.provisioning_model": ("SPOT",),
    "scheduling.preemptible": (True,),
    "instance_market_options.market_type": ("spot",),
}


class Number(Struct, frozen=True):
    """How many machines there are; None where that is not known, ``causes`` say why."""

    least: int | None
    most: int | None
    causes: tuple[Cause, ...] = ()


def estimate(resource: Resource) -> Estimate | None:
    """Return what the machines of a resource cost a month; None for a resource whose machines are not counted.

    Of several sizes in one place (the types that a node group may take) the least is of the cheapest one, the most of
    the dearest. ``unpriced`` names what has no price.
    """
    parts = [
        (service, values, number)
        for attribute in sizes.attributes(resource.type)
        if (number := _number(resource, attribute.path)) is not None
        for service, values in [(attribute.service, list(at(resource.values, attribute.path)))]
        if values
    ]
    if not parts:
        return None
    if reason := bought_otherwise(resource):
        return Estimate(unpriced=(f"{resource.address}: {reason}",))
    least, most = Decimal(0), Decimal(0)
    components: list[Component] = []
    unpriced: list[str] = []
    causes: list[Cause] = []
    is_open = False
    for service, values, number in parts:
        prices = [_price(resource, service, value, unpriced, causes) for value in values]
        known = [price for price in prices if price is not None]
        causes += number.causes
        is_open = is_open or len(known) < len(prices) or number.most is None
        if known:
            monthly = [price.amount * HOURS for price in known]
            least += min(monthly) * (number.least or 0)
            most += max(monthly) * (number.most or 0)
            hours = exactly(number.least or 0) * exactly(HOURS)
            price = min(known, key=lambda each: each.amount)
            costs = hours * exactly(price.amount)
            components.append(Component("machines", "hour", hours, price.amount, costs, source=price.source))
    if not components:
        return Estimate(unpriced=tuple(unpriced), causes=tuple(dict.fromkeys(causes)))
    return Estimate(
        tuple(components), least, least, None if is_open else most, tuple(unpriced), tuple(dict.fromkeys(causes))
    )


def _price(resource: Resource, service: str, value: Value, unpriced: list[str], causes: list[Cause]) -> Price | None:
    if value.is_unknown or not isinstance(value.raw, str):
        causes += value.causes
        return None
    where = market(resource, service)
    found = machine_prices.lookup(service, value.raw, where.region, where.engine)
    if isinstance(found, Price):
        return found
    causes += where.causes
    unpriced.append(f"{resource.address}: {found.reason}")
    return None


def bought_otherwise(resource: Resource) -> str:
    """Return why machines cost something else than on demand (``no price for ...``); empty where they do not."""
    for path, options in _OTHERWISE.items():
        value = first(resource.values, path)
        if value is not None and value.raw in options:
            return f"no price for {path} {value.raw}"
    return ""


def _number(resource: Resource, path: str) -> Number | None:
    if (resource.type, path) == _CACHES:
        return _cache_nodes(resource)
    paths = _COUNTS.get((resource.type, path))
    if paths is None:
        return None
    least, most = (_count(resource, each) for each in paths)
    number = Number(least[0], most[0], (*least[1], *most[1]))
    standby = resource.values.get("multi_az") if resource.type == "aws_db_instance" else None
    return number if standby is None else _doubled(number, standby)


def _doubled(number: Number, standby: Value) -> Number:
    """Count the standby that a database has in another zone."""
    if standby.is_unknown:
        return Number(number.least, None, standby.causes)
    times = 2 if standby.raw is True else 1
    return Number(number.least and number.least * times, number.most and number.most * times, number.causes)


def _cache_nodes(resource: Resource) -> Number:
    """Count the nodes of a replication group: its clusters, or its shards with their replicas."""
    clusters, shards, replicas = (
        _count(resource, path, default)
        for path, default in (("num_cache_clusters", 0), ("num_node_groups", 1), ("replicas_per_node_group", 0))
    )
    causes = (*clusters[1], *shards[1], *replicas[1])
    if clusters[0]:
        return Number(clusters[0], clusters[0], causes)
    if shards[0] is None or replicas[0] is None or clusters[0] is None:
        return Number(1, None, causes)
    total = shards[0] * (1 + replicas[0])
    return Number(total, total, causes)


def _count(resource: Resource, paths: str, default: int = 1) -> tuple[int | None, tuple[Cause, ...]]:
    """Return the first whole number that stands at one of the paths, else the default."""
    for path in paths.split():
        value = first(resource.values, path)
        if value is None:
            continue
        if isinstance(value.raw, int) and not isinstance(value.raw, bool) and 0 <= value.raw <= _MOST:
            return value.raw, ()
        return None, value.causes
    return default, ()


_MOST = 100_000

KINDS: Mapping[str, Callable[[Resource], Estimate | None]] = dict.fromkeys(
    sorted({type_ for type_, _ in (*_COUNTS, _CACHES)}), estimate
)
