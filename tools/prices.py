"""Reduces prices of machines to the rows of the catalog's data files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from tools.price_sources import Regional, ServicePrice
from tools.price_tables import Origin, encode, numberless

BASE = "us-east-1"

_DIGITS = 4
# Engines of RDS whose price includes a licence: no price list has them here.
_LICENSED = ("oracle", "sqlserver")


def ec2(listed: Regional, origin: Origin, feed: Regional, of_feed: Origin) -> dict[str, Any]:
    """Return the content of the EC2 file: the price list, and what the older feed alone has.

    ``usual`` tells what machines usually cost in a region, as a multiple of what they cost in the base region.
    """
    ratios: dict[str, list[float]] = defaultdict(list)
    for row in listed.values():
        for region, price in row.items():
            if BASE in row:
                ratios[region].append(price / row[BASE])
    return {
        **encode(listed, _family, origin),
        "usual": {region: round(median(found), _DIGITS) for region, found in sorted(ratios.items())},
        "older": encode(missing(feed, listed), _family, of_feed),
    }


def databases(
    listed: Mapping[str, Regional], origin: Origin, older: Mapping[str, Regional], of_older: Origin
) -> dict[str, Any]:
    """Return the content of the file on database instances, by engine and name: the price list's, and licensed ones."""
    licensed = {engine: table for engine, table in older.items() if engine.startswith(_LICENSED)}
    return {
        **encode(_named(listed), _class, origin),
        "engines": sorted(listed),
        "older": encode(_named(licensed), _class, of_older),
    }


def missing(table: Regional, than: Regional) -> Regional:
    """Return what of a table another one has not."""
    rest = {
        name: {region: price for region, price in row.items() if region not in than.get(name, {})}
        for name, row in table.items()
    }
    return {name: row for name, row in rest.items() if row}


def compute_engine(table: Regional, origin: Origin) -> dict[str, Any]:
    """Return the content of a file of prices of Compute Engine's machine types."""
    return encode(table, numberless, origin)


def offerings(offered: Mapping[str, set[str]]) -> dict[str, Any]:
    """Return the content of the file on where EC2 types are offered: types by their regions (as bits)."""
    regions = sorted(offered)
    types = sorted(set().union(*offered.values()))
    sets: dict[int, list[str]] = defaultdict(list)
    for name in types:
        sets[sum(1 << at for at, region in enumerate(regions) if name in offered[region])].append(name)
    return {"regions": regions, "types": {str(bits): " ".join(names) for bits, names in sorted(sets.items())}}


def services(rows: Sequence[ServicePrice]) -> dict[str, Any]:
    """Return the content of the file on nodes of AWS services: service, engine, region, size.

    ``dates`` tells by service and engine how old the figures are at least.
    """
    prices: dict[str, Any] = {}
    dates: dict[str, str] = {}
    for row in rows:
        by_region = prices.setdefault(row.service, {}).setdefault(row.engine, {})
        by_region.setdefault(row.region, {})[row.size] = row.usd
        key = f"{row.service} {row.engine}".strip()
        dates[key] = min(dates.get(key, row.date), row.date)
    return {"base": BASE, "dates": dates, "prices": prices}


def _named(tables: Mapping[str, Regional]) -> Regional:
    return {f"{engine} {name}": row for engine, table in tables.items() for name, row in table.items()}


def _family(name: str) -> str:
    return name.partition(".")[0]


def _class(name: str) -> str:
    """Return the family of a database instance class (``db.m5``): engines differ by a factor, or not at all."""
    return name.rpartition(" ")[2].rpartition(".")[0]
