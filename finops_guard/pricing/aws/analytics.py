"""What search, warehouses and data jobs of AWS cost: OpenSearch, Redshift, Glue and managed Airflow.

Usage keys: ``managed_storage_gb``, ``backup_storage_gb``, ``monthly_spectrum_data_scanned_tb``,
``monthly_concurrency_scaling_seconds`` (of one node), ``monthly_rpu_hours``, ``monthly_hours`` (a Glue job runs),
``monthly_dpu_hours`` (of a crawler), ``additional_workers``, ``additional_schedulers``, ``meta_database_gb``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.pricing.aws.parts import counted, doubled, machines
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import HOURS, Range, exactly
from finops_guard.pricing.places import first
from finops_guard.pricing.reading import as_number

_ONE_INSTANCE = "one, where the code says no number"
# What a gp3 volume is taken to have without paying for it, as in EC2: OpenSearch's guide (2023-09-01) says that some of
# both is included with the price of storage, not how much.
_GP3_IOPS, _GP3_THROUGHPUT = 3_000, 125
_INCLUDED = f"{_GP3_IOPS} IOPS and {_GP3_THROUGHPUT} MBps of each volume are included"
# https://docs.aws.amazon.com/glue/latest/webapi/API_Job.html, WorkerType, as SDKs of 2024 and 2025 quote it
_WORKERS = {"G.025X": "0.25", "G.1X": "1", "G.2X": "2", "G.4X": "4", "G.8X": "8"}


def search_domain(bill: Bill) -> None:
    """Add the data nodes with a volume each, the dedicated masters, the warm nodes and the coordinators."""
    config = "cluster_config"
    is_written = bill.value(f"{config}.instance_count") is not None
    nodes = counted(bill, f"{config}.instance_count")
    machines(
        bill, "data nodes", "opensearch", f"{config}.instance_type", nodes, assumed="" if is_written else _ONE_INSTANCE
    )
    for name, enabled, word in (
        ("dedicated masters", "dedicated_master_enabled", "dedicated_master"),
        ("warm nodes", "warm_enabled", "warm"),
    ):
        is_enabled = bill.flag(f"{config}.{enabled}")
        if is_enabled is False:
            continue
        count = None if bill.value(f"{config}.{word}_count") is None else counted(bill, f"{config}.{word}_count")
        if is_enabled is None and count is not None:
            count = Range(Decimal(0), Decimal(0), count.most)
        machines(bill, name, "opensearch", f"{config}.{word}_type", count)
        if word == "warm":
            bill.usage("warm storage", "managed_storage_gb", bill.unit("OpenSearch", "warm storage"))
    _coordinators(bill)
    _search_storage(bill, nodes)


def _coordinators(bill: Bill) -> None:
    for options in bill.values("cluster_config.node_options"):
        enabled, size, number = (first(options, f"node_config.{key}") for key in ("enabled", "type", "count"))
        if options.is_unknown or (enabled is not None and enabled.raw is not True and not enabled.is_unknown):
            bill.because(options.causes)
            continue
        count = as_number(number) if number is not None else None
        if size is None or not isinstance(size.raw, str):
            bill.unpriced("coordinator nodes", "their size is not known")
        else:
            bill.hourly("coordinator nodes", bill.machine("opensearch", size.raw), count)


def _search_storage(bill: Bill, nodes: Range | None) -> None:
    """Add the volumes of the data nodes."""
    is_enabled = bill.flag("ebs_options.ebs_enabled")
    if is_enabled is False:
        return
    type_, size = bill.text("ebs_options.volume_type"), bill.number("ebs_options.volume_size")
    if is_enabled is None or not type_:
        unwritten = "its type is not written" if type_ == "" else "its type is not known"
        bill.unpriced("storage", "it is not known whether it has any" if is_enabled is None else unwritten)
        return
    total = None if size is None or nodes is None else exactly(size) * nodes
    bill.add("storage", bill.unit("OpenSearch", "EBS storage", type_), total)
    free = {"gp3": (_GP3_IOPS, _GP3_THROUGHPUT), "io1": (0, 0)}.get(type_)
    if free is None:
        return
    for name, path, included in zip(("IOPS", "throughput"), ("iops", "throughput"), free, strict=True):
        written = bill.number(f"ebs_options.{path}", 0)
        if written is None or written > included:
            more = None if written is None or nodes is None else exactly(written - included) * nodes
            price = bill.unit("OpenSearch", f"EBS provisioned {name}", type_)
            bill.add(f"provisioned {name}", price, more, assumed=_INCLUDED if included else "")


def redshift_cluster(bill: Bill) -> None:
    """Add the nodes, twice where they are in two zones, and what is paid by use.

    The number is that of one zone: https://docs.aws.amazon.com/redshift/latest/mgmt/overview-multi-az.html
    """
    nodes = counted(bill, "number_of_nodes")
    is_multi = bill.flag("multi_az")
    if nodes is not None:
        nodes *= doubled(is_multi)
    machines(
        bill,
        "nodes",
        "redshift",
        "node_type",
        nodes,
        assumed="" if is_multi is False else "Multi-AZ: as many nodes in a second zone",
    )
    size = bill.text("node_type") or ""
    if size.startswith("ra3"):
        bill.usage("managed storage", "managed_storage_gb", bill.unit("Redshift", "managed storage", "ra3"))
    if size:
        price = bill.unit("Redshift", "concurrency scaling", size)
        bill.usage("concurrency scaling", "monthly_concurrency_scaling_seconds", price)
    bill.usage("Spectrum", "monthly_spectrum_data_scanned_tb", bill.unit("Redshift", "spectrum"))
    bill.usage("backup storage", "backup_storage_gb", bill.unit("Redshift", "backup storage"))


def redshift_workgroup(bill: Bill) -> None:
    """Add the capacity of a serverless workgroup, which is paid while it runs."""
    bill.usage("capacity", "monthly_rpu_hours", bill.unit("Redshift", "serverless"))


def glue_job(bill: Bill) -> None:
    """Add the processing units of a job for the hours that it runs."""
    is_flex = bill.text("execution_class") == "FLEX"
    price = bill.unit("Glue", "ETL job flex" if is_flex else "ETL job")
    units = bill.number("max_capacity")
    if units is None and bill.value("number_of_workers") is not None:
        workers, each = bill.number("number_of_workers"), _WORKERS.get(bill.text("worker_type") or "")
        units = None if workers is None or each is None else workers * Decimal(each)
    if units is None:
        bill.unpriced("job", "how many processing units it has is not known", usage=True)
        return
    bill.usage("job", "monthly_hours", price, scale=units)


def glue_crawler(bill: Bill) -> None:
    """Add the processing units of a crawler."""
    bill.usage("crawler", "monthly_dpu_hours", bill.unit("Glue", "crawler"))


def airflow(bill: Bill) -> None:
    """Add an environment of its class, and what more than it comes with runs on average."""
    class_ = bill.text("environment_class", "mw1.small")
    if class_ is None:
        bill.unpriced("environment", "its class is not known")
        return
    attribute = class_.removeprefix("mw1.").title()
    bill.hourly("environment", bill.unit("MWAA", "environment", attribute))
    for word in ("worker", "scheduler"):
        price = bill.unit("MWAA", word, attribute)
        bill.usage(f"additional {word}s", f"additional_{word}s", price, scale=HOURS)
    bill.usage("meta database", "meta_database_gb", bill.unit("MWAA", "meta database"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_elasticsearch_domain": search_domain,
    "aws_glue_crawler": glue_crawler,
    "aws_glue_job": glue_job,
    "aws_mwaa_environment": airflow,
    "aws_opensearch_domain": search_domain,
    "aws_redshift_cluster": redshift_cluster,
    "aws_redshiftserverless_workgroup": redshift_workgroup,
}
