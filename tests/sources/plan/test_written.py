"""Plans with their configuration beside them: findings point into it, and only where it says what the plan says."""

from __future__ import annotations

import pytest
from support.plans import change, plan, read_plan
from support.terraform_text import by_address

from finops_guard.resources import FileStatus, Resource
from finops_guard.values import all_causes

MAIN = """\
provider "aws" {
  default_tags {
    tags = { owner = "ops" }
  }
}
variable "size" {
  default = "t3.micro"
}
variable "zone" {}
resource "aws_instance" "a" {
  count             = 2
  instance_type     = var.size
  availability_zone = var.zone
  user_data         = aws_sqs_queue.q.url
  ebs_optimized     = "true"
  root_block_device {
    volume_size = 20
  }
}
resource "aws_sqs_queue" "q" {}
"""


def places(resource: Resource) -> dict[str, str]:
    """Return where each top-level value of a resource is written."""
    assert isinstance(resource.values.raw, dict)
    return {key: str(value.origin.location()) for key, value in resource.values.raw.items() if value.origin}


def entry(size: str = "t3.micro", address: str = "aws_instance.a[1]") -> dict[str, object]:
    after = {
        "instance_type": size,
        "availability_zone": "eu-west-1a",
        "ebs_optimized": True,
        "monitoring": False,
        "root_block_device": [{"volume_size": 20, "volume_type": "gp2"}],
        "tags_all": {"owner": "ops", "more": "x"},
    }
    return change(address, after, unknown={"user_data": True})


VARIABLES = {"size": {"value": "t3.micro"}, "zone": {"value": "eu-west-1a"}}


def test_values_point_where_they_are_written() -> None:
    found = read_plan(plan(entry(), variables=VARIABLES), {"main.tf": MAIN})
    resource = by_address(found)["aws_instance.a[1]"]
    assert str(resource.span.location()) == "main.tf:10:1"
    assert places(resource) == {
        "instance_type": "main.tf:7:13",  # the variable's default
        "availability_zone": "main.tf:13:3",  # given on the command line: the argument
        "ebs_optimized": "main.tf:15:23",  # the text "true" is what the plan says
        "monitoring": "main.tf:10:1",  # the provider's default: the resource
        "root_block_device": "main.tf:16:3",
        "tags_all": "main.tf:10:1",
        "user_data": "main.tf:14:23",
    }
    [volume] = resource.children
    assert {key: str(v.origin.location()) for key, v in volume.values.raw.items()} == {  # type: ignore[union-attr]
        "volume_size": "main.tf:17:19",
        "volume_type": "main.tf:16:3",
    }
    assert [cause.text for cause in all_causes(resource.values)] == [
        "aws_instance.a[1].user_data is known after apply",
        "aws_sqs_queue.q.url is known after apply",
    ]
    assert resource.tags is not None
    assert {key: tag.span and str(tag.span.location()) for key, tag in resource.tags.tags.items()} == {
        "owner": "main.tf:3:22",
        "more": "main.tf:10:1",
    }


def test_a_value_that_the_configuration_does_not_give_points_at_the_argument() -> None:
    text = plan(entry("m5.24xlarge"), variables={**VARIABLES, "size": {"value": "m5.24xlarge"}})
    found = by_address(read_plan(text, {"main.tf": MAIN}))
    assert places(found["aws_instance.a[1]"])["instance_type"] == "main.tf:12:3"


def test_values_of_variable_files_keep_their_place() -> None:
    text = plan(entry("m5.large"), variables={**VARIABLES, "size": {"value": "m5.large"}})
    files = {"main.tf": MAIN, "terraform.tfvars": 'size = "m5.large"\n'}
    found = by_address(read_plan(text, files))
    assert places(found["aws_instance.a[1]"])["instance_type"] == "terraform.tfvars:1:8"


def test_instances_that_the_configuration_does_not_know() -> None:
    main = 'variable "names" {}\nresource "aws_instance" "a" {\n  for_each = var.names\n  ami = each.key\n}\n'
    address = 'aws_instance.a["x"]'
    found = by_address(read_plan(plan(change(address, {"ami": "x"})), {"main.tf": main}))
    assert str(found[address].span.location()) == "main.tf:2:1"
    assert places(found[address]) == {"ami": "main.tf:4:3"}


ONE = 'resource "aws_instance" "a" {}\n'
TWO = ONE + 'resource "aws_instance" "b" {}\n'
BOTH = (change("aws_instance.a", {}), change("aws_instance.b", {}))


@pytest.mark.parametrize(
    ("path", "files", "root"),
    [
        pytest.param("live/dev/p.json", {"live/dev/m.tf": ONE, "live/prod/m.tf": TWO}, "live/dev", id="beside it"),
        pytest.param("p.json", {"live/dev/m.tf": ONE, "live/prod/m.tf": TWO}, "live/prod", id="has more"),
        pytest.param("p.json", {"live/m.tf": ONE}, "live", id="the one directory"),
        pytest.param("x/p.json", {"live/dev/m.tf": TWO, "live/prod/m.tf": TWO}, "x", id="two that match"),
        pytest.param("x/p.json", {"a/m.tf": 'resource "aws_vpc" "a" {}'}, "x", id="none matches"),
        pytest.param("/elsewhere/p.json", {"a/m.tf": 'resource "aws_vpc" "a" {}'}, "", id="outside"),
    ],
)
def test_which_root_a_plan_is_of(path: str, files: dict[str, str], root: str) -> None:
    found = read_plan(plan(*BOTH), files, path)
    assert {each.root for each in found.resources} == {root}
    assert [each.path for each in found.roots] == [root]
    alone = [each.kind for each in found.diagnostics] == ["plan-alone"]
    assert alone == (found.resources[0].span.path == path)


def test_the_configuration_is_context() -> None:
    found = read_plan(plan(change("aws_instance.a", {})), {"main.tf": TWO, "x.tfvars": "", "broken.tf": "resource {"})
    assert [each.address for each in found.resources] == ["aws_instance.a"]
    assert {record.path: record.status for record in found.files} == {
        "plan.json": FileStatus.JUDGED,
        "broken.tf": FileStatus.BROKEN,
        "main.tf": FileStatus.SUPPORTING,
        "x.tfvars": FileStatus.SUPPORTING,
    }
    assert not found.diagnostics
