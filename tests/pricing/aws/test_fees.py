"""What services of AWS with a fixed fee, or none, cost, against calculations by hand."""

from __future__ import annotations

import pytest
from support.bills import bills, lines

from finops_guard.pricing.estimates import Estimate

Lines = list[tuple[str, str, str]]


def one(type_: str, body: str = "", usage: dict[str, int | str] | None = None, region: str = "us-east-1") -> Estimate:
    code = (
        f'provider "aws" {{\n  region = "{region}"\n}}\nvariable "any" {{}}\nresource "{type_}" "this" {{\n{body}\n}}\n'
    )
    return bills(code, {f"{type_}.this": usage or {}}).get(f"{type_}.this", Estimate())


@pytest.mark.parametrize(
    ("type_", "body", "usage", "expected"),
    [
        # 500 GB x 1.00, 100 GB x 0.50; 3 million x 4.00; 500 million x 0.80
        ("aws_guardduty_detector", "",
         {"monthly_flow_log_gb": 600, "monthly_cloudtrail_events": 3_000_000, "monthly_s3_events": 500_000_000},
         [("CloudTrail events", "3 1M events", "12.00"), ("VPC flow logs and DNS logs", "600 GB", "550.00"),
          ("S3 data events", "500 1M events", "400.00")]),
        ("aws_guardduty_detector", "enable = false", {}, []),
        # 1,000 x 0.01; 10 x 0.023; 20 x 0.15
        ("aws_amplify_app", "", {"monthly_build_mins": 1000, "storage_gb": 10, "monthly_data_served_gb": 20},
         [("build", "1000 minute", "10.00"), ("storage", "10 GB-month", "0.23"), ("data served", "20 GB", "3.00")]),
        # 2 x 0.30; 5 h x 3,600 s x 0.0000555556
        ("aws_amplify_app", 'platform = "WEB_COMPUTE"', {"monthly_requests": 2_000_000, "monthly_gb_hours": 5},
         [("build", "minute", "-"), ("storage", "GB-month", "-"), ("data served", "GB", "-"),
          ("server-side requests", "2 1M requests", "0.60"), ("server-side duration", "5 GB-hour", "1.00")]),
        ("aws_athena_workgroup", 'name = "a"', {"monthly_data_scanned_tb": 3}, [("queries", "3 TB", "15.00")]),
        ("aws_datasync_task", "", {"monthly_data_transferred_gb": 1000}, [("data transferred", "1000 GB", "12.50")]),
        ("aws_s3_bucket_analytics_configuration", "", {"monthly_monitored_objects": 10_000_000},
         [("objects analyzed", "10 1M objects", "1.00")]),
        ("aws_s3_bucket_inventory", "", {"monthly_listed_objects": 10_000_000},
         [("objects listed", "10 1M objects", "0.02")]),
        # 10 x 0.50; 2 GB x 730 h x 0.036; 100 x 0.03
        ("aws_timestreamwrite_table", "",
         {"monthly_data_ingested_gb": 10, "memory_store_gb": 2, "magnetic_store_gb": 100},
         [("writes", "10 GB", "5.00"), ("memory store", "1460 GB-hour", "52.56"),
          ("magnetic store", "100 GB-month", "3.00")]),
        # 730 x 0.025
        ("aws_vpclattice_service", "", {}, [("service", "730 hour", "18.25"), ("data processed", "", "-")]),
        ("aws_globalaccelerator_accelerator", "", {},
         [("accelerator", "730 hour", "18.25"), ("data transferred", "", "-")]),
        ("aws_lightsail_instance", 'bundle_id = "small_3_0"', {}, [("instance", "1 month", "12.00")]),
        ("aws_lightsail_instance", 'bundle_id = "nano_win_ipv6_3_0"', {}, [("instance", "1 month", "8.00")]),
        ("aws_lightsail_instance", "bundle_id = var.any", {}, [("instance", "", "-")]),
        # 2 x 9; 3 x 5
        ("aws_grafana_workspace", "", {"editor_administrator_licenses": 2, "viewer_licenses": 3},
         [("editor/administrator licenses", "2 users", "18.00"), ("viewer licenses", "3 users", "15.00")]),
        ("aws_route53_health_check", 'type = "HTTP"', {}, [("health check", "1 check-month", "0.50")]),
        ("aws_route53_health_check",
         'type = "HTTPS_STR_MATCH"\nrequest_interval = 10\nmeasure_latency = true', {},
         [("health check", "1 check-month", "0.50"), ("health check feature", "4 feature-month", "4.00")]),
        ("aws_route53_health_check", 'type = "CALCULATED"', {}, [("health check", "", "-")]),
        ("aws_route53_health_check", "type = var.any", {}, [("health check", "", "-")]),
    ],
)  # fmt: skip
def test_bills(type_: str, body: str, usage: dict[str, int | str], expected: Lines) -> None:
    assert lines(one(type_, body, usage)) == expected


def test_a_check_of_an_endpoint_elsewhere_costs_more() -> None:
    found = one("aws_route53_health_check", 'type = "HTTPS"')
    # 0.50 and 1.00 of an endpoint in AWS, 0.75 and 2.00 of another
    assert [str(each) for each in (found.least, found.expected, found.most)] == ["1.5", "1.5", "2.75"]
    assert found.confidence == "estimated"


def test_flink() -> None:
    # 2 x 730 h x 0.127; 730 h x 0.127; 50 x 0.116; 10 x 0.024
    usage: dict[str, int | str] = {"kinesis_processing_units": 2, "running_storage_gb": 50, "backup_storage_gb": 10}
    flink = one("aws_kinesisanalyticsv2_application", 'runtime_environment = "FLINK-1_20"', usage, "eu-west-2")
    assert lines(flink) == [
        ("processing", "1460 KPU-hour", "185.42"),
        ("orchestration", "730 KPU-hour", "92.71"),
        ("running storage", "50 GB-month", "5.80"),
        ("backups", "10 GB-month", "0.24"),
    ]
    sql = one("aws_kinesis_analytics_application", "", usage, "eu-west-2")
    assert lines(sql) == [("processing", "1460 KPU-hour", "185.42")]
    unknown = one("aws_kinesisanalyticsv2_application", "runtime_environment = var.any", {}, "eu-west-2")
    assert lines(unknown) == [("processing", "KPU-hour", "-"), ("orchestration", "", "-")]
