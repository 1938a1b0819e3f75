from __future__ import annotations

import pytest
from msgspec.structs import replace
from policy.building import UNKNOWN, judge, resource, value, verdicts

from finops_guard.resources import Resource


def machine(type_: str, values: dict[str, object], region: object = "us-east-1") -> Resource:
    return replace(resource(type_, values), region=None if region is None else value(region))


def messages(parameters: dict[str, object], judged: Resource) -> list[str] | None:
    outcomes = judge("generation", parameters, judged)
    return None if outcomes is None else [outcome.message for outcome in outcomes]


FAIL = [("fail", "instance_type")]


@pytest.mark.parametrize(
    ("parameters", "size", "expected"),
    [
        ({}, "m4.large", FAIL),
        ({}, "m5.large", FAIL),  # 10 % less
        ({"min_saving_percent": 15}, "m5.large", FAIL),  # previous, and said so
        ({"min_saving_percent": 15, "dearer": "ignore"}, "m5.large", []),
        ({"min_saving_percent": 10, "dearer": "ignore"}, "m5.large", FAIL),
        ({}, "m6i.large", FAIL),  # AWS calls it a previous one; what follows costs more
        ({"dearer": "ignore"}, "m6i.large", []),
        ({}, "t2.medium", FAIL),
        ({}, "m7g.large", []),
        ({}, "t3.medium", []),  # what follows has no price, and AWS does not call it a previous one
        ({}, "m1.small", FAIL),  # nothing of that size follows
        ({"when_no_price": "ignore"}, "m1.small", []),
        ({"to": "arm64"}, "t3.medium", FAIL),
        ({"to": "arm64", "min_saving_percent": 25}, "t3.medium", []),
        ({"to": "arm64"}, "m7g.large", []),
        ({"to": "arm64"}, "p3.2xlarge", []),
        ({"services": ["rds"]}, "m4.large", None),
        ({}, UNKNOWN, [("unresolved", "instance_type")]),
        ({}, "m99.huge", [("unresolved", "instance_type")]),
        ({}, None, None),
    ],
)
def test_what_fails(parameters: dict[str, object], size: object, expected: list[tuple[str, str]] | None) -> None:
    assert verdicts("generation", parameters, machine("aws_instance", {"instance_type": size})) == expected


@pytest.mark.parametrize(
    ("judged", "what", "difference"),
    [
        (
            machine("aws_instance", {"instance_type": "m4.large"}),
            "aws_instance.web is m4.large, of a previous generation",
            "m6a.large costs 0.0864 instead of 0.1 USD an hour in us-east-1: 9.93 USD a month less each (14 %)",
        ),
        (
            machine("aws_instance", {"instance_type": "m5.large"}, "eu-west-1"),
            "aws_instance.web is m5.large, of a previous generation",
            "m6a.large costs 0.0963 instead of 0.107 USD an hour in eu-west-1: 7.81 USD a month less each (10 %)",
        ),
        (
            machine("aws_instance", {"instance_type": "m6i.large"}),
            "aws_instance.web is m6i.large, of a previous generation",
            "m7i.large costs 0.1008 instead of 0.096 USD an hour in us-east-1: 3.50 USD a month more each (5 %)",
        ),
        (
            machine("aws_instance", {"instance_type": "t2.medium"}, UNKNOWN),
            "aws_instance.web is t2.medium",
            (
                "t3a.medium costs 0.0376 instead of 0.0464 USD an hour in us-east-1 (its own region is not known): "
                "6.42 USD a month less each (19 %)"
            ),
        ),
        (
            machine("aws_db_instance", {"instance_class": "db.t2.micro", "engine": "postgres"}),
            "aws_db_instance.web is db.t2.micro, of a previous generation",
            "db.t3.micro costs 0.018 instead of 0.018 USD an hour in us-east-1: the same",
        ),
        (
            machine("aws_db_instance", {"instance_class": "db.m4.large", "engine": "mariadb"}),
            "aws_db_instance.web is db.m4.large, of a previous generation",
            ("db.m6i.large costs 0.171 instead of 0.175 USD an hour in us-east-1: 2.92 USD a month less each (2 %)"),
        ),
        (
            machine("azurerm_linux_virtual_machine", {"size": "Standard_B2ms"}, "eastus"),
            "azurerm_linux_virtual_machine.web is Standard_B2ms, of a previous generation",
            "Standard_B2as_v2 costs 0.0752 instead of 0.0832 USD an hour in eastus: 5.84 USD a month less each (10 %)",
        ),
        (
            machine("aws_redshift_cluster", {"node_type": "dc2.large"}),
            "aws_redshift_cluster.web is dc2.large, of a previous generation",
            "",
        ),
    ],
)
def test_sentences(judged: Resource, what: str, difference: str) -> None:
    assert messages({}, judged) == ["; ".join(filter(None, (what, difference)))]


ARM = {"to": "arm64", "when_no_price": "ignore"}


@pytest.mark.parametrize(
    ("type_", "values", "expected"),
    [
        ("aws_db_instance", {"engine": "mysql", "instance_class": "db.r5.large"}, "fail"),
        ("aws_db_instance", {"engine": "mysql", "engine_version": "8.0", "instance_class": "db.r5.large"}, "fail"),
        ("aws_db_instance", {"engine": "mysql", "engine_version": "8.0.16", "instance_class": "db.r5.large"}, None),
        ("aws_db_instance", {"engine": "mysql", "engine_version": "5.7.44", "instance_class": "db.r5.large"}, None),
        ("aws_db_instance", {"engine": "postgres", "engine_version": 15, "instance_class": "db.r5.large"}, "fail"),
        ("aws_db_instance", {"engine": "postgres", "engine_version": "11.22", "instance_class": "db.r5.large"}, None),
        ("aws_db_instance", {"engine": "oracle-se2", "instance_class": "db.r5.large"}, None),
        (
            "aws_db_instance",
            {"engine": "postgres", "engine_version": UNKNOWN, "instance_class": "db.r5.large"},
            "unresolved",
        ),
        ("aws_db_instance", {"instance_class": "db.r5.large"}, None),  # a replica: its engine is its primary's
        ("aws_elasticache_replication_group", {"node_type": "cache.r4.large"}, "fail"),
        ("aws_elasticache_replication_group", {"node_type": "cache.r4.large", "engine_version": "6.x"}, "fail"),
        ("aws_elasticache_replication_group", {"node_type": "cache.r5.large", "engine_version": "4.0.10"}, None),
        (
            "aws_elasticache_cluster",
            {"engine": "memcached", "engine_version": "1.5.10", "node_type": "cache.r5.large"},
            None,
        ),
        (
            "aws_opensearch_domain",
            {"engine_version": "OpenSearch_1.0", "cluster_config": [{"instance_type": "r5.large.search"}]},
            "fail",
        ),
        (
            "aws_opensearch_domain",
            {"engine_version": "Elasticsearch_7.4", "cluster_config": [{"instance_type": "r5.large.search"}]},
            None,
        ),
        (
            "aws_elasticsearch_domain",
            {"elasticsearch_version": "7.10", "cluster_config": [{"instance_type": "r5.large.elasticsearch"}]},
            "fail",
        ),
        ("aws_elasticsearch_domain", {"cluster_config": [{"instance_type": "r5.large.elasticsearch"}]}, None),
        ("aws_eks_node_group", {"instance_types": ["m5.large"]}, "fail"),
        ("aws_eks_node_group", {"instance_types": ["m5.large"], "ami_type": "AL2023_x86_64_STANDARD"}, "fail"),
        ("aws_eks_node_group", {"instance_types": ["m5.large"], "ami_type": "WINDOWS_CORE_2022_x86_64"}, None),
        ("aws_eks_node_group", {"instance_types": ["m5.large"], "ami_type": "CUSTOM"}, None),
        ("aws_eks_node_group", {"instance_types": ["m5.large"], "launch_template": [{"id": "lt-1"}]}, None),
        ("aws_lambda_function", {"runtime": "python3.12"}, "fail"),
        ("aws_lambda_function", {"runtime": "python3.12", "architectures": ["x86_64"]}, "fail"),
        ("aws_lambda_function", {"runtime": "python3.12", "architectures": ["arm64"]}, None),
        ("aws_lambda_function", {"runtime": "go1.x"}, None),
        ("aws_lambda_function", {"runtime": "provided.al2023"}, "fail"),
        ("aws_lambda_function", {"package_type": "Image"}, None),
        ("aws_lambda_function", {"runtime": UNKNOWN}, "unresolved"),
        ("aws_lambda_function", {"runtime": "python3.12", "architectures": UNKNOWN}, "unresolved"),
        ("aws_ecs_task_definition", {"requires_compatibilities": ["FARGATE"], "cpu": 1024, "memory": 2048}, "fail"),
        ("aws_ecs_task_definition", {"requires_compatibilities": ["EC2"]}, None),
        (
            "aws_ecs_task_definition",
            {"requires_compatibilities": ["FARGATE"], "runtime_platform": [{"cpu_architecture": "ARM64"}]},
            None,
        ),
        (
            "aws_ecs_task_definition",
            {
                "requires_compatibilities": ["FARGATE"],
                "runtime_platform": [{"operating_system_family": "WINDOWS_SERVER_2022_CORE"}],
            },
            None,
        ),
        (
            "aws_ecs_task_definition",
            {"requires_compatibilities": ["FARGATE"], "runtime_platform": [{"cpu_architecture": UNKNOWN}]},
            "unresolved",
        ),
        ("azurerm_kubernetes_cluster_node_pool", {"vm_size": "Standard_D4s_v5"}, "fail"),
        ("azurerm_kubernetes_cluster_node_pool", {"vm_size": "Standard_D4s_v5", "os_type": "Windows"}, None),
        ("azurerm_windows_virtual_machine", {"size": "Standard_D4s_v5"}, None),
        ("google_container_node_pool", {"node_config": [{"machine_type": "n2-standard-4"}]}, "fail"),
        ("google_container_node_pool", {"node_config": [{"machine_type": "e2-standard-4"}]}, None),  # would cost more
    ],
)
def test_what_can_run_on_arm(type_: str, values: dict[str, object], expected: str | None) -> None:
    region = {"azurerm": "eastus", "google": "us-central1"}.get(type_.partition("_")[0], "us-east-1")
    outcomes = judge("generation", ARM, machine(type_, values, region)) or []
    assert [outcome.verdict.value for outcome in outcomes] == ([expected] if expected else [])


def test_spot_machines_are_not_compared() -> None:
    values = {"instance_types": ["m5.large"], "capacity_type": "SPOT"}
    assert messages({}, machine("aws_eks_node_group", values)) is None


def test_accelerators_stay_where_they_can_be_attached() -> None:
    values = {"machine_type": "n1-standard-4", "guest_accelerator": [{"type": "nvidia-tesla-t4", "count": 1}]}
    assert messages({}, machine("google_compute_instance", values, "us-central1")) is None


def test_what_tasks_cost_less() -> None:
    values = {"requires_compatibilities": ["FARGATE"], "cpu": "1024", "memory": "2048"}
    (found,) = messages(ARM, machine("aws_ecs_task_definition", values)) or []
    assert found == (
        "aws_ecs_task_definition.web runs on x86_64; on arm64 a vCPU and a GiB cost 20 % less in us-east-1: 7.21 USD a "
        "month for each task that always runs"
    )


def test_functions_are_compared_by_what_they_use() -> None:
    assert messages(ARM, machine("aws_lambda_function", {"runtime": "nodejs20.x"}, "eu-central-1")) == [
        "aws_lambda_function.web runs on x86_64; on arm64 a GiB-second costs 20 % less in eu-central-1"
    ]


def test_a_message_of_its_own_has_the_figures() -> None:
    (outcome,) = judge("generation", {}, machine("aws_instance", {"instance_type": "m4.large"})) or []
    assert dict(outcome.fields) == {
        "size": "m4.large",
        "path": "instance_type",
        "successor": "m6a.large",
        "price": "0.1",
        "successor_price": "0.0864",
        "region": "us-east-1",
        "saving_percent": "14",
        "saving_monthly": "9.93 USD",
    }
