"""What gateways and firewalls of Azure cost.

An instance of an application gateway is "roughly equivalent to 10 reserved capacity units", and one that scales has at
most 10 unless more are written:
https://learn.microsoft.com/azure/application-gateway/application-gateway-autoscaling-zone-redundant
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import Range, exactly

# The tier, as rows of the fixed price and of capacity units name it.
_TIERS = {"Standard_v2": ("basic v2", "basic"), "WAF_v2": ("WAF v2", "WAF")}
_UNITS = 10  # capacity units that are reserved for an instance, and paid for whether used or not
_MOST_INSTANCES = Decimal(10)
_OLDER = ("Standard", "WAF")
_FIREWALLS = {
    ("AZFW_VNet", "Standard"): "Standard",
    ("AZFW_VNet", "Premium"): "Premium",
    ("AZFW_Hub", "Standard"): "Standard Secure Virtual Hub",
    ("AZFW_Hub", "Premium"): "Premium Secured Virtual Hub",
}


def application_gateway(bill: Bill) -> None:
    """Add the fixed price and the reserved capacity units of a gateway of version 2, or the instances of version 1.

    ``monthly_additional_capacity_unit_hours`` are what is used beyond those that are reserved; of version 1,
    ``monthly_data_processed_gb`` are paid for.
    """
    service, tier = "Application Gateway", bill.text("sku.tier")
    if tier is None:
        bill.unpriced("gateway", "its tier is not known")
        return
    if tier in _OLDER:
        size = bill.text("sku.name") or tier
        bill.hourly("gateway", bill.unit(service, "gateway usage", size), bill.number("sku.capacity", 1))
        bill.usage("data processed", "monthly_data_processed_gb", bill.unit(service, "data processed", size))
        return
    fixed, unit = _TIERS.get(tier, (tier, tier))
    bill.hourly("gateway", bill.unit(service, "gateway usage", fixed))
    if bill.value("autoscale_configuration") is None:
        instances = bill.scaled("", "sku.capacity", "")
    else:
        at = "autoscale_configuration"
        instances = bill.scaled(f"{at}.min_capacity", "", f"{at}.max_capacity", 0)
        if instances is not None and bill.value(f"{at}.max_capacity") is None:
            instances = Range(instances.least, instances.expected, max(instances.expected, _MOST_INSTANCES))
    price = bill.unit(service, "v2 capacity units", unit)
    bill.hourly("capacity units", price, None if instances is None else instances * exactly(_UNITS))
    bill.usage("additional capacity units", "monthly_additional_capacity_unit_hours", price)


def firewall(bill: Bill) -> None:
    """Add the deployment's hours, and ``monthly_data_processed_gb``."""
    sku, tier = bill.text("sku_name", "AZFW_VNet"), bill.text("sku_tier", "Standard")
    if sku is None or tier is None:
        bill.unpriced("deployment", "its tier is not known")
    else:
        bill.hourly("deployment", bill.unit("Firewall", "deployment", _FIREWALLS.get((sku, tier), tier)))
    price = bill.unit("Firewall", "data processed", "Basic" if tier == "Basic" else "")
    bill.usage("data processed", "monthly_data_processed_gb", price)


def network_gateway(bill: Bill) -> None:
    """Add the hours of a VPN gateway, ``monthly_data_transfer_gb``, and ``p2s_tunnels`` (of which 128 are included)."""
    type_, sku = bill.text("type"), bill.text("sku")
    if type_ is None or sku is None:
        bill.unpriced("gateway", "its SKU is not known")
        return
    if type_ != "Vpn":
        bill.hourly("gateway", bill.unit(type_, "gateway", sku))
        return
    bill.hourly("gateway", bill.unit("VPN Gateway", "vpn gateway", sku))
    if bill.value("vpn_client_configuration") is not None:
        bill.usage("point-to-site tunnels", "p2s_tunnels", bill.unit("VPN Gateway", "vpn gateway p2s tunnels"))
    # The rows name it so.
    bill.usage("data transfer", "monthly_data_transfer_gb", bill.unit("VPN Gateway", "vpn gateway data tranfer"))


def virtual_hub(bill: Bill) -> None:
    """Add the hub's hours, and ``monthly_data_processed_gb``; one of the tier Basic routes nothing, and is free."""
    if bill.text("sku", "Standard") == "Basic":
        return
    assumed = "" if bill.value("sku") is not None else "it is a Standard one"
    bill.hourly("hub", bill.unit("Virtual WAN", "deployment"), assumed=assumed)
    bill.usage("data processed", "monthly_data_processed_gb", bill.unit("Virtual WAN", "data processed"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "azurerm_application_gateway": application_gateway,
    "azurerm_firewall": firewall,
    "azurerm_virtual_hub": virtual_hub,
    "azurerm_virtual_network_gateway": network_gateway,
}
