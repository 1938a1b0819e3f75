"""How far the estimated cost carries mandatory tags: what is tagged, what may be, and the resources that cost most."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from heapq import nsmallest

from msgspec import Struct

from finops_guard.location import Location

# How many of the dearest resources count as cost drivers.
MAX_DRIVERS = 20

_NOTHING = Decimal(0)


class Carried(StrEnum):
    """Whether a resource carries all mandatory tags with valid values."""

    YES = "tagged"
    NO = "untagged"
    OPEN = "undecided"


class Driver(Struct, frozen=True):
    """A taggable resource with what it costs a month; ``cost`` is None where it has no price."""

    address: str
    location: Location
    carried: Carried
    cost: Decimal | None


class TagCosts(Struct, frozen=True):
    """What taggable resources cost a month, by whether they carry their tags; ``drivers`` are the dearest ones.

    ``unpriced`` counts those that have no price, or cost nothing.
    """

    tagged: Decimal = _NOTHING
    undecided: Decimal = _NOTHING
    total: Decimal = _NOTHING
    unpriced: int = 0
    drivers: tuple[Driver, ...] = ()

    @property
    def dearest(self) -> Decimal:
        """What the dearest resource costs."""
        return (self.drivers[0].cost or _NOTHING) if self.drivers else _NOTHING


def tag_costs(resources: Iterable[Driver]) -> TagCosts:
    """Return what the taggable resources of a scan cost together."""
    sums = dict.fromkeys(Carried, _NOTHING)
    unpriced = 0
    priced = []
    for each in resources:
        if each.cost is None or each.cost <= 0:
            unpriced += 1
        else:
            sums[each.carried] += each.cost
            priced.append(each)
    drivers = nsmallest(MAX_DRIVERS, priced, key=lambda each: (-(each.cost or _NOTHING), each.location, each.address))
    return TagCosts(sums[Carried.YES], sums[Carried.OPEN], sum(sums.values(), _NOTHING), unpriced, tuple(drivers))
