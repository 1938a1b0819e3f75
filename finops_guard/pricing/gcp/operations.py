"""What is paid by use alone, or each: messages, logs, metrics, keys, secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import Range
from finops_guard.pricing.gcp import placeless

_LEVELS = {"SOFTWARE": "software", "HSM": "HSM", "EXTERNAL": "external", "EXTERNAL_VPC": "external"}
# Of a key in an HSM these have prices of their own (Cloud KMS pricing: RSA 3072, RSA 4096, elliptic curves).
_DEARER = ("RSA_SIGN_PSS_3", "RSA_SIGN_PSS_4", "RSA_SIGN_PKCS1_3", "RSA_SIGN_PKCS1_4", "RSA_SIGN_RAW_PKCS1_3",
           "RSA_SIGN_RAW_PKCS1_4", "RSA_DECRYPT_OAEP_3", "RSA_DECRYPT_OAEP_4", "EC_")  # fmt: skip


def topic(bill: Bill) -> None:
    """Add what is published to a topic (``monthly_message_data_tb``)."""
    bill.usage("messages", "monthly_message_data_tb", placeless.unit(bill, "Pub/Sub", "message ingestion data"))


def subscription(bill: Bill) -> None:
    """Add what a subscription delivers and keeps.

    Usage: ``monthly_message_data_tb``, ``storage_gb`` (acknowledged messages), ``snapshot_storage_gb``.
    """
    for name, component, key in (
        ("messages", "message delivery data", "monthly_message_data_tb"),
        ("acknowledged messages", "retained acknowledged message storage", "storage_gb"),
        ("snapshots", "snapshot message backlog storage", "snapshot_storage_gb"),
    ):
        bill.usage(name, key, placeless.unit(bill, "Pub/Sub", component))


def log_bucket(bill: Bill) -> None:
    """Add the logs that come in (``monthly_logging_data_gb``) beyond the 50 GiB that a project has for nothing."""
    price = bill.unit("Cloud Logging", "log ingestion", "above 50 GiB free")
    bill.usage("logs", "monthly_logging_data_gb", price)


def metric(bill: Bill) -> None:
    """Add the samples of a metric (``monthly_monitoring_data_mb``) and calls that read it (``monthly_api_calls``)."""
    data = placeless.unit(bill, "Cloud Monitoring", "monitoring data")
    bill.usage("samples", "monthly_monitoring_data_mb", data)
    bill.usage("API calls", "monthly_api_calls", placeless.unit(bill, "Cloud Monitoring", "api calls"))


def key(bill: Bill) -> None:
    """Add a key's versions: the first one, and those that rotation makes (``key_versions``); and its operations.

    Usage: ``key_versions``, ``monthly_key_operations``.
    """
    level = bill.text("version_template.protection_level", "SOFTWARE")
    algorithm = bill.text("version_template.algorithm")
    if level is None or (level == "HSM" and algorithm is None):
        bill.unpriced("key versions", "how it is protected is not known")
        return
    kind = _LEVELS.get(level, level)
    if level == "HSM" and not (algorithm or "").startswith(_DEARER):
        kind = "HSM symmetric or RSA 2048"
    unit = bill.unit if bill.region else partial(placeless.unit, bill)
    price = unit("Cloud KMS", "key versions", kind)
    is_first_made = bill.flag("skip_initial_version_creation") is False
    if bill.costs.quantity(bill.resource, "key_versions") is not None or not is_first_made:
        bill.usage("key versions", "key_versions", price)
    else:
        most = None if bill.value("rotation_period") is not None else Decimal(1)
        bill.add("key versions", price, Range(Decimal(1), Decimal(1), most), assumed="its first version")
    bill.usage("operations", "monthly_key_operations", unit("Cloud KMS", "key operations", kind))


def secret(bill: Bill) -> None:
    """Add a secret's versions and what is done with it.

    Usage: ``active_secret_versions``, ``monthly_access_operations``, ``monthly_rotation_notifications``.
    """
    for name, component, usage in (
        ("active versions", "active secret versions", "active_secret_versions"),
        ("access operations", "access operations", "monthly_access_operations"),
        ("rotation notifications", "rotation notifications", "monthly_rotation_notifications"),
    ):
        bill.usage(name, usage, placeless.unit(bill, "Secret Manager", component))


def scheduled_job(bill: Bill) -> None:
    """Add a job, as if it were not one of the three that a billing account has for nothing."""
    assumed = "the three jobs of a billing account that are free are not taken off"
    bill.add("job", placeless.unit(bill, "Cloud Scheduler", "job"), 1, assumed=assumed)


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "google_cloud_scheduler_job": scheduled_job,
    "google_pubsub_topic": topic,
    "google_pubsub_subscription": subscription,
    "google_logging_project_bucket_config": log_bucket,
    "google_logging_folder_bucket_config": log_bucket,
    "google_logging_organization_bucket_config": log_bucket,
    "google_logging_billing_account_bucket_config": log_bucket,
    "google_monitoring_metric_descriptor": metric,
    "google_kms_crypto_key": key,
    "google_secret_manager_secret": secret,
}
