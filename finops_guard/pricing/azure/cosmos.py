"""What databases of Cosmos DB cost: their throughput in each region of the account, and what is stored.

How autoscale is billed: https://learn.microsoft.com/azure/cosmos-db/how-to-choose-offer
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.catalog import machine_prices
from finops_guard.catalog.price import NoPrice
from finops_guard.pricing.azure.parts import place
from finops_guard.pricing.azure.tariffs import times
from finops_guard.pricing.bill import Bill, Priced
from finops_guard.pricing.estimates import HOURS, Range, exactly
from finops_guard.pricing.places import at, first
from finops_guard.resources import Resource

_SERVICE = "Cosmos DB"
_ACCOUNT = "azurerm_cosmosdb_account"
_DATABASES = {
    "azurerm_cosmosdb_sql_container": "azurerm_cosmosdb_sql_database",
    "azurerm_cosmosdb_mongo_collection": "azurerm_cosmosdb_mongo_database",
    "azurerm_cosmosdb_cassandra_table": "azurerm_cosmosdb_cassandra_keyspace",
    "azurerm_cosmosdb_gremlin_graph": "azurerm_cosmosdb_gremlin_database",
}
_LEAST = Decimal("0.1")  # of the maximum of autoscale
_AUTOSCALE = Decimal("1.5")  # times the price of what is provisioned


def throughput(bill: Bill) -> None:
    """Add the throughput, in every region of the account: of autoscale a tenth of the maximum, and up to all of it.

    What has no throughput of its own shares that of its database. Usage keys: ``storage_gb``, and of a serverless
    account ``monthly_serverless_request_units``.
    """
    account = _account(bill)
    if account is not None and _is_serverless(account):
        bill.usage("requests", "monthly_serverless_request_units", bill.unit(_SERVICE, "serverless requests"))
    else:
        _provisioned(bill, account)
    bill.usage("storage", "storage_gb", bill.unit(_SERVICE, "transactional storage"))


def _account(bill: Bill) -> Resource | None:
    """Return the account of a database, or of what is in one."""
    found = place(bill, _ACCOUNT)
    above = _DATABASES.get(bill.resource.type)
    if found is not None or above is None:
        return found
    database = place(bill, above)
    if database is None:
        return None
    related = bill.costs.relations.among(database).referents(database, _ACCOUNT).resources
    if related and not bill.region and related[0].region is not None and isinstance(related[0].region.raw, str):
        bill.region = machine_prices.region_name("azure-vm", related[0].region.raw)
    return related[0] if related else None


def _is_serverless(account: Resource) -> bool:
    return any(value.raw == "EnableServerless" for value in at(account.values, "capabilities.name"))


def _provisioned(bill: Bill, account: Resource | None) -> None:
    scales = bill.value("autoscale_settings.max_throughput") is not None
    path = "autoscale_settings.max_throughput" if scales else "throughput"
    if bill.value(path) is None:
        return
    units = bill.number(path)
    amount = None
    if units is not None:
        amount = Range(units * _LEAST, units * _LEAST, units) if scales else exactly(units)
    hours = None if amount is None else amount * exactly(HOURS)
    free = first(account.values, "free_tier_enabled") if account is not None else None
    deducted = "the account's free throughput is not deducted" if free is not None and free.raw is True else ""
    scaled = "a tenth of its maximum, the least that is paid for" if scales else ""
    assumed = "; ".join(filter(None, (scaled, deducted)))
    for region in _regions(bill, account):
        name = f"throughput in {region}" if region else "throughput"
        bill.add(name, _price(bill, account, region, scales), hours, assumed=assumed)


def _regions(bill: Bill, account: Resource | None) -> list[str]:
    """Return the regions that an account is replicated to; where these are not known, its own."""
    values = list(at(account.values, "geo_location.location")) if account is not None else []
    found = [machine_prices.region_name("azure-vm", each.raw) for each in values if isinstance(each.raw, str)]
    for value in values:
        bill.because(value.causes)
    if len(found) < len(values):
        bill.unpriced("throughput", "which regions the account has is not known")
    return found or [bill.region]


def _price(bill: Bill, account: Resource | None, region: str, scales: bool) -> Priced:
    writes = [first(account.values, path) for path in _MULTIPLE] if account is not None else []
    if any(value is not None and value.raw is True for value in writes):
        price = bill.unit(_SERVICE, "provisioned throughput", "multi-region write", region)
    elif scales:
        price = bill.unit(_SERVICE, "provisioned throughput", "autoscale (per 100 RU/s of the maximum)", region)
        if isinstance(price, NoPrice):
            provisioned = bill.unit(_SERVICE, "provisioned throughput", "provisioned", region)
            return times(provisioned, _AUTOSCALE, "one and a half times what is not scaled")
        return price
    else:
        price = bill.unit(_SERVICE, "provisioned throughput", "provisioned", region)
    return price


_MULTIPLE = ("multiple_write_locations_enabled", "enable_multiple_write_locations")


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = dict.fromkeys(
    (
        "azurerm_cosmosdb_cassandra_keyspace",
        "azurerm_cosmosdb_cassandra_table",
        "azurerm_cosmosdb_gremlin_database",
        "azurerm_cosmosdb_gremlin_graph",
        "azurerm_cosmosdb_mongo_collection",
        "azurerm_cosmosdb_mongo_database",
        "azurerm_cosmosdb_sql_container",
        "azurerm_cosmosdb_sql_database",
        "azurerm_cosmosdb_table",
    ),
    throughput,
)
