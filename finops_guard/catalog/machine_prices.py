"""What machines cost an hour on demand, by service, size and region.

A size without a price has none: never 0, never presumed. What follows from other prices says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType

from finops_guard.catalog.price import NoPrice, Price
from finops_guard.catalog.sizes import MAX_NAME

__all__ = ["SERVICES", "SOLD_AS", "NoPrice", "Price", "default_region", "lookup", "region_name", "spot"]

_AWS = ("ec2", "elasticache", "fargate", "lambda", "msk", "opensearch", "rds", "redshift")
SERVICES = (*_AWS, "azure-vm", "gce")
# The vendor and the service that machines are sold by.
SOLD_AS: Mapping[str, tuple[str, str]] = {
    "ec2": ("aws", "EC2"),
    "rds": ("aws", "RDS"),
    "elasticache": ("aws", "ElastiCache"),
    "opensearch": ("aws", "OpenSearch"),
    "redshift": ("aws", "Redshift"),
    "msk": ("aws", "MSK"),
    "azure-vm": ("azure", "Virtual Machines"),
    "gce": ("gcp", "Compute Engine"),
}


def lookup(service: str, name: str, region: str = "", engine: str = "") -> Price | NoPrice:
    """Return what a size costs in a region, the vendor's first one where none is given, for an engine where it counts.

    ``engine`` is the database engine (``mysql``), of Fargate and Lambda the architecture, whose "sizes" are what is
    paid for: ``vcpu`` and ``gib`` an hour, ``gib-second``.
    """
    vendor = _vendor(service)
    services: Mapping[str, Callable[[str, str, str], Price | NoPrice]] = vendor.SERVICES if vendor else {}
    if service not in services or len(name) > MAX_NAME:
        return NoPrice(f"no source has prices of {service}" if service not in services else "no size has such a name")
    return services[service](name, region or default_region(service), engine)


def spot(service: str, name: str, region: str = "") -> Price | NoPrice:
    """Return what a size costs where it can be taken away at any time; known of Compute Engine alone."""
    if service != "gce" or len(name) > MAX_NAME:
        return NoPrice(f"no source has spot prices of {service}" if service != "gce" else "no size has such a name")
    from finops_guard.catalog import gcp_prices

    return gcp_prices.spot(name, region or gcp_prices.DEFAULT_REGION)


def default_region(service: str) -> str:
    """Return the region whose prices are taken where none is known."""
    vendor = _vendor(service)
    region: str = vendor.DEFAULT_REGION if vendor else ""
    return region


def region_name(service: str, location: str) -> str:
    """Return a location as prices name it: a zone is in its region, ``West Europe`` is ``westeurope``."""
    if service == "azure-vm":
        from finops_guard.catalog import azure_prices

        return azure_prices.region_name(location)
    if service == "gce":
        from finops_guard.catalog import gcp_prices

        return gcp_prices.region_name(location)
    return location


def _vendor(service: str) -> ModuleType | None:
    if service == "azure-vm":
        from finops_guard.catalog import azure_prices

        return azure_prices
    if service == "gce":
        from finops_guard.catalog import gcp_prices

        return gcp_prices
    if service in _AWS:
        from finops_guard.catalog import aws_prices

        return aws_prices
    return None
