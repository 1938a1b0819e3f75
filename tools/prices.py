"""Reduces prices of machines to the rows of the catalog's data files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median, median_low
from typing import Any

from finops_guard.catalog.price import scaled, usd
from tools.price_sources import Regional, ServicePrice

BASE = "us-east-1"

_SAME = 0.003  # two ratios that differ by less are one, rounded
_HIGH = 1.05  # a single ratio so much above what is usual in its region may be the price of a dedicated machine
_EQUAL = 0.0006  # prices differ by less where one is rounded
_DIGITS = 4


def ec2(base: Mapping[str, float], feed: Regional, older: Regional) -> dict[str, Any]:
    """Return the content of the EC2 file: prices of the base region, and what each family costs elsewhere.

    The feed tells prices exactly. ``stated`` are the regions (as bits) in which its price is what the family's ratio
    gives, ``exact`` the prices that follow from no ratio. Where it has nothing of a family, the ratio is that of the
    older table, which has prices of dedicated machines among its own: those are dearer, so that of each family and
    region the lowest ratio to the base region that two types share counts.
    """
    shared = _ratios(base, older, is_exact=False) | _ratios(base, feed, is_exact=True)
    regions = sorted({region for _, region in shared})
    usual = {region: median(ratio for (_, at), ratio in shared.items() if at == region) for region in regions}
    families = sorted({family for family, _ in shared})
    stated: dict[str, int] = defaultdict(int)
    exact: dict[str, dict[str, float]] = defaultdict(dict)
    for name, row in feed.items():
        for region, price in row.items():
            if region == BASE:
                continue
            ratio = shared.get((_family(name), region))
            if ratio and name in base and _gives(base[name], round(ratio, _DIGITS), price):
                stated[name] |= 1 << regions.index(region)
            else:
                exact[region][name] = price
    return {
        "base": BASE,
        "prices": dict(base),
        "regions": regions,
        "usual": [round(usual[region], _DIGITS) for region in regions],
        "families": {family: [_rounded(shared.get((family, region))) for region in regions] for family in families},
        "stated": dict(stated),
        "exact": dict(exact),
    }


def _ratios(base: Mapping[str, float], table: Regional, *, is_exact: bool) -> dict[tuple[str, str], float]:
    """Return what a family costs in a region, as a multiple of what it costs in the base region."""
    ratios: dict[tuple[str, str], list[float]] = defaultdict(list)
    for name, row in table.items():
        for region, price in row.items():
            if name in base and region != BASE:
                ratios[_family(name), region].append(price / base[name])
    if is_exact:
        return {key: median_low(found) for key, found in ratios.items()}
    shared = {key: ratio for key, found in ratios.items() if (ratio := lowest_shared(found)) is not None}
    regions = {region for _, region in shared}
    usual = {region: median(ratio for (_, at), ratio in shared.items() if at == region) for region in regions}
    for key, found in ratios.items():
        if key not in shared and min(found) <= usual.get(key[1], 0) * _HIGH:
            shared[key] = min(found)
    return shared


def _gives(price: float, ratio: float, stated: float) -> bool:
    """Tell whether the price in the base region, scaled as it is when it is looked up, is the stated one."""
    return abs(float(scaled(usd(price), ratio)) / stated - 1) < _EQUAL


def lowest_shared(ratios: Iterable[float]) -> float | None:
    """Return the lowest ratio that at least two types have."""
    ordered = sorted(ratios)
    for ratio in ordered:
        near = [other for other in ordered if abs(other / ratio - 1) < _SAME]
        if len(near) > 1:
            return median(near)
    return None


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


def databases(tables: Mapping[str, Regional]) -> dict[str, Any]:
    """Return the content of the file on database instances: by engine and name, lists in the order of the regions."""
    regions = sorted({region for table in tables.values() for row in table.values() for region in row})
    prices = {
        engine: {name: _row(row, regions) for name, row in sorted(table.items())} for engine, table in tables.items()
    }
    return {"regions": regions, "prices": prices}


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
