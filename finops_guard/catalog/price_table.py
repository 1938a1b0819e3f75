"""Prices of machines by region, as data files hold them: rows of prices, and machines that cost a multiple of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from finops_guard.catalog.price import Price, usd


def lookup(table: Mapping[str, Any], name: str, region: str) -> Price | None:
    """Return what a table says that a machine costs in a region, with its source; None where it says nothing."""
    machine = table["machines"].get(name)
    if machine is None or region not in table["regions"]:
        return None
    amount = _at(table, machine, table["regions"].index(region))
    return None if amount is None else Price(amount, region, table["source"], table["date"])


def prices(table: Mapping[str, Any], name: str) -> Iterator[tuple[str, Decimal]]:
    """Yield the regions in which a machine has a price, with it."""
    machine = table["machines"].get(name)
    for at, region in enumerate(table["regions"] if machine else ()):
        if (amount := _at(table, machine, at)) is not None:
            yield region, amount


def multiple(price: float, factor: float, digits: int) -> Decimal:
    """Return the price of a machine that costs a multiple of a row's."""
    return round(usd(price) * usd(factor), digits).normalize()


def _at(table: Mapping[str, Any], machine: list[Any], at: int) -> Decimal | None:
    row, factor, *bits = machine
    price = table["rows"][row][at]
    if price is None or (bits and not bits[0] >> at & 1):
        return None
    return multiple(price, factor, table["digits"])
