"""What one instance of common resources uses a month where nobody says so, if the usage file asks for ``defaults``.

These are our own assumptions, for a small service that people work with: no measurement, no average, and no advice.
An estimate that rests on one says so. They are round on purpose, so that nobody takes them for more than they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

_MILLION = Decimal(10) ** 6
_HUNDRED_GB = Decimal(100)
_TEN_GB = Decimal(10)
_PASSED = {"monthly_data_processed_gb": _HUNDRED_GB}
_REQUESTS = {"monthly_requests": _MILLION}
_STORED = {"storage_gb": _HUNDRED_GB}

AMOUNTS: Mapping[str, Mapping[str, Decimal]] = {
    "aws_cloudwatch_log_group": {"monthly_data_ingested_gb": _TEN_GB, "storage_gb": _TEN_GB},
    "aws_dynamodb_table": {"storage_gb": _TEN_GB},
    "aws_ecr_repository": {"storage_gb": _TEN_GB},
    "aws_efs_file_system": _STORED,
    "aws_lambda_function": {"monthly_requests": _MILLION, "request_duration_ms": Decimal(200)},
    "aws_nat_gateway": _PASSED,
    "aws_s3_bucket": _STORED,
    "aws_sns_topic": _REQUESTS,
    "aws_sqs_queue": _REQUESTS,
    "azurerm_nat_gateway": _PASSED,
    "google_compute_router_nat": _PASSED,
    "google_storage_bucket": _STORED,
}
