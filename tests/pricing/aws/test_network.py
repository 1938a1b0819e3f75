"""What networks of AWS cost, against calculations by hand."""

from __future__ import annotations

import pytest
from support.bills import bills, lines

from finops_guard.pricing.estimates import Estimate

REGION = 'provider "aws" {\n  region = "us-east-1"\n}\nvariable "any" {}\n'
Lines = list[tuple[str, str, str]]


def one(type_: str, body: str, usage: dict[str, int | str] | None = None, more: str = "") -> Estimate:
    code = f'{REGION}resource "{type_}" "this" {{\n{body}\n}}\n{more}'
    return bills(code, {f"{type_}.this": usage or {}}).get(f"{type_}.this", Estimate())


def test_nat_gateway() -> None:
    # 730 h x 0.045; 500 GB x 0.045
    fixed = one("aws_nat_gateway", 'subnet_id = "subnet-1"')
    assert lines(fixed) == [("NAT gateway", "730 hour", "32.85"), ("data processed", "GB", "-")]
    used = one("aws_nat_gateway", 'subnet_id = "subnet-1"', {"monthly_data_processed_gb": 500})
    assert lines(used) == [("NAT gateway", "730 hour", "32.85"), ("data processed", "500 GB", "22.50")]
    assert used.confidence == "exact"


ALB = ("load balancer", "730 hour", "16.42")  # x 0.0225
UNITS = ("capacity units", "LCU-hour", "-")


@pytest.mark.parametrize(
    ("type_", "body", "usage", "expected"),
    [
        ("aws_eip", "", {}, [("public IPv4 address", "730 hour", "3.65")]),  # x 0.005
        ("aws_eip", 'public_ipv4_pool = "ipv4pool-ec2-1"', {}, []),
        ("aws_lb", "internal = true", {}, [ALB, UNITS]),
        ("aws_alb", "internal = true", {}, [ALB, UNITS]),
        (  # 2 x 3.65
            "aws_lb",
            'subnets = ["a", "b"]',
            {},
            [ALB, UNITS, ("public IPv4 addresses", "1460 hour", "7.30")],
        ),
        ("aws_lb", 'subnets = ["a", "b"]\nip_address_type = "dualstack-without-public-ipv4"', {}, [ALB, UNITS]),
        (  # 1,000 x 0.008
            "aws_lb",
            "internal = true",
            {"monthly_data_processed_gb": 1000},
            [ALB, ("capacity units", "1000 LCU-hour", "8.00")],
        ),
        (  # 1,000 x 0.006
            "aws_lb",
            'load_balancer_type = "network"\ninternal = true',
            {"monthly_capacity_unit_hours": 1000, "monthly_data_processed_gb": 5},
            [ALB, ("capacity units", "1000 LCU-hour", "6.00")],
        ),
        (  # the addresses stand as aws_eip
            "aws_lb",
            'load_balancer_type = "network"\nsubnet_mapping {\n  subnet_id = "a"\n  allocation_id = "eip-1"\n}',
            {},
            [ALB, UNITS],
        ),
        ("aws_lb", 'load_balancer_type = "gateway"', {}, [("load balancer", "", "-"), ("capacity units", "", "-")]),
        ("aws_lb", "load_balancer_type = var.any", {}, [("load balancer", "", "-")]),
        (  # 730 x 0.025; 100 x 0.008
            "aws_elb",
            "internal = true",
            {"monthly_data_processed_gb": 100},
            [("load balancer", "730 hour", "18.25"), ("data processed", "100 GB", "0.80")],
        ),
        (
            "aws_elb",
            'availability_zones = ["us-east-1a", "us-east-1b", "us-east-1c"]',
            {},
            [
                ("load balancer", "730 hour", "18.25"),
                ("data processed", "GB", "-"),
                ("public IPv4 addresses", "2190 hour", "10.95"),
            ],
        ),
        ("aws_vpc_endpoint", 'service_name = "com.amazonaws.us-east-1.s3"', {}, []),
        (  # 3 x 730 x 0.01; 1,048,576 x 0.01 + 951,424 x 0.006
            "aws_vpc_endpoint",
            'vpc_endpoint_type = "Interface"\nsubnet_ids = ["a", "b", "c"]',
            {"monthly_data_processed_gb": 2_000_000},
            [("interface endpoint", "2190 hour", "21.90"), ("data processed", "2000000 GB", "16194.30")],
        ),
        (  # 730 x 0.01; 100 x 0.0035
            "aws_vpc_endpoint",
            'vpc_endpoint_type = "GatewayLoadBalancer"\nsubnet_ids = ["a"]',
            {"monthly_data_processed_gb": 100},
            [("gateway load balancer endpoint", "730 hour", "7.30"), ("data processed", "100 GB", "0.35")],
        ),
        ("aws_vpc_endpoint", 'vpc_endpoint_type = "Resource"', {}, [("endpoint", "", "-")]),
        (  # 730 x 0.05; 50 x 0.02
            "aws_ec2_transit_gateway_vpc_attachment",
            "",
            {"monthly_data_processed_gb": 50},
            [("transit gateway attachment", "730 hour", "36.50"), ("data processed", "50 GB", "1.00")],
        ),
        (
            "aws_ec2_transit_gateway_peering_attachment",
            "",
            {},
            [("transit gateway attachment", "730 hour", "36.50")],
        ),
        ("aws_vpn_connection", 'vpn_gateway_id = "vgw-1"', {}, [("VPN connection", "730 hour", "36.50")]),
        (
            "aws_vpn_connection",
            "transit_gateway_id = var.any",
            {},
            [("VPN connection", "730 hour", "36.50"), ("transit gateway attachment", "730 hour", "36.50")],
        ),
        (  # 400 x 0.05
            "aws_ec2_client_vpn_endpoint",
            "",
            {"monthly_connection_hours": 400},
            [("client connections", "400 hour", "20.00")],
        ),
        ("aws_ec2_client_vpn_network_association", "", {}, [("endpoint association", "730 hour", "73.00")]),  # x 0.10
        ("aws_flow_log", "", {"monthly_data_ingested_gb": 100}, [("logs delivered", "100 GB", "50.00")]),  # x 0.50
        (
            "aws_flow_log",
            'log_destination_type = "s3"',
            {"monthly_data_ingested_gb": 100},
            [("logs delivered", "100 GB", "25.00")],  # x 0.25
        ),
        ("aws_ec2_traffic_mirror_session", "", {}, [("traffic mirroring", "730 hour", "10.95")]),  # x 0.015
    ],
)
def test_components(type_: str, body: str, usage: dict[str, int | str], expected: Lines) -> None:
    assert lines(one(type_, body, usage)) == expected


@pytest.mark.parametrize(
    ("type_", "body", "least", "most"),
    [
        ("aws_vpc_endpoint", 'vpc_endpoint_type = "Interface"\nsubnet_ids = var.any', "7.30", None),
        ("aws_vpc_endpoint", 'vpc_endpoint_type = "Interface"', "7.30", None),
        ("aws_lb", "subnets = var.any", "23.72", None),  # in two zones at the least
        ("aws_lb", 'internal = var.any\nsubnets = ["a", "b"]', "16.42", "23.72"),
    ],
)
def test_subnets_that_are_not_known(type_: str, body: str, least: str, most: str | None) -> None:
    found = one(type_, body)
    assert found.least is not None
    assert f"{found.least:.2f}" == least
    assert (None if found.most is None else f"{found.most:.2f}") == most
    assert bool(found.causes) == ("var." in body)


def test_subnets_that_are_associated_with_an_endpoint() -> None:
    more = """
        resource "aws_vpc_endpoint_subnet_association" "this" {
          count           = 2
          vpc_endpoint_id = aws_vpc_endpoint.this.id
          subnet_id       = "subnet-1"
        }
    """
    found = one("aws_vpc_endpoint", 'vpc_endpoint_type = "Interface"', more=more)
    assert lines(found)[0] == ("interface endpoint", "1460 hour", "14.60")


def test_a_region_without_a_price() -> None:
    code = 'provider "aws" {\n  region = "mx-central-1"\n}\nresource "aws_ec2_client_vpn_network_association" "this" {}'
    (found,) = bills(code).values()
    assert found.confidence == "unpriced"
    assert found.unpriced[0].endswith("no source has a price of VPC client VPN endpoint association in mx-central-1")
