"""What smaller services of Azure cost: messaging, registries, keys, search and interfaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from msgspec.structs import replace

from finops_guard.catalog.price import NoPrice
from finops_guard.catalog.tariff import Tier
from finops_guard.pricing.azure.parts import written
from finops_guard.pricing.azure.tariffs import tiered
from finops_guard.pricing.bill import Bill, noted
from finops_guard.pricing.estimates import HOURS, ONE, Range, exactly

_DAYS = HOURS / 24
_MILLION = 1_000_000


def event_hubs(bill: Bill) -> None:
    """Add the capacity of the namespace, up to what it inflates to; in a dedicated cluster, that is paid for.

    ``monthly_ingress_events`` of Basic and Standard are paid for, too.
    """
    if bill.value("dedicated_cluster_id") is not None:
        return
    sku = bill.text("sku")
    if sku is None:
        bill.unpriced("capacity", "its SKU is not known")
        return
    most = "maximum_throughput_units" if bill.flag("auto_inflate_enabled") is not False else ""
    bill.hourly("capacity", bill.unit("Event Hubs", "capacity", sku), bill.scaled("", "capacity", most))
    if sku != "Premium":
        bill.usage("ingress events", "monthly_ingress_events", bill.unit("Event Hubs", "ingress event", sku))


def event_hubs_cluster(bill: Bill) -> None:
    """Add the capacity of the cluster, as its SKU tells (``Dedicated_1``)."""
    name = (bill.text("sku_name") or "").partition("_")
    count = Decimal(name[2]) if name[2].isascii() and name[2].isdigit() and len(name[2]) < 4 else None
    bill.hourly("capacity", bill.unit("Event Hubs", "capacity", "Dedicated"), count)


def service_bus(bill: Bill) -> None:
    """Add the messaging units of Premium, or the base charge and the operations of Standard.

    Usage keys: ``monthly_messaging_operations``, ``brokered_connections``.
    """
    service, sku = "Service Bus", bill.text("sku")
    if sku is None:
        bill.unpriced("namespace", "its SKU is not known")
    elif sku == "Premium":
        count = bill.number("capacity", 1)
        bill.hourly("messaging units", bill.unit(service, "messaging unit", sku), count)
    elif sku == "Standard":
        bill.hourly("base charge", bill.unit(service, "base charge"))
        # What is less than the first is included.
        levels = (("13M-100M", 13 * _MILLION), ("100M-2,500M", 100 * _MILLION), ("", 2500 * _MILLION))
        operations = tiered(bill, service, "messaging operations", levels)
        bill.usage("messaging operations", "monthly_messaging_operations", operations)
        levels = (("1K-100K", 1_000), ("100K-500K", 100_000), ("", 500_000))
        connections = tiered(bill, service, "brokered connections", levels)
        bill.usage("brokered connections", "brokered_connections", connections)
    else:
        price = bill.unit(service, "messaging operations", sku)
        bill.usage("messaging operations", "monthly_messaging_operations", price)


def container_registry(bill: Bill) -> None:
    """Add the registry's days, and those of each further location of Premium.

    Usage keys: ``storage_gb`` (what is included is not paid for), ``monthly_build_vcpu_seconds``.
    """
    service, sku = "Container Registry", bill.text("sku")
    if sku is None:
        bill.unpriced("registry", "its SKU is not known")
        return
    bill.add("registry", bill.unit(service, "registry usage", sku), _DAYS)
    places = bill.values("georeplications.location") or bill.values("georeplication_locations")
    if places:
        for value in places:
            bill.because(value.causes)
        count = None if any(value.is_unknown for value in places) else len(places) * _DAYS
        bill.add("geo replication", bill.unit(service, "geo replication", "1 location"), count)
    storage = bill.unit(service, "storage")
    if not isinstance(storage, NoPrice) and sku in _REGISTRY_INCLUDES:
        included = _REGISTRY_INCLUDES[sku]
        storage = replace(storage, tiers=(Tier(Decimal(included), storage.amount),))
        storage = noted(storage, f"{included} GB are taken to be included")
    bill.usage("storage", "storage_gb", storage)
    bill.usage("build", "monthly_build_vcpu_seconds", bill.unit(service, "build vcpu"))


# GB that the price of a registry is taken to include.
_REGISTRY_INCLUDES = {"Basic": 10, "Standard": 100, "Premium": 500}


def key_vault(bill: Bill) -> None:
    """Add what is done with secrets, keys and certificates.

    Usage keys: ``monthly_secrets_operations``, ``monthly_key_operations``, ``monthly_certificate_operations``,
    ``monthly_certificate_renewals``, and of premium vaults ``monthly_protected_key_operations``.
    """
    service = "Key Vault"
    parts = [
        ("secrets operations", "secrets operations", "monthly_secrets_operations"),
        ("key operations", "software-protected keys", "monthly_key_operations"),
        ("certificate operations", "certificate operations", "monthly_certificate_operations"),
        ("certificate renewals", "certificate renewals", "monthly_certificate_renewals"),
    ]
    if written(bill, "sku_name") == "premium":
        parts.append(
            ("protected key operations", "hsm-protected key operations", "monthly_protected_key_operations")
        )  # fmt: skip
    for name, component, key in parts:
        bill.usage(name, key, bill.unit(service, component))


def search_service(bill: Bill) -> None:
    """Add the search units (replicas times partitions), and ``monthly_images_extracted``; free is free."""
    service, sku = "AI Search", bill.text("sku")
    if sku is None:
        bill.unpriced("search units", "its SKU is not known")
        return
    if sku == "free":
        return
    # A service has one partition unless more are written, as the provider's page says (2026-08-21).
    counts = bill.number("replica_count", 1), bill.number("partition_count", 1)
    assumed = "" if bill.value("replica_count") is not None else "one replica"
    units = None if counts[0] is None or counts[1] is None else counts[0] * counts[1]
    bill.hourly("search units", bill.unit(service, "search usage", _SEARCH.get(sku, sku)), units, assumed=assumed)
    bill.usage("image extraction", "monthly_images_extracted", bill.unit(service, "image extraction"))


# Rows name the units of the example that they are of; the price is that of one.
_SEARCH = {
    "basic": "Basic, 4 units",
    "standard2": "Standard S2, 1 unit",
    "storage_optimized_l1": "Storage Optimized L1, 1 unit",
}


def signalr(bill: Bill) -> None:
    """Add the units, and ``monthly_additional_messages`` beyond those that these include; Free_F1 is free."""
    sku, count = bill.text("sku.name"), bill.number("sku.capacity", 1)
    if sku is None:
        bill.unpriced("units", "its SKU is not known")
        return
    tier = sku.partition("_")[0]
    if tier == "Free":
        return
    bill.add("units", bill.unit("SignalR", "service usage", tier), count)
    bill.usage("messages", "monthly_additional_messages", bill.unit("SignalR", "additional messages", tier))


def api_management(bill: Bill) -> None:
    """Add the units that the SKU tells (``Developer_1``); of Consumption, ``monthly_api_calls`` are paid for."""
    sku = bill.text("sku_name")
    if sku is None:
        bill.unpriced("units", "its SKU is not known")
        return
    tier, _, number = sku.partition("_")
    if tier == "Consumption":
        bill.usage("calls", "monthly_api_calls", bill.unit("API Management", "api management", "consumption"))
        return
    is_known = number.isascii() and number.isdigit() and len(number) < 4
    bill.hourly("units", bill.unit("API Management", "unit", tier), Decimal(number) if is_known else None)


def app_configuration(bill: Bill) -> None:
    """Add the store's days, with those of its replicas, and ``monthly_requests``; free is free."""
    sku = bill.text("sku", "free")
    if sku == "free":
        return
    if sku != "standard":
        bill.unpriced("store", "its SKU is not known" if sku is None else f"no source has a price of the SKU {sku}")
        return
    replicas = bill.values("replica")
    for value in replicas:
        bill.because(value.causes)
    days: Range = ONE * exactly(_DAYS * (1 + len(replicas)))
    is_known = not any(value.is_unknown for value in replicas)
    bill.add("store", bill.unit("App Configuration", "instance"), days if is_known else None)
    bill.usage("requests", "monthly_requests", bill.unit("App Configuration", "requests"))


def static_web_app(bill: Bill) -> None:
    """Add the month of a Standard app, and ``monthly_bandwidth_gb`` beyond 100; Free is free."""
    tier = bill.text("sku_tier", "Free")
    if tier is None:
        bill.unpriced("app", "its tier is not known")
    elif tier != "Free":
        bill.add("app", bill.unit("Static Web Apps", "static web app", tier), 1)
        bill.usage("bandwidth", "monthly_bandwidth_gb", bill.unit("Static Web Apps", "bandwidth"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "azurerm_api_management": api_management,
    "azurerm_app_configuration": app_configuration,
    "azurerm_container_registry": container_registry,
    "azurerm_eventhub_cluster": event_hubs_cluster,
    "azurerm_eventhub_namespace": event_hubs,
    "azurerm_key_vault": key_vault,
    "azurerm_search_service": search_service,
    "azurerm_servicebus_namespace": service_bus,
    "azurerm_signalr_service": signalr,
    "azurerm_static_web_app": static_web_app,
}
