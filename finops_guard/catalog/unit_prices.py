"""What units of cloud services cost: hours, GB, requests, by vendor, service, component and region.

The names are those of the rows of ``tools/unit_prices``, from which the data files are built. What no source has a
price of has none: never 0, never presumed.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from finops_guard.catalog import datafile
from finops_guard.catalog.price import NoPrice, usd
from finops_guard.catalog.tariff import Tariff, Tier

DEFAULT_REGIONS = {"aws": "us-east-1", "azure": "eastus", "gcp": "us-central1"}
# What has one price everywhere stands under this name.
EVERYWHERE = "global"


@cache
def _data(vendor: str) -> dict[str, Any]:
    return datafile.read(f"unit-prices-{vendor}")


def lookup(vendor: str, service: str, component: str, attribute: str = "", region: str = "") -> Tariff | NoPrice:
    """Return the tariff of a component of a service (``aws``, ``EBS``, ``storage``, ``gp3``) in a region.

    ``region`` is as prices name it (``westeurope``); empty where it is not known: then the vendor's first region
    counts, and the tariff says so. Raise KeyError where there is no such vendor.
    """
    where = region or DEFAULT_REGIONS[vendor]
    title = " ".join(filter(None, (service, component, attribute)))
    by_region = _data(vendor)["prices"].get(service, {}).get(f"{component}|{attribute}")
    if by_region is None:
        return NoPrice(f"no source has a price of {title}")
    found = by_region.get(where)
    if found is None:
        where, found = EVERYWHERE, by_region.get(EVERYWHERE)
    if found is None:
        return NoPrice(f"no source has a price of {title} in {region or DEFAULT_REGIONS[vendor]}")
    unit, source, observed, *tiers = found
    derived = _data(vendor)["derived"].get(named(service, component, attribute, where), "")
    elsewhere = "" if region or where == EVERYWHERE else f"its region is not known: that of {where}"
    return Tariff(
        _data(vendor)["units"][unit],
        tuple(Tier(usd(start), usd(amount)) for start, amount in tiers),
        where,
        _data(vendor)["origins"][source],
        observed,
        "; ".join(filter(None, (derived, elsewhere))),
    )


def named(*names: str) -> str:
    """Return how the data file names the price of a component of a service in a region."""
    return "|".join(names)
