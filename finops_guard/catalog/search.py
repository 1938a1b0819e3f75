"""Finds prices by what people call them: a size (``m5.large``), a service, or a component (``NAT gateway``)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from finops_guard.catalog import datafile, machine_prices, unit_prices
from finops_guard.catalog.price import NoPrice, Price
from finops_guard.catalog.tariff import Tariff, flat

# The services whose prices are those of sizes: as machine prices name them, their vendor and title, and the engines
# for which one is asked.
_SIZES = {
    "ec2": ("aws", "EC2", ("",)),
    "rds": ("aws", "RDS", ("mysql", "postgres", "aurora", "mariadb", "docdb", "neptune")),
    "elasticache": ("aws", "ElastiCache", ("redis", "valkey")),
    "opensearch": ("aws", "OpenSearch", ("",)),
    "redshift": ("aws", "Redshift", ("",)),
    "msk": ("aws", "MSK", ("",)),
    "azure-vm": ("azure", "Virtual Machines", ("",)),
    "gce": ("gcp", "Compute Engine", ("",)),
}
# A region is written the way of its vendor; that of another one has no prices.
MAX_FOUND = 500


class Found(Struct, frozen=True):
    """One price: whose, of what, and the tariff, or why there is none."""

    vendor: str
    service: str
    component: str
    attribute: str
    tariff: Tariff | NoPrice


def find(words: str, region: str = "") -> list[Found]:
    """Return the prices that a text names, at most MAX_FOUND: a size exactly, else all words of it somewhere.

    Prices are those of a region; where none is given, of each vendor's first. What has none there is left out of what
    only words find.
    """
    sizes = list(_sizes(words, region))
    return sizes or [each for each in _units(words, region) if isinstance(each.tariff, Tariff)][:MAX_FOUND]


def regions(vendor: str) -> tuple[str, ...]:
    """Return the regions in which a vendor has a price of anything, sorted."""
    prices = datafile.read(f"unit-prices-{vendor}")["prices"].values()
    return tuple(sorted({region for parts in prices for by_region in parts.values() for region in by_region}))


def _sizes(name: str, region: str) -> Iterator[Found]:
    for service, (vendor, title, engines) in _SIZES.items():
        where = machine_prices.region_name(service, region) if region else machine_prices.default_region(service)
        for engine in engines:
            price = machine_prices.lookup(service, name, where, engine)
            if isinstance(price, Price):
                how = price.estimated
                tariff = flat(price.amount, "hour", price.region, price.source, price.observed, how)
                yield Found(vendor, title, name, engine, tariff)
            elif not isinstance(machine_prices.lookup(service, name, "", engine), NoPrice):
                yield Found(vendor, title, name, engine, price)


def _units(words: str, region: str) -> Iterator[Found]:
    asked = words.casefold().split()
    for vendor, first in unit_prices.DEFAULT_REGIONS.items():
        for service, components in sorted(datafile.read(f"unit-prices-{vendor}")["prices"].items()):
            for key in sorted(components):
                component, _, attribute = key.partition("|")
                text = f"{vendor} {service} {component} {attribute}".casefold()
                if all(word in text for word in asked):
                    tariff = unit_prices.lookup(vendor, service, component, attribute, region or first)
                    yield Found(vendor, service, component, attribute, tariff)
