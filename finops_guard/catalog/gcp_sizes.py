"""Google Cloud sizes: Compute Engine machine types, and Cloud SQL tiers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from msgspec.structs import replace

from finops_guard.catalog import datafile
from finops_guard.catalog.size import Size

_MIB = 1024
_CUSTOM = re.compile(r"(?:(?P<series>[a-z]\d[a-z]?)-)?custom-(?P<vcpu>\d{1,3})-(?P<memory>\d{1,7})(?:-ext)?", re.ASCII)
_SHARED_CUSTOM = re.compile(r"e2-custom-(?:micro|small|medium)-(?P<memory>\d{1,5})", re.ASCII)
_PREDEFINED = re.compile(
    r"(?P<series>[a-z]\d{1,2}[a-z]?)-(?:standard|highmem|highcpu)-(?P<vcpu>\d{1,3})(?:-lssd)?", re.ASCII
)
_CUSTOM_SERIES = frozenset({"n1", "n2", "n2d", "n4", "n4a", "n4d", "e2", "g2"})
_MEMORY_STEP = 256  # MiB; a custom machine's memory is a multiple of it

_SQL_CUSTOM = re.compile(r"db-custom-(?P<vcpu>\d{1,3})-(?P<memory>\d{1,7})", re.ASCII)
_SQL_RATIO = re.compile(r"db-(?P<family>perf-optimized-N|memory-optimized-N|c4a-highmem)-(?P<vcpu>\d{1,3})", re.ASCII)
# GiB of memory per vCPU, from the machine series overview of Cloud SQL Enterprise Plus; one type has less.
_SQL_GIB_PER_VCPU = {"perf-optimized-N": 8, "memory-optimized-N": 32, "c4a-highmem": 8}
_SQL_EXCEPTIONS = {"db-perf-optimized-N-128": 864}


@cache
def _data() -> dict[str, Any]:
    return datafile.read("sizes-gce")


def machine_type(name: str) -> Size | None:
    """Return a machine type, predefined or custom (``n2-standard-2``, ``custom-2-4096``), or a URL that ends in one.

    A predefined type newer than the catalog is known by Google's naming convention: its vCPUs, not its memory.
    """
    name = name.rpartition("/")[2]
    row = _data()["sizes"].get(name)
    if row is None:
        return _custom(name) or _by_name(name)
    vcpu, memory_gib, arch, gpus, burstable = row
    series = name.partition("-")[0]
    return Size(
        name,
        vcpu,
        memory_gib,
        _data()["arch"][arch],
        gpus,
        series,
        bool(burstable),
        None,
        "Compute Engine machine types",
    )


def _custom(name: str) -> Size | None:
    if shared := _SHARED_CUSTOM.fullmatch(name):
        return _made_to_measure(name, "e2", 2, int(shared["memory"]), burstable=True)
    match = _CUSTOM.fullmatch(name)
    if match is None:
        return None
    series, vcpu = match["series"] or "n1", int(match["vcpu"])
    if series not in _CUSTOM_SERIES or vcpu < 1 or (vcpu > 1 and vcpu % 2):
        return None
    return _made_to_measure(name, series, vcpu, int(match["memory"]))


def _made_to_measure(name: str, series: str, vcpu: int, mebibytes: int, *, burstable: bool = False) -> Size | None:
    if mebibytes < _MEMORY_STEP or mebibytes % _MEMORY_STEP:
        return None
    like = machine_type(f"{series}-standard-{vcpu}")  # the series' architecture, and the GPUs that come with the vCPUs
    arch, gpus = (like.arch, like.gpus) if like else ("x86_64", 0)
    return Size(
        name, vcpu, mebibytes / _MIB, arch, gpus, series, burstable, None, "Compute Engine custom machine types"
    )


def _by_name(name: str) -> Size | None:
    match = _PREDEFINED.fullmatch(name)
    if match is None or match["series"] in _data()["series"]:
        return None
    arch = "arm64" if match["series"].endswith("a") else "x86_64"  # c4a, n4a, t2a
    return Size(
        name, int(match["vcpu"]), None, arch, 0, match["series"], False, None, "Compute Engine naming convention"
    )


def cloud_sql(name: str) -> Size | None:
    """Return a Cloud SQL tier (``db-custom-2-7680``, ``db-n1-standard-1``, ``db-perf-optimized-N-8``)."""
    if custom := _SQL_CUSTOM.fullmatch(name):
        size = _custom(f"custom-{custom['vcpu']}-{custom['memory']}")
        return None if size is None else replace(size, name=name, family="db-custom", source="Cloud SQL tiers")
    if fixed := _SQL_RATIO.fullmatch(name):
        vcpu = int(fixed["vcpu"])
        memory = _SQL_EXCEPTIONS.get(name, vcpu * _SQL_GIB_PER_VCPU[fixed["family"]])
        arch = "arm64" if fixed["family"].startswith("c4a") else "x86_64"
        return Size(name, vcpu, memory, arch, 0, fixed["family"], False, None, "Cloud SQL tiers")
    if name.startswith(("db-n1-", "db-f1-", "db-g1-")):
        size = machine_type(name.removeprefix("db-"))
        return None if size is None else replace(size, name=name, source="Cloud SQL tiers")
    return None


SERVICES: Mapping[str, Callable[[str], Size | None]] = {
    "gce": machine_type,
    "cloudsql": cloud_sql,
}
