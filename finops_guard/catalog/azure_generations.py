"""Which Azure virtual machines follow which: series of the fifth version for those that Microsoft calls previous ones.

Sources: Azure documentation, "Previous generation Azure VM size series" (2025-06-17); Azure/EOL, service list of
2025-12-18 (D, Ds, Dv2, Dsv2 and Ls retire on 2028-05-01; F, Fs, Fsv2, Lsv2, G, Gs, Av2 and B on 2028-11-15); the naming
convention of sizes for what a letter means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from finops_guard.catalog import datafile
from finops_guard.catalog.azure_sizes import NAME
from finops_guard.catalog.size import Size

_ARM64 = "arm64"
# Series in lower case, family and features and version: what the list names.
_LISTED = (
    "b bms bs bls d ds dv1 dsv1 dv2 dsv2 dv3 dsv3 av2 amv2 f fs fsv2"
    " ev3 esv3 ev4 esv4 eav4 easv4 edv4 edsv4 g gs ls lsv2"
)
_PREVIOUS = frozenset(_LISTED.split())
# By the family of a series: the families of the fifth version that have as much memory a vCPU or more, leanest first.
_FAMILIES = {"a": ("d", "e"), "d": ("d", "e"), "f": ("dl", "d"), "e": ("e",)}
_VERSION = re.compile(r"_v(\d+)", re.ASCII)
_LAST = 5


def is_previous(service: str, name: str) -> bool:
    """Tell whether Microsoft lists the series of a size as a previous generation, or has announced its retirement."""
    match = NAME.fullmatch(name)
    return service == "azure-vm" and match is not None and not match["accelerator"] and _series(name) in _PREVIOUS


def candidates(service: str, size: Size, move: str, region: str, engine: str) -> Iterator[str]:
    """Yield the sizes of the fifth version with as many vCPUs, of the same local disk, that a machine could move to."""
    match = NAME.fullmatch(size.name)
    if match is None or match["accelerator"] or match["active"] or service != "azure-vm" or engine or not region:
        return
    family, features = match["family"].lower(), match["features"].lower()
    version = int((match["version"] or "_v1")[2:])
    disk = "d" if "d" in features else ""
    if family in {"ds", "gs"}:
        family = family[0]
    if family == "b":
        yield from _burstable(int(size.vcpu), arm=move == _ARM64) if version == 1 else ()
        return
    if family not in _FAMILIES or size.arch == _ARM64 or (move != _ARM64 and version >= _LAST):
        return
    processors = ("p",) if move == _ARM64 else ("a", "")
    for leaner in _FAMILIES[family]:
        low = "l" if leaner == "dl" or "l" in features else ""
        for processor in processors:
            name = f"Standard_{leaner[0].upper()}{int(size.vcpu)}{processor}{low}{disk}s_v{_LAST}"
            if name.lower() in _known():
                yield name


def _burstable(vcpu: int, *, arm: bool) -> Iterator[str]:
    """Yield the sizes of the second version of the B series, those with less memory first."""
    for memory in ("t", "l", ""):
        for processor in ("p",) if arm else ("a", ""):
            name = f"Standard_B{vcpu}{processor}{memory}s_v2"
            if name.lower() in _known():
                yield name


@cache
def _known() -> frozenset[str]:
    return frozenset(datafile.read("sizes-azure")["sizes"])


def _series(name: str) -> str:
    match = NAME.fullmatch(name)
    if match is None:
        return ""
    version = (match["version"] or "").replace("_", "")
    return f"{match['family']}{match['features']}{version}".lower()
