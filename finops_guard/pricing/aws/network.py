"""What the networks of AWS cost: gateways, addresses, load balancers, endpoints and VPNs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from finops_guard.pricing.bill import Bill, noted
from finops_guard.pricing.estimates import Range, exactly

# https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html: an
# Application Load Balancer is in two zones at the least ("You must select at least two", User Guide of 2023-04-06).
_BALANCERS = {"application": ("ALB", 2), "network": ("NLB", 1), "gateway": ("GLB", 1)}
_USED = "in use"
_BY_DATA = "one for each GB: what counts is the greatest of connections, data and rules"


def nat_gateway(bill: Bill) -> None:
    """Add the gateway's hours, and the GB that pass through it."""
    bill.hourly("NAT gateway", bill.unit("VPC", "NAT gateway"))
    bill.usage("data processed", "monthly_data_processed_gb", bill.unit("VPC", "NAT gateway data processed"))


def address(bill: Bill) -> None:
    """Add the public address, in use or not; one of an organization's own pool is free."""
    pool = bill.text("public_ipv4_pool", "amazon")
    if pool is None:
        bill.unpriced("public IPv4 address", "its pool is not known")
    elif pool in ("amazon", ""):
        bill.hourly("public IPv4 address", bill.unit("VPC", "public IPv4 address", _USED))


def load_balancer(bill: Bill) -> None:
    """Add the balancer's hours, its public addresses, and its capacity units.

    ``monthly_capacity_unit_hours`` are these; else ``monthly_data_processed_gb``, of which a unit takes 1 an hour:
    https://handbook.vantage.sh/aws/services/elb-pricing
    """
    kind = bill.text("load_balancer_type", "application")
    if kind not in _BALANCERS:
        bill.unpriced("load balancer", "its type is not known")
        return
    short, zones = _BALANCERS[kind]
    bill.hourly("load balancer", bill.unit("ELB", "load balancer", short))
    units = bill.unit("ELB", "capacity units", short)
    if bill.costs.quantity(bill.resource, "monthly_capacity_unit_hours") is not None:
        bill.usage("capacity units", "monthly_capacity_unit_hours", units)
    else:
        bill.usage("capacity units", "monthly_data_processed_gb", noted(units, _BY_DATA))
    if kind != "gateway" and bill.text("ip_address_type") != "dualstack-without-public-ipv4":
        # What has an address of its own is counted there.
        own_addresses = len(bill.values("subnet_mapping.allocation_id"))
        _addresses(bill, ("subnets", "subnet_mapping"), zones, own_addresses)


def classic_balancer(bill: Bill) -> None:
    """Add the balancer's hours, its public addresses, and ``monthly_data_processed_gb``."""
    bill.hourly("load balancer", bill.unit("ELB", "load balancer", "CLB"))
    bill.usage("data processed", "monthly_data_processed_gb", bill.unit("ELB", "data processed", "CLB"))
    _addresses(bill, ("subnets",) if bill.value("subnets") is not None else ("availability_zones",), 1)


def _addresses(bill: Bill, paths: Sequence[str], least: int, less: int = 0) -> None:
    """Add a public address in each subnet of a balancer that faces the internet."""
    internal = bill.flag("internal")
    if internal:
        return
    count, assumed = _listed(bill, paths, least)
    if internal is None:
        count = Range(Decimal(0), count.expected, count.most)
    if less:
        count = count.map(lambda number: max(number - less, Decimal(0)))
    if count.most != 0:
        price = bill.unit("VPC", "public IPv4 address", _USED)
        bill.hourly("public IPv4 addresses", price, count, assumed=assumed)


def _listed(bill: Bill, paths: Sequence[str], least: int, more: int = 0) -> tuple[Range, str]:
    """Return how many subnets are listed; where that is not known, the least, without a bound, and the reason."""
    number, is_known = more, True
    for path in paths:
        value = bill.resource.values.get(path)
        if value is None or value.is_null:
            continue
        open_ = getattr(value.raw, "causes", ())
        bill.because(open_)
        is_known = is_known and not open_
        number += len(list(value.items()))
    if is_known and number:
        return exactly(number), ""
    counted = Decimal(max(number, least))
    return Range(counted, counted, None), f"how many subnets there are is not known: {counted} counted"


def endpoint(bill: Bill) -> None:
    """Add the endpoint's hours in each subnet, and ``monthly_data_processed_gb``; one of the type Gateway is free."""
    kind = bill.text("vpc_endpoint_type", "Gateway")
    if kind == "Gateway":
        return
    name = {"Interface": "interface endpoint", "GatewayLoadBalancer": "gateway load balancer endpoint"}.get(kind or "")
    if name is None:
        bill.unpriced("endpoint", "its type is not known" if kind is None else f"no source has a price of {kind}")
        return
    related = bill.costs.relations.among(bill.resource)
    more = related.referrers(bill.resource, "aws_vpc_endpoint_subnet_association")
    bill.because(more.causes)
    count, assumed = _listed(bill, ("subnet_ids",), 1, len(more.resources))
    bill.hourly(name, bill.unit("VPC", name), count, assumed=assumed)
    bill.usage("data processed", "monthly_data_processed_gb", bill.unit("VPC", f"{name} data processed"))


def _attachment(kind: str) -> Callable[[Bill], None]:
    def estimate(bill: Bill) -> None:
        """Add the attachment's hours; of a VPC also ``monthly_data_processed_gb``."""
        bill.hourly("transit gateway attachment", bill.unit("VPC", "transit gateway attachment", kind))
        if kind == "VPC":
            price = bill.unit("VPC", "transit gateway data processed", kind)
            bill.usage("data processed", "monthly_data_processed_gb", price)

    return estimate


def vpn_connection(bill: Bill) -> None:
    """Add the connection's hours, and those of its attachment to a transit gateway."""
    bill.hourly("VPN connection", bill.unit("VPC", "site-to-site VPN connection"))
    if bill.value("transit_gateway_id") is not None:
        bill.hourly("transit gateway attachment", bill.unit("VPC", "transit gateway attachment", "VPN"))


def client_vpn(bill: Bill) -> None:
    """Add the hours that clients are connected: ``monthly_connection_hours``, of all clients together."""
    bill.usage("client connections", "monthly_connection_hours", bill.unit("VPC", "client VPN connection"))


def client_vpn_association(bill: Bill) -> None:
    """Add the hours that a subnet is associated with an endpoint."""
    bill.hourly("endpoint association", bill.unit("VPC", "client VPN endpoint association"))


def flow_log(bill: Bill) -> None:
    """Add the logs that are delivered, ``monthly_data_ingested_gb``, by where they go: to CloudWatch unless written."""
    # What is not known of it decides only the price of what is used.
    written = bill.value("log_destination_type")
    kind = "cloud-watch-logs" if written is None else written.raw if isinstance(written.raw, str) else None
    names = {"cloud-watch-logs": "to CloudWatch Logs", "s3": "to S3", "kinesis-data-firehose": "to Firehose"}
    if kind is None:
        bill.unpriced("logs delivered", "where they go is not known", usage=True)
    else:
        price = bill.unit("CloudWatch", "vended logs", names.get(kind, kind))
        bill.usage("logs delivered", "monthly_data_ingested_gb", price)


def mirror(bill: Bill) -> None:
    """Add the hours of a session that mirrors traffic."""
    bill.hourly("traffic mirroring", bill.unit("VPC", "traffic mirroring"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_alb": load_balancer,
    "aws_ec2_client_vpn_endpoint": client_vpn,
    "aws_ec2_client_vpn_network_association": client_vpn_association,
    "aws_ec2_traffic_mirror_session": mirror,
    "aws_ec2_transit_gateway_peering_attachment": _attachment("peering"),
    "aws_ec2_transit_gateway_vpc_attachment": _attachment("VPC"),
    "aws_eip": address,
    "aws_elb": classic_balancer,
    "aws_flow_log": flow_log,
    "aws_lb": load_balancer,
    "aws_nat_gateway": nat_gateway,
    "aws_vpc_endpoint": endpoint,
    "aws_vpn_connection": vpn_connection,
}
