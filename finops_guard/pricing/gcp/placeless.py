"""Prices of what has no region on Google Cloud: rules and secrets that are everywhere."""

from __future__ import annotations

from finops_guard.catalog.price import NoPrice
from finops_guard.catalog.unit_prices import DEFAULT_REGIONS, EVERYWHERE
from finops_guard.pricing.bill import Bill, Priced, noted


def unit(bill: Bill, service: str, component: str, attribute: str = "") -> Priced:
    """Return what a unit costs everywhere, else where sources have its price, which is said."""
    price = bill.unit(service, component, attribute, EVERYWHERE)
    if not isinstance(price, NoPrice):
        return price
    region = DEFAULT_REGIONS[bill.vendor]
    return noted(bill.unit(service, component, attribute, region), f"it has no region: that of {region}")
