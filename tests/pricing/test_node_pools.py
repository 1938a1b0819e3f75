"""Workloads on node pools of the same scan cost nothing beside them: sums by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from support.bills import GivenUsage

from finops_guard.pricing.base import Base, compared
from finops_guard.pricing.breakdown import Breakdown, Status, breakdown
from finops_guard.pricing.costs import Costs
from finops_guard.resources import ResourceSet
from finops_guard.scan import observe
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree

# 2 pods of 1 vCPU at 0.031611 and 2 GiB at 0.004237 an hour, 730 hours: 46.15206 + 12.37204.
CPU, MEMORY = Decimal("46.15206"), Decimal("12.37204")
# A volume of 100 GiB for each, at 0.00005479452 an hour: 2 * 100 * 730 * 0.00005479452.
STORAGE = Decimal("7.99999992")
# A load balancer at 0.025 an hour.
BALANCER = Decimal("18.25")

WORKLOADS = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  replicas: 2
  serviceName: db
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      containers:
      - {name: db, image: db, resources: {requests: {cpu: "1", memory: 2Gi}}}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 100Gi}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, ports: [{port: 80}], selector: {a: b}}
"""
AWS = 'provider "aws" { region = "us-east-1" }\n'
GROUP = """
resource "aws_eks_node_group" "n" {
  cluster_name   = "c"
  instance_types = ["m5.large"]
  disk_size      = 20
  %s
  scaling_config {
    min_size     = 1
    desired_size = %d
    max_size     = 3
  }
}
"""
# 2 machines at 0.096 an hour, and 2 disks of 20 GB.
MACHINES = Decimal("140.16")


def seen(files: dict[str, str]) -> tuple[ResourceSet, Breakdown]:
    found = observe(MemoryTree({path: text.encode() for path, text in files.items()}), [""], Settings())
    return found, breakdown(found, Costs(found, GivenUsage({})))


def with_cluster(text: str) -> Breakdown:
    return seen({"k8s/all.yaml": WORKLOADS, "live/main.tf": AWS + text})[1]


def test_requests_are_a_share_of_the_machines() -> None:
    found = with_cluster(GROUP % ("", 2))
    rows = {each.address: each for _, _, each in found.each()}
    nodes, db = rows["aws_eks_node_group.n"], rows["StatefulSet/shop/db"]
    assert nodes.expected >= MACHINES
    assert (db.on_nodes and db.on_nodes.expected) == CPU + MEMORY
    assert db.expected == STORAGE
    assert db.status is Status.PRICED
    assert found.on_nodes == db.on_nodes
    assert found.monthly.expected == nodes.expected + STORAGE + BALANCER
    assert [(part.name, part.monthly is not None) for part in db.counted] == [
        ("CPU", False),
        ("memory", False),
        ("volume data", True),
    ]
    assert db.counted[0].reason == "46.15 of node pools in this scan, not added"


@pytest.mark.parametrize(
    "text",
    [
        "",
        'resource "aws_eks_cluster" "c" { name = "c" }\n',  # a control plane has no machines
        GROUP % ("", 0),  # nothing is bought of these
        GROUP % ('capacity_type  = "SPOT"', 2),  # these have no price
        'resource "aws_instance" "n" { instance_type = "m5.large" }\n',  # may be for anything
        (
            'resource "aws_autoscaling_group" "n" {\n min_size = 2\n max_size = 2\n'
            ' availability_zones = ["us-east-1a"]\n launch_template { id = aws_launch_template.t.id }\n}\n'
            'resource "aws_launch_template" "t" { instance_type = "m5.large" }\n'
        ),
        (
            'resource "azurerm_kubernetes_cluster" "c" {\n location = "eastus"\n sku_tier = "Standard"\n'
            ' default_node_pool {\n vm_size = var.size\n node_count = 2\n }\n}\nvariable "size" {}\n'
        ),
        (
            'resource "google_container_cluster" "c" {\n name = "c"\n location = "us-central1"\n'
            " remove_default_node_pool = true\n initial_node_count = 1\n}\n"
        ),
    ],
)
def test_without_machines_that_have_a_price_they_are_counted(text: str) -> None:
    found = with_cluster(text)
    rows = {each.address: each for _, _, each in found.each()}
    assert rows["StatefulSet/shop/db"].expected == CPU + MEMORY + STORAGE
    assert found.on_nodes is None


@pytest.mark.parametrize(
    "text",
    [
        (
            'resource "azurerm_kubernetes_cluster" "c" {\n location = "eastus"\n'
            ' default_node_pool {\n vm_size = "Standard_D2s_v3"\n node_count = 2\n }\n}\n'
        ),
        (
            'resource "azurerm_kubernetes_cluster_node_pool" "n" {\n vm_size = "Standard_D2s_v3"\n node_count = 2\n'
            " kubernetes_cluster_id = azurerm_kubernetes_cluster.c.id\n}\n"
            'resource "azurerm_kubernetes_cluster" "c" { location = "eastus" }\n'
        ),
        (
            'resource "google_container_cluster" "c" {\n name = "c"\n location = "us-central1-a"\n'
            " initial_node_count = 1\n}\n"
        ),
        (
            'resource "google_container_node_pool" "n" {\n cluster = "c"\n location = "us-central1-a"\n'
            " node_count = 1\n}\n"
        ),
    ],
)
def test_machines_of_every_provider(text: str) -> None:
    found = with_cluster(text)
    assert found.on_nodes is not None
    assert found.on_nodes.expected == CPU + MEMORY


def test_a_comparison_counts_them_on_no_side_where_either_has_machines() -> None:
    _, without = seen({"k8s/all.yaml": WORKLOADS})
    more = WORKLOADS.replace("replicas: 2", "replicas: 3")
    found, now = seen({"k8s/all.yaml": more, "live/main.tf": AWS + GROUP % ("", 2)})
    result = compared(Base("before", without), now, found)
    by = {each.shown.address: each for each in result.changes}
    assert sorted(by) == ["StatefulSet/shop/db", "aws_eks_node_group.n"]
    assert by["StatefulSet/shop/db"].delta == STORAGE / 2  # a third volume; its CPU and memory are on the machines
    assert result.before == STORAGE + BALANCER
    assert result.on_nodes == (CPU + MEMORY) * 3 / 2
    assert result.after == now.monthly.expected
