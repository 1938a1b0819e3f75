"""What App Service and Functions of Azure cost, against calculations by hand in East US."""

from __future__ import annotations

import pytest
from support.azure_bills import Lines, bill, bill_lines, bounds, reasons
from support.bills import bills, lines

EAST = 'location = "East US"\n'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # 2 x 730 x 0.155 and x 0.315
        (
            'sku_name = "P1v3"\nos_type = "Linux"\nworker_count = 2',
            [("instances (P1v3)", "1460 hour", "226.30")],
        ),
        (
            'sku_name = "P1v3"\nos_type = "Windows"\nworker_count = 2',
            [("instances (P1v3)", "1460 hour", "459.90")],
        ),
        ('sku_name = "B1"\nos_type = "Linux"', [("instances (B1)", "730 hour", "12.41")]),
        ('sku_name = "F1"\nos_type = "Linux"', []),
        ('sku_name = "Y1"\nos_type = "Linux"', []),
        # EP1 has 1 vCPU and 3.5 GB: 730 x 0.173; 730 x 3.5 x 0.0123
        (
            'sku_name = "EP1"\nos_type = "Linux"',
            [("vCPU (EP1)", "730 vCPU-hour", "126.29"), ("memory (EP1)", "2555 GB-hour", "31.43")],
        ),
    ],
)
def test_service_plan(body: str, expected: Lines) -> None:
    assert bill_lines("azurerm_service_plan", EAST + body) == expected


def test_a_plan_costs_what_its_region_takes() -> None:
    # 730 x 0.018, 730 x 0.0243, 730 x 0.353
    for body, cost in (
        ('sku_name = "B1"\nos_type = "Linux"', "13.14"),
        ('location = "South Africa North"\nsku_name = "B1"\nos_type = "Linux"', "17.74"),
        ('location = "South Africa North"\nsku_name = "P1v3"\nos_type = "Windows"', "257.69"),
    ):
        assert bounds(bill("azurerm_service_plan", body)) == (cost,) * 3


def test_plans_that_scale_have_bounds() -> None:
    elastic = EAST + 'sku_name = "EP1"\nos_type = "Linux"\nmaximum_elastic_worker_count = 3\n'
    # 157.72 of one
    assert bounds(bill("azurerm_service_plan", elastic)) == ("157.72", "157.72", "473.15")
    setting = """
    resource "azurerm_monitor_autoscale_setting" "this" {
      target_resource_id = azurerm_service_plan.this.id
      profile {
        capacity {
          default = 2
          minimum = 1
          maximum = 4
        }
      }
    }
    """
    plan = EAST + 'sku_name = "B1"\nos_type = "Linux"\nworker_count = 1\n'
    assert bounds(bill("azurerm_service_plan", plan, more=setting)) == ("12.41", "24.82", "49.64")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('kind = "Linux"\nsku {\ntier = "PremiumV3"\nsize = "P1V3"\ncapacity = 2\n}', "226.30"),
        ('sku {\ntier = "PremiumV3"\nsize = "P1v3"\ncapacity = 2\n}', "459.90"),
        ('kind = "linux"\nsku {\ntier = "Basic"\nsize = "B1"\n}', "12.41"),
    ],
)
def test_the_older_plan_has_its_size_in_a_block(body: str, expected: str) -> None:
    assert bounds(bill("azurerm_app_service_plan", EAST + body)) == (expected,) * 3


def test_what_is_not_known_of_a_plan_is_said() -> None:
    variables = 'variable "size" {}\n'
    for body, why in (
        ('sku_name = var.size\nos_type = "Linux"', "instances: its size is not known"),
        ('sku_name = "B1"\nos_type = var.size', "instances: what it runs is not known"),
        (
            'sku_name = "B1"\nos_type = "Linux"\nworker_count = var.size',
            "instances (B1): its quantity is not known",
        ),
    ):
        assert reasons(bill("azurerm_service_plan", EAST + body, more=variables)) == [why]
    elsewhere = bill("azurerm_service_plan", 'sku_name = "P1v3"\nos_type = "Linux"')
    assert reasons(elsewhere) == [
        "instances (P1v3): no source has a price of App Service plan instance P1v3 Linux in westeurope"
    ]


FUNCTION = """
resource "azurerm_service_plan" "this" {
  location = "East US"
  os_type  = "Linux"
  sku_name = "%s"
}
resource "azurerm_linux_function_app" "this" {
  location        = "East US"
  service_plan_id = azurerm_service_plan.this.id
}
"""


def test_functions_are_paid_for_by_use_where_they_run_on_consumption() -> None:
    usage = {"azurerm_linux_function_app.this": {"monthly_executions": 3_000_000, "monthly_gb_seconds": 500_000}}
    # 3 x 0.2; 500,000 x 0.000016
    assert lines(bills(FUNCTION % "Y1", usage)["azurerm_linux_function_app.this"]) == [
        ("executions", "3 1M executions", "0.60"),
        ("execution time", "500000 GB-second", "8.00"),
    ]
    assert "azurerm_linux_function_app.this" not in bills(FUNCTION % "P1v3", usage)


def test_flex_functions_have_instances_that_are_always_ready() -> None:
    body = EAST + 'instance_memory_in_mb = 4096\nalways_ready {\nname = "http"\ninstance_count = 2\n}\n'
    # 2 x 4 GB x 730 x 3,600 s x 0.000004; 10 x 0.4
    assert bill_lines("azurerm_function_app_flex_consumption", body, {"monthly_executions": 10_000_000}) == [
        ("executions", "10 1M executions", "4.00"),
        ("execution time", "GB-second", "-"),
        ("always ready", "21024000 GB-second", "84.10"),
        ("executions, always ready", "1M executions", "-"),
        ("execution time, always ready", "GB-second", "-"),
    ]
