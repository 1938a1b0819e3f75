"""Tariffs that follow from those of the catalog: tiers that stand in rows of their own, and prices a vCore."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from finops_guard.catalog.price import NoPrice
from finops_guard.catalog.tariff import Tariff, Tier
from finops_guard.pricing.bill import Bill, Priced, noted


def tiered(bill: Bill, service: str, component: str, tiers: Sequence[tuple[str, int]]) -> Priced:
    """Return one tariff of rows that are each a tier, by their attributes and where each begins (in single things)."""
    found: list[Tier] = []
    whole: Tariff | None = None
    for attribute, start in tiers:
        price = bill.unit(service, component, attribute)
        if isinstance(price, NoPrice):
            return price
        whole = whole or price
        found.append(Tier(Decimal(start), price.amount))
    if whole is None:
        return NoPrice(f"no source has a price of {service} {component}")
    return replace(whole, tiers=tuple(found))


def times(price: Priced, factor: Decimal, how: str) -> Priced:
    """Return a price times a factor, which says how it follows."""
    if isinstance(price, NoPrice) or factor == 1:
        return price
    tiers = tuple(Tier(tier.start, tier.amount * factor) for tier in price.tiers)
    return noted(replace(price, tiers=tiers), how)


def by_vcores(bill: Bill, service: str, component: str, names: tuple[str, str], vcores: tuple[Decimal, int]) -> Priced:
    """Return the price of a size; where none is stated, that of another size of its series, by their vCores.

    ``names`` are the attributes of the size and of the other one, ``vcores`` how many each has. What is paid for
    vCores grows with their number: where sources state several sizes of a series, it does.
    """
    stated = bill.unit(service, component, names[0])
    if not isinstance(stated, NoPrice) or not names[1]:
        return stated
    like = bill.unit(service, component, names[1])
    if isinstance(like, NoPrice):
        return stated
    return times(like, vcores[0] / vcores[1], f"from what {names[1]} costs a vCore")
