"""What names, distributions, firewalls and APIs of AWS cost, against calculations by hand."""

from __future__ import annotations

import pytest
from support.bills import lines
from support.service_bills import bill, billed, bounds, reasons


@pytest.mark.parametrize(
    ("type_", "body", "use", "expected"),
    [
        ("aws_route53_zone", 'name = "a.example"', {}, [("hosted zone", "1 zone-month", "0.50")]),
        (
            "aws_route53_record",
            "",
            {"monthly_standard_queries": 1_200_000_000},  # 1,000 x 0.40 + 200 x 0.20
            [("standard queries", "1200 1M queries", "440.00")],
        ),
        (
            "aws_route53_record",
            'latency_routing_policy {\nregion = "us-east-1"\n}',
            {"monthly_latency_based_queries": 1_000_000},
            [("latency queries", "1 1M queries", "0.60")],
        ),
        (
            "aws_route53_record",
            'geolocation_routing_policy {\ncountry = "DE"\n}',
            {"monthly_geo_queries": 1_000_000},
            [("geo queries", "1 1M queries", "0.70")],
        ),
        (
            "aws_route53_resolver_endpoint",
            'ip_address {\nsubnet_id = "a"\n}\nip_address {\nsubnet_id = "b"\n}',
            {},
            [("network interfaces", "1460 ENI-hour", "182.50")],  # 2 x 730 x 0.125
        ),
        (
            "aws_wafv2_web_acl",
            'rule {\nname = "a"\n}\nrule {\nname = "b"\n}',
            {"monthly_requests": 10_000_000},
            [
                ("web ACL", "1 ACL-month", "5.00"),
                ("rules", "2 rule-month", "2.00"),
                ("requests", "10 1M requests", "6.00"),
            ],
        ),
        ("aws_wafv2_web_acl", "", {}, [("web ACL", "1 ACL-month", "5.00")]),
        # 333 x 3.50 + 67 x 2.80
        (
            "aws_api_gateway_rest_api",
            "",
            {"monthly_requests": 400_000_000},
            [("requests", "400 1M requests", "1353.10")],
        ),
        (
            "aws_apigatewayv2_api",
            'protocol_type = "HTTP"',
            {"monthly_requests": 400_000_000},  # 300 x 1.00 + 100 x 0.90
            [("requests", "400 1M requests", "390.00")],
        ),
        (
            "aws_apigatewayv2_api",
            'protocol_type = "WEBSOCKET"',
            {"monthly_messages": 2_000_000, "monthly_connection_mins": 4_000_000},
            [("messages", "2 1M messages", "2.00"), ("connection minutes", "4 1M minutes", "1.00")],
        ),
        (
            "aws_api_gateway_stage",
            'cache_cluster_enabled = true\ncache_cluster_size = "0.5"',
            {},
            [("cache", "730 hour", "14.60")],
        ),
        ("aws_api_gateway_stage", "", {}, []),
        (
            "aws_cloudfront_distribution",
            "",
            {
                "monthly_data_transfer_to_internet_gb_us": 20_000,  # 10,240 x 0.085 + 9,760 x 0.08
                "monthly_https_requests_us": 1_000_000,
                "monthly_data_transfer_to_internet_gb_india": 100,
            },
            [
                ("data transfer to the internet, US, Mexico, Canada", "20000 GB", "1651.20"),
                ("HTTPS requests, US, Mexico, Canada", "100 10k requests", "1.00"),
                ("data transfer to the internet, India", "100 GB", "10.90"),
            ],
        ),
    ],
)
def test_bills(type_: str, body: str, use: dict[str, int], expected: list[tuple[str, str, str]]) -> None:
    assert billed(type_, body, use) == expected


def test_what_is_not_known_is_said() -> None:
    rules = bill("aws_wafv2_web_acl", 'dynamic "rule" {\nfor_each = var.unknown\ncontent {\nname = "r"\n}\n}')
    assert reasons(rules) == {"rules": "its quantity is not known"}
    assert bounds(rules) == ("5.00", "5.00", "-")
    stage = bill("aws_api_gateway_stage", "cache_cluster_enabled = var.unknown")
    assert reasons(stage) == {"cache": "it is not known whether it has one"}
    europe = bill("aws_cloudfront_distribution", "", {"monthly_https_requests_europe": 1})
    assert reasons(europe)["HTTPS requests, Europe, Israel"].startswith("no source has a price of CloudFront")


def test_distributions_list_one_place_where_no_use_is_told() -> None:
    found = bill("aws_cloudfront_distribution", "")
    assert [line[2] for line in lines(found)] == ["-"] * 4
    assert found.unpriced == ()
