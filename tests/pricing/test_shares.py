"""Shares of the cost: each way all of it, and what is not known is a group of its own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finops_guard.pricing.resources import priced_types
from finops_guard.pricing.services import Services
from finops_guard.pricing.shares import CostShares, Group, Share, shares
from finops_guard.report import Report
from finops_guard.scan import scan
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree

PROVIDER = 'provider "aws" { region = "us-east-1" }\n'
FILES = {
    "live/prod/main.tf": PROVIDER
    + """
variable "team" {}
variable "all" {}
resource "aws_instance" "a" {
  instance_type = "m5.large"
  tags = { owner = "team-a" }
}
resource "aws_instance" "b" {
  instance_type = "t3.micro"
  tags = { Team = "team-b" }
}
resource "aws_instance" "none" { instance_type = "t3.micro" }
resource "aws_instance" "unknown" {
  instance_type = "t3.micro"
  tags = { owner = var.team }
}
resource "aws_instance" "open" {
  instance_type = "t3.micro"
  tags = var.all
}
resource "aws_instance" "odd" {
  instance_type = "zz9.huge"
  tags = { owner = "team-c", environment = "tbd" }
}
resource "aws_route53_record" "no_tags" {
  zone_id = "z"
  name = "n"
  type = "A"
}
""",
    "other/main.tf": PROVIDER
    + 'resource "aws_nat_gateway" "n" { subnet_id = "s" }\nresource "aws_lb" "l" { tags = { squad = "team-a" } }\n',
}


@pytest.fixture(scope="module")
def report() -> Report:
    return scan(MemoryTree({path: text.encode() for path, text in FILES.items()}), [""], Settings())


def found(of: tuple[Share, ...]) -> dict[tuple[Group, str], int]:
    return {(each.group, each.name): each.resources for each in of}


def shared(report: Report) -> CostShares:
    assert report.cost is not None
    return report.cost.shares


def test_each_way_adds_up_to_the_total(report: Report) -> None:
    assert report.cost is not None
    every = shared(report)
    for way in (every.by_team, every.by_environment, every.by_service, every.by_root):
        assert sum(each.monthly for each in way) == report.cost.monthly.expected > 0
        assert sum(each.resources for each in way) == report.cost.resources
        without = report.cost.partly + report.cost.unpriced + report.cost.usage_based
        assert sum(each.unpriced for each in way) == without
        assert [each.monthly for each in way] == sorted((each.monthly for each in way), reverse=True)


def test_teams_are_named_by_every_known_spelling_and_what_is_not_known_is_told_apart(report: Report) -> None:
    teams = found(shared(report).by_team)
    assert teams[Group.NAMED, "team-a"] == 2
    assert teams[Group.NAMED, "team-b"] == 1
    assert teams[Group.NAMED, "team-c"] == 1
    assert teams[Group.UNKNOWN, ""] == 2
    assert teams[Group.NONE, ""] == 2
    assert teams[Group.OUTSIDE, ""] == 1


def test_environments_services_and_roots(report: Report) -> None:
    every = shared(report)
    assert found(every.by_environment)[Group.NAMED, "prod"] >= 5
    assert (Group.NONE, "") in found(every.by_environment)
    assert found(every.by_service)[Group.NAMED, "Amazon EC2"] == 6
    assert found(every.by_service)[Group.NAMED, "Elastic Load Balancing"] == 1
    assert found(every.by_root) == {(Group.NAMED, "live/prod"): 7, (Group.NAMED, "other"): 2}


def test_of_many_groups_the_dearest_are_named_and_the_rest_is_one() -> None:
    files = {"main.tf": PROVIDER}
    for at in range(7):
        instance = f'resource "aws_instance" "i{at}" {{\n  instance_type = "m5.large"\n  count = {at + 1}\n'
        files["main.tf"] += f'{instance}  tags = {{ owner = "team-{at}" }}\n}}\n'
    files["main.tf"] += 'resource "aws_instance" "none" { instance_type = "t3.micro" }\n'
    many = scan(MemoryTree({path: text.encode() for path, text in files.items()}), [""], Settings())
    assert many.cost is not None
    from finops_guard.maturity.tagging import Ownership
    from finops_guard.pricing.breakdown import resource_costs
    from finops_guard.pricing.costs import Costs
    from finops_guard.scan import observe

    resources = observe(MemoryTree({path: text.encode() for path, text in files.items()}), [""], Settings())
    rows = [(each, cost) for each, cost in resource_costs(resources, Costs(resources)) if cost is not None]
    few = shares(rows, Ownership(()).of, most=3).by_team
    assert [each.name for each in few] == ["team-6", "team-5", "team-4", "", ""]
    assert [each.group for each in few[3:]] == [Group.NONE, Group.OTHER]
    assert few[-1].resources == 1 + 2 + 3 + 4
    assert sum(each.monthly for each in few) == many.cost.monthly.expected


def test_every_type_with_a_price_has_a_service_with_a_name() -> None:
    service = Services().of
    assert {each: service(each) for each in priced_types() if service(each) == each} == {}


@pytest.mark.parametrize(
    ("type_", "kind", "expected"),
    [
        ("aws_ec2_transit_gateway_vpc_attachment", "", "Amazon VPC"),
        ("aws_ec2_host", "", "Amazon EC2"),
        ("aws_cloudwatch_event_bus", "", "Amazon EventBridge"),
        ("azurerm_virtual_network_gateway", "", "Azure VPN Gateway"),
        ("azurerm_virtual_network_peering", "", "Azure Virtual Network"),
        ("google_compute_global_address", "", "Cloud NAT and networking"),
        ("google_compute_disk", "", "Compute Engine"),
        ("unheard_of", "", "unheard_of"),
        ("kubernetes_deployment", "Deployment", "Kubernetes workloads"),
        ("PersistentVolumeClaim", "PersistentVolumeClaim", "Kubernetes volumes"),
        ("Service", "Service", "Kubernetes load balancers"),
    ],
)
def test_services(type_: str, kind: str, expected: str) -> None:
    assert Services().of(type_, kind) == expected


def test_a_scan_without_cost_has_no_shares() -> None:
    nothing = scan(MemoryTree({"a.tf": b'resource "aws_iam_role" "r" {}\n'}), [""], Settings())
    assert nothing.cost is None
    assert CostShares() == CostShares((), (), (), ())
    assert Share(Group.NONE, "", Decimal(1)).resources == 1


def test_coverage_of_tags_counts_resources_and_cost(report: Report) -> None:
    assert report.cost is not None
    by_key = {each.key: each for each in report.tags}
    assert list(by_key) == ["owner", "environment", "cost-center", "application"]
    owner = by_key["owner"]
    assert (owner.carried, owner.absent, owner.unknown) == (4, 2, 2)
    for each in report.tags:
        assert each.carried + each.absent + each.unknown == 8
        assert each.policy == "FG-TAG-001"
        priced = each.carried_cost + each.absent_cost + each.unknown_cost
        assert priced == report.cost.monthly.expected
    # A value that says nothing carries no tag.
    assert (by_key["environment"].carried, by_key["environment"].unknown) == (0, 1)
    assert by_key["environment"].absent == 7


def test_a_secret_in_an_owner_tag_is_not_told() -> None:
    key = "AKIA" + "ABCDEFGHIJKLMNOP"
    text = (
        PROVIDER + f'resource "aws_instance" "a" {{\n  instance_type = "t3.micro"\n  tags = {{ owner = "{key}" }}\n}}\n'
    )
    text += 'variable "o" {\n  default = "hush"\n  sensitive = true\n}\n'
    text += 'resource "aws_instance" "b" {\n  instance_type = "t3.micro"\n  tags = { owner = var.o }\n}\n'
    made = scan(MemoryTree({"main.tf": text.encode()}), [""], Settings())
    names = {each.name for each in shared(made).by_team}
    assert names == {"(a secret)", "(sensitive)"}
