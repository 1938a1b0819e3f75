"""What the networks of Google Cloud cost: forwarding rules, NAT gateways, addresses, VPN tunnels and DNS zones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from finops_guard.catalog.tariff import Tariff, flat
from finops_guard.pricing.bill import Bill, Priced
from finops_guard.pricing.estimates import HOURS, Range, exactly
from finops_guard.pricing.gcp import placeless
from finops_guard.pricing.gcp.reading import Reader

# As many forwarding rules as one charge of a project is for.
_RULES = 5
# So many VMs of a NAT gateway are paid for at the most (the name of the price's row).
_NAT_VMS = 32
_NAT_GATEWAY = "gateway (32 or more VMs, = 32 x per-VM rate)"

# The Cloud Billing API has their price in tiers of the zones of an account.
_ZONES = "one of the first 25 of a billing account: those after them cost less"

# Returns the price of a service, a component and an attribute.
_Unit = Callable[[str, str, str], Priced]

_RULE_TYPES = ("google_compute_forwarding_rule", "google_compute_global_forwarding_rule")
_INSTANCE_TYPES = ("google_compute_instance", "google_compute_instance_from_template")


def forwarding_rule(bill: Bill) -> None:
    """Add a rule's hours and the data that comes in through it (``monthly_ingress_data_gb``)."""
    _rule(bill, "regional", bill.unit)


def global_forwarding_rule(bill: Bill) -> None:
    """Add a rule's hours and the data that comes in through it (``monthly_ingress_data_gb``)."""
    _rule(bill, "global", partial(placeless.unit, bill))


def _rule(bill: Bill, scope: str, unit: _Unit) -> None:
    read = Reader(bill, bill.resource.values)
    target = read.text("target") or ""
    is_private = read.text("load_balancing_scheme", "EXTERNAL") == ""
    if is_private or target in ("all-apis", "vpc-sc") or "/serviceAttachments/" in target:
        bill.unpriced("endpoint", "no source has a price of Private Service Connect")
        return
    relations = bill.costs.relations.among(bill.resource)
    if relations.referents(bill.resource, "google_compute_vpn_gateway").resources:
        bill.unpriced("forwarding rule", "no source has a price of a rule of a VPN gateway")
        return
    price = unit("Cloud Load Balancing", "forwarding rule (first 5, minimum)", scope)
    alone = f"a rule alone: up to {_RULES} rules of a project are paid for as one"
    bill.hourly("forwarding rule", price, Range(Decimal(1) / _RULES, Decimal(1), Decimal(1)), assumed=alone)
    data = unit("Cloud Load Balancing", "data processed", scope)
    bill.usage("data processed", "monthly_ingress_data_gb", data)


def nat(bill: Bill) -> None:
    """Add a gateway by the VMs that use it, its own addresses, and the data that it processes.

    Usage: ``assigned_vms``, ``monthly_data_processed_gb``.
    """
    read = Reader(bill, bill.resource.values)
    if read.text("type", "PUBLIC") == "PRIVATE":
        bill.unpriced("gateway", "no source has a price of a private NAT gateway")
        return
    price = _per_vm(bill.unit("Cloud NAT", _NAT_GATEWAY))
    said = bill.costs.quantity(bill.resource, "assigned_vms")
    if said is None:
        vms = Range(Decimal(1), Decimal(1), Decimal(_NAT_VMS))
        bill.hourly("gateway", price, vms, assumed="one VM uses it: how many do is not known")
    else:
        bill.usage("gateway", "assigned_vms", price, scale=min(said.amount, Decimal(_NAT_VMS)) / said.amount * HOURS)
    if read.text("nat_ip_allocate_option", "AUTO_ONLY") == "AUTO_ONLY":
        address = bill.unit("VPC", "external IP address", "standard VM")
        own = Range(Decimal(1), Decimal(1), None)
        bill.hourly("external IP address", address, own, assumed="one address: it takes as many as it needs")
    bill.usage("data processed", "monthly_data_processed_gb", bill.unit("Cloud NAT", "data processed"))


def _per_vm(price: Priced) -> Priced:
    if not isinstance(price, Tariff):
        return price
    how = price.estimated
    return flat(price.amount / _NAT_VMS, "VM-hour", price.region, price.source, price.observed, how)


def address(bill: Bill) -> None:
    """Add an external address that is reserved: one of a VM is counted there, an internal one costs nothing."""
    _address(bill, bill.unit("VPC", "external IP address", "unused"))


def global_address(bill: Bill) -> None:
    """Add an external address that is reserved."""
    _address(bill, placeless.unit(bill, "VPC", "external IP address", "unused"))


def _address(bill: Bill, unused: Priced) -> None:
    read = Reader(bill, bill.resource.values)
    if read.text("address_type", "EXTERNAL") == "INTERNAL":
        return
    relations = bill.costs.relations.among(bill.resource)

    def is_used_by(types: tuple[str, ...]) -> bool:
        return any(relations.referrers(bill.resource, type_).resources for type_ in types)

    if is_used_by(_INSTANCE_TYPES):
        return
    if is_used_by(("google_compute_router_nat",)):
        bill.hourly("external IP address of a NAT gateway", bill.unit("VPC", "external IP address", "standard VM"))
    elif is_used_by(_RULE_TYPES):
        bill.unpriced("external IP address", "no source has a price of an address of a forwarding rule")
    else:
        may_be = Range(Decimal(0), Decimal(1), Decimal(1))
        bill.hourly("unused external IP address", unused, may_be, assumed="nothing that is read uses it")


def vpn_tunnel(bill: Bill) -> None:
    """Add a tunnel's hours."""
    bill.hourly("tunnel", bill.unit("Cloud VPN", "tunnel"), exactly(1))


def zone(bill: Bill) -> None:
    """Add a zone, as one of the first 25 of a billing account, and the queries for it (``monthly_queries``)."""
    bill.add("zone", placeless.unit(bill, "Cloud DNS", "managed zone"), 1, assumed=_ZONES)
    bill.usage("queries", "monthly_queries", placeless.unit(bill, "Cloud DNS", "queries"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "google_compute_forwarding_rule": forwarding_rule,
    "google_compute_global_forwarding_rule": global_forwarding_rule,
    "google_compute_router_nat": nat,
    "google_compute_address": address,
    "google_compute_global_address": global_address,
    "google_compute_vpn_tunnel": vpn_tunnel,
    "google_dns_managed_zone": zone,
}
