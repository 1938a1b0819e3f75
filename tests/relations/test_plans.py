"""Relations in plans of the real Terraform: the same as in the configuration, and without it never another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from support.plans import change, configured, plan, read_plan
from support.terraform_text import by_address, files_of, read

from finops_guard.relations.index import Relations
from finops_guard.resources import ResourceSet

pytest.importorskip("grpc", reason="the stand-in providers need grpcio")
pytest.importorskip("tfplugin_proto", reason="the stand-in providers need tfplugin-proto-all")

from tests.support.stand_in.server import serve
from tests.support.terraform_plan import TERRAFORM, encoded
from tests.support.terraform_plan import plan as planned

CONFIGURATION = """
provider "aws" { region = "eu-west-1" }

locals {
  queue = aws_sqs_queue.local.arn
  named = "fixed"
}

resource "aws_s3_bucket" "each" {
  for_each = toset(["a", "b"])
}
resource "aws_s3_bucket_versioning" "each" {
  for_each = aws_s3_bucket.each
  bucket   = each.value.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket" "pair" { count = 2 }
resource "aws_s3_bucket_versioning" "pair" {
  bucket = aws_s3_bucket.pair[1].bucket
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket" "named" { bucket = local.named }
resource "aws_s3_bucket_versioning" "named" {
  bucket = "fixed"
  versioning_configuration { status = "Enabled" }
}
resource "aws_sqs_queue" "local" {}
resource "aws_sqs_queue" "other" { name = "other" }
resource "aws_sns_topic_subscription" "s" {
  topic_arn = aws_sns_topic.t.arn
  protocol  = "sqs"
  endpoint  = local.queue
}
resource "aws_sns_topic" "t" { name = "t" }
resource "aws_eip" "nat" { count = 2 }
resource "aws_nat_gateway" "nat" {
  count         = 2
  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = "subnet-1"
}
resource "aws_lambda_permission" "p" {
  action        = "lambda:InvokeFunction"
  function_name = module.function["x"].name
  principal     = "sns.amazonaws.com"
}
module "function" {
  source   = "./function"
  for_each = toset(["x", "y"])
  name     = "function-${each.key}"
  group    = aws_cloudwatch_log_group.g.name
}
resource "aws_cloudwatch_log_group" "g" { name = "g" }

### function/main.tf
variable "name" {}
variable "group" {}
resource "aws_lambda_function" "this" {
  function_name = var.name
  role          = "r"
  logging_config {
    log_format = "Text"
    log_group  = var.group
  }
}
output "name" { value = aws_lambda_function.this.function_name }
"""

PAIRS = (
    ("aws_s3_bucket_versioning", "aws_s3_bucket"),
    ("aws_nat_gateway", "aws_eip"),
    ("aws_sns_topic_subscription", "aws_sqs_queue"),
    ("aws_sns_topic_subscription", "aws_sns_topic"),
    ("aws_lambda_permission", "aws_lambda_function"),
    ("aws_lambda_function", "aws_cloudwatch_log_group"),
)
EXPECTED = {
    ('aws_s3_bucket_versioning.each["a"]', 'aws_s3_bucket.each["a"]'),
    ('aws_s3_bucket_versioning.each["b"]', 'aws_s3_bucket.each["b"]'),
    ("aws_s3_bucket_versioning.pair", "aws_s3_bucket.pair[1]"),
    ("aws_s3_bucket_versioning.named", "aws_s3_bucket.named"),
    ("aws_nat_gateway.nat[0]", "aws_eip.nat[0]"),
    ("aws_nat_gateway.nat[1]", "aws_eip.nat[1]"),
    ("aws_sns_topic_subscription.s", "aws_sqs_queue.local"),
    ("aws_sns_topic_subscription.s", "aws_sns_topic.t"),
    ("aws_lambda_permission.p", 'module.function["x"].aws_lambda_function.this'),
    ('module.function["x"].aws_lambda_function.this', "aws_cloudwatch_log_group.g"),
    ('module.function["y"].aws_lambda_function.this', "aws_cloudwatch_log_group.g"),
}


def relations(found: ResourceSet) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return what certainly refers to what, and the targets that a type may refer to beside that."""
    certain, maybe = set(), set()
    every = Relations(found)
    for referrer, target in PAIRS:
        for resource in (each for each in found.resources if each.type == target):
            answer = every.among(resource).referrers(resource, referrer)
            certain |= {(each.address, resource.address) for each in answer.resources}
            if answer.causes:
                maybe.add((referrer, resource.address))
    return certain, maybe


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    if TERRAFORM is None:
        pytest.skip("the terraform binary is not installed")
    directory = tmp_path_factory.mktemp("related")
    for path, text in files_of(CONFIGURATION).items():
        Path(directory, path).parent.mkdir(parents=True, exist_ok=True)
        Path(directory, path).write_text(text)
    types = {type_ for pair in PAIRS for type_ in pair}
    with serve(frozenset(types)) as reattach:
        yield planned(directory, reattach)


def test_the_configuration() -> None:
    assert relations(read(files_of(CONFIGURATION))) == (EXPECTED, set())


def test_a_plan_beside_its_configuration(made: Mapping[str, Any]) -> None:
    assert relations(read_plan(encoded(made), files_of(CONFIGURATION))) == (EXPECTED, set())


def test_a_plan_alone_is_never_wrong(made: Mapping[str, Any]) -> None:
    """It does not write locals out, and not which instance a reference means."""
    certain, maybe = relations(read_plan(encoded(made)))
    assert certain <= EXPECTED
    assert {target for _, target in EXPECTED - certain} <= {target for _, target in maybe}
    assert len(certain) == 5


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"references": ["aws_eip.e.id", "aws_eip.e"]}, ["aws_nat_gateway.n"]),
        ({"references": ["aws_eip.f.id", "aws_eip.f"]}, []),
        ({"references": ["var.x", "aws_eip.e.id", "aws_eip.e"]}, ["aws_nat_gateway.n"]),
        ({"references": ["aws_eip.e.id", "aws_eip.e", "aws_eip.f.id", "aws_eip.f"]}, None),
        ({"references": ["local.x"]}, None),
        ({"references": ["each.value"]}, None),
        ({"references": ["data.aws_eip.d.id", "data.aws_eip.d"]}, None),
        ({"references": [1, None]}, None),
        (None, None),
    ],
)
def test_references_of_a_plan(written: Any, expected: list[str] | None) -> None:
    text = plan(
        change("aws_eip.e", {}),
        change("aws_eip.f", {}),
        change("aws_nat_gateway.n", {}, unknown={"allocation_id": True}),
        resources=[
            configured("aws_eip.e", {}),
            configured("aws_eip.f", {}),
            configured("aws_nat_gateway.n", {"allocation_id": written}),
        ],
    )
    found = read_plan(text)
    address = by_address(found)["aws_eip.e"]
    answer = Relations(found).among(address).referrers(address, "aws_nat_gateway")
    assert [each.address for each in answer.resources] == (expected or [])
    assert bool(answer.causes) == (expected is None)


@pytest.mark.parametrize(
    ("expressions", "expected"),
    [
        ({"instance": {"references": ["aws_eip.e.id", "aws_eip.e"]}}, True),
        ({"instance": {"references": ["aws_eip.other"]}}, False),
        ({"instance": {"references": ["local.x"]}}, None),
    ],
)
def test_what_a_plan_names(expressions: Any, expected: bool | None) -> None:
    resources = [
        configured("aws_eip.e", {"tags": {"references": ["aws_eip.e.id"]}}),
        configured("aws_eip.o", expressions),
    ]
    found = by_address(read_plan(plan(change("aws_eip.e", {}), resources=resources)))["aws_eip.e"]
    assert found.naming is not None
    named = found.naming.names("aws_eip", "e")
    assert named is expected if isinstance(named, bool) else expected is None
