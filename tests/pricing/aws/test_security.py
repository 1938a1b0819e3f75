"""What authorities, firewalls, file servers, events and builds of AWS cost, against calculations by hand."""

from __future__ import annotations

import pytest
from support.service_bills import bill, billed, reasons

CUSTOM = "monthly_custom_events"


def environment(size: str, system: str) -> str:
    return f'environment {{\n  compute_type = "{size}"\n  type = "{system}"\n  image = "i"\n}}'


@pytest.mark.parametrize(
    ("type_", "body", "use", "expected"),
    [
        ("aws_acmpca_certificate_authority", "", {}, [("certificate authority", "1 month", "400.00")]),
        (
            "aws_acmpca_certificate_authority",
            'usage_mode = "GENERAL_PURPOSE"',
            {"monthly_requests": 12_000},  # 1,000 x 0.75, 9,000 x 0.35, 2,000 x 0.001
            [("certificate authority", "1 month", "400.00"), ("certificates", "12000 requests", "3902.00")],
        ),
        (
            "aws_acmpca_certificate_authority",
            'usage_mode = "SHORT_LIVED_CERTIFICATE"',
            {"monthly_requests": 100},
            [("certificate authority", "1 month", "50.00"), ("certificates", "100 requests", "5.80")],
        ),
        ("aws_cloudhsm_v2_hsm", "", {}, [("HSM", "730 hour", "1168.00")]),
        (
            "aws_networkfirewall_firewall",
            'subnet_mapping {\n  subnet_id = "a"\n}\nsubnet_mapping {\n  subnet_id = "b"\n}',
            {"monthly_data_processed_gb": 100},
            [("endpoint", "1460 hour", "576.70"), ("data processed", "100 GB", "6.50")],
        ),
        ("aws_transfer_server", "", {}, [("SFTP", "730 hour", "219.00")]),
        (
            "aws_transfer_server",
            'protocols = ["FTP", "FTPS", "AS2"]',
            {"monthly_data_uploaded_gb": 50, "monthly_data_downloaded_gb": 25},
            [
                ("FTP", "730 hour", "219.00"),
                ("FTPS", "730 hour", "219.00"),
                ("data uploaded", "50 GB", "2.00"),
                ("data downloaded", "25 GB", "1.00"),
            ],
        ),
        ("aws_cloudwatch_event_bus", "", {}, []),
        ("aws_cloudwatch_event_bus", "", {CUSTOM: 2_500_000}, [("custom events", "2.5 1M events", "2.50")]),
        (
            "aws_codebuild_project",
            environment("BUILD_GENERAL1_SMALL", "LINUX_CONTAINER"),
            {"monthly_build_mins": 1000},
            [("build", "1000 minutes", "5.00")],
        ),
        (
            "aws_codebuild_project",
            environment("BUILD_GENERAL1_LARGE", "WINDOWS_SERVER_2022_CONTAINER"),
            {"monthly_build_mins": 1000},
            [("build", "1000 minutes", "36.00")],
        ),
    ],
)
def test_bills(type_: str, body: str, use: dict[str, int], expected: list[tuple[str, str, str]]) -> None:
    assert billed(type_, body, use) == expected


@pytest.mark.parametrize(
    ("type_", "body", "expected"),
    [
        ("aws_acmpca_certificate_authority", "usage_mode = var.unknown", {"certificate authority"}),
        ("aws_networkfirewall_firewall", "dynamic subnet_mapping {\n  for_each = var.unknown\n  content {}\n}", None),
        ("aws_transfer_server", "protocols = var.unknown", {"protocol"}),
        ("aws_codebuild_project", environment("BUILD_GENERAL1_SMALL", "ARM_CONTAINER"), {"build"}),
    ],
)
def test_what_is_not_known_has_no_price(type_: str, body: str, expected: set[str] | None) -> None:
    found = bill(type_, body)
    assert not [part for part in found.components if part.monthly is not None]
    assert reasons(found).keys() == (expected or {"endpoint"})
