"""What something costs a month: its components, each with quantity, unit price and source, and what has no price."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from finops_guard.values import Cause

# A month, as cloud providers and cost tools count it.
HOURS = Decimal(730)

_CENT = Decimal("0.01")
_EXACT = 18  # digits before the point
_NOTHING = Decimal(0)


class Confidence(StrEnum):
    """How far a figure can be relied on: it follows from sources as it stands, by an assumption, or there is none."""

    EXACT = "exact"
    ESTIMATED = "estimated"
    UNPRICED = "unpriced"


class Range(Struct, frozen=True):
    """A number that is scaled: at the least, as it is asked for, and at the most (None: there is no bound)."""

    least: Decimal
    expected: Decimal
    most: Decimal | None

    def __add__(self, other: Range) -> Range:
        return self._with(other, lambda a, b: a + b)

    def __mul__(self, other: Range) -> Range:
        return self._with(other, lambda a, b: a * b)

    def _with(self, other: Range, combine: Callable[[Decimal, Decimal], Decimal]) -> Range:
        most = None if self.most is None or other.most is None else combine(self.most, other.most)
        return Range(combine(self.least, other.least), combine(self.expected, other.expected), most)

    def map(self, function: Callable[[Decimal], Decimal]) -> Range:
        """Return the range of what a growing function makes of the numbers."""
        most = None if self.most is None else function(self.most)
        return Range(function(self.least), function(self.expected), most)

    @property
    def is_fixed(self) -> bool:
        return self.least == self.expected == self.most


def exactly(number: Decimal | int) -> Range:
    """Return the range of one number."""
    decimal = Decimal(number)
    return Range(decimal, decimal, decimal)


ONE = exactly(1)


class Component(Struct, frozen=True):
    """One part of an estimate: a quantity of a unit a month, for all instances, and what it costs.

    ``unit_price`` is what a unit costs (in the first tier, where the price falls with the amount) in the currency of
    the estimate. ``quantity`` and ``monthly`` are None where there is no figure: of what is ``usage_based`` nobody said
    how much is used, else ``reason`` says why. ``source`` is where the price was read, ``observed`` its date, and
    ``region`` the one that it is the price of. ``usage_key`` is what a usage file says the quantity under; what is
    ``requested`` by pods is a share of a machine.
    """

    name: str
    unit: str
    quantity: Range | None = None
    unit_price: Decimal | None = None
    monthly: Range | None = None
    usage_based: bool = False
    confidence: Confidence = Confidence.EXACT
    reason: str = ""
    source: str = ""
    observed: str = ""
    region: str = ""
    usage_key: str = ""
    requested: bool = False


class Estimate(Struct, frozen=True):
    """What something costs a month in one currency: at the least, as it is asked for, and at the most.

    ``least`` and ``expected`` are None where nothing of it has a price, ``most`` where there is no bound or it is not
    known. ``unpriced`` says what has no price, and why; a sum of several leaves those without a price out, and names
    them there. ``causes`` are those of values that are not known.
    """

    components: tuple[Component, ...] = ()
    least: Decimal | None = None
    expected: Decimal | None = None
    most: Decimal | None = None
    unpriced: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    currency: str = "USD"

    @property
    def confidence(self) -> Confidence:
        """Unpriced where there is no figure at all, estimated where any part of it is or is missing."""
        if self.expected is None:
            return Confidence.UNPRICED
        is_exact = not self.unpriced and all(
            part.confidence is Confidence.EXACT for part in self.components if part.monthly is not None
        )
        return Confidence.EXACT if is_exact else Confidence.ESTIMATED


def of(
    components: Iterable[Component],
    unpriced: Iterable[str] = (),
    causes: Iterable[Cause] = (),
    currency: str = "USD",
    is_open: bool = False,
) -> Estimate:
    """Return the estimate of some components; with ``is_open``, what is missing has no bound."""
    parts = tuple(components)
    figures = [part.monthly for part in parts if part.monthly is not None]
    why, because = tuple(dict.fromkeys(unpriced)), tuple(dict.fromkeys(causes))
    if not figures:
        return Estimate(parts, unpriced=why, causes=because, currency=currency)
    sums = figures[0]
    for figure in figures[1:]:
        sums += figure
    return Estimate(parts, sums.least, sums.expected, None if is_open else sums.most, why, because, currency)


def cents(amount: Decimal) -> Decimal:
    """Return an amount to the cent; one that no currency has cents of is left as it is."""
    return amount.quantize(_CENT) if amount.adjusted() < _EXACT else amount


def shown(amount: Decimal, currency: str = "USD") -> str:
    """Return an amount as people write it: ``1,234.50 USD``."""
    text = f"{cents(amount):,f}" if amount.adjusted() < _EXACT else f"{amount:.3e}"
    return f"{text} {currency}"


def total(estimates: Iterable[Estimate], more: Iterable[Cause] = (), currency: str = "USD") -> Estimate:
    """Return the sum of estimates of one currency; ``more`` says why there may be others."""
    least = expected = most = _NOTHING
    unpriced: dict[str, None] = {}
    causes: dict[Cause, None] = dict.fromkeys(more)
    for each in estimates:
        least += each.least or _NOTHING
        expected += each.expected or _NOTHING
        most += (each.most if each.most is not None else each.expected) or _NOTHING
        unpriced |= dict.fromkeys(each.unpriced)
        causes |= dict.fromkeys(each.causes)
    return Estimate((), least, expected, most, tuple(unpriced), tuple(causes), currency)
