"""Worked examples of smaller services, computed by hand from us-east-1 prices."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from support.service_bills import bill, billed, reasons

from finops_guard.pricing.aws import unsourced

MICROSOFT = 'type = "MicrosoftAD"\n'
BUILD = 'environment {\ntype = "LINUX_CONTAINER"\ncompute_type = "BUILD_GENERAL1_SMALL"\n}'


@pytest.mark.parametrize(
    ("type_", "body", "usage", "expected"),
    [
        (
            "aws_networkfirewall_firewall",
            'subnet_mapping {\nsubnet_id = "a"\n}\nsubnet_mapping {\nsubnet_id = "b"\n}',
            {"monthly_data_processed_gb": 100},
            # 2 x 730 x 0.395; 100 x 0.065
            [("firewall endpoints", "1460 hour", "576.70"), ("data processed", "100 GB", "6.50")],
        ),
        (
            "aws_transfer_server",
            'protocols = ["SFTP", "FTPS"]',
            {"monthly_data_downloaded_gb": 50},
            # 730 x 0.3, twice; 50 x 0.04
            [
                ("SFTP endpoint", "730 hour", "219.00"),
                ("FTPS endpoint", "730 hour", "219.00"),
                ("data downloaded", "50 GB", "2.00"),
            ],
        ),
        ("aws_transfer_server", "", {}, [("SFTP endpoint", "730 hour", "219.00")]),
        (
            "aws_acmpca_certificate_authority",
            'usage_mode = "SHORT_LIVED_CERTIFICATE"',
            {"monthly_requests": 1000},
            # 1,000 x 0.058
            [("certificate authority", "1 month", "50.00"), ("certificates", "1000 requests", "58.00")],
        ),
        ("aws_codebuild_project", BUILD, {"monthly_build_mins": 1000}, [("builds", "1000 minutes", "5.00")]),
        (
            "aws_cloudwatch_event_bus",
            "",
            {"monthly_custom_events": 3_000_000},
            [("custom events", "3 1M events", "3.00")],
        ),
        ("aws_cloudhsm_v2_hsm", "", {}, [("HSM", "730 hour", "1168.00")]),  # 730 x 1.6
        # 2 x 730 x 0.2: two controllers of the Enterprise edition are what nothing written means
        ("aws_directory_service_directory", MICROSOFT, {}, [("domain controllers", "1460 controller-hour", "292.00")]),
        (
            "aws_directory_service_directory",
            MICROSOFT + 'edition = "Standard"\ndesired_number_of_domain_controllers = 3',
            {},
            # 3 x 730 x 0.06
            [("domain controllers", "2190 controller-hour", "131.40")],
        ),
    ],
)
def test_components(
    type_: str, body: str, usage: Mapping[str, int | str], expected: list[tuple[str, str, str]]
) -> None:
    assert billed(type_, body, usage) == expected


@pytest.mark.parametrize(
    ("type_", "body", "expected"),
    [
        (
            "aws_directory_service_directory",
            "",
            {"directory": "no source has a price of a whole directory of the type SimpleAD"},
        ),
        (
            "aws_networkfirewall_firewall",
            'dynamic "subnet_mapping" {\nfor_each = var.unknown\ncontent {\nsubnet_id = "a"\n}\n}',
            {"firewall endpoints": "its quantity is not known"},
        ),
        ("aws_transfer_server", "protocols = [var.unknown]", {"protocols": "which ones it has is not known"}),
        (
            "aws_acmpca_certificate_authority",
            "usage_mode = var.unknown",
            {"certificate authority": "its mode is not known"},
        ),
    ],
)
def test_what_is_not_known_is_said(type_: str, body: str, expected: Mapping[str, str]) -> None:
    assert reasons(bill(type_, body)) == expected


@pytest.mark.parametrize("type_", unsourced.PAID)
def test_what_no_source_has_prices_of_says_so(type_: str) -> None:
    (part,) = bill(type_, "").components
    assert (part.monthly, part.reason) == (None, f"no source has prices of {type_}")
