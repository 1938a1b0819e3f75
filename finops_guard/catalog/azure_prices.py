"""What Azure virtual machines cost, by region."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from finops_guard.catalog import datafile
from finops_guard.catalog.price import NoPrice, Price, usd

DEFAULT_REGION = "eastus"

_SOURCE, _DATE = "karpenter-provider-azure", "2026-06-18"
_OLDER_SOURCE, _OLDER_DATE = "apache-libcloud 3.9.1", "2025-03-02"


@cache
def _data() -> dict[str, Any]:
    return datafile.read("prices-azure")


def region_name(location: str) -> str:
    """Return a location as prices name it: ``West Europe`` is ``westeurope``."""
    return location.replace(" ", "").lower()


def virtual_machine(name: str, region: str, _engine: str = "") -> Price | NoPrice:
    """Return what a size costs: Linux, without licences."""
    data, region = _data(), region_name(region)
    if region not in data["regions"] and region not in data["older"]["regions"]:
        return NoPrice(f"no source has prices in {region}")
    for table, source, date in ((data, _SOURCE, _DATE), (data["older"], _OLDER_SOURCE, _OLDER_DATE)):
        if (figure := _stated(table, name, region)) is not None:
            return Price(usd(figure), region, source, date)
    return NoPrice(f"no source has a price of {name} in {region}")


def _stated(table: Mapping[str, Any], name: str, region: str) -> float | None:
    row = table["prices"].get(name.lower().replace("_", ""))
    price: float | None = row[table["regions"].index(region)] if row and region in table["regions"] else None
    return price


SERVICES: Mapping[str, Callable[[str, str, str], Price | NoPrice]] = {"azure-vm": virtual_machine}
