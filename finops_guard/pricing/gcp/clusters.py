"""What the clusters of GKE cost: the fee of each, and the nodes of its pools."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from msgspec import Struct

from finops_guard.catalog import machine_prices
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import HOURS, Range, exactly
from finops_guard.pricing.gcp import disks
from finops_guard.pricing.gcp.machines import add_machine
from finops_guard.pricing.gcp.reading import Reader
from finops_guard.resources import Resource
from finops_guard.values import Cause, Value

_ZONE = re.compile(r"[a-z]+-[a-z]+\d{1,2}-[a-z]", re.ASCII)

# The defaults of nodes: the provider's page of google_container_cluster (2026-08-21). A regional cluster has nodes in
# the zones of its masters by default: that these are three is taken as given, and said.
_MACHINE, _DISK, _DISK_GB = "e2-medium", "pd-balanced", exactly(100)
_ZONES_OF_REGION = 3
_ASSUMED_ZONES = "nodes in three zones, the default of a regional cluster"

_AUTOPILOT = (
    ("vCPU of pods", "Autopilot vCPU", "autopilot_vcpu_count"),
    ("memory of pods", "Autopilot memory", "autopilot_memory_gb"),
    ("ephemeral storage of pods", "Autopilot ephemeral storage", "autopilot_ephemeral_storage_gb"),
)

_LOCAL_SSDS = (
    "local_ssd_count",
    "ephemeral_storage_config.local_ssd_count",
    "ephemeral_storage_local_ssd_config.local_ssd_count",
    "local_nvme_ssd_block_config.local_ssd_count",
)


def cluster(bill: Bill) -> None:
    """Add the cluster's fee, and its nodes: of the pools written in it, else of the default one unless it is removed.

    What pods of an Autopilot cluster ask for is usage: ``autopilot_vcpu_count``, ``autopilot_memory_gb``,
    ``autopilot_ephemeral_storage_gb``.
    """
    read = Reader(bill, bill.resource.values)
    autopilot = read.flag("enable_autopilot")
    bill.hourly(
        "cluster management fee",
        bill.unit("GKE", "cluster management fee", "Autopilot" if autopilot else "Standard"),
    )
    if autopilot:
        for name, component, key in _AUTOPILOT:
            bill.usage(name, key, bill.unit("GKE", component, "general-purpose"), scale=HOURS)
    elif autopilot is None:
        bill.unpriced("nodes", "whether it is an Autopilot cluster is not known")
    else:
        _pools(bill, read)


def _pools(bill: Bill, read: Reader) -> None:
    zones = _zones(bill, bill.resource)
    if read.writes("node_pool"):
        for pool in read.blocks("node_pool", "nodes"):
            _pool(bill, pool, _pool_zones(pool, zones))
        return
    removed = read.flag("remove_default_node_pool")
    if removed is None:
        bill.unpriced("nodes", "whether its default node pool is removed is not known")
    elif not removed:
        _pool(bill, read, zones)


def node_pool(bill: Bill) -> None:
    """Add the nodes of a pool, in each of its zones."""
    related = bill.costs.relations.among(bill.resource).referents(bill.resource, "google_container_cluster")
    parent = related.resources[0] if len(related.resources) == 1 else bill.resource
    read = Reader(bill, bill.resource.values)
    if not read.writes("location") and parent.region is not None and isinstance(parent.region.raw, str):
        bill.region = machine_prices.region_name("gce", parent.region.raw)
    _pool(bill, read, _pool_zones(read, _zones(bill, parent)))


class _Zones(Struct, frozen=True):
    """In how many zones nodes are, and what that is assumed by; None: it is not known, and ``causes`` say why."""

    number: int | None
    assumed: str = ""
    causes: tuple[Cause, ...] = ()


def _zones(bill: Bill, parent: Resource) -> _Zones:
    """Return the zones of a cluster; of a pool whose cluster is not known, those of its location."""
    location, written = parent.region, parent.values.get("node_locations")
    if location is None or not isinstance(location.raw, str):
        return _Zones(None, causes=location.causes if location is not None else ())
    names = _names(written) if parent is not bill.resource or parent.type == "google_container_cluster" else frozenset()
    if names is None:
        return _Zones(None, causes=written.causes if written is not None else ())
    if _ZONE.fullmatch(location.raw):
        # Of a zonal cluster these are further ones.
        return _Zones(len(names | {location.raw}))
    return _Zones(len(names)) if names else _Zones(_ZONES_OF_REGION, _ASSUMED_ZONES)


def _pool_zones(read: Reader, zones: _Zones) -> _Zones:
    """Return the zones of a pool: its own ones, else those of the cluster."""
    if not read.writes("node_locations"):
        return zones
    names = [each.raw for each in read.values("node_locations")]
    return _Zones(len(set(names)) if all(isinstance(name, str) for name in names) else None)


def _names(value: Value | None) -> frozenset[str] | None:
    if value is None or value.is_null:
        return frozenset()
    if not isinstance(value.raw, list | tuple):
        return None
    texts = [each.raw for each in value.items()]
    names = frozenset(each for each in texts if isinstance(each, str))
    return names if all(isinstance(each, str) for each in texts) else None


def _pool(bill: Bill, read: Reader, zones: _Zones) -> None:
    count, assumed = _count(bill, read, zones)
    if count is None:
        is_written = any(read.writes(path) for path in ("node_count", "initial_node_count", "autoscaling"))
        bill.unpriced("machine", f"how many nodes there are is not {'known' if is_written else 'written'}")
        return
    nodes = next(iter(read.blocks("node_config", "nodes")), None) or Reader(bill)
    add_machine(bill, nodes, count, _MACHINE, assumed=assumed)
    size, type_ = (
        newer if nodes.writes(newer) else older
        for newer, older in (("boot_disk.size_gb", "disk_size_gb"), ("boot_disk.disk_type", "disk_type"))
    )
    disks.add(bill, "boot disk", nodes, size, type_, count, default=_DISK, default_size=_DISK_GB, assumed=assumed)
    for path in _LOCAL_SSDS:
        number = nodes.number(path, 0)
        if number is None:
            bill.unpriced("local SSDs", "how many there are is not known")
        elif number:
            disks.scratch(bill, exactly(number), count, assumed=assumed)


def _count(bill: Bill, read: Reader, zones: _Zones) -> tuple[Range | None, str]:
    """Return how many nodes a pool has, and what that is assumed by."""
    path = "node_count" if read.writes("node_count") else "initial_node_count"
    is_written = read.writes(path)
    wanted = read.number(path) if is_written else None
    times = zones.number
    if times is None:
        bill.because(zones.causes)
    scaling = next(iter(read.blocks("autoscaling", "nodes")), None)
    if scaling is None:
        return (exactly(wanted * times) if wanted is not None and times else None), zones.assumed
    if scaling.writes("total_min_node_count") or scaling.writes("total_max_node_count"):
        started = wanted * times if wanted is not None and times else None
        return _bounded(scaling.number("total_min_node_count", 0), started, scaling.number("total_max_node_count")), (
            zones.assumed if started else ""
        )
    if not times:
        return None, ""
    per_zone = _bounded(scaling.number("min_node_count", 0), wanted, scaling.number("max_node_count"))
    return (None if per_zone is None else per_zone * exactly(times)), zones.assumed


def _bounded(least: Decimal | None, wanted: Decimal | None, most: Decimal | None) -> Range | None:
    if least is None:
        return None
    expected = max(least, wanted or least)
    return Range(least, expected if most is None else min(expected, max(least, most)), most)


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "google_container_cluster": cluster,
    "google_container_node_pool": node_pool,
}
