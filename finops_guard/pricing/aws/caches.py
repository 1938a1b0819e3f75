"""What caches of AWS cost: the nodes of ElastiCache. Usage key: ``snapshot_storage_size_gb``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.pricing.aws.parts import counted, machines, no_price, referent, scaled, text_of
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import Range, exactly
from finops_guard.pricing.places import first
from finops_guard.pricing.reading import as_number

_SHARDS = "elasticache:replication-group:NodeGroups"
_REPLICAS = "elasticache:replication-group:Replicas"


def cluster(bill: Bill) -> None:
    """Add the nodes of a cluster; one that belongs to a replication group is one more node as those of the group."""
    group = referent(bill, "aws_elasticache_replication_group")
    if bill.value("replication_group_id") is not None and bill.value("node_type") is None:
        size = text_of(group, "node_type")
        if not size:
            bill.unpriced("cache nodes", "the node type of its replication group is not known")
            return
        bill.hourly("cache nodes", bill.machine("elasticache", size, text_of(group, "engine") or "redis"))
        return
    machines(
        bill, "cache nodes", "elasticache", "node_type", counted(bill, "num_cache_nodes"), bill.text("engine", "redis")
    )
    _snapshots(bill)


def replication_group(bill: Bill) -> None:
    """Add the nodes of a group: its clusters, or its shards, each with its replicas."""
    machines(bill, "cache nodes", "elasticache", "node_type", _nodes(bill), bill.text("engine", "redis"))
    _snapshots(bill)


def _nodes(bill: Bill) -> Range | None:
    """Return how many nodes there are; the older names of attributes count as well."""
    for path in ("num_cache_clusters", "number_cache_clusters"):
        if bill.value(path) is not None:
            return counted(bill, path)
    block = "cluster_mode." if bill.value("cluster_mode.num_node_groups") is not None else ""
    if bill.value(f"{block}num_node_groups") is None and bill.value("global_replication_group_id") is not None:
        return None
    shards = scaled(bill, counted(bill, f"{block}num_node_groups"), _SHARDS)
    configured = bill.values("node_group_configuration")
    if configured and bill.value(f"{block}replicas_per_node_group") is None:
        counts = [first(each, "replica_count") for each in configured]
        numbers = [Decimal(0) if each is None else as_number(each) for each in counts]
        bill.because([cause for each in (*counts, *configured) if each is not None for cause in each.causes])
        if any(each.is_unknown for each in configured) or None in numbers:
            return None
        return exactly(sum((number or Decimal(0) for number in numbers), Decimal(len(configured))))
    replicas = scaled(bill, counted(bill, f"{block}replicas_per_node_group", 0), _REPLICAS)
    return None if shards is None or replicas is None else shards * (exactly(1) + replicas)


def _snapshots(bill: Bill) -> None:
    if bill.number("snapshot_retention_limit", 0) != 0:
        bill.usage("backup storage", "snapshot_storage_size_gb", bill.unit("ElastiCache", "backup storage"))


def serverless_cache(bill: Bill) -> None:
    """Add what no source has a price of: the data, and the processing units."""
    no_price(bill, "data stored", "ElastiCache", "serverless data storage")
    no_price(bill, "processing units", "ElastiCache", "serverless processing units")


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_elasticache_cluster": cluster,
    "aws_elasticache_replication_group": replication_group,
    "aws_elasticache_serverless_cache": serverless_cache,
}
