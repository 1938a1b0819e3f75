"""What is taken from price lists: prices under the names of the catalog, and a count of what has no place there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.errors import Problem, UsageError
from finops_guard.pricing.book_own import ANY
from finops_guard.pricing.book_reading import MAX_ROWS
from finops_guard.pricing.book_rows import MAX_PRICE, MAX_START

FREE = "free, or without a price"
MALFORMED = "malformed"

# What names begin with, and how long they are; what a table program would take for a formula is none.
_NAME = re.compile(r"[A-Za-z0-9][\x20-\x7e]{0,99}")

_Key = tuple[str, str, str, str, str]


class Rate(Struct, frozen=True):
    """What a unit of something costs from a number of single things on, in the names of the catalog."""

    vendor: str
    service: str
    component: str
    attribute: str
    region: str
    unit: str
    amount: Decimal
    currency: str
    source: str
    observed: str = ""
    start: Decimal = Decimal(0)

    @property
    def key(self) -> _Key:
        return self.vendor, self.service, self.component, self.attribute, self.region


class Wanted(Struct, frozen=True):
    """What of the price lists is asked for; where nothing is named, all."""

    vendor: str = ""
    regions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    def has_region(self, region: str) -> bool:
        """Tell whether prices in a region are asked for; those of everywhere always are."""
        return region == ANY or not self.regions or region.casefold() in {each.casefold() for each in self.regions}

    def has_service(self, service: str) -> bool:
        return not self.services or service.casefold() in {each.casefold() for each in self.services}


class Collector:
    """Takes prices row by row; keeps those that are asked for, and counts the rest by the reason why not."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.rows = 0
        self.left: Counter[str] = Counter()
        self.first_malformed = ""
        self._rates: dict[_Key, dict[Decimal, Rate]] = {}
        self._contradictory: set[_Key] = set()

    def leave(self, reason: str, where: str = "") -> None:
        """Count a row that has no place in a book, and keep in mind where the first malformed one is."""
        self.rows += 1
        self.left[reason] += 1
        if reason == MALFORMED and not self.first_malformed:
            self.first_malformed = where

    def add(self, rate: Rate) -> None:
        """Take the price of a row; of two that state different ones, the later one counts."""
        wanted = self.wanted
        if wanted.vendor and rate.vendor != wanted.vendor:
            self.leave("of another vendor")
        elif not wanted.has_service(rate.service):
            self.leave("of another service")
        elif not wanted.has_region(rate.region):
            self.leave("in another region")
        elif not _NAME.fullmatch(rate.component):
            self.leave(MALFORMED, f"a name that begins with {rate.component[:20]!r}")
        elif rate.amount > MAX_PRICE or rate.start > MAX_START:
            self.leave(MALFORMED, f"a price of {rate.amount:.3g} {rate.currency}")
        else:
            self.rows += 1
            self._keep(rate)

    def _keep(self, rate: Rate) -> None:
        tiers = self._rates.setdefault(rate.key, {})
        known = tiers.get(rate.start)
        if known is None or known.observed < rate.observed:
            tiers[rate.start] = rate
        elif known.amount != rate.amount and known.observed == rate.observed:
            self._contradictory.add(rate.key)
        if len(self._rates) > MAX_ROWS:
            hint = "name regions and services with --region and --service"
            raise UsageError(Problem(f"more than {MAX_ROWS:,} prices: a price book holds no more", hint=hint))

    def prices(self) -> list[Rate]:
        """Return what goes into the book, in order; count what is contradictory, and what costs nothing.

        Raise UsageError where there are prices in several currencies.
        """
        found: list[Rate] = []
        for key in sorted(self._rates):
            tiers = list(_paid(self._rates[key].values()))
            if key in self._contradictory:
                self.left["contradictory"] += len(self._rates[key])
            elif not tiers:
                self.left[FREE] += len(self._rates[key])
            else:
                found += tiers
        currencies = sorted({each.currency for each in found})
        if len(currencies) > 1:
            message = f"prices in {' and '.join(currencies)}: a price book has one currency"
            raise UsageError(Problem(message, hint="read the price list of each currency into a book of its own"))
        return found


def _paid(tiers: Collection[Rate]) -> Iterator[Rate]:
    """Yield tiers in order, from the first that costs something: what is free is a quota of the whole account."""
    ordered = sorted(tiers, key=lambda each: each.start)
    while ordered and not ordered[0].amount:
        del ordered[0]
    for at, tier in enumerate(ordered):
        yield replace(tier, start=Decimal(0)) if at == 0 else tier
