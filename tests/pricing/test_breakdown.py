"""Breakdowns: each resource once, in one order, with sums that hold and reasons where there is no figure."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from support.bills import GivenUsage, UsageByAddress

from finops_guard.pricing.breakdown import Breakdown, Status, breakdown
from finops_guard.pricing.costs import Costs
from finops_guard.resources import ResourceSet
from finops_guard.scan import observe
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree

PROVIDER = 'provider "aws" { region = "us-east-1" }\n'
FILES = {
    "live/main.tf": PROVIDER
    + """
resource "aws_instance" "small" { instance_type = "t3.micro" }
resource "aws_instance" "large" { instance_type = "m5.large" }
resource "aws_instance" "strange" { instance_type = "zz9.huge" }
resource "aws_iam_role" "r" {}
resource "aws_iam_role" "s" {}
resource "aws_unheard_of" "u" {}
resource "random_id" "i" {}
module "net" { source = "../net" }
""",
    "net/main.tf": 'resource "aws_nat_gateway" "n" { subnet_id = "s" }\n',
    "other/main.tf": PROVIDER + 'resource "aws_instance" "x" { instance_type = "m5.large" }\n',
}
MANIFESTS = {
    "k8s/all.yaml": """
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      containers:
      - {name: web, image: web, resources: {requests: {cpu: 500m, memory: 1Gi}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c, namespace: shop}
---
apiVersion: example.org/v1
kind: Widget
metadata: {name: w, namespace: shop}
""",
}


def seen(files: dict[str, str]) -> ResourceSet:
    return observe(MemoryTree({path: text.encode() for path, text in files.items()}), [""], Settings())


def broken_down(files: dict[str, str], usage: UsageByAddress | None = None) -> Breakdown:
    found = seen(files)
    return breakdown(found, Costs(found, GivenUsage(usage or {})))


def test_resources_stand_by_project_module_and_cost() -> None:
    result = broken_down(FILES)
    assert [(p.root, m.name, r.address, r.status) for p, m, r in result.each()] == [
        ("live", "", "aws_instance.large", Status.PRICED),
        ("live", "", "aws_instance.small", Status.PRICED),
        ("live", "", "aws_instance.strange", Status.UNPRICED),
        ("live", "module.net", "module.net.aws_nat_gateway.n", Status.PRICED),
        ("other", "", "aws_instance.x", Status.PRICED),
    ]
    assert [project.root for project in result.projects] == ["live", "other"]


def test_sums_are_those_of_their_parts() -> None:
    result = broken_down(FILES)
    assert result.monthly.expected == sum(row.expected for _, _, row in result.each())
    assert result.monthly.expected == sum(project.monthly.expected for project in result.projects)
    for project in result.projects:
        assert project.monthly.expected == sum(module.monthly.expected for module in project.modules)
    large = result.projects[1].monthly
    assert (large.least, large.expected, large.most) == (Decimal("70.080"),) * 3


def test_free_and_not_known_are_told_apart() -> None:
    result = broken_down(FILES)
    assert result.free == {"aws_iam_role": 2, "random_id": 1}
    assert result.without_estimator == {"aws_unheard_of": 1}
    assert result.counts == {Status.PRICED: 4, Status.PARTLY: 0, Status.UNPRICED: 1, Status.USAGE: 0}
    ((reason, addresses),) = result.reasons()
    assert "zz9.huge" in reason
    assert "aws_instance.strange" not in reason
    assert addresses == ["aws_instance.strange"]


def test_usage_is_added() -> None:
    address = "module.net.aws_nat_gateway.n"
    without, given = broken_down(FILES), broken_down(FILES, {address: {"monthly_data_processed_gb": 1000}})
    assert given.monthly.expected - without.monthly.expected == 45


def test_what_only_use_decides_is_so_of_any_number() -> None:
    code = 'variable "n" {}\nresource "aws_s3_bucket" "b" {\n  count = var.n\n}\n'
    ((_, _, row),) = broken_down({"main.tf": code}).each()
    assert (row.status, row.reasons) == (Status.USAGE, ())


def test_a_namespace_is_no_further_cost() -> None:
    result = broken_down(MANIFESTS)
    ((_, _, row),) = result.each()
    assert row.address == "Deployment/shop/web"
    assert result.free == {"ConfigMap": 1}
    assert result.without_estimator == {"Widget": 1}
    assert result.monthly == row.monthly


@pytest.mark.parametrize("kind", ["Ingress", "PersistentVolume"])
def test_what_a_cloud_makes_of_a_kind_is_not_said_to_be_free(kind: str) -> None:
    group = "networking.k8s.io/v1" if kind == "Ingress" else "v1"
    result = broken_down({"a.yaml": f"apiVersion: {group}\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{}}\n"})
    assert (result.free, result.without_estimator) == ({}, {kind: 1})


def test_the_costliest_come_first() -> None:
    costliest = broken_down(FILES).costliest(2)
    assert [(project.root, row.address) for project, _, row in costliest] == [
        ("live", "aws_instance.large"),
        ("other", "aws_instance.x"),
    ]


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("live/a.tf", "resource {", ""),
        ("live/a.tf", 'module "gone" { source = "registry.example.org/a/b/c" }\n', "module.gone"),
        ("chart/Chart.yaml", "", "a Helm chart, not rendered"),
        ("readme.md", "", None),
    ],
)
def test_what_is_not_read_is_named(path: str, text: str, message: str | None) -> None:
    missing = broken_down({**FILES, path: text}).missing
    if message is None:
        assert not missing
    else:
        (first, *_) = missing
        assert first.location.path == path
        assert message in first.message


def test_without_a_bound_the_total_has_none() -> None:
    text = PROVIDER + 'variable "n" {}\nresource "aws_nat_gateway" "n" {\n  count = var.n\n  subnet_id = "s"\n}\n'
    total = broken_down({"main.tf": text}).monthly
    assert (total.least, total.most) == (0, None)
    assert total.expected > 0


def test_the_order_does_not_depend_on_the_hash_seed() -> None:
    code = (
        "from pricing.test_breakdown import *\n"
        "print([r.address for _, _, r in broken_down({**FILES, **MANIFESTS}).each()], broken_down(FILES).free)"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": os.pathsep.join([*sys.path, str(Path(__file__).parents[1])]),
            },
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "7")
    }
    assert len(outputs) == 1
