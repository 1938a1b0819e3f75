"""What follows about a Terraform resource, as policies ask for it and by the names that the documentation lists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from policy.test_engine import policy
from support.terraform_text import by_address, read

from finops_guard.findings import Finding
from finops_guard.policy import derived_names
from finops_guard.policy.checks import module, subject
from finops_guard.policy.derived_terraform import FACTS, with_derived
from finops_guard.policy.engine import evaluate
from finops_guard.policy.model import Subject
from finops_guard.policy.patterns import ParameterError
from finops_guard.pricing.costs import Costs
from finops_guard.relations.index import Relations
from finops_guard.values import plain

GUIDE = Path(__file__).parents[2] / "docs" / "policy-language.md"
PRESENT = {"operator": "present"}


def found(text: str | dict[str, str], parameters: dict[str, Any], types: tuple[str, ...]) -> list[Finding]:
    return evaluate([policy(parameters=parameters, types=types)], read(text))[0]


def said(text: str | dict[str, str], parameters: dict[str, Any], *types: str) -> list[tuple[str, str, int]]:
    """Return the verdict, address and line of each finding."""
    return [(each.verdict.value, each.address, each.location.line) for each in found(text, parameters, types)]


GROUPS = """\
resource "aws_autoscaling_group" "a" {
  max_size = 4
}
resource "aws_autoscaling_schedule" "night" {
  autoscaling_group_name = aws_autoscaling_group.a.name
  desired_capacity       = 0
}
resource "aws_autoscaling_schedule" "day" {
  autoscaling_group_name = aws_autoscaling_group.a.name
  desired_capacity       = 4
}
resource "aws_autoscaling_group" "b" {
  max_size = 2
}
"""
SCHEDULE = "derived.referrers.aws_autoscaling_schedule"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"path": SCHEDULE, **PRESENT}, [("fail", "aws_autoscaling_group.b", 12)]),
        (
            {"path": SCHEDULE, "operator": "absent"},
            [("fail", "aws_autoscaling_group.a", 4), ("fail", "aws_autoscaling_group.a", 8)],
        ),
        # A finding about what stands in a referrer points there.
        (
            {"path": f"{SCHEDULE}[*].desired_capacity", "operator": "equals", "value": 0, "absent": "pass"},
            [("fail", "aws_autoscaling_group.a", 10)],
        ),
        (
            {
                "path": f"{SCHEDULE}[*].desired_capacity",
                "operator": "equals",
                "value": 0,
                "absent": "pass",
                "require": "some",
            },
            [],
        ),
        (
            {"each": f"{SCHEDULE}[*]", "path": "desired_capacity", "operator": "at_most", "value": 3, "absent": "pass"},
            [("fail", "aws_autoscaling_group.a", 10)],
        ),
        (
            {
                "path": "max_size",
                "operator": "at_most",
                "value": 1,
                "absent": "pass",
                "where": [{"path": SCHEDULE, **PRESENT}],
            },
            [("fail", "aws_autoscaling_group.a", 2)],
        ),
        (
            {"path": "derived.alongside.aws_autoscaling_schedule", **PRESENT},
            [],
        ),
        (
            {
                "path": "derived.alongside.aws_autoscaling_group[*].max_size",
                "operator": "equals",
                "value": 2,
                "absent": "fail",
            },
            [("fail", "aws_autoscaling_group.b", 2)],
        ),
    ],
)
def test_policies_about_related_resources(parameters: dict[str, Any], expected: list[tuple[str, str, int]]) -> None:
    assert said(GROUPS, parameters, "aws_autoscaling_group") == expected


def test_referents() -> None:
    parameters = {
        "path": "derived.referents.aws_autoscaling_group.max_size",
        "operator": "at_most",
        "value": 3,
        "absent": "pass",
    }
    assert [(verdict, line) for verdict, _, line in said(GROUPS, parameters, "aws_autoscaling_schedule")] == [
        ("fail", 2),
        ("fail", 2),
    ]


OPEN = """\
variable "name" {}
resource "aws_autoscaling_group" "a" {
  name = "a"
}
resource "aws_autoscaling_schedule" "s" {
  autoscaling_group_name = "a"
  min_size               = 1
}
resource "aws_autoscaling_schedule" "t" {
  autoscaling_group_name = var.name
}
"""


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        # One is there, whatever else is.
        ({"path": SCHEDULE, **PRESENT}, []),
        # The other one may have what this one has not.
        (
            {"path": f"{SCHEDULE}.desired_capacity", **PRESENT, "require": "some"},
            [("unresolved", "aws_autoscaling_group.a", 2)],
        ),
        ({"path": f"{SCHEDULE}.min_size", **PRESENT, "require": "some"}, []),
    ],
)
def test_there_may_be_more(parameters: dict[str, Any], expected: list[tuple[str, str, int]]) -> None:
    assert said(OPEN, parameters, "aws_autoscaling_group") == expected


REGIONS = """
provider "aws" { region = "eu-west-1" }
provider "google" { zone = "europe-west1-b" }
variable "region" {}
resource "aws_instance" "provider" {}
resource "aws_ebs_volume" "own" { region = "us-east-2" }
resource "aws_ebs_volume" "zone" { availability_zone = "eu-west-1a" }
resource "azurerm_lb" "l" { location = "West Europe" }
resource "google_compute_instance" "z" { zone = "europe-west1-b" }
resource "google_storage_bucket" "multi" { location = "EU" }
resource "google_compute_disk" "u" { zone = var.region }
resource "random_id" "none" {}
"""


def test_regions() -> None:
    resources = read(REGIONS)
    costs = Costs(resources)
    regions = {}
    for address, each in by_address(resources).items():
        derived = with_derived(each, costs).values.get("derived")
        assert derived is not None
        region = derived.get("region")
        regions[address] = "?" if region is not None and region.is_unknown else region and plain(region)
    assert regions == {
        "aws_instance.provider": "eu-west-1",
        "aws_ebs_volume.own": "us-east-2",
        "aws_ebs_volume.zone": "eu-west-1",
        "azurerm_lb.l": "westeurope",
        "google_compute_instance.z": "europe-west1",
        "google_storage_bucket.multi": "EU",
        "google_compute_disk.u": "?",
        "random_id.none": None,
    }


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", False),
        ('resource "aws_nat_gateway" "n" { allocation_id = aws_eip.e[0].id }', True),
        ('output "o" { value = aws_eip.e[*].public_ip }', True),
        ("locals { l = { for k, e in aws_eip.e : k => e.id } }", True),
        ('data "aws_eip" "d" { id = aws_eip.e[0].id }', True),
        ('module "m" {\n source = "example/m/aws"\n eip = resource.aws_eip.e\n}', True),
        ('provider "aws" { region = aws_eip.e[0].public_dns }', True),
        ('resource "aws_eip" "f" { depends_on = [aws_eip.e] }', True),
        ('resource "aws_lb" "l" {\n dynamic "subnet_mapping" {\n for_each = aws_eip.e\n content {}\n }\n}', True),
        ('output "o" { value = "aws_eip.e" }', False),
        ('resource "aws_eip" "e2" { instance = aws_eip.e2.id }', False),
        ("moved {\n from = aws_eip.old\n to = aws_eip.e\n}", False),
        ('output "o" { value = data.aws_eip.e.id }', False),
        ('output "o" {\n value = [\n}', None),
        ("/* never ends", None),
    ],
)
def test_what_the_module_names(more: str, expected: bool | None) -> None:
    text = f'resource "aws_eip" "e" {{\n count = 1\n tags = {{ Of = aws_eip.e[0].id }}\n}}\n{more}\n'
    naming = by_address(read(text))["aws_eip.e[0]"].naming
    assert naming is not None
    named = naming.names("aws_eip", "e")
    assert named is expected if isinstance(named, bool) else expected is None


def test_json_names_resources() -> None:
    files = {
        "main.tf": 'resource "aws_eip" "e" {}\nresource "aws_eip" "f" {}',
        "o.tf.json": '{"output": {"o": {"value": "${aws_eip.e.id}"}}}',
    }
    resources = by_address(read(files))
    naming = resources["aws_eip.e"].naming
    assert naming is not None
    assert (naming.names("aws_eip", "e"), naming.names("aws_eip", "f")) == (True, False)


def test_nothing_is_computed_that_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Relations, "among", lambda *_: asked.append("among"))
    parameters = {"path": "derived.region", "operator": "equals", "value": "x", "absent": "pass"}
    assert found('resource "aws_eip" "e" {}', parameters, ("aws_eip",)) == []
    assert asked == []


@pytest.mark.parametrize(
    ("path", "message", "hint"),
    [
        ("derived.referrers.aws_s3_bucket_lifecycle_config", "no known resource type", "aws_s3_bucket_lifecycle_conf"),
        ("derived.referrers.aws_s3_bucket_versioning.buckets", 'has no attribute "buckets"', 'did you mean "bucket"?'),
        ("derived.alongside.aws_vpc[*].cidr_blok", 'has no attribute "cidr_blok"', 'did you mean "cidr_block"?'),
        ("derived.referents", "needs a resource type", "derived.referents.aws_instance"),
        ("derived.refered", "nothing that is called", 'did you mean "referenced"?'),
        ("derived.region.name", "nothing that is called", ""),
    ],
)
@pytest.mark.parametrize("key", ["path", "each", "where", "other"])
def test_slips_are_told_at_load(path: str, message: str, hint: str, key: str) -> None:
    parameters: dict[str, Any] = {"path": "a", "operator": "equals", "value": 1, "absent": "pass"}
    if key == "where":
        parameters["where"] = [{"path": path, "operator": "present"}]
    elif key == "other":
        parameters = {"path": "a", "operator": "equals", "absent": "pass", "other": path}
    else:
        parameters[key] = path
    with pytest.raises(ParameterError) as raised:
        module("attribute").configure(parameters)
    assert message in raised.value.message
    assert hint in raised.value.hint
    assert raised.value.path[0] == key


def test_types_of_other_providers_are_not_known() -> None:
    module("attribute").configure({"path": "derived.referrers.datadog_monitor.anything", "operator": "present"})


def test_one_policy_asks_about_resources_or_about_objects() -> None:
    parameters = {"paths": [{"path": "derived.referenced"}, {"path": "derived.replicas.most"}], "operator": "present"}
    with pytest.raises(ParameterError, match="cannot be asked together"):
        module("attribute").configure(parameters)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"path": "derived.referenced"}, Subject.RELATED),
        ({"path": "a", "where": [{"path": "derived.referrers.aws_eip"}]}, Subject.RELATED),
        ({"each": "derived.alongside.aws_eip", "path": "a"}, Subject.RELATED),
        ({"path": "a", "other": "derived.region"}, Subject.RELATED),
        ({"path": "derived.replicas.most"}, Subject.OBJECT),
        ({"path": "a"}, Subject.RESOURCE),
    ],
)
def test_what_is_judged_follows_from_the_paths(parameters: dict[str, Any], expected: Subject) -> None:
    assert subject("attribute", parameters) is expected


def test_the_documentation_lists_what_follows() -> None:
    rows = re.findall(r"^\| `derived\.([^`]+)` \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(row.replace("[*]", "") for row in rows) == sorted(derived_names.TERRAFORM)
    assert {name.partition(".")[0] for name in derived_names.TERRAFORM} == set(FACTS)
