"""What something costs a month: its parts, each with quantity, unit price and source, and what has no price."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from finops_guard.values import Cause

# A month, as cloud providers and cost tools count it.
HOURS = Decimal(730)

_CENT = Decimal("0.01")
_EXACT = 18  # digits before the point


class Component(Struct, frozen=True):
    """One part of a cost: a quantity of a unit (``vCPU``, ``GiB``, ``GPU``), and what one costs a month."""

    name: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    source: str

    @property
    def monthly(self) -> Decimal:
        return self.quantity * self.unit_price


class Estimate(Struct, frozen=True):
    """What something costs a month in one currency, at the least and at the most; the two differ where it is scaled.

    ``components`` are those of one instance (a pod). None: there is no price, ``unpriced`` says why; a sum of several
    leaves those without a price out, and names them there. ``causes`` are those of values that are not known.
    """

    components: tuple[Component, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    unpriced: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    currency: str = "USD"

    @property
    def each(self) -> Decimal:
        """Return what one instance costs a month, of what has a price."""
        return sum((component.monthly for component in self.components), Decimal(0))


def cents(amount: Decimal) -> Decimal:
    """Return an amount to the cent; one that no currency has cents of is left as it is."""
    return amount.quantize(_CENT) if amount.adjusted() < _EXACT else amount


def shown(amount: Decimal, currency: str = "USD") -> str:
    """Return an amount as people write it: ``1,234.50 USD``."""
    text = f"{cents(amount):,f}" if amount.adjusted() < _EXACT else f"{amount:.3e}"
    return f"{text} {currency}"


def total(estimates: Iterable[Estimate], more: Iterable[Cause] = (), currency: str = "USD") -> Estimate:
    """Return the sum of estimates of one currency; ``more`` says why there may be others."""
    least = most = Decimal(0)
    unpriced: dict[str, None] = {}
    causes: dict[Cause, None] = dict.fromkeys(more)
    for each in estimates:
        least += each.least or Decimal(0)
        most += (each.most if each.most is not None else each.least) or Decimal(0)
        unpriced |= dict.fromkeys(each.unpriced)
        causes |= dict.fromkeys(each.causes)
    return Estimate((), least, most, tuple(unpriced), tuple(causes), currency)
