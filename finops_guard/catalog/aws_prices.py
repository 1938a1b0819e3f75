"""What AWS machines and nodes cost: EC2 and RDS by region, and the nodes of services that have prices of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec.structs import replace

from finops_guard.catalog import datafile, price_table
from finops_guard.catalog.aws_sizes import rds_family
from finops_guard.catalog.price import NoPrice, Price, scaled, usd

DEFAULT_REGION = "us-east-1"

# What costs so much more or less than a large of its family: AWS's normalization units, which its prices follow.
_STEPS: Mapping[str, Decimal] = {
    name: Decimal(units) for name, units in (("micro", "0.5"), ("small", "1"), ("medium", "2"), ("large", "4"))
}
_XLARGE = re.compile(r"(?P<times>\d{0,3})xlarge", re.ASCII)

# Engines that are billed as another one.
ENGINES = {
    "aurora": "aurora-mysql",
    "oracle-ee-cdb": "oracle-ee",
    "memcached": "redis",  # the table gives one price for both
    "postgresql": "postgres",
}
_DEFAULT_ENGINES = {"elasticache": "redis"}
# Where a price grows with the size, and sources have few sizes of a region; not RDS's, whose sizes are all in a price
# list or include a licence.
_PROPORTIONAL = {"elasticache", "opensearch"}
_NODES_SOURCE = "published prices of AWS"


@cache
def _ec2() -> dict[str, Any]:
    return datafile.read("prices-ec2")


@cache
def _nodes() -> dict[str, Any]:
    return datafile.read("prices-aws-services")


@cache
def _databases() -> dict[str, Any]:
    return datafile.read("prices-rds")


def ec2(name: str, region: str, _engine: str = "") -> Price | NoPrice:
    """Return what an EC2 type costs in a region."""
    data = _ec2()
    if found := price_table.lookup(data, name, region) or price_table.lookup(data["older"], name, region):
        return found
    if name not in data["machines"] and name not in data["older"]["machines"]:
        return NoPrice(f"no source has a price of {name}")
    return NoPrice(_nowhere(region) or f"no source has a price of {name} in {region}")


def _nowhere(region: str) -> str:
    """Return that no source knows a region; empty for one that is known."""
    return "" if region in _ec2()["regions"] else f"no source has prices in {region}"


def _elsewhere(price: Price, machine: str, region: str) -> Price | NoPrice:
    """Return an estimate of a node's price in another region, from what the machine it runs on costs there."""
    if reason := _nowhere(region):
        return NoPrice(reason)
    here, there = (price_table.lookup(_ec2(), machine, each) for each in (DEFAULT_REGION, region))
    ratio = round(float(there.amount / here.amount), 6) if here and there else _ec2()["usual"][region]
    how = f"what {'its machine costs' if here and there else 'machines usually cost'} there"
    estimated = f"from its price in {DEFAULT_REGION}, and {how}"
    return replace(price, amount=scaled(price.amount, ratio), region=region, estimated=estimated)


def _node(service: str) -> Callable[[str, str, str], Price | NoPrice]:
    """Return the lookup of a service's nodes: stated, in proportion to others of the family, or by the region."""

    def look_up(name: str, region: str, engine: str = "") -> Price | NoPrice:
        engine = ENGINES.get(engine, engine) or _DEFAULT_ENGINES.get(service, "")
        engines = _nodes()["prices"][service]
        named = f"{name} for {engine}" if engine and set(engines) != {""} else name
        if engine not in engines:
            if "" not in engines:
                return NoPrice(f"no source has a price of {named}" if engine else f"the engine of {name} is not known")
            engine = ""
        by_region = engines[engine]
        date = _nodes()["dates"][f"{service} {engine}".strip()]
        if (figure := by_region.get(region, {}).get(name)) is not None:
            return Price(usd(figure), region, _NODES_SOURCE, date)
        is_proportional = service in _PROPORTIONAL
        if is_proportional and (amount := _in_proportion(name, by_region.get(region, {}))) is not None:
            return Price(amount, region, _NODES_SOURCE, date, "in proportion to other sizes of its family")
        here = by_region.get(DEFAULT_REGION, {})
        amount = usd(here[name]) if name in here else _in_proportion(name, here) if is_proportional else None
        if amount is None or (region in by_region and not is_proportional):
            return NoPrice(f"no source has a price of {named} in {region}")
        return _elsewhere(Price(amount, DEFAULT_REGION, _NODES_SOURCE, date), _machine(service, name), region)

    return look_up


def _database(name: str, region: str, engine: str = "") -> Price | NoPrice:
    """Return what a database instance costs in one zone: of the price list, else of tables that have its engine."""
    data = _databases()
    billed = ENGINES.get(engine, engine)
    key = f"{billed} {name}"
    if found := price_table.lookup(data, key, region):
        return found
    if billed in data["engines"]:
        return NoPrice(_nowhere(region) or f"no source has a price of {name} for {engine} in {region}")
    node = _node("rds")(name, region, engine)
    if isinstance(node, Price) and not node.estimated:
        return node
    return price_table.lookup(data["older"], key, region) or node


@cache
def sold(service: str, engine: str = "") -> frozenset[str]:
    """Return the sizes of a service's nodes that have a price anywhere, for an engine where one is given."""
    names: dict[str, set[str]] = {}
    for each, by_region in _nodes()["prices"][service].items():
        names.setdefault(each, set()).update(*by_region.values())
    if service == "rds":
        for table in (_databases(), _databases()["older"]):
            for key in table["machines"]:
                each, _, name = key.partition(" ")
                names.setdefault(each, set()).add(name)
    if engine:
        return frozenset(names.get(ENGINES.get(engine, engine), ()))
    return frozenset().union(*names.values())


def engines(service: str) -> frozenset[str]:
    """Return for which engines the nodes of a service have prices, by all of their names."""
    named = set(_nodes()["prices"][service])
    if service == "rds":
        named |= {key.partition(" ")[0] for table in (_databases(), _databases()["older"]) for key in table["machines"]}
    return frozenset(named | {alias for alias, engine in ENGINES.items() if engine in named})


def _in_proportion(name: str, prices: Mapping[str, float]) -> Decimal | None:
    """Return a price from another size of the same family, the nearest one; None where there is none."""
    before, step, after = _parts(name)
    units = _units(step)
    if units is None:
        return None
    known = [
        (abs(other - units), usd(price) / other)
        for each, price in prices.items()
        if (parts := _parts(each))[::2] == (before, after) and (other := _units(parts[1])) is not None
    ]
    return round(min(known)[1] * units, 4).normalize() if known else None


def _parts(name: str) -> tuple[str, str, str]:
    """Split a name around its step: ``db.m5.`` ``large`` and nothing, ``m5.`` ``large`` ``.search``."""
    pieces = name.split(".")
    at = next((at for at, piece in enumerate(pieces) if _units(piece) is not None), len(pieces) - 1)
    return ".".join(pieces[:at]), pieces[at], ".".join(pieces[at + 1 :])


def _units(step: str) -> Decimal | None:
    if match := _XLARGE.fullmatch(step):
        return 8 * Decimal(match["times"] or 1)
    return _STEPS.get(step)


def _machine(service: str, name: str) -> str:
    """Return the EC2 type that a node runs on."""
    if service == "rds":
        family, _, step = name.removeprefix("db.").partition(".")
        return f"{rds_family(family)}.{step}"
    return name.removeprefix("cache.").removeprefix("kafka.").removesuffix(".search").removesuffix(".elasticsearch")


def _opensearch(name: str, region: str, _engine: str = "") -> Price | NoPrice:
    """Return what an instance costs: the same under the service's older name (``m5.large.elasticsearch``)."""
    base, _, suffix = name.rpartition(".")
    return _node("opensearch")(f"{base}.search" if suffix == "elasticsearch" else name, region, "")


def _part(service: str) -> Callable[[str, str, str], Price | NoPrice]:
    """Return the lookup of what a part of a machine costs, by architecture: a vCPU, a GiB, a GiB-second."""

    def look_up(name: str, region: str, engine: str = "") -> Price | NoPrice:
        figure = _nodes()["prices"][service].get(engine, {}).get(region, {}).get(name)
        if figure is None:
            return NoPrice(f"no source has a price of {name} on {engine} in {region}")
        return Price(usd(figure), region, _NODES_SOURCE, _nodes()["dates"][f"{service} {engine}"])

    return look_up


SERVICES: Mapping[str, Callable[[str, str, str], Price | NoPrice]] = {
    "ec2": ec2,
    "rds": _database,
    "elasticache": _node("elasticache"),
    "opensearch": _opensearch,
    "redshift": _node("redshift"),
    "msk": _node("msk"),
    "fargate": _part("fargate"),
    "lambda": _part("lambda"),
}
