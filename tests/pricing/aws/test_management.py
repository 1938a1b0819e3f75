"""What logs, alarms, keys, secrets and trails of AWS cost, against calculations by hand."""

from __future__ import annotations

import pytest
from support.service_bills import bill, billed, bounds, reasons

QUERY = 'metric_query {\nid = "%s"\nmetric {\nmetric_name = "m"\nperiod = %s\n}\n}\n'


@pytest.mark.parametrize(
    ("type_", "body", "use", "expected"),
    [
        (
            "aws_cloudwatch_log_group",
            "",
            {"monthly_data_ingested_gb": 100, "storage_gb": 100, "monthly_data_scanned_gb": 100},
            [
                ("data ingested", "100 GB", "50.00"),
                ("storage", "100 GB-month", "3.00"),
                ("data scanned", "100 GB", "0.50"),
            ],
        ),
        (
            "aws_cloudwatch_log_group",
            'log_group_class = "INFREQUENT_ACCESS"',
            {"monthly_data_ingested_gb": 100},
            [("data ingested", "100 GB", "25.00")],
        ),
        ("aws_cloudwatch_metric_alarm", "period = 60", {}, [("metrics", "1 alarm-metric-month", "0.10")]),
        ("aws_cloudwatch_metric_alarm", "period = 10", {}, [("metrics", "1 alarm-metric-month", "0.30")]),
        (
            "aws_cloudwatch_metric_alarm",
            'metric_query {\nid = "e"\nexpression = "a/b"\n}\n' + QUERY % ("a", 60) + QUERY % ("b", 60),
            {},
            [("metrics", "2 alarm-metric-month", "0.20")],
        ),
        ("aws_cloudwatch_composite_alarm", "", {}, [("alarm", "1 alarm-month", "0.50")]),
        ("aws_cloudwatch_dashboard", "", {}, [("dashboard", "1 dashboard-month", "3.00")]),
        (
            "aws_kms_key",
            "",
            {"monthly_requests": 100_000},
            [("key", "1 key-month", "1.00"), ("requests", "10 10k requests", "0.30")],
        ),
        (
            "aws_kms_key",
            'customer_master_key_spec = "ECC_NIST_P256"',
            {"monthly_requests": 100_000},
            [("key", "1 key-month", "1.00"), ("requests", "10 10k requests", "1.50")],
        ),
        ("aws_kms_external_key", "", {}, [("key", "1 key-month", "1.00")]),
        ("aws_kms_replica_key", "", {}, [("key", "1 key-month", "1.00")]),
        (
            "aws_secretsmanager_secret",
            "",
            {"monthly_requests": 100_000},
            [("secret", "1 secret-month", "0.40"), ("requests", "10 10k requests", "0.50")],
        ),
        # 100,000 x 0.001 + 400,000 x 0.0008 + 100,000 x 0.0005
        (
            "aws_config_config_rule",
            "",
            {"monthly_rule_evaluations": 600_000},
            [("rule evaluations", "600000 evaluations", "470.00")],
        ),
        (
            "aws_config_configuration_recorder",
            "",
            {"monthly_config_items": 10_000},
            [("configuration items", "10000 records", "30.00")],
        ),
        (
            "aws_cloudtrail",
            'insight_selector {\ninsight_type = "ApiCallRateInsight"\n}',
            {"monthly_additional_management_events": 200_000, "monthly_insight_events": 100_000},
            [
                ("additional copies of management events", "2 100k events", "4.00"),
                ("insight events", "1 100k events", "0.35"),
            ],
        ),
        (  # 3 x 0.10
            "aws_cloudtrail",
            'event_selector {\ndata_resource {\ntype = "AWS::S3::Object"\n}\n}',
            {"monthly_data_events": 300_000},
            [("data events", "3 100k events", "0.30")],
        ),
    ],
)
def test_bills(type_: str, body: str, use: dict[str, int], expected: list[tuple[str, str, str]]) -> None:
    assert billed(type_, body, use) == expected


def test_what_is_not_known_is_said() -> None:
    assert reasons(bill("aws_cloudwatch_metric_alarm", "period = var.unknown")) == {
        "metrics": "its period is not known"
    }
    unusual = bill("aws_cloudwatch_metric_alarm", 'threshold_metric_id = "e"\n' + QUERY % ("a", 60))
    assert reasons(unusual) == {"metrics": "no source has a price of alarms on what is unusual"}
    secret = bill(
        "aws_secretsmanager_secret", 'replica {\nregion = "me-south-1"\n}\nreplica {\nregion = var.unknown\n}'
    )
    assert reasons(secret) == {
        "replica in me-south-1": "no source has a price of Secrets Manager secret in me-south-1",
        "replica": "its region is not known",
    }
    assert bounds(secret) == ("0.40", "0.40", "-")


def test_assumptions_are_said() -> None:
    assert bill("aws_cloudwatch_dashboard", "").confidence == "estimated"
    assert bill("aws_kms_key", "").confidence == "exact"
    assert "rotation" in bill("aws_kms_key", "enable_key_rotation = true").components[0].reason
