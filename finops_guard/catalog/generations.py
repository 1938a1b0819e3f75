"""Which machines follow which: the sizes of a later generation, and the same on ARM processors, with what they cost.

What follows is of the same size: as much or more of vCPU and memory, the same local disks and network. Whether it costs
less is never presumed: its price is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import ModuleType

from msgspec import Struct

from finops_guard.catalog import machine_prices, sizes
from finops_guard.catalog.machine_prices import Price
from finops_guard.catalog.size import Size

HOURS = Decimal(730)  # a month, as cloud providers count it

_ROUNDING = 0.97  # of a cache node, what is left for data varies a little between generations
_ALIKE = Decimal("1.02")  # prices that differ by less are about the same


class Move(StrEnum):
    """Where to: to a later generation of the same architecture, or to ARM processors."""

    SUCCESSOR = "successor"
    ARM64 = "arm64"


class Alternative(Struct, frozen=True):
    """A size that does the work of another one, with both prices where they are known, of one region.

    ``reason`` says why a price is not known.
    """

    name: str
    price: Price | None
    before: Price | None
    reason: str = ""

    @property
    def saving(self) -> Decimal | None:
        """Return how much less of 1 it costs, negative where it costs more; None without prices."""
        if self.price is None or self.before is None:
            return None
        return 1 - self.price.amount / self.before.amount

    @property
    def monthly(self) -> Decimal | None:
        """Return how much less it costs a month."""
        if self.price is None or self.before is None:
            return None
        return (self.before.amount - self.price.amount) * HOURS


def is_previous(service: str, name: str) -> bool:
    """Tell whether the vendor says itself that a size is of a previous generation, or has ended its support."""
    vendor = _vendor(service)
    return vendor is not None and bool(vendor.is_previous(service, name))


@lru_cache(maxsize=1024)
def alternative(service: str, name: str, move: Move, region: str = "", engine: str = "") -> Alternative | None:
    """Return the size that a machine could move to in a region: the latest of the cheapest; None where none is known.

    Where none has a price, the first one of them is returned, without.
    """
    size = sizes.lookup(service, name)
    vendor = _vendor(service)
    if size is None or vendor is None:
        return None
    region = machine_prices.region_name(service, region) or machine_prices.default_region(service)
    found = list(_fitting(service, size, vendor.candidates(service, size, move, region, engine)))
    if not found:
        return None
    before = machine_prices.lookup(service, name, region, engine)
    priced = list(_priced(service, found, region, engine))
    if isinstance(before, Price) and priced:
        cheap = min(price.amount for _, price in priced) * _ALIKE
        # The last one in the order of names, of those that cost about the same: the latest generation.
        newest, price = max((each for each in priced if each[1].amount <= cheap), key=lambda each: each[0])
        return Alternative(newest, price, before)
    if not isinstance(before, Price):
        return Alternative(found[0], None, None, before.reason)
    without = machine_prices.lookup(service, found[0], region, engine)
    return Alternative(found[0], None, before, "" if isinstance(without, Price) else without.reason)


def _fitting(service: str, size: Size, names: Iterable[str]) -> Iterable[str]:
    """Yield the names of sizes that are large enough."""
    for name in names:
        other = sizes.lookup(service, name)
        if other is None or other.vcpu < size.vcpu or other.gpus < size.gpus:
            continue
        if size.memory_gib is None or other.memory_gib is None or other.memory_gib >= size.memory_gib * _ROUNDING:
            yield name


def _priced(service: str, names: Iterable[str], region: str, engine: str) -> Iterable[tuple[str, Price]]:
    for name in names:
        price = machine_prices.lookup(service, name, region, engine)
        if isinstance(price, Price):
            yield name, price


def _vendor(service: str) -> ModuleType | None:
    if service not in _MODULES:
        return None
    return _MODULES[service]()


def _aws() -> ModuleType:
    from finops_guard.catalog import aws_generations

    return aws_generations


def _azure() -> ModuleType:
    from finops_guard.catalog import azure_generations

    return azure_generations


def _gcp() -> ModuleType:
    from finops_guard.catalog import gcp_generations

    return gcp_generations


_MODULES: Mapping[str, Callable[[], ModuleType]] = {
    **dict.fromkeys(("ec2", "rds", "elasticache", "opensearch", "redshift", "msk"), _aws),
    "azure-vm": _azure,
    "gce": _gcp,
}
SERVICES = tuple(_MODULES)
