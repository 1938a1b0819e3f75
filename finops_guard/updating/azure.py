"""Pages of the Azure Retail Prices API.

Format: "Azure Retail Prices overview" (learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices,
read in the copy of 2026; api-version 2023-01-01-preview is backward compatible): ``Items`` of at most 1,000 meters and
``NextPageLink``; ``unitPrice`` is the price of ``unitOfMeasure`` from ``tierMinimumUnits`` on, in ``currencyCode``.
"""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec

from finops_guard.pricing.book_own import ANY
from finops_guard.updating.azure_table import Meter, place
from finops_guard.updating.collecting import MALFORMED, Collector, Rate
from finops_guard.updating.documents import Parts, items, record, text
from finops_guard.updating.units import day, number

SOURCE = "Azure Retail Prices"
_MEASURE = re.compile(r"(?P<number>\d{1,6})(?P<times>[KM]?)\s*(?P<thing>.*)", re.ASCII)
_TIMES = {"": 1, "K": 1_000, "M": 1_000_000}
_REGION = re.compile(r"[a-z0-9]{2,40}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class _Item(msgspec.Struct, rename="camel"):
    currency_code: str
    unit_price: Decimal
    unit_of_measure: str
    service_name: str
    product_name: str
    meter_name: str
    type: str
    sku_name: str = ""
    arm_sku_name: str | None = None
    arm_region_name: str | None = None
    tier_minimum_units: Decimal = Decimal(0)
    effective_start_date: str = ""
    is_primary_meter_region: bool = True


def read(document: Parts, name: str, found: Collector) -> None:
    """Take the prices of a page; raise UsageError where it is none."""
    for at, raw in enumerate(items(document["Items"], f"Items of {name}"), 1):
        item = record(raw, _Item)
        if isinstance(item, str):
            found.leave(MALFORMED, f"{name}, item {at}: {item}")
        else:
            _take(item, f"{name}, item {at}", found)


def next_page(document: Parts) -> str:
    """Return the address of the page that follows; empty where none does."""
    return text(document.get("NextPageLink"))


def _take(item: _Item, where: str, found: Collector) -> None:
    if item.type != "Consumption":
        found.leave("a reservation, or for development and tests")
        return
    if not item.is_primary_meter_region:
        found.leave("the price of a region that is not the meter's own")
        return
    meter = Meter(item.service_name, item.product_name, item.sku_name, item.meter_name, item.arm_sku_name or "")
    placed = place(meter)
    if isinstance(placed, str):
        found.leave(placed)
        return
    region = (item.arm_region_name or "").casefold()
    region = ANY if region in ("", "global") else region
    price, start = number(item.unit_price), number(item.tier_minimum_units)
    measure = _MEASURE.fullmatch(item.unit_of_measure.strip())
    if price is None or start is None or measure is None or not _CURRENCY.fullmatch(item.currency_code):
        found.leave(MALFORMED, where)
        return
    if region != ANY and not _REGION.fullmatch(region):
        found.leave(MALFORMED, where)
        return
    number_of = int(measure["number"]) * _TIMES[measure["times"]]
    tier = placed.unit.priced(price / number_of, start * number_of, measure["thing"]) if number_of else None
    if tier is None:
        found.leave("sold by another unit")
        return
    for component, attribute in placed.names:
        found.add(
            Rate(
                "azure", placed.service, component, attribute, region, placed.unit.sold, tier[1], item.currency_code,
                SOURCE, day(item.effective_start_date), tier[0],
            )
        )  # fmt: skip
