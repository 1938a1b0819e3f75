"""What networks of AWS cost, against calculations by hand."""

from __future__ import annotations

from support.bills import bills, lines

REGION = 'provider "aws" {\n  region = "us-east-1"\n}\n'


def test_nat_gateway() -> None:
    # 730 h x 0.045; 500 GB x 0.045
    code = REGION + 'resource "aws_nat_gateway" "this" {\n  subnet_id = "subnet-1"\n}\n'
    fixed = bills(code)["aws_nat_gateway.this"]
    assert lines(fixed) == [("NAT gateway", "730 hour", "32.85"), ("data processed", "GB", "-")]
    used = bills(code, {"aws_nat_gateway.this": {"monthly_data_processed_gb": 500}})["aws_nat_gateway.this"]
    assert lines(used) == [("NAT gateway", "730 hour", "32.85"), ("data processed", "500 GB", "22.50")]
    assert used.confidence == "exact"
