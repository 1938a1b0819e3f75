"""The machine sizes of cloud services, by service and name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from finops_guard.catalog.size import Size
from finops_guard.catalog.size_attributes import SizeAttribute, attributes

__all__ = ["SERVICES", "Size", "SizeAttribute", "attributes", "lookup"]

MAX_NAME = 100  # no size has a longer name; what is longer is not looked at

_AWS = ("ec2", "rds", "elasticache", "memorydb", "opensearch", "redshift", "dax", "dms", "mq", "msk", "sagemaker")
_AZURE = ("azure-vm", "azure-db", "azure-sql", "azure-kusto")
_GCP = ("gce", "cloudsql")
SERVICES = _AWS + _AZURE + _GCP


def lookup(service: str, name: str) -> Size | None:
    """Return the size of that name; None where no source knows it. Raise KeyError for an unknown service."""
    find = _vendor(service)[service]
    return find(name) if len(name) <= MAX_NAME else None


def _vendor(service: str) -> Mapping[str, Callable[[str], Size | None]]:
    if service in _AZURE:
        from finops_guard.catalog import azure_sizes

        return azure_sizes.SERVICES
    if service in _GCP:
        from finops_guard.catalog import gcp_sizes

        return gcp_sizes.SERVICES
    from finops_guard.catalog import aws_sizes

    return aws_sizes.SERVICES
