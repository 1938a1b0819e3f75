"""What the catalog has prices of: how many, in how many regions, from which sources and of which dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from finops_guard.catalog import datafile
from finops_guard.catalog.unit_prices import DEFAULT_REGIONS

_MACHINES = (
    ("aws", "EC2", "prices-ec2"),
    ("azure", "Virtual Machines", "prices-azure"),
    ("gcp", "Compute Engine", "prices-gce"),
)
_NODES = {
    "elasticache": "ElastiCache nodes",
    "msk": "MSK brokers",
    "opensearch": "OpenSearch instances",
    "rds": "RDS instances",
    "redshift": "Redshift nodes",
}


class Coverage(Struct, frozen=True, order=True):
    """Prices of one service: of how many things, in how many regions, and of which dates (first, last; may be empty).

    What follows from other prices is not counted.
    """

    vendor: str
    service: str
    items: int
    regions: int
    oldest: str = ""
    newest: str = ""


def coverage() -> tuple[Coverage, ...]:
    """Return what there are prices of, sorted by vendor and service; reads all data files of prices."""
    return tuple(sorted([*_machines(), *_nodes(), *_units()]))


def _machines() -> Iterator[Coverage]:
    for vendor, service, file in _MACHINES:
        data = datafile.read(file)
        regions = len(data["regions"]) + ("base" in data)
        yield Coverage(vendor, service, len(data["prices"]), regions)


def _nodes() -> Iterator[Coverage]:
    data = datafile.read("prices-aws-services")
    for service, title in _NODES.items():
        engines: dict[str, Any] = data["prices"].get(service, {})
        sizes = {(engine, size) for engine, regions in engines.items() for row in regions.values() for size in row}
        dates = sorted(date for name, date in data["dates"].items() if name.partition(" ")[0] == service and date)
        regions = {region for by_region in engines.values() for region in by_region}
        yield Coverage("aws", title, len(sizes), len(regions), *((dates[0], dates[-1]) if dates else ()))


def _units() -> Iterator[Coverage]:
    for vendor in DEFAULT_REGIONS:
        for service, components in datafile.read(f"unit-prices-{vendor}")["prices"].items():
            regions = {region for by_region in components.values() for region in by_region}
            dates = sorted({row[2] for by_region in components.values() for row in by_region.values() if row[2]})
            yield Coverage(vendor, service, len(components), len(regions), *((dates[0], dates[-1]) if dates else ()))
