"""Figures and units of price lists, as price books write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from finops_guard.catalog.tariff import flat
from finops_guard.pricing.book_rows import MAX_START

_NUMBER = re.compile(r"\d{1,18}(?:\.\d{1,18})?(?:[eE][-+]?\d{1,2})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# No vendor states a price more exactly; quotients are cut here.
_DIGITS = Decimal("1e-15")


class Unit(Struct, frozen=True):
    """A unit as books write it (``1M requests``), and how many single things each unit of the vendor's is."""

    sold: str
    things: Mapping[str, int]

    def priced(self, price: Decimal, start: Decimal, unit: str) -> tuple[Decimal, Decimal] | None:
        """Return start and price of a tier in this unit; None where the vendor sells it by something else."""
        things = self.things.get(unit.strip().casefold())
        if things is None:
            return None
        per = flat(Decimal(0), self.sold, "", "").per
        return start * things, rounded(price * per / things)


def rounded(amount: Decimal) -> Decimal:
    """Return an amount with as many decimals as are meant."""
    return amount.quantize(_DIGITS).normalize()


def number(value: object) -> Decimal | None:
    """Return a figure of a price list: finite, not negative, and not larger than anything costs; else None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    text = str(value).strip()
    if not _NUMBER.fullmatch(text):
        return None
    found = Decimal(text)
    return found if found <= MAX_START else None


def day(value: object) -> str:
    """Return the day of a point in time (``2026-03-05T20:59:55Z``, ``2019-04-17 23:34:22 UTC``); empty where none is.

    What is no day of the calendar is none.
    """
    from datetime import date

    found = _DAY.match(value) if isinstance(value, str) else None
    try:
        return date.fromisoformat(found[0]).isoformat() if found else ""
    except ValueError:
        return ""
