"""What decides the price of a resource's machines beside their size: region, engine of a database, way of buying."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from finops_guard.catalog import machine_prices
from finops_guard.resources import Resource
from finops_guard.values import Cause, Value

# What one of these types runs follows from the type itself.
_ENGINES = {"aws_docdb_cluster_instance": "docdb", "aws_neptune_cluster_instance": "neptune"}
_WITH_ENGINE = ("rds", "elasticache")
# Where a resource does not name its engine, the provider's own default; a replica has that of its primary.
_DEFAULTS = {"aws_elasticache_replication_group": "redis"}

# What makes a machine cost something else than its price on demand: a spot market, a host of its own.
_OTHERWISE: Mapping[str, tuple[object, ...]] = {
    "capacity_type": ("SPOT",),
    "priority": ("Spot",),
    "tenancy": ("dedicated", "host"),
    "scheduling.provisioning_model": ("SPOT",),
    "scheduling.preemptible": (True,),
    "instance_market_options.market_type": ("spot",),
}

MAX_ITEMS = 200


class Market(Struct, frozen=True):
    """Where and as what machines are bought: ``region`` as prices name it; empty where it is not known.

    ``engine`` is empty where none counts or none is known; ``causes`` say why it is not.
    """

    region: str
    engine: str = ""
    causes: tuple[Cause, ...] = ()


def market(resource: Resource, service: str) -> Market:
    """Return where and as what the machines of a resource are bought."""
    region = ""
    if resource.region is not None and isinstance(resource.region.raw, str):
        region = machine_prices.region_name(service, resource.region.raw)
    if service not in _WITH_ENGINE:
        return Market(region)
    if resource.type in _ENGINES:
        return Market(region, _ENGINES[resource.type])
    value = resource.values.get("engine")
    if value is not None and isinstance(value.raw, str):
        return Market(region, value.raw)
    default = _DEFAULTS.get(resource.type, "")
    return Market(region, default, () if default or value is None else value.causes)


def bought_otherwise(resource: Resource) -> str:
    """Return why machines cost something else than on demand (``no price for ...``); empty where they do not."""
    for path, options in _OTHERWISE.items():
        value = first(resource.values, path)
        if value is not None and value.raw in options:
            return f"no price for {path} {value.raw}"
    return ""


def at(value: Value | None, path: str) -> Iterator[Value]:
    """Yield what stands at a dotted path, through lists and blocks; what is null or not written is left out.

    Below what is not known, nothing is.
    """
    found = [value] if value is not None else []
    for step in path.split("."):
        inside = [each.get(step) for item in found for each in _items(item)]
        found = [each for each in inside if each is not None and not each.is_null][:MAX_ITEMS]
    for item in found:
        yield from _items(item)


def first(value: Value, path: str) -> Value | None:
    """Return the first of what stands at a path; None where nothing does."""
    return next(at(value, path), None)


def _items(value: Value) -> Iterator[Value]:
    if isinstance(value.raw, list | tuple):
        yield from value.items()
    else:
        yield value
