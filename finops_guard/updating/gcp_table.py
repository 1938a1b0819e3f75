"""Which SKUs of the Cloud Billing Catalog are which prices of the catalog.

SKUs are told apart by their descriptions, less the place at the end (``N2 Instance Core running in Americas``), as they
stood in published answers of the API in 2019 to 2026. Descriptions must fit whole: those of commitments, spot machines,
sole tenants and custom machine types begin or go on otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from finops_guard.updating.units import Unit

_HOUR = Unit("hour", {"h": 1})
_GIB_MONTH = Unit("GiB-month", {"giby.mo": 1})
_GIB = Unit("GiB", {"giby": 1})

# Series of predefined machine types whose price is that of their cores and their memory, and nothing else.
SERIES: Mapping[str, str] = {
    "N1 Predefined Instance": "n1",
    "N2 Instance": "n2",
    "N2D AMD Instance": "n2d",
    "E2 Instance": "e2",
    "Compute optimized": "c2",
    "C3 Instance": "c3",
    "C3D Instance": "c3d",
}
CORE, MEMORY = "Core", "Ram"
PARTS: Mapping[str, Unit] = {CORE: Unit("vCPU-hour", {"h": 1}), MEMORY: Unit("GiB-hour", {"giby.h": 1})}

_PART = re.compile(rf"(?P<series>{'|'.join(SERIES)}) (?P<part>{CORE}|{MEMORY}) running in [\w ]+")
_IN_PLACE = re.compile(r" in [\w ]+")
_DISKS = {
    "Storage PD Capacity": "pd-standard",
    "SSD backed PD Capacity": "pd-ssd",
    "Balanced PD Capacity": "pd-balanced",
    "Extreme PD Capacity": "pd-extreme",
    "Regional Storage PD Capacity": "pd-standard regional",
    "Regional SSD backed PD Capacity": "pd-ssd regional",
    "Regional Balanced PD Capacity": "pd-balanced regional",
    "SSD backed Local Storage": "local-ssd",
}
_CLASS = re.compile(
    r"(?P<class>Standard|Nearline|Coldline|Archive) Storage (?P<place>[\w ]+?)(?P<many> ?(?:Multi|Dual)-region)?"
)
UNKNOWN = "not something that is looked up"


class Place(Struct, frozen=True):
    """Where a price belongs in the catalog."""

    service: str
    component: str
    attribute: str
    unit: Unit


class Part(Struct, frozen=True):
    """What a SKU is the price of: cores, or memory, of a series of machine types."""

    series: str
    part: str


_EXACT: Mapping[str, Place] = {
    **{name: Place("Persistent Disk", "storage", kind, _GIB_MONTH) for name, kind in _DISKS.items()},
    "External IP Charge on a Standard VM": Place("VPC", "external IP address", "standard VM", _HOUR),
    "Static Ip Charge": Place("VPC", "external IP address", "unused", _HOUR),
    "NAT Gateway: Data processing charge": Place("Cloud NAT", "data processed", "", _GIB),
}


def place(service: str, usage: str, description: str) -> Place | Part | str:
    """Return where the price of a SKU belongs, or why it belongs nowhere."""
    if usage != "OnDemand":
        return "not on demand"
    if service in ("Compute Engine", "Networking"):
        if part := _PART.fullmatch(description):
            return Part(SERIES[part["series"]], part["part"])
        stem = _IN_PLACE.split(description, maxsplit=1)[0]
        rest = description.removeprefix(stem)
        found = _EXACT.get(stem)
        return found if found is not None and (not rest or _IN_PLACE.fullmatch(rest)) else UNKNOWN
    if service == "Cloud Storage" and (stored := _CLASS.fullmatch(description)):
        if stored["many"]:
            return "stored in several regions"
        return Place("Cloud Storage", "storage", stored["class"].lower(), _GIB_MONTH)
    return UNKNOWN
