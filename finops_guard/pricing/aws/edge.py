"""What names, distributions, firewalls and APIs of AWS cost: Route 53, CloudFront, WAF and API Gateway.

Usage keys: ``monthly_standard_queries``, ``monthly_latency_based_queries``, ``monthly_geo_queries``,
``monthly_requests``, ``monthly_messages``, ``monthly_connection_mins``; of a distribution, for each of ``PLACES``
``monthly_data_transfer_to_internet_gb``, ``monthly_data_transfer_to_origin_gb``, ``monthly_http_requests`` and
``monthly_https_requests``, each followed by the place (``monthly_https_requests_europe``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from finops_guard.pricing.aws.parts import Unit, blocks, where_used
from finops_guard.pricing.bill import Bill

# Where those are who ask, as keys end and as prices name it.
PLACES: Mapping[str, str] = {
    "us": "US, Mexico, Canada",
    "europe": "Europe, Israel",
    "south_africa": "South Africa, Kenya, Middle East",
    "south_america": "South America",
    "japan": "Japan",
    "australia": "Australia, New Zealand",
    "asia_pacific": "Hong Kong, Philippines, Asia Pacific",
    "india": "India",
}
_FLOWS = (
    ("data transfer to the internet", "monthly_data_transfer_to_internet_gb", "data transfer out to internet"),
    ("data transfer to the origin", "monthly_data_transfer_to_origin_gb", "data transfer out to origin"),
    ("HTTP requests", "monthly_http_requests", "HTTP requests"),
    ("HTTPS requests", "monthly_https_requests", "HTTPS requests"),
)


def _flows(place: str) -> Iterator[tuple[str, str, Unit]]:
    for name, key, component in _FLOWS:
        yield f"{name}, {PLACES[place]}", f"{key}_{place}", ("CloudFront", component, PLACES[place])


def distribution(bill: Bill) -> None:
    """Add what a distribution delivers, in other places than the first where its use is told."""
    for name, key, unit in _flows("us"):
        bill.usage(name, key, bill.unit(*unit))
    for place in list(PLACES)[1:]:
        where_used(bill, _flows(place))


def zone(bill: Bill) -> None:
    """Add a zone, as one of an account's first 25."""
    bill.add("hosted zone", bill.unit("Route 53", "hosted zone"), 1)


def record(bill: Bill) -> None:
    """Add the queries for a record, by how it is answered."""
    if bill.value("latency_routing_policy") is not None:
        kind, key = "latency", "monthly_latency_based_queries"
    elif bill.value("geolocation_routing_policy") is not None:
        kind, key = "geo", "monthly_geo_queries"
    else:
        kind, key = "standard", "monthly_standard_queries"
    bill.usage(f"{kind} queries", key, bill.unit("Route 53", "DNS queries", kind))


def resolver_endpoint(bill: Bill) -> None:
    """Add the network interfaces of an endpoint: one for each address."""
    count = blocks(bill, "ip_address")
    price = bill.unit("Route 53", "resolver endpoint")
    bill.hourly("network interfaces", price, count or None)


def web_acl(bill: Bill) -> None:
    """Add the list, its rules and what they judge."""
    bill.add("web ACL", bill.unit("WAF", "web ACL", "WAFv2"), 1)
    rules = blocks(bill, "rule")
    if rules != 0:
        bill.add("rules", bill.unit("WAF", "rule", "WAFv2"), rules)
    bill.usage("requests", "monthly_requests", bill.unit("WAF", "requests", "WAFv2 up to 1500 WCU"))


def rest_api(bill: Bill) -> None:
    """Add the requests of an API; a cache is that of a stage."""
    bill.usage("requests", "monthly_requests", bill.unit("API Gateway", "REST API requests"))


def stage(bill: Bill) -> None:
    """Add the cache of a stage, where it has one."""
    is_enabled = bill.flag("cache_cluster_enabled")
    size = bill.number("cache_cluster_size")
    if is_enabled is False:
        return
    if size is None or is_enabled is None:
        bill.unpriced("cache", "its size is not known" if is_enabled else "it is not known whether it has one")
        return
    named = f"{size.normalize():f} GB"
    bill.hourly("cache", bill.unit("API Gateway", "cache memory", named), Decimal(1))


def api(bill: Bill) -> None:
    """Add the requests of an HTTP API, or the messages and the connections of a WebSocket API."""
    protocol = bill.text("protocol_type")
    if protocol is None:
        bill.unpriced("requests", "its protocol is not known", usage=True)
    elif protocol == "WEBSOCKET":
        bill.usage("messages", "monthly_messages", bill.unit("API Gateway", "websocket messages"))
        minutes = bill.unit("API Gateway", "websocket connection minutes")
        bill.usage("connection minutes", "monthly_connection_mins", minutes)
    else:
        bill.usage("requests", "monthly_requests", bill.unit("API Gateway", "HTTP API requests"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_api_gateway_rest_api": rest_api,
    "aws_api_gateway_stage": stage,
    "aws_apigatewayv2_api": api,
    "aws_cloudfront_distribution": distribution,
    "aws_route53_record": record,
    "aws_route53_resolver_endpoint": resolver_endpoint,
    "aws_route53_zone": zone,
    "aws_wafv2_web_acl": web_acl,
}
