"""Whose prices count: those of the catalog, with what an organization pays laid over them."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from finops_guard.catalog.price import NoPrice
from finops_guard.catalog.tariff import Tariff
from finops_guard.pricing.estimates import Estimate


class PriceKey(Struct, frozen=True):
    """What a price is of, in the catalog's words; of a machine, ``component`` is its size and ``attribute`` the engine.

    ``region`` is empty where it is not known.
    """

    vendor: str
    service: str
    component: str
    attribute: str = ""
    region: str = ""


class PriceBook(Protocol):
    """Lays prices over those of the catalog, all in one currency (an ISO 4217 code)."""

    currency: str

    def priced(self, key: PriceKey, found: Tariff | NoPrice) -> Tariff | NoPrice:
        """Return what is paid for something, given what the catalog says of it."""
        ...

    def converted(self, estimate: Estimate) -> Estimate:
        """Return an estimate in USD in the book's currency."""
        ...
