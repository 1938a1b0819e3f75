"""Policies judge by the estimates of the scan: made once, with the relations and the usage that it has."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec import Struct
from support.terraform_text import read

from finops_guard.findings import Verdict
from finops_guard.policy import loader
from finops_guard.policy.engine import evaluate
from finops_guard.policy.model import Policy
from finops_guard.pricing import resources as pricing
from finops_guard.pricing.costs import Costs
from finops_guard.pricing.usage import Quantity
from finops_guard.resources import Resource
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree

HEAD = """\
id: ACME-T-00{number}
name: {name}
title: Cheap
description: It costs little.
severity: error
capability: Planning & Estimating
remediation: Pay less.
match:
  resources: [aws_nat_gateway]
"""
CHECKS = {
    "cost": "check: {cost: {environments: {default: {max_monthly: 50}}}}\n",
    "path": "check: {attribute: {path: derived.cost.monthly, operator: less_than, value: 50, absent: pass}}\n",
    "expression": 'check: {expression: {require: "estimate.monthly < 50.0"}}\n',
}
GATEWAY = """\
provider "aws" { region = "us-east-1" }
resource "aws_nat_gateway" "n" { subnet_id = "s" }
"""


class Used(Struct, frozen=True):
    """A thousand of everything, in single things."""

    def quantity(self, _resource: Resource, _key: str) -> Quantity | None:
        return Quantity(Decimal(1000))


def policies(*names: str) -> list[Policy]:
    files = {
        f"own/{name}.yaml": (HEAD.format(number=number, name=name) + CHECKS[name]).encode()
        for number, name in enumerate(names)
    }
    return list(loader.load(Settings(policy_directories=("own",), select=("ACME-*",)), MemoryTree(files)))


@pytest.mark.parametrize("name", ["cost", "path", "expression"])
def test_usage_counts(name: str) -> None:
    if name == "expression":
        pytest.importorskip("cel_expr_python.cel")
    found = read(GATEWAY)
    assert evaluate(policies(name), found)[0] == []
    (finding,) = evaluate(policies(name), found, Costs(found, Used()))[0]
    assert finding.verdict is Verdict.FAIL
    assert "77.85" in finding.message or name == "expression"


def test_filters_are_told_the_cost() -> None:
    pytest.importorskip("cel_expr_python.cel")
    text = HEAD.format(number=1, name="filter") + '  when: "estimate.monthly > 50.0"\n'
    text += "check: {attribute: {path: subnet_id, operator: equals, value: other, absent: fail}}\n"
    asked = list(
        loader.load(
            Settings(policy_directories=("own",), select=("ACME-*",)), MemoryTree({"own/filter.yaml": text.encode()})
        )
    )
    found = read(GATEWAY)
    assert evaluate(asked, found)[0] == []
    (finding,) = evaluate(asked, found, Costs(found, Used()))[0]
    assert finding.verdict is Verdict.FAIL


def test_an_estimate_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(GATEWAY)
    made: list[str] = []
    original = pricing.estimate

    def counted(resource: Resource, costs: Any) -> Any:
        made.append(resource.address)
        return original(resource, costs)

    monkeypatch.setattr(pricing, "estimate", counted)
    evaluate(policies("cost", "path"), found, Costs(found))
    assert made == ["aws_nat_gateway.n"]
