from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace
from policy.building import CAUSE, UNKNOWN, resource, value

from finops_guard.policy import machines
from finops_guard.resources import Resource
from finops_guard.values import plain

DAY = "2026-11-28"


def made(type_: str, values: dict[str, object], region: str = "us-east-1") -> Resource:
    return replace(resource(type_, values), region=value(region))


def test_sizes_tell_what_is_known() -> None:
    found = machines.sizes(made("aws_instance", {"instance_type": "t4g.small"}))
    assert found is not None
    assert plain(found) == [
        {
            "name": "t4g.small",
            "vcpu": Decimal(2),
            "memory_gib": Decimal("2.0"),
            "gpus": 0,
            "family": "t4g",
            "burstable": True,
            "arch": "arm64",
            "previous_generation": False,
        }
    ]


def test_sizes_that_are_not_known() -> None:
    found = machines.sizes(made("aws_eks_node_group", {"instance_types": ["m5.large", "m99.huge", UNKNOWN]}))
    assert found is not None
    first, no_size, unknown = found.items()
    assert first.get("name").raw == "m5.large"
    assert [cause.text for cause in no_size.causes] == ["the catalog does not know this size"]
    assert unknown.causes == (CAUSE,)
    assert found.origin == first.origin


@pytest.mark.parametrize(
    ("type_", "values"), [("aws_s3_bucket", {}), ("aws_instance", {}), ("aws_eks_node_group", {"instance_types": []})]
)
def test_no_sizes(type_: str, values: dict[str, object]) -> None:
    assert machines.sizes(made(type_, values)) is None


@pytest.mark.parametrize(
    ("type_", "values", "expected"),
    [
        ("aws_instance", {"instance_type": "m5.large"}, "70.08"),
        (
            "aws_eks_node_group",
            {"instance_types": ["m5.large"], "scaling_config": [{"min_size": 1, "max_size": 4}]},
            "280.32",
        ),
        ("aws_instance", {"instance_type": "m9g.large"}, None),
        ("aws_s3_bucket", {}, None),
    ],
)
def test_cost(type_: str, values: dict[str, object], expected: str | None) -> None:
    found = machines.cost(made(type_, values))
    assert (plain(found) if found else None) == (None if expected is None else {"monthly": Decimal(expected)})


def test_cost_that_is_not_known() -> None:
    found = machines.cost(made("aws_instance", {"instance_type": UNKNOWN}))
    assert found is not None
    assert found.get("monthly").causes == (CAUSE,)


@pytest.mark.parametrize(
    ("type_", "values", "version", "state"),
    [
        ("aws_eks_cluster", {"version": "1.32"}, "1.32", "extended"),
        ("aws_eks_cluster", {"version": "1.34"}, "1.34", "standard"),
        ("aws_eks_cluster", {"version": "1.29"}, "1.29", "ended"),
        ("aws_eks_cluster", {"version": "1.99"}, None, None),
        ("aws_eks_cluster", {}, None, None),
        ("aws_db_instance", {"engine": "mysql", "engine_version": "5.7.44"}, "5.7", "extended"),
        ("aws_db_instance", {"engine": "mysql", "engine_version": "8.4"}, "8.4", "standard"),
        ("aws_db_instance", {"engine": "postgres", "engine_version": "13.14"}, "13", "extended"),
        ("aws_db_instance", {"engine": "postgres", "engine_version": "9.6.24"}, "9.6", "ended"),
        ("aws_db_instance", {"engine": "mariadb", "engine_version": "10.5"}, "10.5", "ended"),
        ("aws_db_instance", {"engine": "oracle-se2", "engine_version": "19"}, None, None),
        ("aws_db_instance", {"engine_version": "13"}, None, None),
        ("aws_rds_cluster", {"engine": "aurora-mysql", "engine_version": "5.7.mysql_aurora.2.11.3"}, "2", "extended"),
        ("aws_rds_cluster", {"engine": "aurora-mysql", "engine_version": "8.0.mysql_aurora.3.05.2"}, "3", "standard"),
        ("aws_rds_cluster", {"engine": "aurora-mysql", "engine_version": "5.7"}, "2", "extended"),
        ("aws_rds_cluster", {"engine": "aurora-postgresql", "engine_version": "13.9"}, "13", "extended"),
        ("aws_elasticache_replication_group", {"engine_version": "5.0.6"}, "5", "extended"),
        ("aws_elasticache_replication_group", {"engine_version": "6.x"}, "6", "standard"),
        ("aws_elasticache_replication_group", {"engine": "valkey", "engine_version": "7.2"}, None, None),
        ("aws_elasticache_cluster", {"engine": "memcached", "engine_version": "1.5.16"}, None, None),
        ("aws_docdb_cluster", {"engine_version": "3.6.0"}, "3.6", "extended"),
        ("azurerm_kubernetes_cluster", {"kubernetes_version": "1.32.5"}, "1.32", "ended"),
        (
            "azurerm_kubernetes_cluster",
            {"kubernetes_version": "1.32.5", "support_plan": "AKSLongTermSupport"},
            "1.32",
            "extended",
        ),
        ("google_container_cluster", {"min_master_version": "1.30"}, None, None),
        (
            "google_container_cluster",
            {"min_master_version": "1.30", "release_channel": [{"channel": "EXTENDED"}]},
            "1.30",
            "extended",
        ),
        ("google_sql_database_instance", {"database_version": "MYSQL_5_7"}, "5.7", "extended"),
        ("google_sql_database_instance", {"database_version": "MYSQL_8_0_31"}, "8.0", "extended"),
        ("google_sql_database_instance", {"database_version": "POSTGRES_9_6"}, None, None),
        ("aws_instance", {"instance_type": "m5.large"}, None, None),
    ],
)
def test_support(type_: str, values: dict[str, object], version: str | None, state: str | None) -> None:
    found = machines.support(made(type_, values), DAY)
    facts = plain(found) if found is not None else {}
    assert isinstance(facts, dict)
    assert (facts.get("version"), facts.get("state")) == (version, state)
    assert ("extended_since" in facts) is (state == "extended")
    assert ("ended_since" in facts) is (state == "ended")


def test_support_has_dates() -> None:
    found = machines.support(made("aws_eks_cluster", {"version": "1.29"}), DAY)
    assert found is not None
    assert plain(found) == {
        "until": "2025-03-22",
        "version": "1.29",
        "state": "ended",
        "ended_since": "2026-03-22",
    }


def test_support_that_is_not_known() -> None:
    unknown = machines.support(made("aws_eks_cluster", {"version": UNKNOWN}), DAY)
    assert unknown is not None
    assert unknown.causes == (CAUSE,)
    undated = machines.support(made("aws_eks_cluster", {"version": "1.29"}), "")
    assert undated is not None
    assert undated.get("state").is_unknown
