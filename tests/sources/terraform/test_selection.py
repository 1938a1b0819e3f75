"""What a commit of some files is about: Terraform's own files around them are read, and judged where they change."""

from __future__ import annotations

import pytest

from finops_guard.settings import Settings, TerraformSettings
from finops_guard.sources.terraform import source
from finops_guard.tree import MemoryTree

TREE = {
    "live/prod/main.tf": """
        module "queue" {
          source = "../../modules/queue"
          name   = var.name
        }
        """,
    "live/prod/calls.tf": 'module "second" {\n  source = "../../modules/queue"\n}\n',
    "live/prod/variables.tf": 'variable "name" {}\n',
    "live/prod/terraform.tfvars": 'name = "prod"\n',
    "live/prod/more.auto.tfvars.json": "{}",
    "live/prod/other.tfvars": 'name = "other"\n',
    "live/dev/main.tf": 'variable "size" {}\nresource "aws_instance" "dev" {\n  instance_type = var.size\n}\n',
    "values/sizes.tfvars": 'size = "m5.large"\n',
    "modules/queue/main.tf": 'resource "aws_sqs_queue" "this" {\n  name = local.name\n}\n',
    "modules/queue/topic.tf": 'resource "aws_sns_topic" "this" {\n  name = var.name\n}\n',
    "modules/queue/variables.tf": 'variable "name" {\n  default = "queue"\n}\n',
    "modules/queue/locals.tf": "locals {\n  name = var.name\n}\n",
    "modules/queue/alarm.tf": 'module "alarm" {\n  source = "./alarm"\n}\n',
    "modules/queue/terraform.tfvars": 'name = "nobody reads it"\n',
    "modules/queue/alarm/main.tf": 'resource "aws_cloudwatch_metric_alarm" "this" {}\n',
}
QUEUE, TOPIC, ALARM, DEV = "aws_sqs_queue", "aws_sns_topic", "aws_cloudwatch_metric_alarm", "aws_instance"
OF_MODULE = [QUEUE, TOPIC, ALARM]


def judged(*paths: str, **settings: object) -> list[str]:
    terraform = TerraformSettings(**settings)  # type: ignore[arg-type]
    tree = MemoryTree({path: text.encode() for path, text in TREE.items()})
    found = source.read(tree, paths, Settings(terraform=terraform), lambda: list(TREE))
    assert [file.path for file in found.files] == sorted(paths)
    return sorted(each.address.removeprefix("module.") for each in found.resources)


def of(*calls: str, types: list[str]) -> list[str]:
    inner = {ALARM: "module.alarm."}
    return sorted(f"{call}.{inner.get(each, '')}{each}.this" for call in calls for each in types)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("live/prod/main.tf", of("queue", "second", types=OF_MODULE)),
        ("live/prod/variables.tf", of("queue", "second", types=OF_MODULE)),
        ("live/prod/terraform.tfvars", of("queue", "second", types=OF_MODULE)),
        ("live/prod/more.auto.tfvars.json", of("queue", "second", types=OF_MODULE)),
        ("live/prod/other.tfvars", []),
        ("values/sizes.tfvars", []),
        ("modules/queue/terraform.tfvars", []),
        ("modules/queue/main.tf", of("queue", "second", types=[QUEUE])),
        ("modules/queue/topic.tf", of("queue", "second", types=[TOPIC])),
        ("modules/queue/variables.tf", of("queue", "second", types=OF_MODULE)),
        ("modules/queue/locals.tf", of("queue", "second", types=OF_MODULE)),
        ("modules/queue/alarm.tf", of("queue", "second", types=[ALARM])),
        ("modules/queue/alarm/main.tf", of("queue", "second", types=[ALARM])),
    ],
)
def test_what_a_changed_file_has_a_part_in_is_judged(path, expected):
    assert judged(path) == expected


def test_values_that_the_settings_name_are_of_the_roots_that_have_such_variables():
    given = (("var-file", "values/sizes.tfvars"),)
    assert judged("values/sizes.tfvars", assignments=given) == [f"{DEV}.dev"]


def test_several_files_are_judged_once():
    everything = judged("modules/queue/main.tf", "modules/queue/variables.tf", "live/prod/terraform.tfvars")
    assert everything == of("queue", "second", types=OF_MODULE)
