"""What networks and gateways of Azure cost, against calculations by hand."""

from __future__ import annotations

import pytest
from support.azure_bills import Lines, bill, bill_lines, bounds, reasons
from support.bills import bills, lines

EAST, WEST, AUSTRALIA = (f'location = "{name}"\n' for name in ("East US", "West US", "Australia East"))


@pytest.mark.parametrize(
    ("type_", "body", "usage", "expected"),
    [
        # 730 x 0.045, 100 GB x 0.045
        (
            "azurerm_nat_gateway",
            "",
            {"monthly_data_processed_gb": 100},
            [("NAT gateway", "730 hour", "32.85"), ("data processed", "100 GB", "4.50")],
        ),
        ("azurerm_lb", EAST, {"monthly_data_processed_gb": 200}, [("data processed", "200 GB", "1.00")]),
        ("azurerm_lb", EAST + 'sku = "Basic"', {}, []),
        (
            "azurerm_cdn_frontdoor_profile",
            'sku_name = "Standard_AzureFrontDoor"',
            {},
            [("profile", "730 hour", "35.00")],
        ),
        # 730 x 0.005, x 0.01, x 0.0036, x 0.004
        ("azurerm_public_ip", 'allocation_method = "Static"', {}, [("IP address", "730 hour", "3.65")]),
        (
            "azurerm_public_ip",
            EAST + 'allocation_method = "Static"\nsku_tier = "Global"',
            {},
            [("IP address", "730 hour", "7.30")],
        ),
        (
            "azurerm_public_ip",
            WEST + 'allocation_method = "Static"\nsku = "Basic"',
            {},
            [("IP address", "730 hour", "2.63")],
        ),
        (
            "azurerm_public_ip",
            EAST + 'allocation_method = "Dynamic"\nsku = "Basic"',
            {},
            [("IP address", "730 hour", "2.92")],
        ),
        ("azurerm_public_ip", 'allocation_method = "Static"\npublic_ip_prefix_id = "/prefixes/own"', {}, []),
        ("azurerm_public_ip_prefix", "prefix_length = 30", {}, [("IP prefix", "730 hour", "4.38")]),
        # 730 x 0.19; 1 GB x 0.12
        (
            "azurerm_bastion_host",
            AUSTRALIA,
            {"monthly_outbound_data_gb": 1},
            [("bastion host", "730 hour", "138.70"), ("outbound data transfer", "1 GB", "0.12")],
        ),
        ("azurerm_bastion_host", AUSTRALIA + 'sku = "Developer"', {}, []),
        # 730 x 0.01
        (
            "azurerm_private_endpoint",
            WEST,
            {"monthly_inbound_data_processed_gb": 100},
            [
                ("private endpoint", "730 hour", "7.30"),
                ("inbound data processed", "100 GB", "1.00"),
                ("outbound data processed", "GB", "-"),
            ],
        ),
        (
            "azurerm_dns_zone",
            "",
            {"monthly_queries": 2_000_000},
            [("hosted zone", "1 zone-month", "0.54"), ("queries", "2 1M queries", "0.80")],
        ),
        (
            "azurerm_private_dns_zone",
            "",
            # 1,000 x 0.4, then 500 x 0.2
            {"monthly_queries": 1_500_000_000},
            [("hosted zone", "1 zone-month", "0.54"), ("queries", "1500 1M queries", "500.00")],
        ),
        (
            "azurerm_traffic_manager_profile",
            "",
            {"monthly_dns_queries": 10_000_000},
            [("queries", "10 1M queries", "5.40")],
        ),
        # 730 x 1.25; 10 GB x 0.016
        (
            "azurerm_firewall",
            EAST + 'sku_name = "AZFW_VNet"\nsku_tier = "Standard"',
            {"monthly_data_processed_gb": 10},
            [("deployment", "730 hour", "912.50"), ("data processed", "10 GB", "0.16")],
        ),
        (
            "azurerm_firewall",
            EAST + 'sku_name = "AZFW_Hub"\nsku_tier = "Premium"',
            {},
            [("deployment", "730 hour", "1277.50"), ("data processed", "GB", "-")],
        ),
        # 730 x 0.19; of 130 tunnels 128 are included: 2 x 7.3
        (
            "azurerm_virtual_network_gateway",
            EAST + 'type = "Vpn"\nsku = "VpnGw1"\nvpn_client_configuration {}\n',
            {"p2s_tunnels": 130, "monthly_data_transfer_gb": 100},
            [
                ("gateway", "730 hour", "138.70"),
                ("point-to-site tunnels", "130 tunnel", "14.60"),
                ("data transfer", "100 GB", "3.50"),
            ],
        ),
        # 730 x 0.36; 2 instances x 10 units x 730 x 0.0144
        (
            "azurerm_application_gateway",
            EAST + 'sku {\nname = "WAF_v2"\ntier = "WAF_v2"\ncapacity = 2\n}',
            {},
            [
                ("gateway", "730 hour", "262.80"),
                ("capacity units", "14600 CU-hour", "210.24"),
                ("additional capacity units", "CU-hour", "-"),
            ],
        ),
        # 730 x 0.25
        (
            "azurerm_virtual_hub",
            "",
            {},
            [("hub", "730 hour", "182.50"), ("data processed", "GB", "-")],
        ),
    ],
)
def test_networks(type_: str, body: str, usage: dict[str, int], expected: Lines) -> None:
    assert bill_lines(type_, body, usage) == expected


def test_an_application_gateway_that_scales_has_bounds() -> None:
    body = 'sku {\nname = "Standard_v2"\ntier = "Standard_v2"\n}\nautoscale_configuration {\nmin_capacity = 1\n%s\n}\n'
    # 730 x 0.2 = 146; an instance is 10 x 730 x 0.008 = 58.40
    found = bill("azurerm_application_gateway", EAST + body % "max_capacity = 5")
    assert bounds(found) == ("204.40", "204.40", "438.00")
    # ten instances at the most, where nothing is written
    assert bounds(bill("azurerm_application_gateway", EAST + body % "")) == ("204.40", "204.40", "730.00")


def test_older_application_gateways_have_no_capacity_units() -> None:
    older = 'sku {\nname = "Standard_Medium"\ntier = "Standard"\ncapacity = 2\n}\n'
    found = bill("azurerm_application_gateway", EAST + older)
    assert [part.name for part in found.components] == ["gateway", "data processed"]
    assert reasons(found) == ["gateway: no source has a price of Application Gateway gateway usage Standard_Medium"]


def test_a_prefix_may_be_paid_for_by_address() -> None:
    # 730 x 0.006, for one or each of four
    assert bounds(bill("azurerm_public_ip_prefix", "prefix_length = 30")) == ("4.38", "4.38", "17.52")


def test_more_units_of_a_bastion_have_no_price() -> None:
    found = bill("azurerm_bastion_host", AUSTRALIA + "scale_units = 4")
    assert "additional scale units: no source has a price of them" in reasons(found)


@pytest.mark.parametrize(
    ("type_", "body", "expected"),
    [
        (
            "azurerm_bastion_host",
            AUSTRALIA + 'sku = "Standard"',
            ["bastion host: no source has a price of Bastion bastion host Standard"],
        ),
        (
            "azurerm_firewall",
            EAST + 'sku_name = "AZFW_VNet"\nsku_tier = "Basic"',
            ["deployment: no source has a price of Firewall deployment Basic in eastus"],
        ),
        (
            "azurerm_virtual_network_gateway",
            EAST + 'type = "ExpressRoute"\nsku = "ErGw1AZ"',
            ["gateway: no source has a price of ExpressRoute gateway ErGw1AZ"],
        ),
        ("azurerm_public_ip", "allocation_method = var.any", ["IP address: its SKU is not known"]),
        (
            "azurerm_cdn_frontdoor_profile",
            'sku_name = "Premium_AzureFrontDoor"',
            ["profile: no source has a price of Front Door base fee Premium_AzureFrontDoor"],
        ),
    ],
)
def test_what_has_no_price_is_said(type_: str, body: str, expected: list[str]) -> None:
    assert reasons(bill(type_, body, more='variable "any" {}\n')) == expected


def test_rules_are_paid_for_where_their_load_balancer_is() -> None:
    code = """
    resource "azurerm_lb" "this" {
      location = "West US"
      sku      = "%s"
    }
    resource "azurerm_lb_rule" "this" {
      loadbalancer_id = azurerm_lb.this.id
    }
    resource "azurerm_lb_outbound_rule" "this" {
      loadbalancer_id = azurerm_lb.this.id
    }
    """
    found = bills(code % "Standard")
    # 730 x 0.01
    assert lines(found["azurerm_lb_rule.this"]) == [("rule", "730 hour", "7.30")]
    assert lines(found["azurerm_lb_outbound_rule.this"]) == [("outbound rule", "730 hour", "7.30")]
    assert "azurerm_lb_rule.this" not in bills(code % "Basic")


def test_content_is_delivered_at_the_price_of_its_profile() -> None:
    code = """
    resource "azurerm_cdn_profile" "this" {
      location = "East US"
      sku      = "Standard_Microsoft"
    }
    resource "azurerm_cdn_endpoint" "this" {
      location     = "East US"
      profile_name = azurerm_cdn_profile.this.name
    }
    """
    usage = {"azurerm_cdn_endpoint.this": {"monthly_outbound_data_transfer_gb": 1000}}
    found = bills(code, usage)["azurerm_cdn_endpoint.this"]
    assert lines(found) == [("outbound data transfer", "1000 GB", "81.00")]


def test_front_door_has_rules_at_two_prices() -> None:
    body = 'routing_rule {\nname = "rule"\n}\n' * 7
    # 5 x 730 x 0.03, 2 x 730 x 0.012
    assert bill_lines("azurerm_frontdoor", body)[:2] == [
        ("routing rules", "3650 hour", "109.50"),
        ("further routing rules", "1460 hour", "17.52"),
    ]
