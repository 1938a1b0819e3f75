"""Reduces prices of Azure's virtual machines to the rows of their data file."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from finops_guard.catalog.azure_sizes import NAME
from tools.price_sources import Regional
from tools.prices import lowest_shared, regional

# Series of whose sizes the table has the price of Windows among those of Linux: so much more a vCPU.
_WINDOWS = ((re.compile(r"[DE]ad?s_v5"), 0.046), (re.compile(r"B[a-z]*_v2"), 0.0046))
_LINEAR_VCPU = 4  # from so many vCPUs on, a size of these series costs a multiple of what a vCPU costs
_NEAR = 0.25  # of what Windows costs: prices are rounded
_DIGITS = 4


def content(table: Regional, older: Regional) -> dict[str, Any]:
    """Return the content of the file: prices by name, in lower case, and what the older table alone has."""
    named = {_key(name): row for name, row in without_windows(table).items()}
    rest = {
        name: {region: price for region, price in row.items() if region not in named.get(name, {})}
        for name, row in older.items()
    }
    return {**regional(named), "older": regional({name: row for name, row in rest.items() if row})}


def _key(name: str) -> str:
    return name.lower().replace("_", "")


def without_windows(table: Regional) -> Regional:
    """Return the table with the Linux price of each size where it has that of Windows.

    Within the series that this concerns, a size costs a multiple of what a vCPU costs in a region. Which multiple, the
    regions tell in which it has no Windows price: the lowest one that two of them share. Each series is compared with
    itself first, then sizes with less memory (``B4ls_v2``, ``B2ts_v2``) with the series that has it in full.
    """
    alone = _repaired(table, lambda series: series)
    return _repaired(alone, lambda series: series.replace("l", "").replace("t", ""))


def _repaired(table: Regional, whole: Callable[[str], str]) -> Regional:
    found = [size for name in table if (size := _size(name)) is not None]
    units: dict[tuple[str, str], float] = {}
    for name, series, vcpu, _ in found:
        for region, price in table[name].items():
            if vcpu >= _LINEAR_VCPU and whole(series) == series:
                units[series, region] = min(units.get((series, region), price), price / vcpu)
    repaired = dict(table)
    for name, series, vcpu, windows in found:
        of = {region: unit for region in table[name] if (unit := units.get((whole(series), region))) is not None}
        times = lowest_shared(table[name][region] / unit for region, unit in of.items()) or vcpu
        surcharge = windows * vcpu
        repaired[name] = table[name] | {
            region: round(table[name][region] - surcharge, _DIGITS)
            for region, unit in of.items()
            if abs(table[name][region] - times * unit - surcharge) < _NEAR * surcharge
        }
    return repaired


def _size(name: str) -> tuple[str, str, int, float] | None:
    """Return a size's name, its series, its vCPUs, and what Windows costs a vCPU; None for a size of no such series."""
    match = NAME.fullmatch(name)
    if match is None or match["accelerator"]:
        return None
    series = f"{match['family']}{match['features']}{match['version'] or ''}"
    windows = next((usd for pattern, usd in _WINDOWS if pattern.fullmatch(series)), None)
    return None if windows is None else (name, series, int(match["vcpu"]), windows)
