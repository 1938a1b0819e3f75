"""What a price of a machine is."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

_SMALL = Decimal("0.01")


class Price(Struct, frozen=True):
    """What a machine costs an hour on demand, in USD: Linux, shared tenancy, one availability zone.

    ``region`` is the one it is the price of. ``source`` says where it was read and ``observed`` how old it is: a date
    (YYYY-MM-DD), a year, or empty where the source tells none. ``estimated`` says how it follows from other prices;
    empty where the source states it.
    """

    amount: Decimal
    region: str
    source: str
    observed: str = ""
    estimated: str = ""


class NoPrice(Struct, frozen=True):
    """That there is no price, and why: a clause such as ``no source has a price of m9g.large``."""

    reason: str


def usd(figure: float) -> Decimal:
    """Return a figure of a data file as it was written there."""
    return Decimal(str(figure))


def scaled(price: Decimal, ratio: float) -> Decimal:
    """Return an estimated price, with as many digits as prices of machines have."""
    amount = price * usd(ratio)
    return round(amount, 6 if amount < _SMALL else 4).normalize()
