"""Encodes tables of prices by machine and region small: sizes of one family cost multiples of each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from finops_guard.catalog.price_table import multiple
from tools.price_sources import Regional

_DIGITS = 6
_SIGNIFICANT = 7  # digits of a multiple that is no round one
_NUMBER = re.compile(r"\d+")


class Origin(NamedTuple):
    """Where a table of prices was read, and of which day they are."""

    source: str
    date: str


class _Row(NamedTuple):
    """Prices by region that others are multiples of, and where in the file they stand."""

    at: int
    prices: Mapping[str, float]


def encode(table: Regional, family: Callable[[str], str], origin: Origin) -> dict[str, Any]:
    """Return the content of a table: its prices as they are, to the millionth of a dollar.

    ``rows`` are prices in the order of the regions; ``machines`` are names with a row, what multiple of it they cost,
    and these regions (as bits), where a machine has prices in fewer of them than its row.
    """
    prices = {name: {region: round(usd, _DIGITS) for region, usd in row.items()} for name, row in table.items()}
    regions = sorted({region for row in prices.values() for region in row})
    families: dict[str, list[_Row]] = defaultdict(list)
    rows: list[list[float | None]] = []
    machines: dict[str, list[float]] = {}
    # The widest and dearest first: the less is rounded of it.
    for name, row in sorted(prices.items(), key=lambda item: (-len(item[1]), -max(item[1].values()), item[0])):
        known = families[family(name)]
        base, factor = _base(row, known) or (_Row(len(rows), row), 1.0)
        if base.at == len(rows):
            known.append(base)
            rows.append([_short(row[region]) if region in row else None for region in regions])
        machines[name] = [base.at, _short(factor)]
        if row.keys() != base.prices.keys():
            machines[name].append(bits(row, regions))
    return {
        **origin._asdict(),
        "digits": _DIGITS,
        "regions": regions,
        "rows": rows,
        "machines": dict(sorted(machines.items())),
    }


def numberless(name: str) -> str:
    """Return a name without its numbers: what sizes of one family have in common, and little else."""
    return _NUMBER.sub("#", name)


def bits(chosen: Iterable[str], regions: list[str]) -> int:
    """Return which of the regions are chosen, as bits."""
    return sum(1 << regions.index(region) for region in chosen)


def _base(row: Mapping[str, float], known: Iterable[_Row]) -> tuple[_Row, float] | None:
    """Return of which row a machine's prices are a multiple in all of its regions, and of what size."""
    for base in known:
        if row.keys() <= base.prices.keys():
            for factor in _factors(row, base.prices):
                if all(float(multiple(base.prices[at], factor, _DIGITS)) == usd for at, usd in row.items()):
                    return base, factor
    return None


def _factors(row: Mapping[str, float], base: Mapping[str, float]) -> Iterator[float]:
    """Yield what may be the multiple, rounder ones first: the dearest region tells it best."""
    dearest = max(row, key=lambda region: (row[region], region))
    ratio = Decimal(str(row[dearest])) / Decimal(str(base[dearest]))
    for places in range(_SIGNIFICANT):
        yield float(round(ratio, places))
    yield float(f"{ratio:.{_SIGNIFICANT}g}")


def _short(number: float) -> float | int:
    return int(number) if float(number).is_integer() else number
