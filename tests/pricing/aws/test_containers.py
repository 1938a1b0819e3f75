"""What containers of AWS cost, against calculations by hand: a t3.medium is 0.0416 an hour, an m5.large 0.096."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from support.bills import bills, lines
from support.terraform_text import read

from finops_guard.pricing.costs import Costs
from finops_guard.pricing.estimates import Estimate

REGION = 'provider "aws" {\n  region = "us-east-1"\n}\nvariable "any" {}\n'
Lines = list[tuple[str, str, str]]


def one(type_: str, body: str, more: str = "") -> Estimate:
    return bills(f'{REGION}resource "{type_}" "this" {{\n{body}\n}}\n{more}').get(f"{type_}.this", Estimate())


def reasons(found: Estimate) -> list[str]:
    return [text.partition(": ")[2] for text in found.unpriced]


def bounds(found: Estimate) -> list[str]:
    return ["-" if each is None else f"{each:.2f}" for each in (found.least, found.expected, found.most)]


@pytest.mark.parametrize(
    ("body", "day", "cost"),
    [  # 730 x 0.10, with 730 x 0.50
        ("", "2026-01-01", "73.00"),
        ('version = "1.30"', "2025-07-01", "73.00"),
        ('version = "1.30"', "2025-08-01", "438.00"),
        ('version = "1.30"\nupgrade_policy {\n  support_type = "STANDARD"\n}', "2025-08-01", "73.00"),
        ('version = "1.30"', "", "73.00"),
    ],
)
def test_cluster(body: str, day: str, cost: str) -> None:
    found = replace(read(f'{REGION}resource "aws_eks_cluster" "this" {{\n{body}\n}}\n'), as_of=day)
    estimate = Costs(found).of(found.resources[0])
    assert estimate is not None
    assert f"{estimate.expected:.2f}" == cost


SCALING = "scaling_config {\n  min_size = 1\n  desired_size = 2\n  max_size = 3\n}\n"


def test_machines_of_auto_mode_are_named() -> None:
    (found,) = bills(
        f'{REGION}resource "aws_eks_cluster" "this" {{\ncompute_config {{\nenabled = true\n}}\n}}\n'
    ).values()
    assert [part.name for part in found.components] == ["control plane", "machines of Auto Mode"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ["32.37", "64.74", "97.10"]),  # 730 x 0.0416 + 20 x 0.10
        ('instance_types = ["m5.large"]\ndisk_size = 50', ["75.08", "150.16", "225.24"]),
        ('instance_types = ["m5.large", "m5.xlarge"]', ["72.08", "144.16", "426.48"]),
        ('instance_types = ["m5.large"]\ncapacity_type = var.any', ["2.00", "144.16", "216.24"]),
        ('instance_types = ["m5.large"]\ncapacity_type = "SPOT"', ["2.00", "4.00", "-"]),
        ('instance_types = ["m5.large"]\nami_type = "WINDOWS_CORE_2022_x86_64"', ["5.00", "10.00", "-"]),
    ],
)
def test_node_group(body: str, expected: list[str]) -> None:
    found = one("aws_eks_node_group", SCALING + body)
    assert bounds(found) == expected
    assert found.components[-1].reason == "its type is that of the image: the price is that of gp2"


def test_node_group_of_a_launch_template() -> None:
    more = """
        resource "aws_launch_template" "this" {
          instance_type = "m5.large"
          block_device_mappings {
            device_name = "/dev/xvda"
            ebs {
              volume_size = 30
              volume_type = "gp3"
            }
          }
        }
    """
    body = SCALING + 'launch_template {\n  id = aws_launch_template.this.id\n  version = "1"\n}'
    assert lines(one("aws_eks_node_group", body, more)) == [
        ("machine", "1460 hour", "140.16"),
        ("root volume (gp3)", "60 GB-month", "4.80"),
    ]
    elsewhere = SCALING + 'launch_template {\n  id = "lt-1"\n  version = "1"\n}'
    assert reasons(one("aws_eks_node_group", elsewhere)) == [
        "machine: its template is not in the code",
        "root volume: its template is not in the code",
    ]


def task(body: str = "", cpu: str = "512", memory: str = "1024") -> str:
    return f"""
        resource "aws_ecs_task_definition" "this" {{
          family                   = "shop"
          cpu                      = "{cpu}"
          memory                   = "{memory}"
          requires_compatibilities = ["FARGATE"]
          {body}
        }}
    """


SERVICE = 'name = "shop"\ntask_definition = aws_ecs_task_definition.this.arn\ndesired_count = 2\n'
FARGATE = SERVICE + 'launch_type = "FARGATE"\n'
# 2 x 730 x 0.5 x 0.04048; 2 x 730 x 0.004445
TASKS = [("vCPU", "730 vCPU-hour", "29.55"), ("memory", "1460 GB-hour", "6.49")]


@pytest.mark.parametrize(
    ("body", "definition", "expected"),
    [
        (FARGATE, task(), TASKS),
        (SERVICE, task(), TASKS),
        (FARGATE, task(cpu="0.5 vCPU", memory="1 GB"), TASKS),
        (FARGATE, task(cpu=".5 vcpu", memory="1GB"), TASKS),
        (SERVICE + 'launch_type = "EC2"', task(), []),
        (
            FARGATE,
            task('runtime_platform {\n  cpu_architecture = "ARM64"\n}'),
            [("vCPU", "730 vCPU-hour", "23.64"), ("memory", "1460 GB-hour", "5.20")],  # x 0.03238; x 0.00356
        ),
        (
            FARGATE,
            task('runtime_platform {\n  operating_system_family = "WINDOWS_SERVER_2022_CORE"\n}'),
            [  # x 0.046552; x 0.00511175
                ("vCPU", "730 vCPU-hour", "33.98"),
                ("memory", "1460 GB-hour", "7.46"),
                ("Windows license", "", "-"),
            ],
        ),
        (  # 2 x 30 x 730 x 0.000111
            FARGATE,
            task("ephemeral_storage {\n  size_in_gib = 50\n}"),
            [*TASKS, ("ephemeral storage", "43800 GB-hour", "4.86")],
        ),
        (FARGATE, task("ephemeral_storage {\n  size_in_gib = 20\n}"), TASKS),
        (
            FARGATE + "network_configuration {\n  assign_public_ip = true\n}",
            task(),
            [*TASKS, ("public IPv4 address", "1460 hour", "7.30")],
        ),
        (
            FARGATE
            + "volume_configuration {\n  managed_ebs_volume {\n"
            + '    volume_type = "gp3"\n    size_in_gb = 10\n  }\n}',
            task(),
            [*TASKS, ("volume (gp3)", "20 GB-month", "1.60")],
        ),
        (SERVICE + 'capacity_provider_strategy {\n  capacity_provider = "FARGATE"\n  weight = 1\n}', task(), TASKS),
        (
            SERVICE + 'capacity_provider_strategy {\n  capacity_provider = "FARGATE_SPOT"\n  weight = 1\n}',
            task(),
            [("task", "", "-")],
        ),
        (
            SERVICE
            + 'capacity_provider_strategy {\n  capacity_provider = "FARGATE"\n  base = 1\n  weight = 0\n}\n'
            + 'capacity_provider_strategy {\n  capacity_provider = "FARGATE_SPOT"\n  weight = 1\n}',
            task(),
            [("task", "", "-"), ("vCPU", "365 vCPU-hour", "14.78"), ("memory", "730 GB-hour", "3.24")],
        ),
        (SERVICE + 'capacity_provider_strategy {\n  capacity_provider = "own"\n  weight = 1\n}', task(), []),
    ],
)
def test_service(body: str, definition: str, expected: Lines) -> None:
    assert lines(one("aws_ecs_service", body, definition)) == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [  # one task is 14.78 + 3.24 = 18.02
        ("min_capacity = 1\nmax_capacity = 10", ["18.02", "36.04", "180.20"]),
        ("min_capacity = 4\nmax_capacity = 10", ["72.08", "72.08", "180.20"]),
        ("min_capacity = 1\nmax_capacity = var.any", ["18.02", "36.04", "-"]),
    ],
)
def test_service_that_is_scaled(target: str, expected: list[str]) -> None:
    more = f"""
        resource "aws_appautoscaling_target" "this" {{
          resource_id        = "service/main/${{aws_ecs_service.this.name}}"
          service_namespace  = "ecs"
          scalable_dimension = "ecs:service:DesiredCount"
          {target}
        }}
    """
    assert bounds(one("aws_ecs_service", FARGATE, task() + more)) == expected


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (FARGATE.replace("aws_ecs_task_definition.this.arn", '"shop:1"'), "task: its definition is not in the code"),
        (FARGATE.replace("= 2", "= var.any"), "task: how many there are is not known"),
        (SERVICE + "launch_type = var.any", "task: its launch type is not known"),
    ],
)
def test_what_has_no_price(body: str, reason: str) -> None:
    more = task().replace('"shop"', '"other"')
    found = one("aws_ecs_service", body, more)
    assert reasons(found) == [reason]
    assert bool(found.causes) == ("var." in body)


UNKNOWN = 'dynamic "%s" {\n  for_each = var.any\n  content {}\n}\n'


@pytest.mark.parametrize(
    ("type_", "body", "reason"),
    [
        ("aws_eks_node_group", UNKNOWN % "scaling_config", "machine: its quantity is not known"),
        (
            "aws_ecs_service",
            SERVICE + UNKNOWN % "capacity_provider_strategy",
            "task: its capacity providers are not known",
        ),
    ],
)
def test_blocks_that_are_not_known(type_: str, body: str, reason: str) -> None:
    found = one(type_, body, task())
    assert reasons(found)[0] == reason
    assert found.most is None
    assert found.causes
