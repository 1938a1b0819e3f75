"""Effective tags where they come from somewhere else: provider data, other resources, unknown maps, parents."""

from __future__ import annotations

import pytest
from support.terraform_text import attribute, by_address, causes, read, tags

PROVIDER = """
    provider "aws" {
      region = "eu-west-1"
      default_tags { tags = { owner = "shop", stage = "default" } }
    }
"""


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("data.aws_default_tags.this.tags", {"owner": "shop", "stage": "default"}),
        ("data.aws_region.this.name", "eu-west-1"),
        ("data.aws_region.this.id", "eu-west-1"),
        ("data.aws_region.null.region", "eu-west-1"),
        ("data.aws_region.named.name", "cn-north-1"),
        ("data.aws_region.given.region", "us-gov-east-1"),
        ("data.aws_partition.this.partition", "aws"),
        ("data.aws_partition.this.dns_suffix", "amazonaws.com"),
        ("data.aws_partition.china.id", "aws-cn"),
        ("data.aws_partition.china.dns_suffix", "amazonaws.com.cn"),
        ("data.aws_partition.china.reverse_dns_prefix", "cn.com.amazonaws"),
        ("aws_vpc.main.tags_all", {"owner": "shop", "stage": "own", "Name": "main"}),
        ('aws_vpc.main.tags_all["Name"]', "main"),
        ("aws_eip.bare.tags_all", {"owner": "shop", "stage": "default"}),
        ("data.aws_iam_policy_document.doc.statement[0].actions", ["s3:*"]),
    ],
)
def test_what_only_repeats_the_configuration_is_known(reference: str, expected: object) -> None:
    found = read(
        PROVIDER
        + f"""
        data "aws_default_tags" "this" {{}}
        provider "aws" {{
          alias  = "china"
          region = "cn-north-1"
        }}
        data "aws_region" "this" {{}}
        data "aws_region" "null" {{ region = null }}
        data "aws_region" "named" {{ name = "cn-north-1" }}
        data "aws_region" "given" {{ region = "us-gov-east-1" }}
        data "aws_partition" "this" {{}}
        data "aws_partition" "china" {{ provider = aws.china }}
        data "aws_iam_policy_document" "doc" {{
          statement {{ actions = ["s3:*"] }}
        }}
        resource "aws_vpc" "main" {{ tags = {{ Name = "main", stage = "own" }} }}
        resource "aws_eip" "bare" {{}}
        resource "terraform_data" "a" {{ input = {reference} }}
        """
    )
    assert attribute(found, "terraform_data.a", "input") == expected


@pytest.mark.parametrize(
    ("reference", "cause"),
    [
        ("data.aws_caller_identity.this.account_id", "data.aws_caller_identity.this.account_id is read from the cloud"),
        ("data.aws_region.other.name", "data.aws_region.other.name is read from the cloud"),
        ("data.aws_partition.hidden.id", "data.aws_partition.hidden.id is read from the cloud"),
        ("data.aws_partition.open.id", "var.region has no value"),
        ("azurerm_lb.a.tags_all", "azurerm_lb.a.tags_all is known after apply"),
    ],
)
def test_what_the_cloud_decides_is_not_known(reference: str, cause: str) -> None:
    found = read(
        PROVIDER
        + f"""
        data "aws_caller_identity" "this" {{}}
        data "aws_region" "other" {{ endpoint = "ec2.us-east-1.amazonaws.com" }}
        variable "region" {{}}
        provider "aws" {{
          alias  = "open"
          region = var.region
        }}
        provider "aws" {{
          alias  = "hidden"
          region = "us-iso-east-1"
        }}
        data "aws_partition" "open" {{ provider = aws.open }}
        data "aws_partition" "hidden" {{ provider = aws.hidden }}
        resource "azurerm_lb" "a" {{ tags = {{ a = 1 }} }}
        resource "terraform_data" "a" {{ input = {reference} }}
        """
    )
    assert causes(found, "terraform_data.a", "input") == [cause]


def test_data_of_a_module_repeats_the_configuration_it_is_passed() -> None:
    found = read(
        {
            "main.tf": PROVIDER
            + """
                provider "aws" {
                  alias  = "west"
                  region = "us-west-2"
                }
                module "m" {
                  source    = "./m"
                  providers = { aws = aws.west }
                }
            """,
            "m/main.tf": """
                data "aws_region" "this" {}
                resource "aws_sqs_queue" "q" { name = data.aws_region.this.name }
            """,
        }
    )
    assert attribute(found, "module.m.aws_sqs_queue.q", "name") == "us-west-2"


@pytest.mark.parametrize(
    ("written", "known", "open_"),
    [
        ("var.tags", {"owner", "stage"}, True),
        ("{ a = var.text }", {"owner", "stage", "a"}, False),
        ("merge(var.tags, { a = 1 })", {"owner", "stage", "a"}, True),
        ("merge({ a = 1 }, { b = var.text })", {"owner", "stage", "a", "b"}, False),
        ("{ (var.text) = 1, b = 2 }", {"owner", "stage", "b"}, True),
        ('{ "team-${var.text}" = 1 }', {"owner", "stage"}, True),
        ("var.flag ? { a = 1 } : { b = 2 }", {"owner", "stage"}, True),
        ("null", {"owner", "stage"}, False),
    ],
)
def test_an_unknown_map_opens_the_tags_and_an_unknown_value_does_not(
    written: str, known: set[str], open_: bool
) -> None:
    variables = "\n".join(f'variable "{name}" {{}}' for name in ("tags", "text", "flag"))
    found = read(f'{PROVIDER}\n{variables}\nresource "aws_sqs_queue" "q" {{ tags = {written} }}')
    assert tags(found, "aws_sqs_queue.q").keys() == known
    effective = by_address(found)["aws_sqs_queue.q"].tags
    assert effective is not None
    assert bool(effective.open) is open_


GOOGLE = 'provider "google" {\n  default_labels = { owner = "shop" }\n}\n'


@pytest.mark.parametrize(
    ("type_", "written", "defaults"),
    [
        ("google_compute_instance", 'labels = { a = "1" }', True),
        ("google_container_cluster", 'resource_labels = { a = "1" }', True),
        ("google_sql_database_instance", 'settings {\n user_labels = { a = "1" }\n }', False),
        ("google_monitoring_alert_policy", 'user_labels = { a = "1" }', False),
        ("google_cloud_run_service", 'metadata {\n labels = { a = "1" }\n }', True),
    ],
)
def test_google_labels_stand_where_the_type_has_them(type_: str, written: str, defaults: bool) -> None:
    found = tags(read(f'{GOOGLE}resource "{type_}" "x" {{\n {written}\n}}'), f"{type_}.x")
    assert found.pop("a") == ("1", "resource")
    assert found == ({"owner": ("shop", "default_tags")} if defaults else {})


@pytest.mark.parametrize(
    ("type_", "written", "expected"),
    [
        (
            "aws_instance",
            'root_block_device {\n tags = { a = "1", owner = "own" }\n }',
            {"root_block_device[0]": {"owner": "own", "stage": "default", "a": "1"}},
        ),
        (
            "aws_instance",
            'volume_tags = { a = "1" }\n ebs_block_device {\n device_name = "/dev/sdb"\n }',
            {"ebs_block_device[/dev/sdb]": {"a": "1"}},
        ),
        ("aws_instance", "root_block_device {}", {"root_block_device[0]": {"owner": "shop", "stage": "default"}}),
        ("aws_launch_configuration", "root_block_device {}", {"root_block_device[0]": None}),
        (
            "aws_launch_template",
            """tag_specifications {
                 resource_type = "volume"
                 tags          = { a = "1" }
               }
               tag_specifications { resource_type = "instance" }""",
            {"volume": {"a": "1"}, "instance": {}},
        ),
        ("aws_launch_template", 'tags = { a = "1" }', {}),
    ],
    ids=["block", "volume-tags", "defaults", "launch-configuration", "tag-specifications", "none"],
)
def test_the_parts_of_a_machine_have_tags_of_their_own(
    type_: str, written: str, expected: dict[str, dict[str, str] | None]
) -> None:
    [made] = read(f'{PROVIDER}\nresource "{type_}" "x" {{\n {written}\n}}').resources
    found = {
        child.name: None if child.tags is None else {key: tag.value.raw for key, tag in child.tags.tags.items()}
        for child in made.children
    }
    assert found == expected


def test_volume_tags_that_are_not_known_leave_the_tags_of_a_volume_open() -> None:
    [made] = read(
        'variable "tags" {}\nresource "aws_instance" "x" {\n  volume_tags = var.tags\n  root_block_device {}\n}'
    ).resources
    [child] = made.children
    assert child.tags is not None
    assert [cause.text for cause in child.tags.open] == ["var.tags has no value"]


@pytest.mark.parametrize("stays", ["false", '"false"'])
def test_tags_that_a_group_keeps_to_itself_do_not_reach_its_machines(stays: str) -> None:
    def tag(key: str, propagates: str) -> str:
        return f'tag {{\n  key = "{key}"\n  value = "v"\n  propagate_at_launch = {propagates}\n}}\n'

    blocks = tag("reaches", '"true"') + tag("also", "true") + tag("stays", stays)
    [group] = read(f'resource "aws_autoscaling_group" "g" {{\n{blocks}}}').resources
    assert group.tags is not None
    assert set(group.tags.tags) == {"reaches", "also", "stays"}
    [machines] = group.children
    assert machines.tags is not None
    assert set(machines.tags.tags) == {"reaches", "also"}
    assert [cause.text for cause in machines.tags.open] == ["the launch template may give its machines further tags"]
    [whole] = read(f'resource "aws_autoscaling_group" "g" {{\n{tag("reaches", "true")}}}').resources
    assert whole.children == ()


TEMPLATE = """
    variable "name" {}
    resource "aws_launch_template" "t" {
      name = "shop"
      %s
    }
    resource "aws_autoscaling_group" "g" {
      %s
      tag {
        key                 = "owner"
        value               = "a"
        propagate_at_launch = true
      }
      %s
    }
"""
SPECIFIED = """
    tag_specifications {
      resource_type = "instance"
      tags          = { owner = "b", team = "t" }
    }
    tag_specifications {
      resource_type = "volume"
      tags          = { unit = "u" }
    }
"""
KEPT = 'tag {\n key = "%s"\n value = "x"\n propagate_at_launch = %s\n}'
BY_ID = "launch_template {\n id = aws_launch_template.t.id\n}"
MIXED = """
    mixed_instances_policy {
      launch_template {
        launch_template_specification { launch_template_id = aws_launch_template.t.id }
      }
    }
"""


@pytest.mark.parametrize(
    ("specified", "reference", "more", "expected"),
    [
        ("", BY_ID, "", {}),
        ("", BY_ID, KEPT % ("k", "false"), {"g": {"owner": "a"}}),
        (SPECIFIED, BY_ID, "", {"g": {"owner": "a", "team": "t"}, "t": {"unit": "u"}}),
        (SPECIFIED, BY_ID, KEPT % ("k", "false"), {"g": {"owner": "a", "team": "t"}, "t": {"unit": "u"}}),
        (SPECIFIED, MIXED, "", {"g": {"owner": "a", "team": "t"}, "t": {"unit": "u"}}),
        (SPECIFIED, 'launch_template {\n name = "shop"\n}', "", {"g": {"owner": "a", "team": "t"}, "t": {"unit": "u"}}),
        (SPECIFIED, 'launch_template {\n name = "x"\n}', "", {"t": {"owner": "b", "team": "t", "unit": "u"}}),
        ("", BY_ID, KEPT % ("k", "var.name") + KEPT % ("z", "false"), {"g": {"owner": "a", "?": ["k"]}}),
        ("", BY_ID, KEPT % ("k-${var.name}", "true") + KEPT % ("z", "false"), {"g": {"owner": "a", "?": ["k-"]}}),
        (
            'dynamic "tag_specifications" {\n for_each = var.name\n content {}\n}',
            BY_ID,
            KEPT % ("k", "false"),
            {"g": {"owner": "a", "?": [""]}},
        ),
    ],
)
def test_machines_get_the_tags_of_their_group_over_those_of_their_template(
    specified: str, reference: str, more: str, expected: dict[str, dict[str, object]]
) -> None:
    found: dict[str, dict[str, object]] = {}
    for resource in read(TEMPLATE % (specified, reference, more)).resources:
        for child in resource.children:
            assert child.tags is not None
            said = found.setdefault(resource.name, {})
            said.update({key: tag.value.raw for key, tag in child.tags.tags.items()})
            if child.tags.open:
                said["?"] = [prefix for prefix, _ in child.tags.shapes]
    assert found == expected


def test_dynamic_tags_with_a_partly_known_key_leave_only_such_keys_open() -> None:
    found = read(
        """
        resource "aws_eks_cluster" "c" {}
        resource "aws_autoscaling_group" "g" {
          dynamic "tag" {
            for_each = merge({ "kubernetes.io/cluster/${aws_eks_cluster.c.id}" = "owned" }, { owner = "team-a" })
            content {
              key                 = tag.key
              value               = tag.value
              propagate_at_launch = true
            }
          }
        }
        """
    )
    effective = by_address(found)["aws_autoscaling_group.g"].tags
    assert effective is not None
    assert list(effective.tags) == ["owner"]
    assert effective.shapes == (("kubernetes.io/cluster/", ""),)
    assert [cause.text for cause in effective.open] == ["aws_eks_cluster.c.id is known after apply"]


def test_other_dynamic_blocks_over_a_partly_known_key_are_unknown() -> None:
    found = read(
        """
        resource "aws_eks_cluster" "c" {}
        resource "aws_security_group" "s" {
          dynamic "ingress" {
            for_each = merge({ "a/${aws_eks_cluster.c.id}" = 1 }, { b = 2 })
            content {
              from_port = ingress.value
            }
          }
        }
        """
    )
    assert causes(found, "aws_security_group.s", "ingress") == ["aws_eks_cluster.c.id is known after apply"]


OVER = """
    variable "more" {{ type = map(string) }}
    variable "stage" {{}}
    provider "aws" {{
      region = "eu-west-1"
      default_tags {{ tags = {{ owner = "default" }} }}
    }}
    resource "aws_sqs_queue" "q" {{ tags = {tags} }}
"""


@pytest.mark.parametrize(
    ("tags", "known", "unknown"),
    [
        ('merge({ owner = "a", stage = "dev" }, var.more)', {}, {"owner", "stage"}),
        ('merge(var.more, { owner = "a" })', {"owner": "a"}, set()),
        ('merge({ owner = "a", stage = "dev" }, { "x-${var.stage}" = 1 })', {"owner": "a", "stage": "dev"}, set()),
        ('merge({ owner = "a", x-dev = "b" }, { "x-${var.stage}" = 1 })', {"owner": "a"}, {"x-dev"}),
        ('merge({ owner = "a" }, var.more, { owner = "b" })', {"owner": "b"}, set()),
        ("var.more", {}, {"owner"}),
    ],
)
def test_what_may_be_replaced_is_there_but_not_known(tags: str, known: dict[str, str], unknown: set[str]) -> None:
    effective = by_address(read(OVER.format(tags=tags)))["aws_sqs_queue.q"].tags
    assert effective is not None
    assert {key: tag.value.raw for key, tag in effective.tags.items() if not tag.value.is_unknown} == known
    assert {key for key, tag in effective.tags.items() if tag.value.is_unknown} == unknown
