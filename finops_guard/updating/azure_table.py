"""Which meters of the Azure Retail Prices are which prices of the catalog.

Services, products and meters are those that the API answered with in published answers of 2023 to 2026.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from finops_guard.updating.units import Unit

_HOUR = Unit("hour", {"hour": 1, "hours": 1})
_GB = Unit("GB", {"gb": 1})
_GB_MONTH = Unit("GB-month", {"gb/month": 1})
_MONTH = Unit("month", {"/month": 1})


class Meter(Struct, frozen=True):
    """What the names of a meter say."""

    service: str
    product: str
    sku: str
    name: str
    arm_sku: str


class Place(Struct, frozen=True):
    """Where a price belongs in the catalog: perhaps under several attributes, or components."""

    service: str
    names: tuple[tuple[str, str], ...]
    unit: Unit


UNKNOWN = "not something that is looked up"
_BOUGHT_OTHERWISE = re.compile(r"\b(?:spot|low priority)\b", re.IGNORECASE)
_OTHER_MACHINES = re.compile(r"windows|dev/?test|cloud ?services|dedicated", re.IGNORECASE)
_DISK = re.compile(r"(?P<tier>[PES]\d{1,2}) (?P<copies>LRS|ZRS) Disk")
_DISKS = ("Premium SSD Managed Disks", "Standard SSD Managed Disks", "Standard HDD Managed Disks")
_DATA = re.compile(r"(?P<tier>Hot|Cool|Cold) (?P<copies>LRS|ZRS|GRS|RA-GRS|GZRS|RA-GZRS) Data Stored")
_PLAN = re.compile(r"Azure App Service (?:Basic|Standard|Premium v\d|Premium) Plan(?P<system> - Linux)?")
_PLAN_SKU = re.compile(r"[BSP]\d(?: ?mv\d| v\d)?")
_CACHE = re.compile(r"(?P<size>C\d) Cache")
_CACHES = {"Azure Redis Cache Basic": "Basic", "Azure Redis Cache Standard": "Standard"}

# By service and meter; of a load balancer, rules beyond the included ones.
_METERS: Mapping[tuple[str, str], Place] = {
    ("NAT Gateway", "Standard Gateway"): Place("NAT Gateway", (("gateway", ""),), _HOUR),
    ("NAT Gateway", "Standard Data Processed"): Place("NAT Gateway", (("data processed", ""),), _GB),
    ("Load Balancer", "Standard Overage LB Rules and Outbound Rules"): Place(
        "Load Balancer", (("rule", "Standard"), ("outbound rule", "Standard")), _HOUR
    ),
    ("Load Balancer", "Standard Data Processed"): Place("Load Balancer", (("data processed", "Standard"),), _GB),
    ("Azure Kubernetes Service", "Standard Uptime SLA"): Place("AKS", (("cluster uptime SLA", "Standard"),), _HOUR),
    ("Virtual Network", "Standard IPv4 Static Public IP"): Place(
        "Public IP", (("IP address", "Standard static, regional"),), _HOUR
    ),
    ("Virtual Network", "Global IPv4 Static Public IP"): Place(
        "Public IP", (("IP address", "Standard static, global"),), _HOUR
    ),
}
_ULTRA = {
    "Ultra LRS Provisioned Capacity": ("ultra capacity", Unit("GiB-hour", {"gib/hour": 1})),
    "Ultra LRS Provisioned IOPS": ("ultra IOPS", Unit("IOPS-hour", {"/hour": 1})),
    "Ultra LRS Provisioned Throughput (MBps)": ("ultra throughput", Unit("MBps-hour", {"/hour": 1})),
}
_PREMIUM_V2 = {
    "Premium LRS Provisioned Capacity": ("premium v2 capacity", Unit("GiB-hour", {"gib/hour": 1})),
    "Premium LRS Provisioned IOPS": ("premium v2 IOPS (above 3,000)", Unit("IOPS-hour", {"/hour": 1})),
    "Premium LRS Provisioned Throughput (MBps)": (
        "premium v2 throughput (above 125 MBps)",
        Unit("MBps-hour", {"/hour": 1}),
    ),
}


def place(meter: Meter) -> Place | str:
    """Return where the price of a meter belongs, or why it belongs nowhere."""
    if _BOUGHT_OTHERWISE.search(meter.sku) or _BOUGHT_OTHERWISE.search(meter.name):
        return "spot or low priority"
    found = _METERS.get((meter.service, meter.name))
    if found is not None:
        return found
    read = _SERVICES.get(meter.service)
    return read(meter) if read is not None else UNKNOWN


def _machine(meter: Meter) -> Place | str:
    if _OTHER_MACHINES.search(meter.product):
        return "a machine with Windows, or bought otherwise"
    if not meter.arm_sku.startswith(("Standard_", "Basic_")):
        return UNKNOWN
    return Place("Virtual Machines", ((meter.arm_sku, ""),), _HOUR)


def _storage(meter: Meter) -> Place | str:
    if meter.product in _DISKS and (disk := _DISK.fullmatch(meter.name)):
        return Place("Managed Disks", (("disk", f"{disk['tier']} {disk['copies']}"),), _MONTH)
    if meter.product == "Ultra Disks" and meter.name in _ULTRA:
        component, unit = _ULTRA[meter.name]
        return Place("Managed Disks", ((component, "Ultra LRS"),), unit)
    if meter.product == "Azure Premium SSD v2" and meter.name in _PREMIUM_V2:
        component, unit = _PREMIUM_V2[meter.name]
        return Place("Managed Disks", ((component, "PremiumV2 LRS"),), unit)
    if meter.product == "General Block Blob v2" and (data := _DATA.fullmatch(meter.name)):
        copies = data["copies"].replace("-", "")
        return Place("Blob Storage (GPv2)", (("data stored", f"{data['tier']} {copies}"),), _GB_MONTH)
    return UNKNOWN


def _plan(meter: Meter) -> Place | str:
    plan = _PLAN.fullmatch(meter.product)
    if plan is None or not _PLAN_SKU.fullmatch(meter.sku) or not meter.name.startswith(meter.sku):
        return UNKNOWN
    system = "Linux" if plan["system"] else "Windows"
    return Place("App Service", (("plan instance", f"{meter.sku.replace(' ', '')} {system}"),), _HOUR)


def _cache(meter: Meter) -> Place | str:
    tier, found = _CACHES.get(meter.product), _CACHE.fullmatch(meter.name)
    if tier is None or found is None:
        return UNKNOWN
    return Place("Cache for Redis", (("cache node", f"{tier} {found['size']}"),), _HOUR)


_SERVICES: Mapping[str, Callable[[Meter], Place | str]] = {
    "Virtual Machines": _machine,
    "Storage": _storage,
    "Azure App Service": _plan,
    "Redis Cache": _cache,
}
