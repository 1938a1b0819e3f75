"""Reduces prices of Azure's virtual machines to the rows of their data file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from statistics import median
from typing import Any, NamedTuple

from finops_guard.catalog.azure_sizes import NAME
from tools.price_sources import Regional
from tools.price_tables import Origin, bits, encode, numberless
from tools.prices import missing

# Series of whose sizes the table has the price of Windows among those of Linux: so much more a vCPU.
_WINDOWS = ((re.compile(r"[DE]ad?s_v5"), 0.046), (re.compile(r"B[a-z]*_v2"), 0.0046))
_LINEAR_VCPU = 4  # from so many vCPUs on, a size of these series costs a multiple of what a vCPU costs
_NEAR = 0.25  # of what Windows costs: prices are rounded
_SAME = 0.003  # two ratios that differ by less are one, rounded
_DIGITS = 4


class _Size(NamedTuple):
    """A size, its series, its vCPUs, and what Windows costs a vCPU."""

    name: str
    series: str
    vcpu: int
    windows: float


def content(table: Regional, origin: Origin, older: Regional, of_older: Origin) -> dict[str, Any]:
    """Return the content of the file: prices by name, in lower case, and what the older table alone has.

    ``repaired`` are the sizes and regions (as bits) whose price follows from that of Windows.
    """
    named = {_key(name): row for name, row in without_windows(table).items()}
    encoded = encode(named, numberless, origin)
    repaired = {
        _key(name): [region for region, price in row.items() if price != named[_key(name)][region]]
        for name, row in table.items()
    }
    return {
        **encoded,
        "repaired": {name: bits(of, encoded["regions"]) for name, of in sorted(repaired.items()) if of},
        "older": encode(missing(older, named), numberless, of_older),
    }


def _key(name: str) -> str:
    return name.lower().replace("_", "")


def without_windows(table: Regional) -> Regional:
    """Return the table with the Linux price of each size where it has that of Windows.

    Within the series that this concerns, a size costs a multiple of what a vCPU costs in a region. Which multiple, the
    regions tell in which it has no Windows price: the one that most of them share. What a vCPU costs in a region, the
    cheapest size by its multiple tells. Each series is compared with itself first, then sizes with less memory
    (``B4ls_v2``, ``B2ts_v2``) with the series that has it in full.
    """
    alone = _repaired(table, lambda series: series)
    return _repaired(alone, lambda series: series.replace("l", "").replace("t", ""))


def _repaired(table: Regional, whole: Callable[[str], str]) -> Regional:
    found = [size for name in table if (size := _size(name)) is not None]
    full = [
        (size, float(size.vcpu)) for size in found if size.vcpu >= _LINEAR_VCPU and whole(size.series) == size.series
    ]
    units = _units(table, full, whole)
    multiples = [(size, _multiple(table[size.name], units.get(whole(size.series), {})) or size.vcpu) for size in found]
    units = _units(table, multiples, whole)
    repaired = dict(table)
    for size, times in multiples:
        surcharge = size.windows * size.vcpu
        repaired[size.name] = table[size.name] | {
            region: round(price - surcharge, _DIGITS)
            for region, price in table[size.name].items()
            if abs(price - times * units[whole(size.series)][region] - surcharge) < _NEAR * surcharge
        }
    return repaired


def _units(
    table: Regional, multiples: Iterable[tuple[_Size, float]], whole: Callable[[str], str]
) -> dict[str, dict[str, float]]:
    """Return what a vCPU costs by series and region: what the cheapest size of the series costs, by its multiple."""
    units: dict[str, dict[str, float]] = {}
    for size, times in multiples:
        of = units.setdefault(whole(size.series), {})
        for region, price in table[size.name].items():
            of[region] = min(of.get(region, price / times), price / times)
    return units


def _multiple(prices: Mapping[str, float], units: Mapping[str, float]) -> float | None:
    """Return the multiple that most regions have, the lowest of several; None where no two have the same."""
    ordered = sorted(price / units[region] for region, price in prices.items() if region in units)
    near = max(([other for other in ordered if abs(other / each - 1) < _SAME] for each in ordered), key=len, default=[])
    return median(near) if len(near) > 1 else None


def _size(name: str) -> _Size | None:
    """Return a size of a series that this concerns; None for any other."""
    match = NAME.fullmatch(name)
    if match is None or match["accelerator"]:
        return None
    series = f"{match['family']}{match['features']}{match['version'] or ''}"
    windows = next((usd for pattern, usd in _WINDOWS if pattern.fullmatch(series)), None)
    return None if windows is None else _Size(name, series, int(match["vcpu"]), windows)
