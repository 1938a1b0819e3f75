"""What clusters of AKS cost, against calculations by hand: 730 h of a Standard_D2s_v3 are 87.60 in West Europe."""

from __future__ import annotations

import pytest
from support.azure_bills import Lines, bill, bill_lines, bounds, reasons
from support.bills import bills, lines

POOL = 'default_node_pool {\nvm_size = "Standard_D2s_v3"\n%s\n}\n'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # A machine of 2 vCPUs has a disk of 128 GiB by default.
        (POOL % "node_count = 2", [("machine", "1460 hour", "175.20"), ("OS disk (P10 LRS)", "2 month", "43.36")]),
        (
            POOL % "os_disk_size_gb = 64",
            [("machine", "730 hour", "87.60"), ("OS disk (P6 LRS)", "1 month", "11.23")],
        ),
        (POOL % 'os_disk_type = "Ephemeral"', [("machine", "730 hour", "87.60")]),
        # 730 x 0.1 in East US, where 730 x 0.096 are the machine
        (
            'location = "eastus"\nsku_tier = "Standard"\n' + POOL % 'os_disk_type = "Ephemeral"',
            [("control plane", "730 hour", "73.00"), ("machine", "730 hour", "70.08")],
        ),
        (
            'location = "eastus"\nsku_tier = "Paid"\n' + POOL % 'os_disk_type = "Ephemeral"',
            [("control plane", "730 hour", "73.00"), ("machine", "730 hour", "70.08")],
        ),
    ],
)
def test_cluster(body: str, expected: Lines) -> None:
    assert bill_lines("azurerm_kubernetes_cluster", body) == expected


def test_a_pool_that_scales_has_bounds() -> None:
    scaled = "auto_scaling_enabled = true\nmin_count = 1\nmax_count = 5\nnode_count = 2"
    # 87.60 + 21.68, once, twice and five times
    assert bounds(bill("azurerm_kubernetes_cluster", POOL % scaled)) == ("109.28", "218.56", "546.40")
    unknown = bill("azurerm_kubernetes_cluster", POOL % "min_count = 1\nmax_count = var.top", more='variable "top" {}')
    assert bounds(unknown) == ("109.28", "109.28", "-")
    assert unknown.causes


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            'sku_tier = "Premium"\n' + POOL % "",
            ["control plane: no source has a price of AKS cluster uptime SLA Premium"],
        ),
        ("sku_tier = var.tier\n" + POOL % "", ["control plane: its tier is not known"]),
        (
            'default_node_pool {\nname = "system"\n}',
            ["machine: it names no size", "OS disk: its size is not known"],
        ),
    ],
)
def test_what_has_no_price_is_said(body: str, expected: list[str]) -> None:
    assert reasons(bill("azurerm_kubernetes_cluster", body, more='variable "tier" {}\n')) == expected


def test_a_pool_is_where_its_cluster_is() -> None:
    code = """
    resource "azurerm_kubernetes_cluster" "this" {
      location = "West Europe"
    }
    resource "azurerm_kubernetes_cluster_node_pool" "work" {
      kubernetes_cluster_id = azurerm_kubernetes_cluster.this.id
      vm_size               = "Standard_D8s_v3"
      node_count            = 1
    }
    resource "azurerm_kubernetes_cluster_node_pool" "cheap" {
      kubernetes_cluster_id = azurerm_kubernetes_cluster.this.id
      vm_size               = "Standard_D8s_v3"
      priority              = "Spot"
      os_disk_type          = "Ephemeral"
    }
    resource "azurerm_kubernetes_cluster_node_pool" "windows" {
      kubernetes_cluster_id = azurerm_kubernetes_cluster.this.id
      vm_size               = "Standard_D2s_v3"
      os_type               = "Windows"
      os_disk_type          = "Ephemeral"
    }
    """
    found = bills(code)
    # 4 x 87.60; a machine of 8 vCPUs has a disk of 256 GiB
    assert lines(found["azurerm_kubernetes_cluster_node_pool.work"]) == [
        ("machine", "730 hour", "350.40"),
        ("OS disk (P15 LRS)", "1 month", "41.81"),
    ]
    assert reasons(found["azurerm_kubernetes_cluster_node_pool.cheap"]) == ["machine: no price for priority Spot"]
    windows = found["azurerm_kubernetes_cluster_node_pool.windows"]
    assert (bounds(windows), reasons(windows)) == (
        ("87.60", "87.60", "-"),
        ["Windows license: no source has a price of it"],
    )
