"""What networks of Azure cost: load balancers, addresses, gateways to the internet, endpoints and names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.pricing.azure.parts import parent, place, written
from finops_guard.pricing.bill import Bill, noted
from finops_guard.pricing.estimates import Range
from finops_guard.pricing.places import first

# Where the sources' prices of what has no region are from.
_ZONES, _QUERIES = "germanywestcentral", "westeurope"


def load_balancer(bill: Bill) -> None:
    """Add ``monthly_data_processed_gb``; its rules are resources that are paid for themselves. Basic is free."""
    sku = written(bill, "sku", "Standard")
    if sku is None:
        bill.unpriced("data processed", "its SKU is not known", usage=True)
    elif sku != "Basic":
        bill.usage("data processed", "monthly_data_processed_gb", bill.unit("Load Balancer", "data processed", sku))


def _rule(component: str) -> Callable[[Bill], None]:
    def estimate(bill: Bill) -> None:
        """Add the hours of a rule, where the load balancer is not a free one."""
        owner = place(bill, "azurerm_lb")
        sku = first(owner.values, "sku") if owner is not None else None
        if sku is not None and sku.raw == "Basic":
            return
        assumed = ""
        if sku is not None and not isinstance(sku.raw, str):
            bill.because(sku.causes)
            assumed = "its load balancer is a Standard one"
        bill.hourly(component, bill.unit("Load Balancer", component, "Standard"), assumed=assumed)

    return estimate


def nat_gateway(bill: Bill) -> None:
    """Add the gateway's hours, and the GB that pass through it: ``monthly_data_processed_gb``."""
    sku = bill.text("sku_name", "Standard")
    # Only the SKU Standard has prices, in rows that name none.
    attribute = "" if sku == "Standard" else sku or ""
    if sku is None:
        bill.unpriced("NAT gateway", "its SKU is not known")
        return
    bill.hourly("NAT gateway", bill.unit("NAT Gateway", "gateway", attribute))
    bill.usage("data processed", "monthly_data_processed_gb", bill.unit("NAT Gateway", "data processed", attribute))


def public_ip(bill: Bill) -> None:
    """Add the hours of the address; one from a prefix is paid for as part of that."""
    if bill.value("public_ip_prefix_id") is not None or bill.text("ip_version") == "IPv6":
        return
    sku, tier = bill.text("sku", "Standard"), bill.text("sku_tier", "Regional")
    method = bill.text("allocation_method")
    if sku is None or tier is None or method is None:
        bill.unpriced("IP address", "its SKU is not known")
        return
    kind = f"{sku} {method.lower()}" if (sku, method) != ("Basic", "Dynamic") else "default sku dynamic"
    bill.hourly("IP address", bill.unit("Public IP", "IP address", f"{kind}, {tier.lower()}"))


def public_ip_prefix(bill: Bill) -> None:
    """Add the hours of the prefix: sources have a price, and do not say whether it is that of each address.

    A prefix has 16 addresses (``/28``) unless another length is written: the provider's page (2026-08-21).
    """
    length = bill.number("prefix_length", 28)
    is_older = bill.text("ip_version", "IPv4") == "IPv4"
    most = Decimal(2) ** int(32 - length) if length is not None and is_older and 20 <= length <= 32 else None
    assumed = "the price of a prefix: it may be that of each of its addresses"
    bill.hourly("IP prefix", bill.unit("Public IP", "ip prefix"), Range(Decimal(1), Decimal(1), most), assumed=assumed)


def bastion_host(bill: Bill) -> None:
    """Add the hours, and ``monthly_outbound_data_gb``; the SKU Developer is free."""
    sku = bill.text("sku", "Basic")
    if sku is None:
        bill.unpriced("bastion host", "its SKU is not known")
        return
    if sku == "Developer":
        return
    bill.hourly("bastion host", bill.unit("Bastion", "bastion host", "" if sku == "Basic" else sku))
    units = bill.number("scale_units", _SCALE_UNITS)
    if units is None or units > _SCALE_UNITS:
        bill.unpriced("additional scale units", "no source has a price of them")
    bill.usage("outbound data transfer", "monthly_outbound_data_gb", bill.unit("Bastion", "outbound data transfer"))


def private_endpoint(bill: Bill) -> None:
    """Add the hours, and ``monthly_inbound_data_processed_gb`` and ``monthly_outbound_data_processed_gb``."""
    bill.hourly("private endpoint", bill.unit("Private Endpoint", "private endpoint"))
    for way in ("inbound", "outbound"):
        price = bill.unit("Private Endpoint", f"{way} data processed")
        bill.usage(f"{way} data processed", f"monthly_{way}_data_processed_gb", price)


def _zone(kind: str) -> Callable[[Bill], None]:
    def estimate(bill: Bill) -> None:
        """Add the zone, and ``monthly_queries`` that it answers: prices of what has no region, as a region has them."""
        zone = noted(bill.unit("DNS", "hosted zone", kind, _ZONES), f"a zone has no region: that of {_ZONES}")
        queries = noted(bill.unit("DNS", "DNS queries", kind, _QUERIES), f"a zone has no region: that of {_QUERIES}")
        bill.add("hosted zone", zone, 1)
        bill.usage("queries", "monthly_queries", queries)

    return estimate


def traffic_manager(bill: Bill) -> None:
    """Add ``monthly_dns_queries``: the prices have no region."""
    price = noted(bill.unit("Traffic Manager", "dns queries", "", _QUERIES), f"it has no region: that of {_QUERIES}")
    bill.usage("queries", "monthly_dns_queries", price)


def cdn_endpoint(bill: Bill) -> None:
    """Add ``monthly_outbound_data_transfer_gb``, at the price of the first 10 TB where that is all sources have."""
    profile = parent(bill, "azurerm_cdn_profile")
    sku = first(profile.values, "sku") if profile is not None else None
    if sku is None or not isinstance(sku.raw, str):
        bill.unpriced("outbound data transfer", "its profile's SKU is not known", usage=True)
        return
    name = {"Standard_Microsoft": "Microsoft", "Standard_Akamai": "Akamai"}.get(sku.raw, sku.raw.replace("_", " "))
    price = noted(bill.unit("CDN", "outbound data transfer", f"{name}, first 10TB"), "the price of the first 10 TB")
    bill.usage("outbound data transfer", "monthly_outbound_data_transfer_gb", price)


def front_door(bill: Bill) -> None:
    """Add the hours of the routing rules, five at one price and each further at a lower, and the data transferred.

    Usage keys: ``monthly_outbound_data_transfer_gb``, ``monthly_inbound_data_transfer_gb``.
    """
    service, note = "Front Door (classic)", f"it has no region: that of {_QUERIES}"
    rules = bill.values("routing_rule")
    for value in rules:
        bill.because(value.causes)
    is_known = not any(value.is_unknown for value in rules)
    first_five = noted(bill.unit(service, "routing rules", "", _QUERIES), note)
    further = noted(bill.unit(service, "routing rules", "per additional rule", _QUERIES), note)
    bill.hourly("routing rules", first_five, min(len(rules), _RULES) if is_known else None)
    if is_known and len(rules) > _RULES:
        bill.hourly("further routing rules", further, len(rules) - _RULES)
    out = bill.unit(service, "north america, europe and africa", "Outbound data transfer", _QUERIES)
    bill.usage("outbound data transfer", "monthly_outbound_data_transfer_gb", noted(out, note))
    into = bill.unit(service, "inbound data transfer", "", _QUERIES)
    bill.usage("inbound data transfer", "monthly_inbound_data_transfer_gb", noted(into, note))


_RULES = 5
_SCALE_UNITS = 2  # of every bastion: the provider's page of azurerm_bastion_host (2026-08-21)


def front_door_profile(bill: Bill) -> None:
    """Say that no source has the price of a profile."""
    bill.hourly("profile", bill.unit("Front Door", "base fee", bill.text("sku_name") or "", _QUERIES))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "azurerm_bastion_host": bastion_host,
    "azurerm_cdn_endpoint": cdn_endpoint,
    "azurerm_cdn_frontdoor_profile": front_door_profile,
    "azurerm_dns_zone": _zone("public"),
    "azurerm_frontdoor": front_door,
    "azurerm_lb": load_balancer,
    "azurerm_lb_outbound_rule": _rule("outbound rule"),
    "azurerm_lb_rule": _rule("rule"),
    "azurerm_nat_gateway": nat_gateway,
    "azurerm_private_dns_zone": _zone("private"),
    "azurerm_private_endpoint": private_endpoint,
    "azurerm_public_ip": public_ip,
    "azurerm_public_ip_prefix": public_ip_prefix,
    "azurerm_traffic_manager_profile": traffic_manager,
}
