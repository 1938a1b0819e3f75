"""What databases of Azure SQL cost: single ones, elastic pools and managed instances.

Prices are those of compute without the licence, which is paid for by the vCore unless one is brought (``BasePrice``).
What storage the DTU sizes include (2023-05-19):
https://learn.microsoft.com/azure/azure-sql/database/resource-limits-dtu-single-databases
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.pricing.azure.parts import place
from finops_guard.pricing.azure.tariffs import by_vcores
from finops_guard.pricing.bill import Bill, Priced
from finops_guard.pricing.estimates import exactly

_DATABASE, _POOL, _INSTANCE = "SQL Database", "SQL Elastic Pool", "SQL Managed Instance"
_VCORE = re.compile(r"(?P<series>(?P<tier>GP|BC|HS)_(?P<serverless>S_)?\w+?)_(?P<vcores>\d{1,3})", re.ASCII)
_DTU = re.compile(r"(?P<tier>[SP])\d{1,2}|Basic", re.ASCII)
# Of each series, the size that sources have a price of.
_SINGLE = {"GP_Gen5": 4, "BC_Gen5": 8, "HS_Gen5": 2, "BC_M": 8}
_POOLED = {"GP_Gen5": 4, "BC_DC": 8}
_MANAGED = {"GP_GEN5": 4, "BC_GEN5": 40}
# GB that the price of a DTU size includes.
_INCLUDED = {"S": 250, "P": 500}
_MORE_INCLUDED = {"P11": 4096, "P15": 4096}
_BACKUPS = {"Geo": "RA-GRS", "GRS": "RA-GRS", "Zone": "ZRS", "Local": "LRS"}
_TIERS = {"GeneralPurpose": "GP", "BusinessCritical": "BC", "Hyperscale": "HS"}


def database(bill: Bill) -> None:
    """Add what a database is sold by, its storage and backups; one in an elastic pool is paid for as the pool.

    Usage keys: ``monthly_vcore_hours`` (serverless), ``storage_gb`` (Hyperscale), ``backup_storage_gb``,
    ``long_term_retention_storage_gb``.
    """
    place(bill, "azurerm_mssql_server", "azurerm_mssql_database")
    name = bill.text("sku_name")
    if bill.value("elastic_pool_id") is not None or name == "ElasticPool":
        return
    if not name:
        bill.unpriced("compute", "its size is not known" if name is None else "it names no size")
    elif match := _VCORE.fullmatch(name):
        _vcores(bill, name, match)
    elif match := _DTU.fullmatch(name):
        _dtus(bill, name, match["tier"])
    else:
        bill.hourly("compute", bill.unit(_DATABASE, "compute", name))
    _backups(bill)


def _vcores(bill: Bill, name: str, match: re.Match[str]) -> None:
    tier, vcores = match["tier"], Decimal(match["vcores"])
    if match["serverless"]:
        # A price a vCore and hour, of as many as are in use: at least min_capacity where it is not paused.
        bill.usage("compute", "monthly_vcore_hours", bill.unit(_DATABASE, "compute", f"serverless, {name}"))
    else:
        known = _SINGLE.get(match["series"])
        names = (f"provisioned, {name}", f"provisioned, {match['series']}_{known}" if known else "")
        compute = by_vcores(bill, _DATABASE, "compute", names, (vcores, known or 1))
        bill.hourly("compute", compute)
        _license(bill, tier, vcores)
        _replicas(bill, tier, compute)
        _zones(bill, match["series"], vcores)
    storage = bill.unit(_DATABASE, "data storage", tier)
    if tier == "HS":
        bill.usage("data storage", "storage_gb", storage)
    elif bill.value("max_size_gb") is not None:
        bill.add("data storage", storage, bill.number("max_size_gb"))
    else:
        bill.unpriced("data storage", "its size is not written")


def _license(bill: Bill, tier: str, vcores: Decimal) -> None:
    """Add the licence; where it is not said that one is brought, it is included, as is the default."""
    license_type = bill.text("license_type")
    if license_type is None:
        bill.unpriced("license", "whether one is brought is not known")
    elif license_type != "BasePrice":
        assumed = "" if license_type else "no license is brought"
        bill.hourly("license", bill.unit(_DATABASE, "SQL license", tier), exactly(vcores), assumed=assumed)


def _replicas(bill: Bill, tier: str, compute: Priced) -> None:
    """Add the replicas of a Hyperscale database, each of which costs the compute of the primary."""
    if tier != "HS":
        return
    count = bill.number("read_replica_count", 0)
    if count != 0:
        bill.hourly("read replicas", compute, None if count is None else exactly(count))


def _zones(bill: Bill, series: str, vcores: Decimal) -> None:
    redundant = bill.flag("zone_redundant")
    if redundant is False:
        return
    known = _SINGLE.get(series)
    names = tuple(f"provisioned, {series}_{number}" for number in (vcores, known))
    price = by_vcores(bill, _DATABASE, "zone redundancy", (names[0], names[1]), (vcores, known or 1))
    if redundant is None:
        bill.unpriced("zone redundancy", "whether it has it is not known")
    else:
        bill.hourly("zone redundancy", price)


def _dtus(bill: Bill, name: str, tier: str | None) -> None:
    bill.hourly("compute", bill.unit(_DATABASE, "compute", name))
    size = bill.number("max_size_gb", 0)
    included = Decimal(_MORE_INCLUDED.get(name) or _INCLUDED.get(tier or "", 0))
    if size is None:
        bill.unpriced("extra data storage", "its size is not known")
    elif tier and size > included:
        bill.add("extra data storage", bill.unit(_DATABASE, "extra data storage (DTU)", name), size - included)


def _backups(bill: Bill) -> None:
    kind = bill.text("storage_account_type", "Geo")
    redundancy = _BACKUPS.get(kind or "", kind or "")
    price = bill.unit(_DATABASE, "pitr backup storage", redundancy)
    bill.usage("backup storage", "backup_storage_gb", price)
    if bill.value("long_term_retention_policy") is not None:
        price = bill.unit(_DATABASE, "long-term retention", redundancy)
        bill.usage("long-term retention", "long_term_retention_storage_gb", price)


def elastic_pool(bill: Bill) -> None:
    """Add the compute of the pool by its vCores or DTUs, and the licence and storage of one by vCores."""
    name, tier, capacity = bill.text("sku.name"), bill.text("sku.tier"), bill.number("sku.capacity")
    if name is None or tier is None or capacity is None:
        bill.unpriced("compute", "its size is not known")
        return
    if tier not in _TIERS:
        bill.hourly("compute", bill.unit(_POOL, "compute", f"{tier}, {capacity:f} DTUs"))
        return
    known = _POOLED.get(name)
    names = (f"{name}, {capacity:f} vCore", f"{name}, {known} vCore" if known else "")
    bill.hourly("compute", by_vcores(bill, _POOL, "compute", names, (capacity, known or 1)))
    if bill.flag("zone_redundant") is not False:
        bill.hourly("zone redundancy", by_vcores(bill, _POOL, "zone redundancy", names, (capacity, known or 1)))
    _license(bill, _TIERS[tier], capacity)
    storage = bill.unit(_DATABASE, "data storage", _TIERS[tier])
    if bill.value("max_size_gb") is not None:
        bill.add("data storage", storage, bill.number("max_size_gb"))


def managed_instance(bill: Bill) -> None:
    """Add the compute by vCores, the licence, and the storage beyond the 32 GB that are included.

    Usage keys: ``backup_storage_gb``, ``long_term_retention_storage_gb``.
    """
    name, vcores = bill.text("sku_name"), bill.number("vcores")
    if name is None or vcores is None:
        bill.unpriced("compute", "its size is not known")
    else:
        series = name.upper()
        known = _MANAGED.get(series)
        names = (f"{series} {vcores:f} cores", f"{series} {known} cores" if known else "")
        bill.hourly("compute", by_vcores(bill, _INSTANCE, "compute", names, (vcores, known or 1)))
        if bill.flag("zone_redundant_enabled") is not False:
            bill.hourly("zone redundancy", bill.unit(_INSTANCE, "zone redundancy", series))
        if bill.text("license_type") != "BasePrice":
            bill.hourly("license", bill.unit(_INSTANCE, "sql license"), exactly(vcores))
    size = bill.number("storage_size_in_gb")
    more = None if size is None else max(size - _INSTANCE_INCLUDES, Decimal(0))
    included = f"{_INSTANCE_INCLUDES} GB are taken to be included"
    bill.add("additional storage", bill.unit(_INSTANCE, "additional storage"), more, assumed=included)
    kind = bill.text("storage_account_type", "GRS") or ""
    for what, component, key in (
        ("backup storage", "pitr backup storage", "backup_storage_gb"),
        ("long-term retention", "ltr backup storage", "long_term_retention_storage_gb"),
    ):
        bill.usage(what, key, bill.unit(_INSTANCE, component, kind))


# GB that are taken to be included in the price of an instance.
_INSTANCE_INCLUDES = 32


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "azurerm_mssql_database": database,
    "azurerm_mssql_elasticpool": elastic_pool,
    "azurerm_mssql_managed_instance": managed_instance,
}
