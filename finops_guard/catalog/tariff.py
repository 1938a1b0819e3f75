"""What a tariff is: the price of one unit of something, in tiers where the price falls with the amount."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

_UNIT = re.compile(r"(?:(?P<number>\d+)(?P<times>[kKM])? )?(?P<base>.+)")
_TIMES = {None: 1, "k": 1_000, "K": 1_000, "M": 1_000_000}


class Tier(Struct, frozen=True):
    """What a unit costs from a number of things on (``start``) up to the next tier."""

    start: Decimal
    amount: Decimal


class Tariff(Struct, frozen=True):
    """What a unit costs: ``hour``, ``GB-month``, ``1M requests``; in the catalog in USD on demand.

    ``tiers`` are in order of their starts, which count single things (requests, where the unit is a million of them).
    ``region`` is the one it is the price of. ``source`` says where it was read and ``observed`` how old it is: a date,
    a year, or empty where the source tells none. ``estimated`` says how it follows from other prices; empty where the
    source states it.
    """

    unit: str
    tiers: tuple[Tier, ...]
    region: str
    source: str
    observed: str = ""
    estimated: str = ""

    @property
    def amount(self) -> Decimal:
        """What a unit costs in the first tier."""
        return self.tiers[0].amount

    @property
    def per(self) -> int:
        """How many single things a unit is: 1,000,000 of ``1M requests``."""
        found = _UNIT.fullmatch(self.unit)
        return int(found["number"] or 1) * _TIMES[found["times"]] if found else 1

    @property
    def thing(self) -> str:
        """What a unit is made of: ``requests`` of ``1M requests``."""
        found = _UNIT.fullmatch(self.unit)
        return found["base"] if found else self.unit

    def cost(self, quantity: Decimal) -> Decimal:
        """Return what a number of single things costs, through all tiers."""
        total = Decimal(0)
        ends = [tier.start for tier in self.tiers[1:]]
        for at, tier in enumerate(self.tiers):
            end = ends[at] if at < len(ends) else quantity
            within = min(quantity, end) - tier.start
            if within > 0:
                total += within * tier.amount
        return total / self.per


def flat(amount: Decimal, unit: str, region: str, source: str, observed: str = "", estimated: str = "") -> Tariff:
    """Return a tariff of one tier."""
    return Tariff(unit, (Tier(Decimal(0), amount),), region, source, observed, estimated)
