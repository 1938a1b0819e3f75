"""What relational, document and graph databases of AWS cost: instances, Aurora, DocumentDB and Neptune.

Usage keys: ``storage_gb``, ``backup_storage_gb``, ``additional_backup_storage_gb`` (what is beyond the free one),
``monthly_io_requests``, ``monthly_backtrack_change_records``, ``monthly_snapshot_export_gb``, ``monthly_cpu_credits``
(vCPU-hours), ``capacity_units_per_hr`` (of serverless ones).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.catalog.price import NoPrice
from finops_guard.catalog.tariff import Tariff
from finops_guard.pricing.aws.parts import doubled, machines, referent, text_of
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import Range, exactly
from finops_guard.pricing.places import first
from finops_guard.pricing.reading import as_number
from finops_guard.resources import Resource

_SERVERLESS = "db.serverless"
# Engines whose price depends on who has the licence; those in the catalog include it.
_LICENSED = ("oracle", "db2")
# From this size on gp3 has the second baseline, by the begin of an engine's name; of SQL Server it never has:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage (2023-06-09)
_STRIPED_FROM = {"mariadb": 400, "mysql": 400, "postgres": 400, "oracle": 200}
_GP3_IOPS = (3_000, 12_000)
_GP3_THROUGHPUT = (125, 500)
_MULTI_AZ = "Multi-AZ: two of what a single one costs"
_CLUSTER_MEMBERS = 3


def db_instance(bill: Bill) -> None:
    """Add the instance, twice where it has a standby in another zone, its storage and its backups."""
    primary = referent(bill, "aws_db_instance")
    # What replicates another instance has its engine.
    engine = text_of(primary, "engine") or bill.text("engine")
    is_multi = bill.flag("multi_az")
    times = doubled(is_multi)
    assumed = "" if is_multi is False else _MULTI_AZ if is_multi else "it may be Multi-AZ"
    if (engine or "").startswith(_LICENSED) and bill.text("license_model") == "bring-your-own-license":
        bill.unpriced("instance", f"no source has a price of {engine} with a licence of one's own")
    else:
        machines(bill, "instance", "rds", "instance_class", times, engine, assumed=assumed)
    if (engine or "").startswith("aurora"):
        return
    _storage(bill, primary, is_multi, engine or "")
    bill.usage("backup storage", "additional_backup_storage_gb", bill.unit("RDS", "backup storage"))


def _storage(bill: Bill, primary: Resource | None, is_multi: bool | None, engine: str) -> None:
    """Add the volume of an instance; a replica has as much as its primary where it does not say otherwise."""
    type_ = bill.text("storage_type", text_of(primary, "storage_type") or ("io1" if bill.value("iops") else "gp2"))
    if type_ is None:
        bill.unpriced("storage", "its type is not known")
        return
    size, assumed = _size(bill, primary)
    if size is None and bill.value("allocated_storage") is None:
        bill.unpriced("storage", "its size is that of what it is made from")
        return
    single = bill.unit("RDS", "storage", f"{type_} Single-AZ")
    both = bill.unit("RDS", "storage", f"{type_} Multi-AZ") if is_multi else single
    times = exactly(1) if is_multi and isinstance(both, Tariff) else doubled(is_multi)
    if isinstance(both, NoPrice):
        both = single
    why = "" if times == exactly(1) else _MULTI_AZ if is_multi else "it may be Multi-AZ"
    bill.add("storage", both, None if size is None else size * times, assumed="; ".join(filter(None, (assumed, why))))
    _performance(bill, type_, size, doubled(is_multi), engine, "" if is_multi is False else why or _MULTI_AZ)


def _size(bill: Bill, primary: Resource | None) -> tuple[Range | None, str]:
    if bill.value("allocated_storage") is not None:
        return bill.scaled("allocated_storage", "allocated_storage", "max_allocated_storage"), ""
    value = first(primary.values, "allocated_storage") if primary is not None else None
    number = as_number(value) if value is not None else None
    return (None, "") if number is None else (exactly(number), "as much as its primary has")


def _performance(bill: Bill, type_: str, size: Range | None, times: Range, engine: str, assumed: str) -> None:
    """Add the IOPS and the throughput that are paid beside the volume."""
    if type_ == "gp3":
        threshold = next((each for name, each in _STRIPED_FROM.items() if engine.startswith(name)), None)
        is_striped = threshold is not None and size is not None and size.expected >= threshold
        included = (_GP3_IOPS[is_striped], _GP3_THROUGHPUT[is_striped])
        if threshold is None and not engine.startswith("sqlserver"):
            less = f"{included[0]:,} IOPS and {included[1]} MBps are included, as of a small volume"
            assumed = "; ".join(filter(None, (less, assumed)))
    elif type_ in ("io1", "io2"):
        included = (0, 0)
    else:
        return
    for name, path, free in zip(
        ("provisioned IOPS", "provisioned throughput"), ("iops", "storage_throughput"), included, strict=True
    ):
        written = bill.number(path, 0)
        if written is None or written > free:
            amount = None if written is None else exactly(written - free) * times
            bill.add(name, bill.unit("RDS", name, f"{type_} Single-AZ"), amount, assumed=assumed)


def rds_cluster(bill: Bill) -> None:
    """Add the storage of an Aurora cluster and what is paid by use; instances are resources of their own.

    A Multi-AZ cluster (of ``db_cluster_instance_class``) has three instances that are part of it, each with a volume.
    """
    if bill.value("db_cluster_instance_class") is not None:
        _multi_az_cluster(bill)
        return
    mode = bill.text("engine_mode", "provisioned")
    if mode is None:
        bill.unpriced("capacity", "its engine mode is not known")
    elif mode == "serverless":
        pauses = bill.flag("scaling_configuration.auto_pause", default=True)
        _capacity(bill, "serverless v1", bill.resource, "scaling_configuration", (1, 16), pauses is not False)
    attribute = _optimized(bill.text("storage_type"))
    if attribute is None:
        bill.unpriced("storage", "its type is not known", usage=True)
    else:
        _shared_storage(bill, "Aurora", attribute)
    backtrack = bill.value("backtrack_window")
    if backtrack is not None and backtrack.raw not in (0, "0"):
        bill.usage("backtrack", "monthly_backtrack_change_records", bill.unit("Aurora", "backtrack"))
    bill.usage("snapshot export", "monthly_snapshot_export_gb", bill.unit("Aurora", "snapshot export"))


def _multi_az_cluster(bill: Bill) -> None:
    assumed = "three instances at the price of single ones"
    members = exactly(_CLUSTER_MEMBERS)
    machines(
        bill, "instances", "rds", "db_cluster_instance_class", members, bill.text("engine", "aurora"), assumed=assumed
    )
    type_ = bill.text("storage_type", "io1")
    for name, component, path in (("storage", "storage", "allocated_storage"), ("provisioned IOPS", "", "iops")):
        if type_ is None:
            bill.unpriced(name, "its type is not known")
        elif bill.value(path) is None:
            if name == "storage":
                bill.unpriced(name, "its size is not written")
        elif component or type_ in ("io1", "io2"):
            each = bill.number(path)
            amount = None if each is None else exactly(each) * members
            bill.add(name, bill.unit("RDS", component or name, f"{type_} Single-AZ"), amount, assumed=assumed)
    bill.usage("backup storage", "additional_backup_storage_gb", bill.unit("RDS", "backup storage"))


def _optimized(storage_type: str | None) -> str | None:
    """Return the name of what a cluster pays for: for requests, or more for storage and instances instead."""
    if storage_type is None:
        return None
    return "I/O-optimized" if storage_type.endswith("iopt1") else "standard"


def _shared_storage(bill: Bill, service: str, attribute: str) -> None:
    bill.usage("storage", "storage_gb", bill.unit(service, "storage", attribute))
    if attribute == "standard":
        bill.usage("I/O requests", "monthly_io_requests", bill.unit(service, "I/O requests", attribute))
    bill.usage("backup storage", "backup_storage_gb", bill.unit(service, "backup storage"))


def _capacity(
    bill: Bill,
    component: str,
    cluster: Resource,
    block: str,
    defaults: tuple[int, int] | None,
    may_pause: bool,
    attribute: str = "",
) -> None:
    """Add the capacity units of a serverless database: as many as the usage tells, else at least the minimum."""
    price = bill.unit("Aurora", component, attribute)
    said = bill.costs.quantity(bill.resource, "capacity_units_per_hr")
    if said is not None:
        why = "the default usage of capacity_units_per_hr" if said.is_default else ""
        bill.hourly("capacity units", price, said.amount, assumed=why)
        return
    values = [first(cluster.values, f"{block}.{path}") for path in ("min_capacity", "max_capacity")]
    for value in values:
        bill.because(value.causes if value is not None else ())
    least, most = (as_number(value) if value is not None else None for value in values)
    if values[0] is None and defaults is not None:
        least = Decimal(defaults[0])
    if values[1] is None and defaults is not None:
        most = Decimal(defaults[1])
    if least is None:
        bill.unpriced("capacity units", "its minimum is not known", price if isinstance(price, Tariff) else None)
        return
    top = None if most is None else max(least, most)
    count = Range(Decimal(0) if may_pause else least, least, top)
    bill.hourly("capacity units", price, count, assumed="its minimum all month")


def rds_cluster_instance(bill: Bill) -> None:
    """Add an instance of an Aurora cluster; a serverless one has the capacity that its cluster allows."""
    cluster = referent(bill, "aws_rds_cluster")
    attribute = _optimized(text_of(cluster, "storage_type")) or "standard"
    if bill.text("instance_class") == _SERVERLESS:
        if cluster is None:
            bill.unpriced("capacity units", "the capacity of its cluster is not known")
            return
        block = "serverlessv2_scaling_configuration"
        # Of a minimum of 0, the expected is 0: nobody says how long it runs.
        _capacity(bill, "serverless v2", cluster, block, None, may_pause=False, attribute=attribute)
        return
    _member(bill, cluster, bill.text("engine", text_of(cluster, "engine")))


def _member(bill: Bill, cluster: Resource | None, engine: str | None) -> None:
    if _optimized(text_of(cluster, "storage_type")) == "I/O-optimized":
        bill.unpriced("instance", "no source has a price of instances of I/O-optimized clusters")
    else:
        machines(bill, "instance", "rds", "instance_class", 1, engine)


def docdb_cluster(bill: Bill) -> None:
    """Add the storage and the requests of a DocumentDB cluster; instances are resources of their own."""
    _cluster(bill, "DocumentDB")


def neptune_cluster(bill: Bill) -> None:
    """Add the storage and the requests of a Neptune cluster; instances are resources of their own."""
    _cluster(bill, "Neptune")


def _cluster(bill: Bill, service: str) -> None:
    attribute = _optimized(bill.text("storage_type"))
    if attribute is None:
        bill.unpriced("storage", "its type is not known", usage=True)
    else:
        _shared_storage(bill, service, attribute)


def docdb_cluster_instance(bill: Bill) -> None:
    """Add an instance of a DocumentDB cluster, and the CPU credits of a burstable one."""
    _member(bill, referent(bill, "aws_docdb_cluster"), "docdb")
    if (bill.text("instance_class") or "").startswith("db.t"):
        bill.usage("CPU credits", "monthly_cpu_credits", bill.unit("DocumentDB", "CPU credits"))


def neptune_cluster_instance(bill: Bill) -> None:
    """Add an instance of a Neptune cluster."""
    if bill.text("instance_class") == _SERVERLESS:
        bill.unpriced("capacity units", "no source has a price of Neptune Serverless")
        return
    _member(bill, referent(bill, "aws_neptune_cluster"), "neptune")


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_db_instance": db_instance,
    "aws_docdb_cluster": docdb_cluster,
    "aws_docdb_cluster_instance": docdb_cluster_instance,
    "aws_neptune_cluster": neptune_cluster,
    "aws_neptune_cluster_instance": neptune_cluster_instance,
    "aws_rds_cluster": rds_cluster,
    "aws_rds_cluster_instance": rds_cluster_instance,
}
