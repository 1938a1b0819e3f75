"""The names under which the catalog has prices: of services, components and attributes, machines, engines, regions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from finops_guard.catalog import datafile, kubernetes_prices, machine_prices, sizes
from finops_guard.catalog.price import Price

# What a cluster's resources cost where nothing else is known; they are in no region.
KUBERNETES, OPENCOST = "kubernetes", "OpenCost"
VENDORS = ("aws", "azure", "gcp", KUBERNETES)
_WITH_ENGINES = ("rds", "elasticache")
_REGIONS = {"aws": "prices-ec2", "azure": "prices-azure", "gcp": "prices-gce"}


@cache
def services(vendor: str) -> tuple[str, ...]:
    """Return the services of a vendor."""
    if vendor == KUBERNETES:
        return (OPENCOST,)
    units = datafile.read(f"unit-prices-{vendor}")["prices"]
    return tuple(sorted({*units, *(name for of, name in machine_prices.SOLD_AS.values() if of == vendor)}))


@cache
def units(vendor: str, service: str) -> Mapping[tuple[str, str], str]:
    """Return by what unit each component of a service, with each attribute that it has, is sold."""
    if vendor == KUBERNETES:
        return kubernetes_prices.UNITS if service == OPENCOST else {}
    data = datafile.read(f"unit-prices-{vendor}")
    found: dict[tuple[str, str], str] = {}
    for name, by_region in data["prices"].get(service, {}).items():
        component, _, attribute = name.partition("|")
        found[component, attribute] = data["units"][next(iter(by_region.values()))[0]]
    return found


@cache
def regions(vendor: str) -> frozenset[str]:
    """Return the regions of which the catalog has prices of a vendor."""
    if vendor == KUBERNETES:
        return frozenset()
    of_units = (
        region
        for service in datafile.read(f"unit-prices-{vendor}")["prices"].values()
        for by_region in service.values()
        for region in by_region
    )
    sold = machine_prices.SOLD_AS.items()
    defaults = (machine_prices.default_region(service) for service, (of, _) in sold if of == vendor)
    return frozenset((*of_units, *defaults, *datafile.read(_REGIONS[vendor])["regions"]))


def machine_service(vendor: str, service: str) -> str:
    """Return what machine prices call a service of a vendor; empty where it has no machines there."""
    sold = machine_prices.SOLD_AS.items()
    return next((name for name, named in sold if named == (vendor, service)), "")


def is_machine(service: str, name: str, engine: str = "") -> bool:
    """Tell whether a service of machine prices has machines of a size."""
    is_sized = service in sizes.SERVICES and sizes.lookup(service, name) is not None
    return is_sized or isinstance(machine_prices.lookup(service, name, "", engine), Price)


@cache
def machines(service: str) -> tuple[str, ...]:
    """Return sizes of a service's machines: those that its own source of prices or sizes lists."""
    if service == "azure-vm":
        return tuple(sorted(row[0] for row in datafile.read("sizes-azure")["sizes"].values()))
    if service in ("ec2", "gce"):
        return tuple(sorted(datafile.read(f"prices-{service}")["machines"]))
    from finops_guard.catalog import aws_prices

    return tuple(sorted(aws_prices.sold(service)))


@cache
def engines(service: str) -> tuple[str, ...]:
    """Return for which engines the machines of a service have prices; none where they have one for all."""
    if service not in _WITH_ENGINES:
        return ()
    from finops_guard.catalog import aws_prices

    return tuple(sorted(aws_prices.engines(service)))
