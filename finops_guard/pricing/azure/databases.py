"""What servers of PostgreSQL, MySQL and Redis cost on Azure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.pricing.azure.tariffs import by_vcores
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import ONE, Range, exactly

_SIZE = re.compile(r"(?P<begin>(?:GP|MO)_Standard_[DE])(?P<vcores>\d{1,3})(?P<end>[a-z]*_v\d+)", re.ASCII)
_SINGLE_SIZE = re.compile(r"(?P<begin>(?:B|GP|MO)_Gen\d_)(?P<vcores>\d{1,3})(?P<end>)", re.ASCII)
# Of each series, how many vCores the size has that sources have a price of.
_POSTGRESQL = {"GP_Standard_Ds_v3": 4, "GP_Standard_Dads_v5": 2, "GP_Standard_Dds_v5": 2, "MO_Standard_Es_v3": 4}
_MYSQL = {"GP_Standard_Dads_v5": 2, "MO_Standard_Eds_v4": 4}
_SINGLE = {"B_Gen5_": 2, "GP_Gen5_": 4, "MO_Gen5_": 16}
# GB that a server has at the least: the provider's pages of the servers (2026-08-21).
_LEAST_POSTGRESQL, _LEAST_MYSQL = 32, 20
_MB = 1024


def _compute(bill: Bill, service: str, pattern: re.Pattern[str], like: Mapping[str, int], count: Range | None) -> None:
    name = bill.text("sku_name")
    if not name:
        bill.unpriced("compute", "its size is not known" if name is None else "it names no size")
        return
    match = pattern.fullmatch(name)
    known = like.get(match["begin"] + match["end"]) if match else None
    other = f"{match['begin']}{known}{match['end']}" if match and known else ""
    vcores = Decimal(match["vcores"]) if match else Decimal(1)
    bill.hourly("compute", by_vcores(bill, service, "compute", (name, other), (vcores, known or 1)), count)


def _servers(bill: Bill) -> Range:
    """Return how many servers there are: with high availability, a second one of the same size and storage.

    https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-high-availability
    """
    value = bill.value("high_availability")
    if value is not None and value.is_unknown:
        bill.because(value.causes)
        return Range(Decimal(1), Decimal(1), Decimal(2))
    return ONE if value is None else exactly(2)


def postgresql_flexible(bill: Bill) -> None:
    """Add compute and storage, twice with high availability, and ``backup_storage_gb`` by use."""
    service, count = "PostgreSQL Flexible", _servers(bill)
    _compute(bill, service, _SIZE, _POSTGRESQL, count)
    megabytes = bill.number("storage_mb", _LEAST_POSTGRESQL * _MB)
    _storage(bill, service, "storage_mb", None if megabytes is None else megabytes / _MB, count)
    bill.usage("backup storage", "backup_storage_gb", bill.unit(service, "backup storage"))


def mysql_flexible(bill: Bill) -> None:
    """Add compute and storage, twice with high availability, and ``backup_storage_gb`` by use.

    Of IOPS that are scaled by themselves, ``monthly_additional_iops`` are paid for.
    """
    service, count = "MySQL Flexible", _servers(bill)
    _compute(bill, service, _SIZE, _MYSQL, count)
    size = bill.number("storage.size_gb", _LEAST_MYSQL)
    _storage(bill, service, "storage.size_gb", size, count)
    _iops(bill, service, count)
    bill.usage("backup storage", "backup_storage_gb", bill.unit(service, "backup storage"))


def _storage(bill: Bill, service: str, path: str, size: Decimal | None, count: Range) -> None:
    """Add the storage; where no size is written, the least there is."""
    is_written = bill.value(path) is not None
    amount = None if size is None else exactly(size) * count
    assumed = "" if is_written else "the least that there is"
    bill.add("storage", bill.unit(service, "storage"), amount, assumed=assumed)


def _iops(bill: Bill, service: str, count: Range) -> None:
    """Add the IOPS beyond those that are free: 300, and three for each GB, up to the most of the server's size.

    So the Azure CLI counts them (get_free_iops of its module rdbms).
    """
    price = bill.unit(service, "additional IOPS")
    if bill.flag("storage.io_scaling_enabled") is not False:
        bill.usage("additional IOPS", "monthly_additional_iops", price)
    elif bill.value("storage.iops") is not None:
        asked, size = bill.number("storage.iops"), bill.number("storage.size_gb", _LEAST_MYSQL)
        free = None if size is None else _FREE_IOPS + _FREE_IOPS_A_GB * size
        more = None if asked is None or free is None else max(asked - free, Decimal(0))
        if more != 0:
            amount = None if more is None else exactly(more) * count
            bill.add("additional IOPS", price, amount, assumed="" if free is None else f"{free:f} are free")


_FREE_IOPS, _FREE_IOPS_A_GB = 300, 3


def _single(service: str) -> Callable[[Bill], None]:
    def estimate(bill: Bill) -> None:
        """Add compute and storage of a single server; ``additional_backup_storage_gb`` are what is beyond its size."""
        _compute(bill, service, _SINGLE_SIZE, _SINGLE, ONE)
        if bill.value("storage_mb") is None:
            bill.unpriced("storage", "its size is not written")
        else:
            megabytes = bill.number("storage_mb")
            bill.add("storage", bill.unit(service, "storage"), None if megabytes is None else megabytes / _MB)
        price = bill.unit(service, "additional backup storage")
        bill.usage("additional backup storage", "additional_backup_storage_gb", price)

    return estimate


def redis_cache(bill: Bill) -> None:
    """Add the nodes: one of Basic, two of Standard, of Premium each shard with its replicas (one by default)."""
    sku, family, capacity = bill.text("sku_name"), bill.text("family"), bill.number("capacity")
    if sku is None or family is None or capacity is None:
        bill.unpriced("cache nodes", "its size is not known")
        return
    count: Decimal | None = Decimal(1 if sku == "Basic" else 2)
    assumed = ""
    if sku == "Premium":
        # A cache without shards is not clustered, and has one.
        shards = bill.number("shard_count", 1)
        path = "replicas_per_primary" if bill.value("replicas_per_primary") is not None else "replicas_per_master"
        replicas = bill.number(path, 1)
        count = None if shards is None or replicas is None else max(shards, Decimal(1)) * (1 + replicas)
        assumed = "" if bill.value(path) is not None else "one replica of each shard"
    price = bill.unit("Cache for Redis", "cache node", f"{sku} {family}{capacity:f}")
    bill.hourly("cache nodes", price, count, assumed=assumed)


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "azurerm_mysql_flexible_server": mysql_flexible,
    "azurerm_mysql_server": _single("MySQL Single"),
    "azurerm_postgresql_flexible_server": postgresql_flexible,
    "azurerm_postgresql_server": _single("PostgreSQL Single"),
    "azurerm_redis_cache": redis_cache,
}
