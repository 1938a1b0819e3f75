"""Pages of SKUs of Google's Cloud Billing Catalog.

Format: "Get publicly available Google Cloud pricing information" (docs.cloud.google.com/billing/v1/how-tos/catalog-api,
read in the copy of 2026) and the reference of PricingExpression: ``skus`` and ``nextPageToken``; a price is ``units``
and ``nanos`` (1e-9) of a currency for one ``usageUnit``, from ``startUsageAmount`` on. ``displayQuantity`` is for
display alone. A predefined machine type costs what its vCPUs and its memory cost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from finops_guard.catalog import price_names, sizes
from finops_guard.pricing.book_own import ANY
from finops_guard.updating.collecting import MALFORMED, Collector, Rate
from finops_guard.updating.documents import Parts, items, record, text
from finops_guard.updating.gcp_table import CORE, MEMORY, PARTS, Part, place
from finops_guard.updating.units import Unit, day, number, rounded

SOURCE = "Cloud Billing Catalog"
_NANO = Decimal("1e-9")
_REGION = re.compile(r"[a-z]+-[a-z]+\d{1,2}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_PREDEFINED = re.compile(r"(?P<series>[a-z]\d[a-z]?)-(?:standard|highmem|highcpu)-\d{1,3}", re.ASCII)


class _Category(msgspec.Struct, rename="camel"):
    service_display_name: str
    usage_type: str


class _Money(msgspec.Struct, rename="camel"):
    currency_code: str
    units: str | int = 0
    nanos: int = 0


class _Rate(msgspec.Struct, rename="camel"):
    unit_price: _Money
    start_usage_amount: Decimal = Decimal(0)


class _Expression(msgspec.Struct, rename="camel"):
    usage_unit: str
    tiered_rates: list[_Rate]


class _Pricing(msgspec.Struct, rename="camel"):
    pricing_expression: _Expression
    effective_time: str = ""


class _Sku(msgspec.Struct, rename="camel"):
    description: str
    category: _Category
    service_regions: list[str]
    pricing_info: list[_Pricing]


class Catalog:
    """Takes the SKUs of all pages, and makes the prices of machine types when all of them are read."""

    def __init__(self, found: Collector) -> None:
        self._found = found
        self._parts: dict[tuple[str, str], dict[str, Rate]] = {}

    def read(self, document: Parts, name: str) -> None:
        """Take the SKUs of a page; raise UsageError where it is none."""
        for at, raw in enumerate(items(document["skus"], f"skus of {name}"), 1):
            sku = record(raw, _Sku)
            if isinstance(sku, str):
                self._found.leave(MALFORMED, f"{name}, SKU {at}: {sku}")
            else:
                self._take(sku, f"{name}, SKU {at}")

    def _take(self, sku: _Sku, where: str) -> None:
        placed = place(sku.category.service_display_name, sku.category.usage_type, sku.description)
        if isinstance(placed, str) or not sku.pricing_info:
            self._found.leave(placed if isinstance(placed, str) else "without a price")
            return
        # The last one is the one that is in force.
        pricing = sku.pricing_info[-1]
        unit = PARTS[placed.part] if isinstance(placed, Part) else placed.unit
        for tier in pricing.pricing_expression.tiered_rates:
            rate = _rate(tier, pricing, unit)
            if isinstance(rate, str):
                self._found.leave(rate, where)
                return
            for region in sku.service_regions:
                if region != "global" and not _REGION.fullmatch(region):
                    self._found.leave("in no single region")
                elif isinstance(placed, Part):
                    self._found.rows += 1
                    self._parts.setdefault((placed.series, region), {})[placed.part] = rate
                else:
                    named = (placed.service, placed.component, placed.attribute)
                    self._found.add(_named(rate, *named, ANY if region == "global" else region))

    def finish(self) -> None:
        """Add the machine types whose parts have a price."""
        rows = self._found.rows
        wanted = self._found.wanted
        if not wanted.has_service("Compute Engine") or wanted.vendor not in ("", "gcp"):
            return
        for name in price_names.machines("gce"):
            match, size = _PREDEFINED.fullmatch(name), sizes.lookup("gce", name)
            if match is None or size is None or size.vcpu is None or size.memory_gib is None or size.gpus:
                continue
            for (series, region), parts in self._parts.items():
                if series == match["series"] and {CORE, MEMORY} <= set(parts) and wanted.has_region(region):
                    vcpu, memory = Decimal(str(size.vcpu)), Decimal(str(size.memory_gib))
                    self._found.add(_machine(name, vcpu, memory, region, parts))
        self._found.rows = rows


def next_page(document: Parts) -> str:
    """Return the token of the page that follows; empty where none does."""
    return text(document.get("nextPageToken"))


def _rate(tier: _Rate, pricing: _Pricing, unit: Unit) -> Rate | str:
    """Return the price of a tier, or why it has none."""
    money = tier.unit_price
    whole, start = number(money.units), number(tier.start_usage_amount)
    if whole is None or start is None or not 0 <= money.nanos < 10**9 or not _CURRENCY.fullmatch(money.currency_code):
        return MALFORMED
    priced = unit.priced(whole + money.nanos * _NANO, start, pricing.pricing_expression.usage_unit)
    if priced is None:
        return "sold by another unit"
    observed = day(pricing.effective_time)
    return Rate("gcp", "", "", "", "", unit.sold, priced[1], money.currency_code, SOURCE, observed, priced[0])


def _named(rate: Rate, service: str, component: str, attribute: str, region: str) -> Rate:
    return msgspec.structs.replace(rate, service=service, component=component, attribute=attribute, region=region)


def _machine(name: str, vcpu: Decimal, memory: Decimal, region: str, parts: Mapping[str, Rate]) -> Rate:
    amount = rounded(vcpu * parts[CORE].amount + memory * parts[MEMORY].amount)
    observed = min(parts[CORE].observed, parts[MEMORY].observed)
    named = _named(parts[CORE], "Compute Engine", name, "", region)
    return msgspec.structs.replace(named, unit="hour", amount=amount, observed=observed)
