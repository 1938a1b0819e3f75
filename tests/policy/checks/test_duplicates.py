from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from policy.test_engine import policy
from support.terraform_text import read

from finops_guard.policy.checks import duplicates, module
from finops_guard.policy.engine import evaluate
from finops_guard.policy.patterns import ParameterError


def said(text: str | dict[str, str], parameters: dict[str, Any], *types: str) -> list[tuple[str, str]]:
    """Return the verdict and address of each finding, in the order of the addresses."""
    found, _ = evaluate([policy(check="duplicates", parameters=parameters, types=types)], read(text))
    return sorted((each.verdict.value, each.address) for each in found)


def endpoints(*written: str) -> str:
    text = 'variable "v" {}\nvariable "w" {}\nvariable "o" {}\nresource "aws_vpc" "a" {}\nresource "aws_vpc" "b" {}\n'
    text += 'data "aws_vpc" "d" {}\n'
    return text + "".join(f'resource "aws_vpc_endpoint" "e{at}" {{\n{each}\n}}\n' for at, each in enumerate(written))


SAME = {"same": ["vpc_id", "service_name"]}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ('vpc_id = "v"', 'vpc_id = "v"', "fail"),
        ('vpc_id = "v"', 'vpc_id = "w"', ""),
        ("", "", "fail"),
        ("", 'vpc_id = "v"', ""),
        ("vpc_id = 5", 'vpc_id = "5"', "fail"),
        ("vpc_id = aws_vpc.a.id", "vpc_id = aws_vpc.a.id", "fail"),
        ("vpc_id = aws_vpc.a.id", "vpc_id = aws_vpc.b.id", ""),
        ("vpc_id = aws_vpc.a.id", "vpc_id = aws_vpc.a.arn", ""),
        ("vpc_id = data.aws_vpc.d.id", "vpc_id = data.aws_vpc.d.id", "fail"),
        ("vpc_id = var.v", "vpc_id = var.v", "fail"),
        ("vpc_id = var.v", "vpc_id = var.w", "unresolved"),
        ("vpc_id = var.o.a", "vpc_id = var.o.b", "unresolved"),
        ('vpc_id = "v"', "vpc_id = var.w", "unresolved"),
        ('vpc_id = var.v\nservice_name = "s3"', 'vpc_id = var.w\nservice_name = "ec2"', ""),
    ],
)
def test_resources_that_agree(first: str, second: str, expected: str) -> None:
    found = said(endpoints(first, second), SAME, "aws_vpc_endpoint")
    assert found == ([(expected, "aws_vpc_endpoint.e1")] if expected else [])
    backwards = said(endpoints(second, first), SAME, "aws_vpc_endpoint")
    assert backwards == found


GATEWAYS = """
variable "n" {}
resource "aws_nat_gateway" "a" { count = 3 }
resource "aws_nat_gateway" "b" {}
"""


@pytest.mark.parametrize(
    ("at_most", "expected"),
    [
        (1, ["a[1]", "a[2]", "b"]),
        (3, ["b"]),
        (4, []),
    ],
)
def test_each_one_beyond_is_found(at_most: int, expected: list[str]) -> None:
    found = said(GATEWAYS, {"same": [], "at_most": at_most}, "aws_nat_gateway")
    assert found == [("fail", f"aws_nat_gateway.{each}") for each in expected]


def test_any_number_may_be_too_many() -> None:
    text = 'variable "n" {}\nresource "aws_nat_gateway" "a" { count = var.n }\n'
    assert said(text, {"same": []}, "aws_nat_gateway") == [("unresolved", "aws_nat_gateway.a[*]")]
    found, _ = evaluate(
        [policy(check="duplicates", parameters={"same": []}, types=("aws_nat_gateway",))],
        read(text + 'resource "aws_nat_gateway" "b" {}\n'),
    )
    assert [(each.verdict.value, each.address) for each in found] == [
        ("unresolved", "aws_nat_gateway.a[*]"),
        ("fail", "aws_nat_gateway.b"),
    ]


def test_the_message_says_with_which_it_agrees() -> None:
    found, _ = evaluate(
        [policy(check="duplicates", parameters=SAME, types=("aws_vpc_endpoint",))],
        read(endpoints('vpc_id = "v"', 'vpc_id = "v"')),
    )
    (message,) = [each.message for each in found]
    assert message == (
        "aws_vpc_endpoint.e1 is one of 2 aws_vpc_endpoint with the same vpc_id and service_name, and there may be 1: "
        "the first is aws_vpc_endpoint.e0"
    )


def test_roots_are_judged_by_themselves() -> None:
    files = {"a/main.tf": 'resource "aws_nat_gateway" "n" {}', "b/main.tf": 'resource "aws_nat_gateway" "n" {}'}
    assert said(files, {"same": []}, "aws_nat_gateway") == []


def test_only_what_the_policy_matches_counts() -> None:
    text = endpoints('vpc_id = "v"') + 'resource "aws_nat_gateway" "n" { vpc_id = "v" }\n'
    assert said(text, {"same": ["vpc_id"]}, "aws_vpc_endpoint") == []


def test_blocks_may_be_counted_too() -> None:
    text = "".join(f'module "m{at}" {{ source = "x/y/z" }}\n' for at in range(2))
    asked = policy(check="duplicates", parameters={"same": ["source"]})
    found, _ = evaluate([replace(asked, match=replace(asked.match, blocks="module"))], read(text))
    assert [each.address for each in found] == ["module.m1"]


def test_many_that_may_agree_are_not_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "MAX_COMPARED", 3)
    written = [f'vpc_id = "v{at}"' for at in range(6)]
    found = said(endpoints(*written, "vpc_id = var.v\nservice_name = 1"), SAME, "aws_vpc_endpoint")
    assert found == [("unresolved", "aws_vpc_endpoint.e6")]


def test_derived_paths_are_refused() -> None:
    with pytest.raises(ParameterError):
        module("duplicates").configure({"same": ["derived.region"]})
