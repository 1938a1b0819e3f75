"""What the catalog has prices of: how many, in how many regions, from which sources and of which dates."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from msgspec import Struct

from finops_guard.catalog import datafile, price_table, sizes
from finops_guard.catalog.unit_prices import DEFAULT_REGIONS

# The services of machines and nodes: their vendor, how they are called here, and the file of tables that they have.
_MACHINES = (
    ("aws", "ec2", "EC2", "prices-ec2"),
    ("aws", "elasticache", "ElastiCache nodes", ""),
    ("aws", "msk", "MSK brokers", ""),
    ("aws", "opensearch", "OpenSearch instances", ""),
    ("aws", "rds", "RDS instances", "prices-rds"),
    ("aws", "redshift", "Redshift nodes", ""),
    ("azure", "azure-vm", "Virtual Machines", "prices-azure"),
    ("gcp", "gce", "Compute Engine", "prices-gce"),
)


class Coverage(Struct, frozen=True, order=True):
    """Prices of one service: of how many things, in how many regions, and of which dates (first, last; may be empty).

    ``prices`` counts each thing in each region; what follows from other prices is not counted. ``sizeless`` are
    machines of which the catalog does not know how large they are, so that no policy about sizes judges them.
    """

    vendor: str
    service: str
    items: int
    regions: int
    oldest: str = ""
    newest: str = ""
    prices: int = 0
    sizeless: int = 0


def coverage() -> tuple[Coverage, ...]:
    """Return what there are prices of, sorted by vendor and service; reads all data files of prices."""
    return tuple(sorted([*_machines(), *_units()]))


def by_region(service: str) -> dict[str, set[str]]:
    """Return of which machines of a service (as machine prices call it) a source states a price, by region."""
    file = next(file for _, name, _, file in _MACHINES if name == service)
    found: dict[str, set[str]] = {}
    for table in _tables(file):
        derived: dict[str, int] = table.get("repaired", {})
        for name in table["machines"]:
            for region, _ in price_table.prices(table, name):
                if not derived.get(name, 0) >> table["regions"].index(region) & 1:
                    found.setdefault(region, set()).add(name)
    for engine, regions in datafile.read("prices-aws-services")["prices"].get(service, {}).items():
        for region, row in regions.items():
            found.setdefault(region, set()).update(f"{engine} {name}".strip() for name in row)
    return found


def _machines() -> Iterator[Coverage]:
    for vendor, service, title, file in _MACHINES:
        regions = by_region(service)
        names = {name for each in regions.values() for name in each}
        dates = sorted(filter(None, [*(table["date"] for table in _tables(file)), *_dates(service)]))
        total = sum(map(len, regions.values()))
        sizeless = sum(not _has_size(service, name) for name in names)
        yield Coverage(vendor, title, len(names), len(regions), dates[0], dates[-1], total, sizeless)


def _tables(file: str) -> tuple[dict[str, Any], ...]:
    content = datafile.read(file) if file else {}
    return tuple(filter(None, (content, content.get("older"))))


def _dates(service: str) -> list[str]:
    dates: dict[str, str] = datafile.read("prices-aws-services")["dates"]
    return [date for name, date in dates.items() if name.partition(" ")[0] == service]


def _has_size(service: str, name: str) -> bool:
    if service == "azure-vm":
        return name in _azure_sizes()
    size = sizes.lookup(service, name.rpartition(" ")[2])
    return size is not None and size.memory_gib is not None


@cache
def _azure_sizes() -> frozenset[str]:
    """Return the names of Azure's sizes as prices have them."""
    return frozenset(name.replace("_", "") for name in datafile.read("sizes-azure")["sizes"])


def _units() -> Iterator[Coverage]:
    for vendor in DEFAULT_REGIONS:
        for service, components in datafile.read(f"unit-prices-{vendor}")["prices"].items():
            regions = {region for by_region in components.values() for region in by_region}
            dates = sorted({row[2] for by_region in components.values() for row in by_region.values() if row[2]})
            total = sum(map(len, components.values()))
            oldest, newest = (dates[0], dates[-1]) if dates else ("", "")
            yield Coverage(vendor, service, len(components), len(regions), oldest, newest, total)
