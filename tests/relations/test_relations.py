"""Which resources refer to which: certain, possible and impossible relations, each by how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

import pytest
from support.terraform_text import by_address, read

from finops_guard.catalog import schemas
from finops_guard.relations import index, pairs
from finops_guard.relations.index import Related, Relations
from finops_guard.relations.links import links
from finops_guard.relations.reading import is_named_like
from finops_guard.resources import ResourceSet
from tests.support.stand_in.schemas import load

LIFECYCLE = "aws_s3_bucket_lifecycle_configuration"


def related(found: ResourceSet, relation: str, address: str, type_: str) -> Related:
    resource = by_address(found)[address]
    among = Relations(found).among(resource)
    answer: Related = getattr(among, relation)(resource, type_)
    return answer


def names(answer: Related) -> tuple[list[str], bool]:
    """Return the addresses, and whether there may be more."""
    return [each.address for each in answer.resources], bool(answer.causes)


def lifecycle(bucket: str, more: str = "") -> str:
    """Return a bucket ``x`` and a lifecycle configuration ``l`` whose bucket is an expression."""
    text = f'resource "aws_s3_bucket" "x" {{}}\nresource "{LIFECYCLE}" "l" {{ bucket = {bucket} }}\n'
    return text + dedent(more)


NONE: tuple[list[str], bool] = ([], False)
ONE = ([f"{LIFECYCLE}.l"], False)
MAYBE: tuple[list[str], bool] = ([], True)


@pytest.mark.parametrize(
    ("bucket", "more", "expected"),
    [
        ("aws_s3_bucket.x.id", "", ONE),
        ("aws_s3_bucket.x.bucket", "", ONE),
        ('"${aws_s3_bucket.x.id}"', "", ONE),
        ("resource.aws_s3_bucket.x.id", "", ONE),
        ("local.name", "locals { name = aws_s3_bucket.x.id }", ONE),
        ("local.names[0]", "locals { names = [for b in [aws_s3_bucket.x] : b.id] }", ONE),
        ('one(toset(["a"])) == "a" ? aws_s3_bucket.x.id : "other"', "", ONE),
        ("try(aws_s3_bucket.x.id, null)", "", ONE),
        ('coalesce(null, aws_s3_bucket.x.id, "z")', "", ONE),
        ("element([aws_s3_bucket.x.id], 0)", "", ONE),
        ("lookup({ a = aws_s3_bucket.x.id }, local.key)", 'locals { key = "a" }', ONE),
        ("lower(aws_s3_bucket.x.id)", "", ONE),
        ("var.none", 'variable "none" {}', NONE),  # what comes from outside cannot be what the root makes
        ('"literal"', "", NONE),  # a name that the provider makes up is no literal
        ("aws_s3_bucket.y.id", 'resource "aws_s3_bucket" "y" {}', NONE),
        ('"${aws_s3_bucket.x.id}-logs"', "", NONE),
        ("data.aws_s3_bucket.d.id", 'data "aws_s3_bucket" "d" { bucket = "x" }', MAYBE),
        ("uuid()", "", MAYBE),
        (
            "var.on ? aws_s3_bucket.x.id : aws_s3_bucket.y.id",
            'variable "on" {}\nresource "aws_s3_bucket" "y" {}',
            MAYBE,
        ),
        ("[aws_s3_bucket.x.id][var.at]", 'variable "at" {}', MAYBE),
        ("coalesce(var.name, aws_s3_bucket.x.id)", 'variable "name" {}', MAYBE),
        ('aws_vpc.v.id == "a" ? aws_s3_bucket.x.id : "b"', 'resource "aws_vpc" "v" {}', MAYBE),
        ("aws_sqs_queue.q.name", 'resource "aws_sqs_queue" "q" {}', NONE),
        ("lower(aws_sqs_queue.q.name)", 'resource "aws_sqs_queue" "q" {}', MAYBE),
    ],
)
def test_references(bucket: str, more: str, expected: object) -> None:
    found = read(lifecycle(bucket, more))
    assert names(related(found, "referrers", "aws_s3_bucket.x", LIFECYCLE)) == expected
    there = [each.address for each in related(found, "referents", f"{LIFECYCLE}.l", "aws_s3_bucket").resources]
    assert ("aws_s3_bucket.x" in there) == (expected == ONE)


@pytest.mark.parametrize(
    ("target", "referrer", "expected"),
    [
        ('bucket = "logs"', '"logs"', ONE),
        ('bucket = "logs"', '"other"', NONE),
        ("bucket = local.n", "local.n", ONE),
        ("bucket = var.n", "var.n", ONE),  # the same value, whatever it is
        ("bucket = var.n", "var.m", MAYBE),
        ("bucket = var.n", '"logs"', MAYBE),
        ('bucket = "logs"', "var.n", MAYBE),
        ('bucket = "a-${var.n}"', '"a-logs"', MAYBE),
        ('bucket = "a-${var.n}"', '"b-logs"', NONE),
        ('bucket = "a-${var.n}"', '"b-${var.m}"', NONE),
        ('bucket = "logs"', '"a-${var.n}"', NONE),
        ("bucket = var.n", "aws_s3_bucket.x.bucket", ONE),
        ("bucket = var.o.a", "var.o.b", MAYBE),  # parts of one unknown value are others
        ('bucket = "a-${random_id.r.hex}"', '"a-${random_id.r.hex}"', ONE),
        ('bucket = "a-${random_id.r.hex}"', '"a-${random_id.s.hex}"', NONE),
        ('bucket = "a-${random_id.r.hex}"', '"b-${random_id.r.hex}"', NONE),
        ('bucket = "logs"', "aws_s3_bucket.x.bucket", ONE),
        ('bucket = "logs"', "aws_s3_bucket_versioning.v.bucket", ONE),
        ("bucket = var.n", "aws_s3_bucket_versioning.v.bucket", ONE),
    ],
)
def test_known_names(target: str, referrer: str, expected: object) -> None:
    text = f"""
    variable "n" {{}}
    variable "m" {{}}
    variable "o" {{}}
    locals {{ n = "name" }}
    resource "random_id" "r" {{}}
    resource "random_id" "s" {{}}
    resource "aws_s3_bucket" "x" {{ {target} }}
    resource "aws_s3_bucket_versioning" "v" {{ bucket = aws_s3_bucket.x.bucket }}
    resource "{LIFECYCLE}" "l" {{ bucket = {referrer} }}
    """
    assert names(related(read(text), "referrers", "aws_s3_bucket.x", LIFECYCLE)) == expected


@pytest.mark.parametrize(
    ("instances", "referring", "expected"),
    [
        ("count = 2", "bucket = aws_s3_bucket.x[1].id", {"aws_s3_bucket.x[0]": NONE, "aws_s3_bucket.x[1]": ONE}),
        (
            "count = 2",
            "count = 2\nbucket = aws_s3_bucket.x[count.index].id",
            {f"aws_s3_bucket.x[{at}]": ([f"{LIFECYCLE}.l[{at}]"], False) for at in (0, 1)},
        ),
        (
            'for_each = toset(["a", "b"])',
            "for_each = aws_s3_bucket.x\nbucket = each.value.id",
            {f'aws_s3_bucket.x["{key}"]': ([f'{LIFECYCLE}.l["{key}"]'], False) for key in "ab"},
        ),
        (
            'for_each = toset(["a", "b"])',
            'for_each = { for k, b in aws_s3_bucket.x : k => b.id if k == "a" }\nbucket = each.value',
            {'aws_s3_bucket.x["a"]': ([f'{LIFECYCLE}.l["a"]'], False), 'aws_s3_bucket.x["b"]': NONE},
        ),
        ("count = var.n", "bucket = one(aws_s3_bucket.x[*].id)", {"aws_s3_bucket.x[*]": ONE}),
        (
            "count = var.n",
            "count = var.n\nbucket = aws_s3_bucket.x[count.index].id",
            {"aws_s3_bucket.x[*]": ([f"{LIFECYCLE}.l[*]"], False)},
        ),
        # There may be none of them.
        ("", "count = var.n\nbucket = aws_s3_bucket.x.id", {"aws_s3_bucket.x": MAYBE}),
        (
            "count = 2",
            "for_each = toset(aws_s3_bucket.x[*].id)\nbucket = each.value",
            {f"aws_s3_bucket.x[{at}]": MAYBE for at in (0, 1)},
        ),
        ("count = 1", "bucket = try(aws_s3_bucket.x[0].id, aws_s3_bucket.x[1].id, null)", {"aws_s3_bucket.x[0]": ONE}),
    ],
)
def test_instances(instances: str, referring: str, expected: Mapping[str, object]) -> None:
    found = read(
        f'variable "n" {{}}\nresource "aws_s3_bucket" "x" {{\n{instances}\n}}\n'
        f'resource "{LIFECYCLE}" "l" {{\n{referring}\n}}\n'
    )
    got = {address: names(related(found, "referrers", address, LIFECYCLE)) for address in expected}
    assert got == expected


MODULES = {
    "main.tf": """
    module "a" {
      source   = "./bucket"
      for_each = toset(["x", "y"])
    }
    module "rules" {
      source = "./rules"
      bucket = module.a["x"].id
    }
    """,
    "bucket/main.tf": """
    resource "aws_s3_bucket" "this" {}
    output "id" { value = aws_s3_bucket.this.id }
    """,
    "rules/main.tf": f"""
    variable "bucket" {{ type = string }}
    resource "{LIFECYCLE}" "l" {{ bucket = var.bucket }}
    """,
}


def test_modules() -> None:
    found = read(MODULES)
    assert names(related(found, "referrers", 'module.a["x"].aws_s3_bucket.this', LIFECYCLE)) == (
        [f"module.rules.{LIFECYCLE}.l"],
        False,
    )
    assert names(related(found, "referrers", 'module.a["y"].aws_s3_bucket.this', LIFECYCLE)) == NONE


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("bucket = aws_s3_bucket.x.id", MAYBE),
        ("buckets = [aws_s3_bucket.x]", MAYBE),
        ('bucket = "logs"', MAYBE),
        ('environment = "logs"', NONE),  # a name that says nothing of a bucket
        ("bucket = data.aws_s3_bucket.d.id", MAYBE),
        ("vpc = data.aws_vpc.d.id", NONE),
        ("bucket = aws_s3_bucket.y.id", NONE),
        ("", NONE),
    ],
)
def test_modules_that_are_not_on_disk(given: str, expected: object) -> None:
    """What such a module is not given, it cannot refer to."""
    found = read(
        f"""
        module "rules" {{
          source = "example/rules/aws"
          {given}
        }}
        data "aws_s3_bucket" "d" {{ bucket = "d" }}
        data "aws_vpc" "d" {{}}
        resource "aws_s3_bucket" "x" {{ bucket = "logs" }}
        resource "aws_s3_bucket" "y" {{}}
        """
    )
    assert names(related(found, "referrers", "aws_s3_bucket.x", LIFECYCLE)) == expected
    # But there it can make any resource.
    assert names(related(found, "alongside", "aws_s3_bucket.x", LIFECYCLE)) == MAYBE


@pytest.mark.parametrize(
    ("vpc", "expected"),
    [("module.net.vpc_id", MAYBE), ('"vpc-1"', NONE), ("aws_vpc.v.id", (["aws_vpc.v"], False))],
)
def test_what_is_referred_to_may_be_in_a_module_that_is_not_on_disk(vpc: str, expected: object) -> None:
    found = read(
        f"""
        module "net" {{ source = "example/net/aws" }}
        resource "aws_vpc" "v" {{}}
        resource "aws_subnet" "s" {{ vpc_id = {vpc} }}
        """
    )
    assert names(related(found, "referents", "aws_subnet.s", "aws_vpc")) == expected


def test_instances_in_instances_of_modules() -> None:
    files = {
        "main.tf": 'module "m" {\n source = "./m"\n for_each = toset(["a", "b"])\n}\n',
        "m/main.tf": f"""
        variable "n" {{}}
        resource "aws_s3_bucket" "x" {{ count = var.n }}
        resource "{LIFECYCLE}" "l" {{
          count  = var.n
          bucket = aws_s3_bucket.x[count.index].id
        }}
        """,
    }
    assert names(related(read(files), "referrers", 'module.m["a"].aws_s3_bucket.x[*]', LIFECYCLE)) == (
        [f'module.m["a"].{LIFECYCLE}.l[*]'],
        False,
    )


def test_a_syntax_error_may_hide_a_referrer() -> None:
    found = read({"main.tf": 'resource "aws_s3_bucket" "x" {}', "b.tf": "/* x"})
    assert names(related(found, "referrers", "aws_s3_bucket.x", LIFECYCLE)) == MAYBE


@pytest.mark.parametrize(
    ("target", "referrer", "text", "expected"),
    [
        (
            "aws_ecs_service.s",
            "aws_appautoscaling_target",
            'resource_id = "service/${aws_ecs_cluster.c.name}/${aws_ecs_service.s.name}"',
            True,
        ),
        ("aws_ecs_service.s", "aws_appautoscaling_target", 'resource_id = "service/prod/api"', True),
        ("aws_ecs_service.s", "aws_appautoscaling_target", 'resource_id = "service/${var.n}/api"', True),
        ("aws_ecs_service.s", "aws_appautoscaling_target", 'resource_id = "table/api"', False),
        ("aws_ecs_service.s", "aws_appautoscaling_target", 'resource_id = "service/prod/web"', False),
        ("aws_eip.e", "aws_nat_gateway", "allocation_id = aws_eip.e.allocation_id", True),
        ("aws_eip.e", "aws_eip_association", "public_ip = aws_eip.e.public_ip", True),
        ("aws_lb_target_group.t", "aws_autoscaling_group", "target_group_arns = [aws_lb_target_group.t.arn]", True),
        (
            "aws_lb_target_group.t",
            "aws_lb_listener",
            "default_action {\n target_group_arn = aws_lb_target_group.t.arn\n}",
            True,
        ),
        ("aws_lb_target_group.t", "aws_autoscaling_group", "target_group_arns = []", False),
        (
            "azurerm_linux_virtual_machine_scale_set.s",
            "azurerm_monitor_autoscale_setting",
            "target_resource_id = azurerm_linux_virtual_machine_scale_set.s.id",
            True,
        ),
        (
            "google_compute_instance_group_manager.g",
            "google_compute_autoscaler",
            "target = google_compute_instance_group_manager.g.id",
            True,
        ),
        ("aws_lambda_function.f", "aws_sqs_queue", "tags = { For = aws_lambda_function.f.function_name }", True),
        ("aws_lambda_function.f", "aws_sqs_queue", 'tags = { For = "f" }', False),
    ],
)
def test_attributes_that_refer(target: str, referrer: str, text: str, expected: bool) -> None:
    found = read(
        f"""
        variable "n" {{}}
        resource "aws_ecs_cluster" "c" {{ name = "prod" }}
        resource "aws_ecs_service" "s" {{ name = "api" }}
        resource "aws_eip" "e" {{}}
        resource "aws_lb_target_group" "t" {{}}
        resource "azurerm_linux_virtual_machine_scale_set" "s" {{}}
        resource "google_compute_instance_group_manager" "g" {{ name = "g" }}
        resource "aws_lambda_function" "f" {{ function_name = "f" }}
        resource "{referrer}" "r" {{
          {text}
        }}
        """
    )
    assert names(related(found, "referrers", target, referrer)) == ([f"{referrer}.r"] if expected else [], False)


def test_a_resource_does_not_refer_to_itself() -> None:
    found = read(
        """
        resource "aws_security_group" "a" {
          tags = { Of = aws_security_group.b.id }
        }
        resource "aws_security_group" "b" {
          description = "x"
          name        = self.id
        }
        """
    )
    assert names(related(found, "referrers", "aws_security_group.b", "aws_security_group")) == (
        ["aws_security_group.a"],
        False,
    )
    assert names(related(found, "referrers", "aws_security_group.a", "aws_security_group"))[0] == []


def test_more_causes_than_are_kept_leave_it_open() -> None:
    many = "".join(f'resource "aws_sqs_queue" "q{at}" {{}}\n' for at in range(12))
    names_ = ", ".join(f"aws_sqs_queue.q{at}.arn" for at in range(12))
    text = f'{many}resource "aws_iam_policy" "p" {{ policy = jsonencode([{names_}]) }}\n'
    found = read(text)
    assert names(related(found, "referrers", "aws_sqs_queue.q0", "aws_iam_policy")) == (["aws_iam_policy.p"], False)
    assert names(related(found, "referrers", "aws_sqs_queue.q11", "aws_iam_policy")) == MAYBE


def test_part_of_a_tree_is_related_to_all_of_its_root() -> None:
    found = read(MODULES, ["bucket/main.tf"])
    assert {each.type for each in found.resources} == {"aws_s3_bucket"}
    answer = related(found, "referrers", 'module.a["x"].aws_s3_bucket.this', LIFECYCLE)
    assert names(answer) == ([f"module.rules.{LIFECYCLE}.l"], False)


def test_alongside() -> None:
    found = read('resource "aws_vpc" "a" {}\nresource "aws_vpc" "b" { count = 2 }\nresource "aws_eip" "e" {}')
    assert names(related(found, "alongside", "aws_vpc.a", "aws_vpc")) == (["aws_vpc.b[0]", "aws_vpc.b[1]"], False)
    assert names(related(found, "alongside", "aws_vpc.a", "aws_nat_gateway")) == NONE


@pytest.mark.parametrize("shared", [False, True])
def test_many_resources_that_refer_to_each_other(shared: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work grows with the text: each value is looked at once a pair of types, and all of them have a bound."""
    count = 3_000
    tags = "{ All = local.all }" if shared else "{ One = aws_sqs_queue.q[(count.index + 1) % 3000].arn }"
    found = read(
        f"""
        locals {{ all = aws_sqs_queue.q[*].arn }}
        resource "aws_sqs_queue" "q" {{ count = {count} }}
        resource "aws_sns_topic" "t" {{
          count = {count}
          tags  = {tags}
        }}
        """
    )
    steps = 100_000
    monkeypatch.setattr(index, "MAX_STEPS", steps)
    monkeypatch.setattr(pairs, "MAX_RELATIONS", 20_000)
    relations = Relations(found)
    answers = [relations.among(each).referrers(each, "aws_sns_topic") for each in found.resources[:count]]
    assert all(answer.causes for answer in answers) == shared
    assert all(len(answer.resources) == 1 for answer in answers) != shared
    assert sum(len(answer.resources) for answer in answers) <= 20_000


@pytest.mark.parametrize(
    ("name", "type_", "expected"),
    [
        ("target_group_arns", "aws_lb_target_group", True),
        ("virtual_machine_id", "azurerm_linux_virtual_machine", True),
        ("resource_policies", "google_compute_resource_policy", True),
        ("public_ip_address_id", "azurerm_public_ip", True),
        ("vpc_security_group_ids", "aws_security_group", True),
        ("target_resource_id", "aws_anything", True),
        ("subnet_id", "aws_security_group", False),
        ("policy", "aws_iam_role", False),
        ("name", "aws_vpc", False),
    ],
)
def test_names_of_attributes(name: str, type_: str, expected: bool) -> None:
    assert is_named_like(name, type_) == expected


def test_links_name_what_the_providers_have() -> None:
    """The catalog knows the first names of all versions, the schemas all names of the newest."""
    resources = load().resources
    for (referrer, target), each in links().items():
        for link in each:
            first, *rest = link.path.split(".")
            assert first in (schemas.lookup(referrer) or ()), (referrer, link.path)
            block = resources[referrer]
            for at, step in enumerate([first, *rest][:-1], 1):
                block, _ = block.blocks[step]
                assert rest[at - 1] in {**block.attributes, **block.blocks}, (referrer, link.path)
            assert [name for name in link.names if name not in resources[target].attributes] == [], target
