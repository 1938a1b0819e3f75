"""What functions of AWS Lambda cost, against calculations by hand."""

from __future__ import annotations

import pytest
from support.bills import bills, lines

from finops_guard.pricing.estimates import Estimate

REGION = 'provider "aws" {\n  region = "us-east-1"\n}\nvariable "any" {}\n'
Lines = list[tuple[str, str, str]]


def function(body: str, usage: dict[str, int | str]) -> Estimate:
    code = f'{REGION}resource "aws_lambda_function" "this" {{\n{body}\n}}\n'
    return bills(code, {"aws_lambda_function.this": usage})["aws_lambda_function.this"]


@pytest.mark.parametrize(
    ("body", "usage", "expected"),
    [
        ("", {}, [("requests", "1M requests", "-"), ("duration", "GB-second", "-")]),
        (  # 0.2 x 3; 3,000,000 x 0.2 s x 1 GB x 0.0000166667
            "memory_size = 1024",
            {"monthly_requests": 3_000_000, "request_duration_ms": 200},
            [("requests", "3 1M requests", "0.60"), ("duration", "600000 GB-second", "10.00")],
        ),
        (  # 128 MB; x 0.0000133334
            'architectures = ["arm64"]',
            {"monthly_requests": 8_000_000, "request_duration_ms": 1000},
            [("requests", "8 1M requests", "1.60"), ("duration", "1000000 GB-second", "13.33")],
        ),
        (  # 6,000,000,000 x 0.0000166667 + 1,000,000,000 x 0.000015
            "",
            {"monthly_gb_seconds": 7_000_000_000},
            [("requests", "1M requests", "-"), ("duration", "7000000000 GB-second", "115000.20")],
        ),
        (  # 1 GB above 512 MB: 1,000,000 x 0.0000000309
            "memory_size = 1024\nephemeral_storage {\n  size = 1536\n}",
            {"monthly_requests": 1_000_000, "request_duration_ms": 1000},
            [
                ("requests", "1 1M requests", "0.20"),
                ("duration", "1000000 GB-second", "16.67"),
                ("ephemeral storage", "1000000 GB-second", "0.03"),
            ],
        ),
        (
            "memory_size = var.any",
            {"monthly_requests": 1_000_000, "request_duration_ms": 1000},
            [("requests", "1 1M requests", "0.20"), ("duration", "GB-second", "-")],
        ),
    ],
)
def test_function(body: str, usage: dict[str, int | str], expected: Lines) -> None:
    assert lines(function(body, usage)) == expected


PROVISIONED = """
    resource "aws_lambda_provisioned_concurrency_config" "this" {
      function_name                     = %s
      qualifier                         = "live"
      provisioned_concurrent_executions = 2
    }
"""


@pytest.mark.parametrize(
    ("body", "cost"),
    [  # 2 x 2,628,000 s x 0.5 GB x 0.0000041667, or 0.0000033334
        ("memory_size = 512", "10.95"),
        ('memory_size = 512\narchitectures = ["arm64"]', "8.76"),
    ],
)
def test_provisioned_concurrency(body: str, cost: str) -> None:
    code = REGION + PROVISIONED % "aws_lambda_function.this.function_name"
    code += f'resource "aws_lambda_function" "this" {{\n  function_name = "a"\n{body}\n}}\n'
    found = bills(code)["aws_lambda_provisioned_concurrency_config.this"]
    assert lines(found) == [("provisioned concurrency", "2628000 GB-second", cost)]


def test_provisioned_concurrency_of_another_function() -> None:
    found = bills(REGION + PROVISIONED % '"elsewhere"')["aws_lambda_provisioned_concurrency_config.this"]
    assert found.unpriced[0].endswith(": provisioned concurrency: its function is not in the code")
