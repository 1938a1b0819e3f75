"""What logs, alarms, keys, secrets, rules and trails of AWS cost.

Usage keys: ``monthly_data_ingested_gb``, ``storage_gb``, ``monthly_data_scanned_gb`` (of a log group),
``monthly_requests`` (of a key or a secret), ``monthly_rule_evaluations``, ``monthly_config_items``,
``monthly_additional_management_events``, ``monthly_data_events``, ``monthly_insight_events``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.pricing.aws.parts import blocks
from finops_guard.pricing.bill import Bill, noted
from finops_guard.pricing.places import first

_MINUTE = 60  # seconds; alarms of shorter periods have a high resolution


def log_group(bill: Bill) -> None:
    """Add what is sent to a group, kept in it, and searched."""
    class_ = bill.text("log_group_class", "STANDARD")
    if class_ is None:
        bill.unpriced("data ingested", "its class is not known", usage=True)
    else:
        kind = "infrequent access" if class_ == "INFREQUENT_ACCESS" else "standard"
        bill.usage("data ingested", "monthly_data_ingested_gb", bill.unit("CloudWatch", "logs ingestion", kind))
    bill.usage("storage", "storage_gb", bill.unit("CloudWatch", "logs storage"))
    bill.usage("data scanned", "monthly_data_scanned_gb", bill.unit("CloudWatch", "logs insights query"))


def metric_alarm(bill: Bill) -> None:
    """Add the metrics that an alarm is about, of the resolution that its shortest period asks for."""
    period = bill.value("period")
    periods = [*bill.values("metric_query.metric.period"), *([period] if period is not None else [])]
    for each in periods:
        bill.because(each.causes)
    known = [Decimal(str(each.raw)) for each in periods if str(each.raw).isdecimal() and len(str(each.raw)) < 10]
    if len(known) < len(periods):
        bill.unpriced("metrics", "its period is not known")
        return
    kind = "high resolution" if known and min(known) < _MINUTE else "standard resolution"
    queries = blocks(bill, "metric_query")
    metrics = blocks(bill, "metric_query.metric")
    count = None if queries is None or metrics is None else metrics if queries else Decimal(1)
    if bill.value("threshold_metric_id") is not None:
        bill.unpriced("metrics", "no source has a price of alarms on what is unusual")
        return
    bill.add("metrics", bill.unit("CloudWatch", "alarm", kind), count)


def composite_alarm(bill: Bill) -> None:
    """Add the alarm."""
    bill.add("alarm", bill.unit("CloudWatch", "alarm", "composite"), 1)


def dashboard(bill: Bill) -> None:
    """Add the dashboard, as if it were not one of the account's first three."""
    assumed = "the three of an account that are free are not taken off"
    bill.add("dashboard", bill.unit("CloudWatch", "dashboard", "above 3 free"), 1, assumed=assumed)


def key(bill: Bill) -> None:
    """Add the key and its requests; HMAC keys are symmetric ones.

    https://docs.aws.amazon.com/kms/latest/developerguide/hmac.html (read 2026-11-29). That requests with them cost what
    those with other symmetric keys do is assumed, and said.
    Each rotation costs as much again: https://aws.amazon.com/kms/pricing/ (a page without a date).
    """
    rotates = bill.flag("enable_key_rotation") is not False
    assumed = "before its first rotation, each of which costs as much again" if rotates else ""
    bill.add("key", bill.unit("KMS", "customer managed key"), 1, assumed=assumed)
    spec = bill.text("customer_master_key_spec", "SYMMETRIC_DEFAULT")
    if spec is None:
        bill.unpriced("requests", "what kind of key it is is not known", usage=True)
        return
    is_symmetric = spec == "SYMMETRIC_DEFAULT" or spec.startswith("HMAC")
    kind = "symmetric" if is_symmetric else "RSA 2048" if spec == "RSA_2048" else "asymmetric except RSA 2048"
    price = bill.unit("KMS", "requests", kind)
    if spec.startswith("HMAC"):
        price = noted(price, "taken for those with a symmetric key")
    bill.usage("requests", "monthly_requests", price)


def copied_key(bill: Bill) -> None:
    """Add a key of one's own material, or the copy of a key in another region; requests as of a symmetric one."""
    bill.add("key", bill.unit("KMS", "customer managed key"), 1)
    bill.usage("requests", "monthly_requests", bill.unit("KMS", "requests", "symmetric"))


def secret(bill: Bill) -> None:
    """Add the secret, its copies in other regions, and its requests."""
    bill.add("secret", bill.unit("Secrets Manager", "secret"), 1)
    for replica in bill.values("replica"):
        region = first(replica, "region")
        if region is None or not isinstance(region.raw, str):
            bill.because(region.causes if region is not None else replica.causes)
            bill.unpriced("replica", "its region is not known")
        else:
            bill.add(f"replica in {region.raw}", bill.unit("Secrets Manager", "secret", region=region.raw), 1)
    bill.usage("requests", "monthly_requests", bill.unit("Secrets Manager", "API requests"))


def config_rule(bill: Bill) -> None:
    """Add the evaluations of a rule."""
    bill.usage("rule evaluations", "monthly_rule_evaluations", bill.unit("Config", "rule evaluations"))


def config_recorder(bill: Bill) -> None:
    """Add the items that a recorder records."""
    bill.usage("configuration items", "monthly_config_items", bill.unit("Config", "config items"))


def trail(bill: Bill) -> None:
    """Add the events of a trail; one copy of management events is free in each region."""
    copies = bill.unit("CloudTrail", "management events", "additional copies")
    bill.usage("additional copies of management events", "monthly_additional_management_events", copies)
    if bill.value("event_selector.data_resource") is not None or bill.value("advanced_event_selector") is not None:
        bill.usage("data events", "monthly_data_events", bill.unit("CloudTrail", "data events"))
    if bill.value("insight_selector") is not None:
        bill.usage("insight events", "monthly_insight_events", bill.unit("CloudTrail", "insight events"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_cloudtrail": trail,
    "aws_cloudwatch_composite_alarm": composite_alarm,
    "aws_cloudwatch_dashboard": dashboard,
    "aws_cloudwatch_log_group": log_group,
    "aws_cloudwatch_metric_alarm": metric_alarm,
    "aws_config_config_rule": config_rule,
    "aws_config_configuration_recorder": config_recorder,
    "aws_kms_external_key": copied_key,
    "aws_kms_key": key,
    "aws_kms_replica_external_key": copied_key,
    "aws_kms_replica_key": copied_key,
    "aws_secretsmanager_secret": secret,
}
