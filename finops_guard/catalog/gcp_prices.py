"""What Compute Engine's machine types cost, by region."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from finops_guard.catalog import datafile, price_table
from finops_guard.catalog.price import NoPrice, Price

DEFAULT_REGION = "us-central1"

_ZONE = re.compile(r"(?P<region>[a-z]+-[a-z]+\d{1,2})-[a-z]", re.ASCII)


def region_name(location: str) -> str:
    """Return the region of a location: of a zone (``europe-west1-b``) its own."""
    match = _ZONE.fullmatch(location)
    return match["region"] if match else location


def machine_type(name: str, region: str, _engine: str = "") -> Price | NoPrice:
    """Return what a predefined machine type costs, with the local disks it comes with; custom ones have no price."""
    return _stated("prices-gce", name, region)


def spot(name: str, region: str) -> Price | NoPrice:
    """Return what a predefined machine type costs as a spot machine: a price that changes up to once a month."""
    return _stated("prices-gce-spot", name, region)


def _stated(table: str, name: str, region: str) -> Price | NoPrice:
    data, region = _data(table), region_name(region)
    if region not in data["regions"]:
        return NoPrice(f"no source has prices in {region}")
    name = name.rpartition("/")[2]
    return price_table.lookup(data, name, region) or NoPrice(f"no source has a price of {name} in {region}")


@cache
def _data(table: str) -> dict[str, Any]:
    return datafile.read(table)


SERVICES: Mapping[str, Callable[[str, str, str], Price | NoPrice]] = {"gce": machine_type}
