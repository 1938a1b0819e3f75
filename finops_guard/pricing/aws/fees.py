"""What services of AWS cost that have a fixed fee, or are paid by use: detection, sites, checks, queries.

Usage keys: ``monthly_cloudtrail_events``, ``monthly_flow_log_gb``, ``monthly_s3_events`` (a detector),
``monthly_build_mins``, ``storage_gb``, ``monthly_data_served_gb``, ``monthly_requests``, ``monthly_gb_hours`` (an
application of Amplify), ``monthly_data_scanned_tb`` (a workgroup), ``monthly_data_transferred_gb`` (a task),
``monthly_monitored_objects``, ``monthly_listed_objects`` (a bucket), ``monthly_data_ingested_gb``, ``memory_store_gb``,
``magnetic_store_gb`` (a table), ``kinesis_processing_units``, ``running_storage_gb``, ``backup_storage_gb`` (an
application of Flink), ``editor_administrator_licenses``, ``viewer_licenses`` (a workspace).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.catalog.tariff import Tariff
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import HOURS, Range

_ENDPOINT = "of an endpoint in AWS: one elsewhere costs more"
_CHECKS = ("HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP")
_FAST = 10  # seconds between requests; 30 is what all checks include


def detector(bill: Bill) -> None:
    """Add the events and the logs that a detector reads, where it is enabled."""
    if bill.flag("enable", True) is False:
        return
    for name, key in (
        ("CloudTrail events", "monthly_cloudtrail_events"),
        ("VPC flow logs and DNS logs", "monthly_flow_log_gb"),
        ("S3 data events", "monthly_s3_events"),
    ):
        bill.usage(name, key, bill.unit("GuardDuty", name))


def site(bill: Bill) -> None:
    """Add the builds of an application, what it stores and serves, and what a server renders of it."""
    parts = [
        ("build", "monthly_build_mins"),
        ("storage", "storage_gb"),
        ("data served", "monthly_data_served_gb"),
    ]
    if bill.text("platform", "WEB") != "WEB":
        parts += [("server-side requests", "monthly_requests"), ("server-side duration", "monthly_gb_hours")]
    for name, key in parts:
        bill.usage(name, key, bill.unit("Amplify", name))


def workgroup(bill: Bill) -> None:
    """Add what the queries of a workgroup scan."""
    bill.usage("queries", "monthly_data_scanned_tb", bill.unit("Athena", "queries"))


def transfer_task(bill: Bill) -> None:
    """Add what a task copies."""
    bill.usage("data transferred", "monthly_data_transferred_gb", bill.unit("DataSync", "data transferred"))


def bucket_analytics(bill: Bill) -> None:
    """Add the objects that the analysis of a bucket looks at."""
    bill.usage("objects analyzed", "monthly_monitored_objects", bill.unit("S3", "objects analyzed"))


def bucket_inventory(bill: Bill) -> None:
    """Add the objects that the inventory of a bucket lists."""
    bill.usage("objects listed", "monthly_listed_objects", bill.unit("S3", "objects listed"))


def time_series(bill: Bill) -> None:
    """Add what is written to a table, and what it keeps in memory and on disks."""
    bill.usage("writes", "monthly_data_ingested_gb", bill.unit("Timestream", "writes"))
    bill.usage("memory store", "memory_store_gb", bill.unit("Timestream", "storage", "memory"), scale=HOURS)
    bill.usage("magnetic store", "magnetic_store_gb", bill.unit("Timestream", "storage", "magnetic"))


def lattice_service(bill: Bill) -> None:
    """Add the hours of a service; what goes through it has no price."""
    bill.hourly("service", bill.unit("VPC Lattice", "service"))
    bill.unpriced("data processed", "no source has a price of VPC Lattice data processed", usage=True)


def accelerator(bill: Bill) -> None:
    """Add the hours of an accelerator; the premium on what goes through it has no price."""
    bill.hourly("accelerator", bill.unit("Global Accelerator", "accelerator"))
    bill.unpriced("data transferred", "no source has a price of Global Accelerator data transferred", usage=True)


def health_check(bill: Bill) -> None:
    """Add a check by the month, and each feature of it that is paid for: HTTPS, texts, short intervals, latency."""
    kind = bill.text("type")
    interval, latency = bill.number("request_interval", 30), bill.flag("measure_latency")
    if kind is None or interval is None or latency is None:
        bill.unpriced("health check", "what it checks is not known")
        return
    if kind not in _CHECKS:
        bill.unpriced("health check", f"no source has a price of a check of the type {kind}")
        return
    features = sum((kind.startswith("HTTPS"), kind.endswith("STR_MATCH"), interval == _FAST, latency))
    _checked(bill, "health check", 1)
    if features:
        _checked(bill, "health check feature", features)


def _checked(bill: Bill, component: str, count: int) -> None:
    price, other = (bill.unit("Route 53", component, f"{where} endpoint") for where in ("AWS", "other"))
    dearer = other.amount / price.amount if isinstance(other, Tariff) and isinstance(price, Tariff) else Decimal(1)
    number = Decimal(count)
    bill.add(component, price, Range(number, number, number * dearer), assumed=_ENDPOINT)


def virtual_server(bill: Bill) -> None:
    """Add the bundle of an instance."""
    bundle = bill.text("bundle_id")
    if not bundle:
        bill.unpriced("instance", "its bundle is not known")
        return
    bill.add("instance", bill.unit("Lightsail", "instance bundle", bundle), 1)


def stream_application(bill: Bill) -> None:
    """Add the processing units of an application of SQL."""
    _units(bill)


def flink_application(bill: Bill) -> None:
    """Add the processing units of an application; of one of Flink also the one that orchestrates, and its storage."""
    _units(bill)
    runtime = bill.text("runtime_environment")
    if runtime is None:
        bill.unpriced("orchestration", "its runtime is not known")
    elif runtime.startswith("FLINK"):
        bill.hourly("orchestration", bill.unit("Managed Flink", "processing", "KPU orchestration"))
        bill.usage("running storage", "running_storage_gb", bill.unit("Managed Flink", "running storage"))
        bill.usage("backups", "backup_storage_gb", bill.unit("Managed Flink", "backup"))


def _units(bill: Bill) -> None:
    price = bill.unit("Managed Flink", "processing", "KPU stream")
    bill.usage("processing", "kinesis_processing_units", price, scale=HOURS)


def grafana_workspace(bill: Bill) -> None:
    """Add the people who use a workspace, by what they may do."""
    for name, key in (
        ("editor/administrator licenses", "editor_administrator_licenses"),
        ("viewer licenses", "viewer_licenses"),
    ):
        bill.usage(name, key, bill.unit("Managed Grafana", name))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_amplify_app": site,
    "aws_athena_workgroup": workgroup,
    "aws_datasync_task": transfer_task,
    "aws_globalaccelerator_accelerator": accelerator,
    "aws_grafana_workspace": grafana_workspace,
    "aws_guardduty_detector": detector,
    "aws_kinesis_analytics_application": stream_application,
    "aws_kinesisanalyticsv2_application": flink_application,
    "aws_lightsail_instance": virtual_server,
    "aws_route53_health_check": health_check,
    "aws_s3_bucket_analytics_configuration": bucket_analytics,
    "aws_s3_bucket_inventory": bucket_inventory,
    "aws_timestreamwrite_table": time_series,
    "aws_vpclattice_service": lattice_service,
}
