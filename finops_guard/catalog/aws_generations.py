"""Which AWS machines follow which, by AWS's naming convention, and which AWS calls previous ones.

Sources: Amazon EC2 User Guide, "Instance type naming conventions" (class, generation, processor, capabilities);
CurrentGeneration of the EC2 API; Amazon RDS User Guide, document history of 2024-06-14 ("ending support for the db.m4,
db.r4, and db.t2 DB instance classes"); ElastiCache API Reference, CacheNode ("previous generation, not recommended");
Amazon OpenSearch Service Developer Guide, "Supported instance types"; Amazon Redshift Management Guide, "Upgrading to
RA3".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from msgspec import Struct

from finops_guard.catalog import aws_prices, datafile
from finops_guard.catalog.size import Size
from finops_guard.catalog.sizes import lookup

_ARM64 = "arm64"
_PREVIOUS: Mapping[str, frozenset[str]] = {
    # Those before them had ended earlier.
    "rds": frozenset({"t1", "m1", "m2", "m3", "m4", "r3", "r4", "t2"}),
    "elasticache": frozenset({"t1", "m1", "m2", "m3", "c1", "r3"}),
    "opensearch": frozenset({"c4", "i2", "m3", "m4", "r3", "r4", "t2"}),
    "redshift": frozenset({"ds2", "dc1", "dc2"}),
}
# Engines of RDS that run on ARM processors.
_RDS_ARM = frozenset({"mysql", "postgres", "mariadb", "aurora-mysql", "aurora-postgresql", "neptune", "docdb"})

_FAMILY = re.compile(
    r"(?P<kind>[a-z]+?)(?P<generation>\d+)(?P<processor>[agi](?![a-z]*g))?(?P<capabilities>[a-z]*)(?:-(?P<more>[a-z0-9]+))?"
)
# Their work depends on the accelerator, or on hardware that no other family has.
_SPECIAL = frozenset({"cc", "cg", "cr", "dl", "f", "g", "gr", "hi", "hpc", "hs", "inf", "mac", "p", "trn", "u", "vt"})


class Family(Struct, frozen=True):
    """What the name of a family says: ``m6gd`` is of the kind m, generation 6, on ARM, with disks."""

    kind: str
    generation: int
    capabilities: str


@cache
def family(name: str) -> Family | None:
    """Return what the name of a family says; None for families that nothing else stands in for."""
    match = _FAMILY.fullmatch(name)
    if match is None or match["kind"] in _SPECIAL:
        return None
    capabilities = f"{match['capabilities']}-{match['more'] or ''}"
    return Family(match["kind"], int(match["generation"]), capabilities)


def is_previous(service: str, name: str) -> bool:
    """Tell whether AWS calls a size one of a previous generation."""
    size = lookup(service, name)
    if size is None:
        return False
    return size.family in _PREVIOUS[service] if service in _PREVIOUS else bool(size.previous_generation)


def candidates(service: str, size: Size, move: str, region: str, engine: str) -> Iterator[str]:
    """Yield the sizes of the same step that a machine could move to and that are not previous ones, sorted."""
    before, own, after = _parts(service, size.name)
    known = family(own)
    if known is None or (move == _ARM64 and (size.arch == _ARM64 or not _runs_on_arm(service, engine))):
        return
    offered = _offered(region) if service == "ec2" else aws_prices.sold(service)
    for other in _families(service, engine):
        found = family(other)
        if found is None or (found.kind, found.capabilities) != (known.kind, known.capabilities):
            continue
        name = f"{before}{other}{after}"
        machine = lookup(service, name)
        if machine is None or is_previous(service, name) or (offered is not None and _base(name) not in offered):
            continue
        if move == _ARM64:
            if machine.arch == _ARM64 and found.generation >= known.generation:
                yield name
        elif machine.arch == size.arch and found.generation > known.generation:
            yield name


def _runs_on_arm(service: str, engine: str) -> bool:
    return service != "rds" or engine in _RDS_ARM


def _parts(service: str, name: str) -> tuple[str, str, str]:
    """Split a name around its family: ``db.`` ``m5`` ``.large``."""
    before = {"rds": "db.", "elasticache": "cache.", "msk": "kafka."}.get(service, "")
    own, dot, after = name.removeprefix(before).partition(".")
    return before, own, dot + after


@cache
def _families(service: str, engine: str) -> tuple[str, ...]:
    """Return the families of a service: of EC2 all, of others those that have a price for an engine."""
    if service == "ec2":
        names = set(datafile.read("sizes-ec2")["sizes"])
    else:
        names = set((engine and aws_prices.sold(service, engine)) or aws_prices.sold(service))
    return tuple(sorted({_parts(service, name)[1] for name in names}))


def _base(name: str) -> str:
    """Return the name of a size as the service sells it now (``r6g.large.search``)."""
    base, _, suffix = name.rpartition(".")
    return f"{base}.search" if suffix == "elasticsearch" else name


@cache
def _offered(region: str) -> frozenset[str] | None:
    """Return the EC2 types that a region offers; None for a region that no source knows."""
    data = datafile.read("offerings-ec2")
    if region not in data["regions"]:
        return None
    at = data["regions"].index(region)
    return frozenset(name for bits, names in data["types"].items() if int(bits) >> at & 1 for name in names.split())
