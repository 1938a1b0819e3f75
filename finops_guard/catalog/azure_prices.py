"""What Azure virtual machines cost, by region."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from finops_guard.catalog import datafile
from finops_guard.catalog.azure_sizes import NAME
from finops_guard.catalog.price import NoPrice, Price, scaled, usd

DEFAULT_REGION = "eastus"

_SOURCE, _DATE = "apache-libcloud 3.9.1", "2025-03-02"
_SERIES_SOURCE = "skypilot-catalog"
_MAX_VCPU = 96  # larger sizes are machines of their own (isolated), with prices of their own


@cache
def _data() -> dict[str, Any]:
    return datafile.read("prices-azure")


def region_name(location: str) -> str:
    """Return a location as prices name it: ``West Europe`` is ``westeurope``."""
    return location.replace(" ", "").lower()


def virtual_machine(name: str, region: str, _engine: str = "") -> Price | NoPrice:
    """Return what a size costs; those of the v5 series by what their series costs a vCPU."""
    data, region = _data(), region_name(region)
    if region not in data["regions"]:
        return NoPrice(f"no source has prices in {region}")
    if (found := _stated(name, region)) is not None:
        return Price(usd(found), region, _SOURCE, _DATE)
    match = NAME.fullmatch(name)
    if match is None or match["accelerator"] or match["tier"].lower() != "standard":
        return NoPrice(f"no source has a price of {name} in {region}")
    series = f"{match['family']}{match['features']}{(match['version'] or '').lstrip('_')}".lower()
    vcpu = int(match["vcpu"])  # of a size with constrained vCPUs, all of them are paid for
    per_vcpu, like = data["per_vcpu"].get(series, (None, ""))
    if per_vcpu is None or vcpu > _MAX_VCPU:
        return NoPrice(f"no source has a price of {name} in {region}")
    price = round(usd(per_vcpu) * vcpu, 4).normalize()
    if region == DEFAULT_REGION:
        return Price(price, region, _SERIES_SOURCE, "", "from what its series costs a vCPU")
    there, here = (_stated(_example(like), at) for at in (region, DEFAULT_REGION))
    if there is None or here is None:
        return NoPrice(f"no source has a price of {name} in {region}")
    how = f"from its price in {DEFAULT_REGION}, and what the series before it costs there"
    return Price(scaled(price, round(there / here, 4)), region, _SERIES_SOURCE, "", how)


def _example(series: str) -> str:
    """Return a size of a series: ``dsv4`` has ``Standard_D8s_v4``."""
    return f"Standard_{series[0]}8{re.sub(r'v', '_v', series[1:])}"


def _stated(name: str, region: str) -> float | None:
    row = _data()["prices"].get(name.lower().replace("_", ""))
    price: float | None = row[_data()["regions"].index(region)] if row else None
    return price


SERVICES: Mapping[str, Callable[[str, str, str], Price | NoPrice]] = {"azure-vm": virtual_machine}
