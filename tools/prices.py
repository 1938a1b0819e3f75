"""Reduces prices of machines to the rows of the catalog's data files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from tools.price_sources import Regional, ServicePrice

BASE = "us-east-1"

_SAME = 0.003  # two ratios that differ by less are one, rounded
_HIGH = 1.05  # a single ratio so much above what is usual in its region may be the price of a dedicated machine
_DIGITS = 4


def ec2(base: Mapping[str, float], table: Regional) -> dict[str, Any]:
    """Return the content of the EC2 file: prices of the base region, and what each family costs elsewhere.

    The table has prices of dedicated machines among its own, which are dearer: of each family and region, the lowest
    ratio to the base region that two types share counts. ``stated`` are the regions (as bits) in which the table has
    the price itself that follows.
    """
    regions = sorted({region for name, row in table.items() if name in base for region in row} - {BASE})
    ratios: dict[tuple[str, str], list[float]] = defaultdict(list)
    for name, row in table.items():
        for region, price in row.items():
            if name in base and region != BASE:
                ratios[_family(name), region].append(price / base[name])
    shared = {key: ratio for key, found in ratios.items() if (ratio := _lowest_shared(found)) is not None}
    usual = {region: median(ratio for (_, at), ratio in shared.items() if at == region) for region in regions}
    for key, found in ratios.items():
        if key not in shared and min(found) <= usual[key[1]] * _HIGH:
            shared[key] = min(found)
    families = sorted({family for family, _ in shared})
    return {
        "base": BASE,
        "prices": dict(base),
        "regions": regions,
        "usual": [round(usual[region], _DIGITS) for region in regions],
        "families": {family: [_rounded(shared.get((family, region))) for region in regions] for family in families},
        "stated": {name: bits for name in base if (bits := _stated(name, base[name], table, regions, shared))},
    }


def _lowest_shared(ratios: Iterable[float]) -> float | None:
    """Return the lowest ratio that at least two types have."""
    ordered = sorted(ratios)
    for ratio in ordered:
        near = [other for other in ordered if abs(other / ratio - 1) < _SAME]
        if len(near) > 1:
            return median(near)
    return None


def _stated(
    name: str, price: float, table: Regional, regions: Sequence[str], shared: Mapping[tuple[str, str], float]
) -> int:
    bits = 0
    for at, region in enumerate(regions):
        ratio, stated = shared.get((_family(name), region)), table.get(name, {}).get(region)
        if ratio and stated and abs(price * ratio / stated - 1) < _SAME:
            bits |= 1 << at
    return bits


def offerings(offered: Mapping[str, set[str]]) -> dict[str, Any]:
    """Return the content of the file on where EC2 types are offered: types by their regions (as bits)."""
    regions = sorted(offered)
    types = sorted(set().union(*offered.values()))
    sets: dict[int, list[str]] = defaultdict(list)
    for name in types:
        sets[sum(1 << at for at, region in enumerate(regions) if name in offered[region])].append(name)
    return {"regions": regions, "types": {str(bits): " ".join(names) for bits, names in sorted(sets.items())}}


def regional(table: Regional) -> dict[str, Any]:
    """Return the content of a file of prices by region: for each machine a list in the order of the regions."""
    regions = sorted({region for row in table.values() for region in row})
    return {"regions": regions, "prices": {name: _row(row, regions) for name, row in sorted(table.items())}}


def services(rows: Sequence[ServicePrice], rds: Mapping[tuple[str, str], float]) -> dict[str, Any]:
    """Return the content of the file on nodes of AWS services: service, engine, region, size.

    ``dates`` tells by service and engine how old the figures are at least.
    """
    prices: dict[str, Any] = {}
    dates: dict[str, str] = {}
    for (engine, name), price in sorted(rds.items()):
        prices.setdefault("rds", {}).setdefault(engine, {}).setdefault(BASE, {})[name] = price
    for row in rows:
        by_region = prices.setdefault(row.service, {}).setdefault(row.engine, {})
        by_region.setdefault(row.region, {})[row.size] = row.usd
        key = f"{row.service} {row.engine}".strip()
        dates[key] = min(dates.get(key, row.date), row.date)
    return {"base": BASE, "dates": dates, "prices": prices}


def _row(row: Mapping[str, float], regions: Sequence[str]) -> list[float | None]:
    return [row.get(region) for region in regions]


def _rounded(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, _DIGITS)


def _family(name: str) -> str:
    return name.partition(".")[0]
