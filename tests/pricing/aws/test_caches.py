"""What caches of AWS cost, against calculations by hand."""

from __future__ import annotations

import pytest
from support.service_bills import bill, billed, bounds, reasons

NODE = 'node_type = "cache.m5.large"\n'  # 730 x 0.156 = 113.88


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ("cache nodes", "730 hour", "113.88")),
        ("num_cache_clusters = 3", ("cache nodes", "2190 hour", "341.64")),
        ("number_cache_clusters = 2", ("cache nodes", "1460 hour", "227.76")),
        ("num_node_groups = 2\nreplicas_per_node_group = 1", ("cache nodes", "2920 hour", "455.52")),
        ("num_node_groups = 3", ("cache nodes", "2190 hour", "341.64")),
        (
            "cluster_mode {\nnum_node_groups = 2\nreplicas_per_node_group = 2\n}",
            ("cache nodes", "4380 hour", "683.28"),
        ),
        (
            "num_node_groups = 2\n"
            + "".join(f"node_group_configuration {{\nreplica_count = {count}\n}}\n" for count in (1, 2)),
            ("cache nodes", "3650 hour", "569.40"),
        ),
    ],
)
def test_groups(body: str, expected: tuple[str, str, str]) -> None:
    assert billed("aws_elasticache_replication_group", NODE + body) == [expected]


def test_scaled_groups_are_ranges() -> None:
    targets = "".join(
        f'resource "aws_appautoscaling_target" "{name}" {{\n  service_namespace = "elasticache"\n'
        f'  resource_id = "replication-group/shop"\n  scalable_dimension = "elasticache:replication-group:{name}"\n'
        f"  min_capacity = {least}\n  max_capacity = {most}\n}}\n"
        for name, least, most in (("NodeGroups", 2, 4), ("Replicas", 1, 2))
    )
    body = NODE + 'replication_group_id = "shop"\nnum_node_groups = 2\nreplicas_per_node_group = 1'
    # 2 x 2 nodes, at the most 4 x 3
    assert bounds(bill("aws_elasticache_replication_group", body, more=targets)) == ("455.52", "455.52", "1366.56")


@pytest.mark.parametrize(
    "body",
    [
        NODE + "num_cache_clusters = var.unknown",
        NODE + "num_node_groups = var.unknown",
        "node_type = var.unknown",
        'node_type = "cache.z9.large"',
        'global_replication_group_id = "g"',
    ],
)
def test_groups_without_a_price_say_why(body: str) -> None:
    found = bill("aws_elasticache_replication_group", body)
    assert bounds(found) == ("-", "-", "-")
    assert list(reasons(found)) == ["cache nodes"]


def test_clusters() -> None:
    body = NODE + 'engine = "memcached"\nnum_cache_nodes = 2'
    assert billed("aws_elasticache_cluster", body) == [("cache nodes", "1460 hour", "227.76")]
    group = f'resource "aws_elasticache_replication_group" "g" {{\n{NODE}}}\n'
    replica = "replication_group_id = aws_elasticache_replication_group.g.id"
    assert billed("aws_elasticache_cluster", replica, more=group) == [("cache nodes", "730 hour", "113.88")]


def test_snapshots_are_paid_where_they_are_made() -> None:
    use = {"snapshot_storage_size_gb": 100}
    kept = billed("aws_elasticache_cluster", NODE + "snapshot_retention_limit = 5", use)
    assert kept[1:] == [("backup storage", "100 GB-month", "8.50")]  # 100 x 0.085
    assert len(billed("aws_elasticache_cluster", NODE, use)) == 1


def test_serverless_caches_have_no_price() -> None:
    found = bill("aws_elasticache_serverless_cache", 'engine = "valkey"\nname = "c"')
    assert found.confidence == "unpriced"
    assert found.unpriced[0].endswith("no source has a price of ElastiCache serverless data storage")
