from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace
from policy.building import UNKNOWN, judge, resource, value, verdicts

from finops_guard.pricing import resources
from finops_guard.resources import Resource
from finops_guard.values import Cause, CauseKind

LIMITS = {"environments": {"prod": {}, "dev": {"max_monthly": 100}, "default": {"max_monthly": 500}}}


def machine(type_: str, values: dict[str, object], environment: str | None = "test", region: str = "") -> Resource:
    place = region or {"azurerm": "eastus", "google": "us-central1"}.get(type_.partition("_")[0], "us-east-1")
    return replace(resource(type_, values, environment=environment), region=value(place))


DATABASE = {"instance_class": "db.m5.large", "engine": "mysql"}
FAIL = [("fail", "cost")]
UNRESOLVED = [("unresolved", "cost")]


@pytest.mark.parametrize(
    ("size", "environment", "expected"),
    [
        ("m5.2xlarge", "test", []),  # 280 USD
        ("m5.4xlarge", "test", FAIL),
        ("m5.large", "dev", []),
        ("m5.xlarge", "dev", FAIL),
        ("m5.24xlarge", "prod", None),  # no limit
        ("m5.large", None, []),
        ("m5.xlarge", None, UNRESOLVED),  # more than in dev, not than elsewhere
        ("m5.24xlarge", None, UNRESOLVED),
        (UNKNOWN, "test", UNRESOLVED),
        ("m99g.large", "test", None),  # no price
        (None, "test", None),
    ],
)
def test_limits(size: object, environment: str | None, expected: list[tuple[str, str]] | None) -> None:
    assert verdicts("cost", LIMITS, machine("aws_instance", {"instance_type": size}, environment)) == expected


def test_sentences_have_the_figures() -> None:
    (outcome,) = judge("cost", LIMITS, machine("aws_instance", {"instance_type": "m5.4xlarge"}, "dev")) or []
    assert outcome.message == "aws_instance.web costs 560.64 USD a month, more than 100.00 USD in dev"
    scaled = {
        "instance_types": ["m5.xlarge"],
        "scaling_config": [{"desired_size": 2, "min_size": 1, "max_size": 10}],
    }
    (outcome,) = judge("cost", LIMITS, machine("aws_eks_node_group", scaled)) or []
    assert outcome.message == "aws_eks_node_group.web costs up to 1,421.60 USD a month, more than 500.00 USD in test"


@pytest.mark.parametrize(
    ("type_", "values", "least", "most"),
    [
        ("aws_instance", {"instance_type": "m5.large"}, "70.08", "70.08"),
        ("aws_instance", {"instance_type": "m5.large", "tenancy": "dedicated"}, None, None),
        ("aws_instance", {"instance_type": "m99g.large"}, None, None),
        (
            "aws_eks_node_group",
            {"instance_types": ["m5.large", "m5.xlarge"], "scaling_config": [{"min_size": 2, "max_size": 4}]},
            "144.16",  # with disks of 20 GB
            "568.64",
        ),
        (
            "aws_eks_node_group",
            {"instance_types": ["m5.large", "m99.huge"], "scaling_config": [{"min_size": 2, "max_size": 4}]},
            "144.16",
            None,
        ),
        (
            "aws_eks_node_group",
            {"instance_types": ["m5.large"], "scaling_config": [{"min_size": 2, "max_size": UNKNOWN}]},
            "144.16",
            None,
        ),
        (
            "aws_eks_node_group",
            {"instance_types": ["m5.large"], "capacity_type": "SPOT", "scaling_config": [{"min_size": 2}]},
            "4.00",
            None,
        ),
        ("aws_db_instance", {**DATABASE, "allocated_storage": 100}, "136.33", "136.33"),
        ("aws_db_instance", {**DATABASE, "allocated_storage": 100, "multi_az": True}, "272.66", "272.66"),
        ("aws_db_instance", {**DATABASE, "allocated_storage": 100, "multi_az": UNKNOWN}, "136.33", "272.66"),
        ("aws_db_instance", DATABASE, "124.83", None),
        ("aws_db_instance", {"instance_class": "db.m5.large", "engine": "mariadb"}, "124.83", None),
        ("aws_db_instance", {"instance_class": "db.m5.large", "engine": "db2-se"}, None, None),
        (
            "aws_elasticache_cluster",
            {"node_type": "cache.m5.large", "engine": "memcached", "num_cache_nodes": 2},
            "227.76",
            "227.76",
        ),
        ("aws_elasticache_replication_group", {"node_type": "cache.m5.large"}, "113.88", "113.88"),
        (
            "aws_elasticache_replication_group",
            {"node_type": "cache.m5.large", "num_cache_clusters": 3},
            "341.64",
            "341.64",
        ),
        (
            "aws_elasticache_replication_group",
            {"node_type": "cache.m5.large", "num_node_groups": 2, "replicas_per_node_group": 1},
            "455.52",
            "455.52",
        ),
        (
            "aws_opensearch_domain",
            {
                "cluster_config": [
                    {
                        "instance_type": "m5.large.search",
                        "instance_count": 2,
                        "dedicated_master_enabled": True,
                        "dedicated_master_type": "m5.large.search",
                        "dedicated_master_count": 3,
                    }
                ]
            },
            "518.30",
            "518.30",
        ),
        ("azurerm_linux_virtual_machine", {"size": "Standard_D2s_v3"}, "70.08", "70.08"),
        ("azurerm_linux_virtual_machine", {"size": "Standard_D2s_v3", "priority": "Spot"}, None, None),
        (
            "azurerm_kubernetes_cluster",
            {
                "default_node_pool": [
                    {"vm_size": "Standard_D2s_v3", "min_count": 1, "max_count": 3, "os_disk_type": "Ephemeral"}
                ]
            },
            "70.08",
            "210.24",
        ),
        ("google_compute_instance", {"machine_type": "n2-standard-2"}, "70.90", "70.90"),
        (
            "google_compute_instance",
            {"machine_type": "n2-standard-2", "scheduling": [{"preemptible": True}]},
            None,
            None,
        ),
    ],
)
def test_estimates(type_: str, values: dict[str, object], least: str | None, most: str | None) -> None:
    found = resources.estimate(machine(type_, values))
    assert found is not None
    assert [None if each is None else round(each, 2) for each in (found.least, found.most)] == [
        None if each is None else Decimal(each) for each in (least, most)
    ]
    assert found.unpriced or found.causes or (least and most)


def test_what_is_not_counted_has_no_estimate() -> None:
    assert resources.estimate(machine("aws_launch_template", {"instance_type": "m5.large"})) is None
    assert resources.estimate(machine("aws_iam_role", {})) is None


def test_each_instance_is_judged_where_their_number_is_not_known() -> None:
    unknown = (Cause(CauseKind.NO_VALUE, "var.n has no value"),)
    for size, expected in (("m5.large", []), ("m5.4xlarge", FAIL), ("zz9.large", None)):
        some = replace(machine("aws_instance", {"instance_type": size}), number=unknown)
        assert verdicts("cost", LIMITS, some) == expected


def test_what_only_use_decides_is_not_judged() -> None:
    assert verdicts("cost", LIMITS, machine("google_storage_bucket", {"location": UNKNOWN})) is None
