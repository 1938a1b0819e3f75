from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace
from policy.building import CAUSE, UNKNOWN, resource, value

from finops_guard.policy import machines
from finops_guard.policy.checks import module
from finops_guard.policy.derived_names import TERRAFORM
from finops_guard.policy.model import PlacedResource
from finops_guard.pricing.costs import Costs
from finops_guard.resources import Resource, ResourceSet
from finops_guard.scan import scan
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree
from finops_guard.values import Value, plain

DAY = "2026-11-28"


def made(type_: str, values: dict[str, object], region: str = "us-east-1") -> Resource:
    return replace(resource(type_, values), region=value(region))


def cost(resource: Resource) -> Value | None:
    return machines.cost(Costs(ResourceSet()).of(resource), resource.span)


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
            "288.32",
        ),
        ("aws_instance", {"instance_type": "m99g.large"}, None),
        ("aws_s3_bucket", {}, None),
    ],
)
def test_cost(type_: str, values: dict[str, object], expected: str | None) -> None:
    found = cost(made(type_, values))
    assert (plain(found) if found else None) == (None if expected is None else {"monthly": Decimal(expected)})


def test_cost_that_is_not_known() -> None:
    found = cost(made("aws_instance", {"instance_type": UNKNOWN}))
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
    for name in ("state", "extended_since", "ended_since"):
        assert [cause.text for cause in undated.get(name).causes] == ["the date of the scan is not known"]


def messages(made: Resource, as_of: str = DAY, **parameters: object) -> list[str]:
    """Return what the check ``attribute`` says of a resource among what follows about it."""
    placed = PlacedResource(made, Costs(ResourceSet(as_of=as_of)))
    return [outcome.message for outcome in module("attribute").configure(parameters).judge(placed) or ()]


def test_policies_compare_what_follows() -> None:
    machine = made("aws_instance", {"instance_type": "m5.24xlarge"})
    dear = messages(machine, path="derived.cost.monthly", operator="at_most", value=1000)
    assert dear == ["aws_instance.web: derived.cost.monthly is 3,363.84 and must be at most 1000"]
    arch = messages(machine, path="derived.sizes[*].arch", operator="equals", value="arm64")
    assert arch == ['aws_instance.web: derived.sizes.arch is "x86_64" and must be arm64']
    assert not messages(machine, path="derived.sizes[*].gpus", operator="at_most", value=0)
    assert not messages(machine, path="derived.support.state", operator="equals", value="standard", absent="pass")


def test_policies_compare_support_on_a_day() -> None:
    cluster = made("aws_eks_cluster", {"version": "1.33"})
    asked = {"path": "derived.support.state", "operator": "equals", "value": "standard", "absent": "pass"}
    assert not messages(cluster, "2026-07-28", **asked)
    assert messages(cluster, "2026-07-29", **asked) == [
        'aws_eks_cluster.web: derived.support.state is "extended" and must be standard'
    ]
    assert messages(cluster, "", **asked) == [
        "aws_eks_cluster.web: derived.support.state is not known and must be standard"
    ]


@pytest.mark.parametrize(("day", "count"), [("2026-07-28", 0), ("2026-07-29", 1)])
def test_a_scan_tells_its_day(day: str, count: int) -> None:
    tree = MemoryTree({"main.tf": 'resource "aws_eks_cluster" "main" {\n  version = "1.33"\n}\n'})
    report = scan(tree, [""], Settings(select=("FG-SUP-*",), profile="run", as_of=day))
    assert len(report.findings) == count


def test_names_are_those_that_follow() -> None:
    machine, cluster = (
        made("aws_instance", {"instance_type": "t4g.small"}),
        made("aws_eks_cluster", {"version": "1.29"}),
    )
    sizes, costs, support = machines.sizes(machine), cost(machine), machines.support(cluster, "")
    assert sizes is not None
    (size,) = sizes.items()
    found = set()
    for name, facts in (("sizes", size), ("cost", costs), ("support", support)):
        assert facts is not None
        assert isinstance(facts.raw, dict)
        found |= {f"{name}.{key}" for key in facts.raw}
    assert found == {name for name in TERRAFORM if name.startswith(("sizes.", "cost.", "support."))}
