"""Which Compute Engine machines follow which: by the generation that Google numbers its machine series with.

Source: Compute Engine documentation, "Machine families resource and comparison guide": N1 is of the first generation,
E2, N2, N2D, T2D and T2A of the second, C3 and C3D of the third, C4, C4A, N4 of the fourth; T2A and C4A have ARM
processors. Google calls none of them a previous generation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from finops_guard.catalog import datafile
from finops_guard.catalog.size import Size

_ARM64 = "arm64"
_NAME = re.compile(r"(?P<series>[a-z]\d[a-z]?)-(?P<kind>standard|highmem|highcpu)-(?P<vcpu>\d{1,3})", re.ASCII)
_SUCCESSORS = {"n1": ("e2", "n2", "n2d"), "n2": ("n4", "c3d", "c4"), "n2d": ("c3d", "n4"), "m1": ("m3",)}
_ARM = {
    "n1": ("t2a", "c4a", "n4a"),
    "n2": ("t2a", "c4a", "n4a"),
    "n2d": ("t2a", "c4a", "n4a"),
    "t2d": ("t2a", "c4a", "n4a"),
    "c3": ("c4a",),
    "c3d": ("c4a",),
    "c4": ("c4a",),
    "n4": ("c4a", "n4a"),
    "e2": ("t2a", "n4a"),
}


def is_previous(_service: str, _name: str) -> bool:
    """Tell that Google calls no machine type one of a previous generation."""
    return False


def candidates(service: str, size: Size, move: str, region: str, engine: str) -> Iterator[str]:
    """Yield the machine types of the same kind and vCPUs that a machine could move to."""
    match = _NAME.fullmatch(size.name)
    if match is None or service != "gce" or engine or not region:
        return
    table = _ARM if move == _ARM64 else _SUCCESSORS
    for series in table.get(match["series"], ()):
        name = f"{series}-{match['kind']}-{match['vcpu']}"
        if name in _known():
            yield name


@cache
def _known() -> frozenset[str]:
    return frozenset(datafile.read("sizes-gce")["sizes"])
