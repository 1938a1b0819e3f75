"""AWS sizes: EC2 instance types, and the services that run on them under a name of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from msgspec.structs import replace

from finops_guard.catalog import datafile
from finops_guard.catalog.size import Size

_GIB = 1024**3
BURSTABLE, PREVIOUS, CURRENT = 1, 2, 4  # flags of a row; neither of the last two: no source says

_RDS_OPTIMIZED = re.compile(
    r"db\.(?P<family>[a-z0-9-]+)\.(?P<step>(?:\d{0,2}x)?large)\.tpc[12]\.mem(?P<memory>[1-9])x",
    re.ASCII,
)
_RDS_OWN_STEPS = {"3xlarge": 3, "6xlarge": 6}  # in xlarge; no plain class of these steps exists
_MQ_SHORT = re.compile(r"(?P<family>[a-z0-9-]+)\.(?P<times>\d+)xl", re.ASCII)


@cache
def _types() -> dict[str, Any]:
    return datafile.read("sizes-ec2")


@cache
def _nodes() -> dict[str, Any]:
    return datafile.read("sizes-aws-nodes")


def ec2(name: str) -> Size | None:
    """Return an EC2 instance type (``m5.large``)."""
    row = _types()["sizes"].get(name)
    if row is None:
        return None
    vcpu, mebibytes, arch, gpus, flags = row
    return Size(
        name=name,
        vcpu=vcpu,
        memory_gib=mebibytes / 1024,
        arch=_types()["arch"][arch],
        gpus=gpus,
        family=name.partition(".")[0],
        burstable=bool(flags & BURSTABLE),
        previous_generation=bool(flags & PREVIOUS) if flags & (PREVIOUS | CURRENT) else None,
        source="EC2 instance types",
    )


def rds(name: str) -> Size | None:
    """Return a class of RDS, Aurora, DocumentDB or Neptune (``db.r6g.large``, ``db.r5.large.tpc1.mem2x``).

    The optimised classes of RDS for Oracle state how many times the memory of the plain class they have.
    ``db.serverless`` has no fixed size.
    """
    if optimized := _RDS_OPTIMIZED.fullmatch(name):
        unit, step = rds(f"db.{optimized['family']}.xlarge"), rds(f"db.{optimized['family']}.{optimized['step']}")
        if step is None and unit and (times := _RDS_OWN_STEPS.get(optimized["step"])):
            step = _times(unit, times, times)
        return _times(replace(step, name=name), 1, int(optimized["memory"])) if step else None
    family, _, step_name = name.removeprefix("db.").partition(".")
    size = _renamed(name, "db.", f"{rds_family(family)}.{step_name}")
    return replace(size, family=family) if size else None


def rds_family(family: str) -> str:
    """Return the EC2 family that a family of RDS classes runs on."""
    found: str = _nodes()["rds_families"].get(family, family)
    return found


def _times(size: Size, vcpu: int, memory: int) -> Size:
    return replace(size, vcpu=size.vcpu * vcpu, memory_gib=size.memory_gib and size.memory_gib * memory)


def elasticache(name: str) -> Size | None:
    """Return an ElastiCache node type (``cache.r6g.large``); its memory is what the node has for data."""
    size = _renamed(name, "cache.", name.removeprefix("cache."))
    return None if size is None else _with_node_memory(size)


def memorydb(name: str) -> Size | None:
    """Return a MemoryDB node type (``db.r6g.large``); no source of the catalog has its memory for data."""
    size = _renamed(name, "db.", name.removeprefix("db."))
    return None if size is None else replace(size, memory_gib=None)


def _with_node_memory(size: Size) -> Size:
    available = _nodes()["elasticache_bytes"].get(size.name.partition(".")[2])
    return replace(size, memory_gib=None if available is None else available / _GIB)


def opensearch(name: str) -> Size | None:
    """Return an OpenSearch or Elasticsearch instance type (``r6g.large.search``, ``m5.large.elasticsearch``)."""
    base, _, suffix = name.rpartition(".")
    if suffix not in {"search", "elasticsearch"}:
        return None
    return _node(name, _nodes()["opensearch"].get(base)) or _renamed(name, "", base)


def redshift(name: str) -> Size | None:
    """Return a Redshift node type (``ra3.4xlarge``)."""
    return _node(name, _nodes()["redshift"].get(name))


def dax(name: str) -> Size | None:
    """Return a DynamoDB Accelerator node type (``dax.r5.large``)."""
    return _renamed(name, "dax.", name.removeprefix("dax."))


def dms(name: str) -> Size | None:
    """Return a Database Migration Service instance class (``dms.t3.medium``)."""
    return _renamed(name, "dms.", name.removeprefix("dms."))


def mq(name: str) -> Size | None:
    """Return an Amazon MQ instance type (``mq.m5.large``; the newer ones are abbreviated: ``mq.m7g.2xl``)."""
    base = name.removeprefix("mq.")
    if short := _MQ_SHORT.fullmatch(base):
        base = f"{short['family']}.{short['times']}xlarge"
    return _renamed(name, "mq.", base)


def msk(name: str) -> Size | None:
    """Return a broker size of Managed Streaming for Kafka (``kafka.m5.large``, ``express.m7g.large``)."""
    prefix = "express." if name.startswith("express.") else "kafka."
    return _renamed(name, prefix, name.removeprefix(prefix))


def sagemaker(name: str) -> Size | None:
    """Return a SageMaker instance type (``ml.t3.medium``)."""
    return _renamed(name, "ml.", name.removeprefix("ml."))


def _renamed(name: str, prefix: str, type_: str) -> Size | None:
    """Return an EC2 type under a service's own name, without AWS's statement on generations: it is about EC2 alone."""
    size = ec2(type_) if name.startswith(prefix) else None
    return None if size is None else replace(size, name=name, previous_generation=None)


def _node(name: str, row: list[Any] | None) -> Size | None:
    if row is None:
        return None
    vcpu, memory_gib, arch = row
    return Size(name, vcpu, memory_gib, arch, 0, name.partition(".")[0], False, None, "AWS documentation")


SERVICES: Mapping[str, Callable[[str], Size | None]] = {
    "ec2": ec2,
    "rds": rds,
    "elasticache": elasticache,
    "memorydb": memorydb,
    "opensearch": opensearch,
    "redshift": redshift,
    "dax": dax,
    "dms": dms,
    "mq": mq,
    "msk": msk,
    "sagemaker": sagemaker,
}
