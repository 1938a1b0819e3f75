"""What the databases and caches of Google Cloud cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.catalog import sizes
from finops_guard.catalog.tariff import Tariff
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import Range, exactly
from finops_guard.pricing.gcp.reading import Reader

_SQL_DISKS = {"PD_SSD": "SSD", "PD_HDD": "HDD"}
# The default type of a disk, and the least that one has, in GB: the provider's page of google_sql_database_instance
# (2026-08-21), as are the other defaults here. An edition decides the price of no tier that may have either.
_SQL_DISK, _SQL_DISK_GB = "PD_SSD", {"HYPERDISK_BALANCED": 20}
_SQL_LEAST_GB = 10
# The tiers that are paid by their vCPUs and memory.
_SQL_FAMILIES = ("db-custom", "n1", "perf-optimized-N")

# Memorystore's capacity tiers, each up to so many GB; an instance has at most 300 (redis-tiers). That the others end
# where they are taken to is said.
_CAPACITIES = ((4, "M1"), (10, "M2"), (35, "M3"), (100, "M4"), (300, "M5"))

_NODES = {
    "REDIS_SHARED_CORE_NANO": "shared core nano",
    "REDIS_STANDARD_SMALL": "standard small",
    "REDIS_HIGHMEM_MEDIUM": "highmem medium",
    "REDIS_HIGHMEM_XLARGE": "highmem xlarge",
}


def sql(bill: Bill) -> None:
    """Add the instance with its standby, its disk and what it may grow to, backups and an address that is idle.

    Usage: ``backup_storage_gb``, ``monthly_idle_ip_hours`` (hours in which a public instance is stopped).
    """
    read = Reader(bill, bill.resource.values)
    placed = read.text("settings.availability_type", "ZONAL")
    if placed is None:
        bill.unpriced("instance", "whether it has a standby is not known")
        return
    where = "regional" if placed == "REGIONAL" else "zonal"
    if read.text("settings.activation_policy", "ALWAYS") != "NEVER":
        _sql_instance(bill, read, where)
    disk = read.text("settings.disk_type", _SQL_DISK)
    if disk is None:
        bill.unpriced("storage", "the type of its disk is not known")
    else:
        price = bill.unit("Cloud SQL", "storage", f"{_SQL_DISKS.get(disk, disk)}, {where}")
        least = _SQL_DISK_GB.get(disk, _SQL_LEAST_GB)
        assumed = "" if read.writes("settings.disk_size") else f"{least} GB, the least that a disk has"
        bill.add("storage", price, _sql_disk(read, least), assumed=assumed)
        if disk == "HYPERDISK_BALANCED":
            bill.unpriced("provisioned performance", "no source has a price of it")
    bill.usage("backups", "backup_storage_gb", bill.unit("Cloud SQL", "backup storage"))
    if read.flag("settings.ip_configuration.ipv4_enabled", True):
        bill.usage("idle IP address", "monthly_idle_ip_hours", bill.unit("Cloud SQL", "IP address (if unused)"))


def _sql_instance(bill: Bill, read: Reader, where: str) -> None:
    tier, version = read.text("settings.tier"), read.text("database_version")
    if not tier or version is None:
        bill.unpriced("instance", "its tier or its engine is not known")
        return
    if version.startswith("SQLSERVER"):
        bill.unpriced("instance", "no source has a price of SQL Server and its licence")
        return
    whole = bill.unit("Cloud SQL", "instance", f"{tier}, {where}")
    size = sizes.lookup("cloudsql", tier)
    if isinstance(whole, Tariff) or size is None or size.burstable or size.family not in _SQL_FAMILIES:
        bill.hourly("instance", whole)
        return
    edition = read.text("settings.edition", "ENTERPRISE")
    if edition is None:
        bill.unpriced("instance", "its edition is not known")
        return
    is_plus = edition == "ENTERPRISE_PLUS" or size.family == "perf-optimized-N"
    kind = f"{'Enterprise Plus' if is_plus else 'Enterprise'} {where}"
    bill.hourly("vCPU", bill.unit("Cloud SQL", "vCPU", kind), Decimal(str(size.vcpu)))
    memory = None if size.memory_gib is None else Decimal(str(size.memory_gib))
    bill.hourly("memory", bill.unit("Cloud SQL", "memory", kind), memory)


def _sql_disk(read: Reader, least: int) -> Range | None:
    """Return a disk's size: it grows by itself unless it is told not to, without a bound unless there is a limit."""
    size = read.number("settings.disk_size", least)
    if size is None:
        return None
    if read.flag("settings.disk_autoresize", True) is False:
        return exactly(size)
    limit = read.number("settings.disk_autoresize_limit", 0)
    return Range(size, size, max(size, limit) if limit else None)


def redis(bill: Bill) -> None:
    """Add the capacity of an instance, of the tier that its size is in."""
    read = Reader(bill, bill.resource.values)
    tier, memory = read.text("tier", "BASIC"), read.number("memory_size_gb")
    if tier is None or memory is None:
        bill.unpriced("capacity", "its tier or its size is not known")
        return
    if read.text("read_replicas_mode", "READ_REPLICAS_DISABLED") != "READ_REPLICAS_DISABLED":
        bill.unpriced("capacity", "no source has a price of an instance with read replicas")
        return
    capacity = next((name for most, name in _CAPACITIES if memory <= most), "")
    kind = "standard" if tier == "STANDARD_HA" else "basic"
    price = bill.unit("Memorystore Redis", "capacity", f"{kind} {capacity}")
    bill.hourly("capacity", price, memory, assumed=f"{memory:f} GB are taken to be in the capacity tier {capacity}")


def redis_cluster(bill: Bill) -> None:
    """Add the nodes of a cluster: its shards with their replicas."""
    read = Reader(bill, bill.resource.values)
    type_ = read.text("node_type")
    shards, replicas = read.number("shard_count"), read.number("replica_count", 0)
    if not type_:
        bill.unpriced("nodes", "the type of its nodes is not written, or not known")
        return
    price = bill.unit("Memorystore Redis Cluster", "cluster node", _NODES.get(type_, type_))
    bill.hourly("nodes", price, None if shards is None or replicas is None else shards * (1 + replicas))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "google_sql_database_instance": sql,
    "google_redis_instance": redis,
    "google_redis_cluster": redis_cluster,
}
