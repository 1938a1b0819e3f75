"""Azure sizes: virtual machines, and the database servers that are named after them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from msgspec.structs import replace

from finops_guard.catalog import datafile
from finops_guard.catalog.size import Size

# Microsoft's naming convention: family, vCPUs (-active vCPUs), features, accelerator, version.
NAME = re.compile(
    r"(?P<tier>Standard|Basic)_(?P<family>[A-Z]{1,4})(?P<vcpu>\d{1,4})(?:-(?P<active>\d{1,4}))?(?P<features>[a-z]*)"
    r"(?P<accelerator>(?:_[A-Za-z0-9]+)*?)(?P<version>_v\d{1,2})?",
    re.IGNORECASE | re.ASCII,
)
_FIRST_REGULAR_VERSION = 3  # before, the number in many names was not the count of vCPUs (D11_v2 has 2)

_FLEXIBLE = re.compile(r"(?:B|GP|MO)_(?P<machine>Standard_\w+)", re.IGNORECASE | re.ASCII)
_SINGLE = re.compile(r"(?P<tier>B|GP|MO)_Gen[45]_(?P<vcpu>\d{1,3})", re.ASCII)
# GiB of memory per vCore of the retired single servers for MySQL, MariaDB and PostgreSQL, as their pricing tiers state.
_SINGLE_GIB_PER_VCPU = {"B": 2, "GP": 5, "MO": 10}
# Data Explorer names a cluster of one node for tests, and disks that are attached to a machine.
_DATA_EXPLORER = re.compile(r"(?:Dev\(No SLA\)_)?(?P<machine>Standard_\w+)(?:\+\d{1,2}TB_PS)?", re.ASCII)
_SQL = re.compile(r"(?P<series>(?:GP|GP_S|BC|HS|HS_S)_[A-Za-z0-9]+)_(?P<vcpu>\d{1,3})", re.ASCII)


@cache
def _data() -> dict[str, Any]:
    return datafile.read("sizes-azure")


def virtual_machine(name: str) -> Size | None:
    """Return a virtual machine size (``Standard_D4s_v5``), case ignored as Azure does.

    A size newer than the catalog is known by Microsoft's naming convention: its vCPUs, not its memory.
    """
    match = NAME.fullmatch(name)
    if match is None:
        return None
    row = _data()["sizes"].get(name.lower())
    if row is None:
        return _by_name(name, match)
    official, vcpu, mebibytes, arch, gpus = row
    match = NAME.fullmatch(official) or match
    return Size(
        name=official,
        vcpu=vcpu,
        memory_gib=mebibytes / 1024,
        arch=_data()["arch"][arch],
        gpus=gpus,
        family=_series(match),
        burstable=match["family"] == "B",
        previous_generation=None,
        source="Azure virtual machine sizes",
    )


def _by_name(name: str, match: re.Match[str]) -> Size | None:
    version = int((match["version"] or "_v0")[2:])
    family = match["family"].upper()
    if version < _FIRST_REGULAR_VERSION or family.startswith("N") or match["accelerator"]:
        return None
    return Size(
        name=name,
        vcpu=int(match["active"] or match["vcpu"]),
        memory_gib=None,
        arch="arm64" if "p" in match["features"].lower() else "x86_64",
        gpus=0,
        family=_series(match),
        burstable=family == "B",
        previous_generation=None,
        source="Azure naming convention",
    )


def _series(match: re.Match[str]) -> str:
    """Name the series as Microsoft does: Dsv5, but NCads_A100_v4."""
    version = match["version"] or ""
    accelerator = match["accelerator"]
    return match["family"] + match["features"] + (accelerator + version if accelerator else version.lstrip("_"))


def database_server(name: str) -> Size | None:
    """Return a MySQL or PostgreSQL server's SKU (``GP_Standard_D2s_v3``; the retired ``GP_Gen5_4``)."""
    if flexible := _FLEXIBLE.fullmatch(name):
        size = virtual_machine(flexible["machine"])
        return None if size is None else replace(size, name=name)
    if single := _SINGLE.fullmatch(name):
        vcpu = int(single["vcpu"])
        memory = vcpu * _SINGLE_GIB_PER_VCPU[single["tier"]]
        return Size(name, vcpu, memory, "x86_64", 0, single["tier"], False, None, "Azure pricing tiers")
    return None


def data_explorer(name: str) -> Size | None:
    """Return a SKU of Azure Data Explorer (``Standard_E8as_v4+1TB_PS``, ``Dev(No SLA)_Standard_D11_v2``)."""
    match = _DATA_EXPLORER.fullmatch(name)
    size = virtual_machine(match["machine"]) if match else None
    return None if size is None else replace(size, name=name)


def sql_database(name: str) -> Size | None:
    """Return a vCore SKU of Azure SQL Database (``GP_Gen5_2``; serverless: the most it scales to), memory unknown.

    SKUs in DTUs (``S0``) have no vCPUs.
    """
    match = _SQL.fullmatch(name)
    if match is None:
        return None
    return Size(name, int(match["vcpu"]), None, "x86_64", 0, match["series"], False, None, "Azure SQL SKU names")


SERVICES: Mapping[str, Callable[[str], Size | None]] = {
    "azure-vm": virtual_machine,
    "azure-db": database_server,
    "azure-sql": sql_database,
    "azure-kusto": data_explorer,
}
