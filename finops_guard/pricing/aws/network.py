"""What the networks of AWS cost: NAT gateways."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from finops_guard.pricing.bill import Bill


def nat_gateway(bill: Bill) -> None:
    """Add the gateway's hours, and the GB that pass through it."""
    bill.hourly("NAT gateway", bill.unit("VPC", "NAT gateway"))
    bill.usage("data processed", "monthly_data_processed_gb", bill.unit("VPC", "NAT gateway data processed"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {"aws_nat_gateway": nat_gateway}
