"""What Compute Engine's machine types cost, by region."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from finops_guard.catalog import datafile
from finops_guard.catalog.price import NoPrice, Price, usd

DEFAULT_REGION = "us-central1"

_SOURCE, _DATE = "skrooge 1.1.0", "2024"
_ZONE = re.compile(r"(?P<region>[a-z]+-[a-z]+\d{1,2})-[a-z]", re.ASCII)


@cache
def _data() -> dict[str, Any]:
    return datafile.read("prices-gce")


def region_name(location: str) -> str:
    """Return the region of a location: of a zone (``europe-west1-b``) its own."""
    match = _ZONE.fullmatch(location)
    return match["region"] if match else location


def machine_type(name: str, region: str, _engine: str = "") -> Price | NoPrice:
    """Return what a predefined machine type costs; custom ones have no price of their own."""
    data, region = _data(), region_name(region)
    if region not in data["regions"]:
        return NoPrice(f"no source has prices in {region}")
    name = name.rpartition("/")[2]
    row = data["prices"].get(name)
    figure = row[data["regions"].index(region)] if row else None
    if figure is None:
        return NoPrice(f"no source has a price of {name} in {region}")
    return Price(usd(figure), region, _SOURCE, _DATE)


SERVICES: Mapping[str, Callable[[str, str, str], Price | NoPrice]] = {"gce": machine_type}
