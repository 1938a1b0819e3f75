"""What resources cost whose values are one of a few: a range over all that is possible, against sums by hand."""

from __future__ import annotations

import pytest
from support.bills import bills

from finops_guard.pricing.costs import Costs
from finops_guard.pricing.estimates import Confidence
from finops_guard.scan import observe
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree

GIVEN = """
provider "aws" {
  region = "us-east-1"
}
variable "prod" {}
variable "any" {}
variable "secret" {
  sensitive = true
}
variable "size" {
  validation {
    condition     = contains(["m5.xlarge", "m5.large"], var.size)
    error_message = "Take one of them."
  }
}
"""


def figures(body: str, type_: str = "aws_instance") -> tuple[str, ...]:
    found = bills(f'{GIVEN}resource "{type_}" "it" {{\n{body}\n}}\n')[f"{type_}.it"]
    return tuple("-" if each is None else f"{each:.2f}" for each in (found.least, found.expected, found.most))


def disk(size: str, kind: str = '"gp3"') -> str:
    return f"root_block_device {{\n  volume_type = {kind}\n  volume_size = {size}\n}}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # 730 x 0.096 and 730 x 0.0104
        ('instance_type = var.prod ? "m5.large" : "t3.micro"', ("7.59", "70.08", "70.08")),
        ('instance_type = var.prod ? "t3.micro" : "m5.large"', ("7.59", "7.59", "70.08")),
        ("instance_type = var.size", ("70.08", "140.16", "140.16")),
        # 100 and 20 GB of gp3 at 0.08 beside 70.08
        (f'instance_type = "m5.large"\n{disk("var.prod ? 100 : 20")}', ("71.68", "78.08", "78.08")),
        # 20 GB at 0.10 and at 0.08
        (
            f'instance_type = "m5.large"\n{disk("20", """var.prod ? "gp2" : "gp3" """)}',
            ("71.68", "72.08", "72.08"),
        ),
        # 7.592 + 1.60 to 70.08 + 8.00: which belong together is not known
        (
            f'instance_type = var.prod ? "m5.large" : "t3.micro"\n{disk("var.prod ? 100 : 20")}',
            ("9.19", "78.08", "78.08"),
        ),
        # One has no price: no bound, and at least what the other costs.
        ('instance_type = var.prod ? "m5.large" : "zz9.huge"', ("70.08", "70.08", "-")),
        ('instance_type = var.prod ? "zz9.huge" : "m5.large"', ("70.08", "70.08", "-")),
        ('instance_type = var.prod ? "m5.large" : var.any', ("-", "-", "-")),
        # More than eight combinations
        (
            f'instance_type = var.prod ? "m5.large" : "m5.xlarge"\n{disk("lookup({a=1,b=2,c=3,d=4,e=5}, var.any)")}',
            ("-", "-", "-"),
        ),
        ('instance_type = var.secret ? "m5.large" : "t3.micro"', ("-", "-", "-")),
        # What is not asked about is not looked at.
        (
            'instance_type = "m5.large"\nuser_data = var.prod ? "a" : "b"',
            ("70.08", "70.08", "70.08"),
        ),
    ],
)
def test_sizes(body: str, expected: tuple[str, ...]) -> None:
    assert figures(body) == expected


def test_flags_of_databases() -> None:
    body = 'engine = "postgres"\ninstance_class = "db.t3.medium"\nallocated_storage = 20\n'
    alone, both = (figures(f"{body}multi_az = {each}", "aws_db_instance") for each in ("false", "true"))
    assert len({*alone}) == len({*both}) == 1
    assert figures(f"{body}multi_az = var.prod ? true : false", "aws_db_instance") == (alone[0], both[0], both[0])


def test_components_say_that_others_are_possible() -> None:
    code = f'{GIVEN}resource "aws_instance" "it" {{\n  instance_type = var.prod ? "m5.large" : "t3.micro"\n}}\n'
    found = bills(code)["aws_instance.it"]
    machine = next(part for part in found.components if part.name == "machine")
    assert machine.monthly is not None
    assert [f"{each:.2f}" for each in (machine.monthly.least, machine.monthly.expected, machine.monthly.most or 0)] == [
        "7.59",
        "70.08",
        "70.08",
    ]
    assert (machine.confidence, machine.reason) == (Confidence.ESTIMATED, "one of 2 costs that are possible")


def test_instances_are_multiplied_by_what_is_possible() -> None:
    code = f'{GIVEN}resource "aws_instance" "it" {{\n  count = 3\n  instance_type = var.size\n}}\n'
    assert [f"{each.most:.2f}" for each in bills(code).values() if each.most is not None] == ["140.16"] * 3


@pytest.mark.parametrize(
    ("count", "in_module", "expected"),
    [
        ("var.prod ? 3 : 1", "1", ("70.08", "210.24", "210.24")),
        ("var.prod ? 1 : 0", "1", ("0.00", "70.08", "70.08")),
        ("var.prod ? 0 : 2", "1", ("0.00", "0.00", "140.16")),
        ("var.any", "1", ("0.00", "70.08", "-")),
        ("var.prod ? 1 : var.any", "1", ("0.00", "70.08", "-")),
        ("var.prod ? 3 : 1", "var.prod ? 2 : 1", ("70.08", "420.48", "420.48")),
        ("2", "var.prod ? 2 : 1", ("140.16", "280.32", "280.32")),
        ("var.prod ? 3 : 1", "var.any", ("0.00", "70.08", "-")),
    ],
)
def test_numbers_of_instances(count: str, in_module: str, expected: tuple[str, ...]) -> None:
    files = {
        "main.tf": GIVEN
        + f'module "m" {{\n  source = "./m"\n  count = {in_module}\n  prod = var.prod\n  any = var.any\n}}\n',
        "m/main.tf": 'variable "prod" {}\nvariable "any" {}\n'
        f'resource "aws_instance" "it" {{\n  count = {count}\n  instance_type = "m5.large"\n}}\n',
    }
    found = observe(MemoryTree(files), [""], Settings())
    costs = Costs(found)
    estimates = [costs.of(each) for each in found.resources]
    figures_ = [(each.least, each.expected, each.most) for each in estimates if each is not None]
    sums = [None if None in column else sum(figure or 0 for figure in column) for column in zip(*figures_, strict=True)]
    assert tuple("-" if each is None else f"{each:.2f}" for each in sums) == expected
