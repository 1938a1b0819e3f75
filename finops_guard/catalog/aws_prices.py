"""What AWS machines and nodes cost: EC2 by region, and the nodes of services that have prices of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec.structs import replace

from finops_guard.catalog import datafile
from finops_guard.catalog.aws_sizes import rds_family
from finops_guard.catalog.price import NoPrice, Price, scaled, usd

DEFAULT_REGION = "us-east-1"

_EC2_SOURCE, _EC2_DATE = "cloudwright-ai 1.10.0", "2026-02-27"
_RECENT_SOURCE, _RECENT_DATE = "karpenter-provider-aws", "2026-07-20"
_REGIONAL_SOURCE, _REGIONAL_DATE = "published prices of AWS", "2025-11-03"
_RDS_SOURCE, _RDS_DATE = "ec2instances.info", "2021-08-03"
# What costs so much more or less than a large of its family: AWS's normalization units, which its prices follow.
_STEPS: Mapping[str, Decimal] = {
    name: Decimal(units) for name, units in (("micro", "0.5"), ("small", "1"), ("medium", "2"), ("large", "4"))
}
_RDS_FAMILY = re.compile(r"db\.[a-z](?P<generation>\d)", re.ASCII)
_XLARGE = re.compile(r"(?P<times>\d{0,3})xlarge", re.ASCII)

# Engines that are billed as another one.
ENGINES = {
    "oracle-ee-cdb": "oracle-ee",
    "aurora-mysql": "aurora",
    "aurora-postgresql": "aurora",
    "memcached": "redis",  # the table gives one price for both
    "postgresql": "postgres",
}
_DEFAULT_ENGINES = {"elasticache": "redis"}
# Where a price grows with the size, as RDS's does not for the engines whose licence it includes.
_PROPORTIONAL = {"elasticache", "opensearch", "rds"}
_LICENSED = ("oracle", "sqlserver", "db2", "custom")


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
    """Return what an EC2 type costs in a region: stated, or from what its family costs there."""
    data = _ec2()
    if (figure := data["exact"].get(region, {}).get(name)) is not None:
        return Price(usd(figure), region, _REGIONAL_SOURCE, _REGIONAL_DATE)
    figure = data["prices"].get(name)
    if figure is None:
        return NoPrice(f"no source has a price of {name}")
    source = (_RECENT_SOURCE, _RECENT_DATE) if name in data["recent"] else (_EC2_SOURCE, _EC2_DATE)
    price = Price(usd(figure), DEFAULT_REGION, *source)
    return _elsewhere(price, name, name, region)


def _elsewhere(price: Price, name: str, machine: str, region: str) -> Price | NoPrice:
    """Return the price in another region: of an EC2 type where a source states it, else an estimate."""
    if region == DEFAULT_REGION:
        return price
    data = _ec2()
    if region not in data["regions"]:
        return NoPrice(f"no source has prices in {region}")
    at = data["regions"].index(region)
    family = machine.partition(".")[0]
    ratio = data["families"].get(family, {at: None})[at]
    how = f"its price in {DEFAULT_REGION}, and what {'its family costs' if ratio else 'machines usually cost'} there"
    amount = scaled(price.amount, ratio or data["usual"][at])
    if machine == name and data["stated"].get(name, 0) >> at & 1:
        return Price(amount, region, _REGIONAL_SOURCE, _REGIONAL_DATE)
    return replace(price, amount=amount, region=region, estimated=f"from {how}")


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
        date = _nodes()["dates"].get(f"{service} {engine}".strip(), _EC2_DATE)
        source = "published prices of AWS" if f"{service} {engine}".strip() in _nodes()["dates"] else _EC2_SOURCE
        if (figure := by_region.get(region, {}).get(name)) is not None:
            return Price(usd(figure), region, source, date)
        is_proportional = service in _PROPORTIONAL and not engine.startswith(_LICENSED)
        if is_proportional and (amount := _in_proportion(name, by_region.get(region, {}))) is not None:
            return Price(amount, region, source, date, "in proportion to other sizes of its family")
        here = by_region.get(DEFAULT_REGION, {})
        amount = usd(here[name]) if name in here else _in_proportion(name, here) if is_proportional else None
        if amount is None or region in by_region:
            return NoPrice(f"no source has a price of {named} in {region}")
        return _elsewhere(Price(amount, DEFAULT_REGION, source, date), name, _machine(service, name), region)

    return look_up


def _database(name: str, region: str, engine: str = "") -> Price | NoPrice:
    """Return what a database instance costs in one zone: stated, of an older table too, before it is estimated."""
    found = _node("rds")(name, region, engine)
    if isinstance(found, Price) and not found.estimated:
        return found
    billed = ENGINES.get(engine, engine)
    here = _databases_in(region, billed)
    if name in here:
        return Price(usd(here[name]), region, _RDS_SOURCE, _RDS_DATE)
    if isinstance(found, Price):
        base = _node("rds")(name, DEFAULT_REGION, engine)
        ratio = _ratio_of_kind(name, here, _databases_in(DEFAULT_REGION, billed))
        if ratio is None or not isinstance(base, Price):
            return found
        how = f"from its price in {DEFAULT_REGION}, and what an older family costs there"
        return replace(found, amount=scaled(base.amount, ratio), estimated=how)
    if not billed.startswith(_LICENSED) and (amount := _in_proportion(name, here)) is not None:
        return Price(amount, region, _RDS_SOURCE, _RDS_DATE, "in proportion to other sizes of its family")
    if billed == "mariadb":
        alike = _database(name, region, "mysql")
        return replace(alike, estimated="from what it costs for mysql") if isinstance(alike, Price) else found
    return found


def _databases_in(region: str, engine: str) -> Mapping[str, float]:
    """Return what an older table says of an engine's instances in a region."""
    data = _databases()
    at = data["regions"].index(region) if region in data["regions"] else None
    rows = data["prices"].get(engine, {}) if at is not None else {}
    return {name: row[at] for name, row in rows.items() if row[at] is not None}


def _ratio_of_kind(name: str, here: Mapping[str, float], base: Mapping[str, float]) -> float | None:
    """Return how much dearer a region is than another for the newest known family of the kind (``db.m``) of a name."""
    ratios: dict[int, list[float]] = {}
    for each in here.keys() & base.keys():
        if (match := _RDS_FAMILY.match(each)) and each.startswith(name[: len("db.m")]):
            ratios.setdefault(int(match["generation"]), []).append(here[each] / base[each])
    newest = sorted(ratios[max(ratios)]) if ratios else []
    return round(newest[len(newest) // 2], 4) if newest else None


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
        return Price(usd(figure), region, "published prices of AWS", _nodes()["dates"][f"{service} {engine}"])

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
