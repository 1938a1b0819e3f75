"""Price files of OpenCost: the CSV of nodes, and ``default.json``.

Formats: "On-Premises Pricing Configuration" of OpenCost's documentation (opencost.io/docs/configuration/on-prem) and
Kubecost's "CSV Pricing" (docs.kubecost.com, both read in copies of 2026): ``MarketPriceHourly`` of an asset that is
found by its instance type, of ``AssetClass`` node, pv or gpu; ``CPU``, ``RAM`` and so on as texts, by the hour.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping

from finops_guard.catalog import price_names
from finops_guard.errors import UsageError
from finops_guard.pricing.book_own import ANY, LIST_CURRENCY
from finops_guard.updating.collecting import MALFORMED, Collector, Rate
from finops_guard.updating.documents import Parts, text
from finops_guard.updating.units import day, number

COLUMNS = ("EndTimestamp", "InstanceID", "Region", "AssetClass", "InstanceIDField", "InstanceType", "MarketPriceHourly")
# Whose machine a type is, by its name.
_MACHINES = (("aws", "EC2", "ec2"), ("azure", "Virtual Machines", "azure-vm"), ("gcp", "Compute Engine", "gce"))
_TYPE = re.compile(r"[A-Za-z0-9][\w.-]{0,100}", re.ASCII)
_PLACE = re.compile(r"[a-z0-9-]{0,60}", re.ASCII)
_DEFAULTS: Mapping[str, tuple[str, str, str]] = {
    "CPU": ("CPU", "", "vCPU-hour"),
    "spotCPU": ("CPU", "spot", "vCPU-hour"),
    "RAM": ("memory", "", "GiB-hour"),
    "spotRAM": ("memory", "spot", "GiB-hour"),
    "GPU": ("GPU", "", "GPU-hour"),
    "storage": ("storage", "", "GiB-hour"),
}


def read_csv(lines: Iterable[str], name: str, found: Collector) -> None:
    """Take the prices of nodes by instance type; OpenCost's files name no currency: they are in USD."""
    try:
        for line, row in enumerate(csv.DictReader(lines), 2):
            _row({key: value for key, value in row.items() if isinstance(value, str)}, f"{name}, line {line}", found)
    except csv.Error as failure:
        raise UsageError(f"{name} is no CSV file: {failure}") from None


def _row(row: Mapping[str, str], where: str, found: Collector) -> None:
    type_, region = row.get("InstanceType", "").strip(), row.get("Region", "").strip().casefold()
    price = number(row.get("MarketPriceHourly"))
    if row.get("AssetClass", "").strip().casefold() != "node":
        found.leave("a volume or a GPU")
    elif not type_:
        found.leave("a single node, not an instance type")
    elif price is None or not _PLACE.fullmatch(region):
        found.leave(MALFORMED, where)
    else:
        sold = _sold_by(type_, found.wanted.vendor)
        if sold is None:
            found.leave("an instance type that no vendor has")
            return
        vendor, service = sold
        observed = day(row.get("EndTimestamp", ""))
        found.add(
            Rate(vendor, service, type_, "", region or ANY, "hour", price, LIST_CURRENCY, "OpenCost CSV", observed)
        )


def _sold_by(type_: str, wanted: str) -> tuple[str, str] | None:
    if not _TYPE.fullmatch(type_):
        return None
    for vendor, service, machines in _MACHINES:
        if wanted in ("", vendor) and price_names.is_machine(machines, type_):
            return vendor, service
    return None


def read_defaults(document: Parts, name: str, found: Collector) -> None:
    """Take what a cluster's resources cost by the hour."""
    currency = text(document.get("currencyCode")) or LIST_CURRENCY
    for key, raw in document.items():
        if key in ("provider", "description", "currencyCode"):
            continue
        if key not in _DEFAULTS:
            found.leave("not something that is looked up")
            continue
        price = number(text(raw) or bytes(raw).decode("utf-8", "replace"))
        if price is None:
            found.leave(MALFORMED, f"{name}, {key}")
            continue
        component, attribute, unit = _DEFAULTS[key]
        found.add(
            Rate("kubernetes", "OpenCost", component, attribute, ANY, unit, price, currency, "OpenCost default.json")
        )
