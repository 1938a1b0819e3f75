"""What Azure virtual machines cost, by region."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from msgspec.structs import replace

from finops_guard.catalog import datafile, price_table
from finops_guard.catalog.price import NoPrice, Price

DEFAULT_REGION = "eastus"

_REPAIRED = "from a price that includes Windows, less what Windows costs"


@cache
def _data() -> dict[str, Any]:
    return datafile.read("prices-azure")


def region_name(location: str) -> str:
    """Return a location as prices name it: ``West Europe`` is ``westeurope``."""
    return location.replace(" ", "").lower()


def virtual_machine(name: str, region: str, _engine: str = "") -> Price | NoPrice:
    """Return what a size costs: Linux, without licences."""
    data, region, key = _data(), region_name(region), name.lower().replace("_", "")
    if region not in data["regions"] and region not in data["older"]["regions"]:
        return NoPrice(f"no source has prices in {region}")
    if found := price_table.lookup(data, key, region):
        is_repaired = data["repaired"].get(key, 0) >> data["regions"].index(region) & 1
        return replace(found, estimated=_REPAIRED) if is_repaired else found
    return price_table.lookup(data["older"], key, region) or NoPrice(f"no source has a price of {name} in {region}")


SERVICES: Mapping[str, Callable[[str, str, str], Price | NoPrice]] = {"azure-vm": virtual_machine}
