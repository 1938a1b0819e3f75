"""Types that are paid for as another one is: the same bill, for which there is a calculation by hand elsewhere."""

from __future__ import annotations

import pytest
from support.bills import bills, lines

AWS = 'provider "aws" {\n  region = "us-east-1"\n}\n'
GOOGLE = 'provider "google" {\n  region = "us-central1"\n}\n'
COSMOS = """
resource "azurerm_cosmosdb_account" "it" {
  location = "West US"
  geo_location {
    location          = "West US"
    failover_priority = 0
  }
}
resource "azurerm_cosmosdb_DATABASE" "it" {
  account_name = azurerm_cosmosdb_account.it.name
  throughput   = 400
}
resource "azurerm_cosmosdb_CONTAINER" "it" {
  account_name  = azurerm_cosmosdb_account.it.name
  database_name = azurerm_cosmosdb_DATABASE.it.name
  throughput    = 800
}
"""
FUNCTION = """
resource "azurerm_service_plan" "it" {
  location = "East US"
  os_type  = "Windows"
  sku_name = "Y1"
}
resource "TYPE" "it" {
  location        = "East US"
  service_plan_id = azurerm_service_plan.it.id
}
"""
GROUP = """
resource "google_compute_instance_template" "it" {
  machine_type = "e2-medium"
  disk {
    boot         = true
    disk_size_gb = 20
  }
}
resource "TYPE" "it" {
  PLACE
  target_size = 3
  version {
    instance_template = google_compute_instance_template.it.id
  }
}
"""


def figures(code: str, type_: str, usage: dict[str, int | str]) -> list[tuple[str, str, str]]:
    return lines(bills(code, {f"{type_}.it": usage})[f"{type_}.it"])


@pytest.mark.parametrize(
    ("type_", "other", "code", "usage"),
    [
        ("aws_ebs_snapshot_copy", "aws_ebs_snapshot", AWS + 'resource "TYPE" "it" {}', {"storage_gb": 30}),
        ("aws_ebs_snapshot_import", "aws_ebs_snapshot", AWS + 'resource "TYPE" "it" {}', {"storage_gb": 30}),
        (
            "aws_kms_replica_external_key",
            "aws_kms_external_key",
            AWS + 'resource "TYPE" "it" {}',
            {"monthly_requests": 20_000},
        ),
        ("azurerm_windows_function_app", "azurerm_linux_function_app", FUNCTION, {"monthly_executions": 3_000_000}),
        *(
            (
                f"google_logging_{scope}_bucket_config",
                "google_logging_project_bucket_config",
                GOOGLE + 'resource "TYPE" "it" {\n  location = "global"\n}',
                {"monthly_logging_data_gb": 100},
            )
            for scope in ("billing_account", "folder", "organization")
        ),
    ],
)
def test_types_of_one_bill(type_: str, other: str, code: str, usage: dict[str, int | str]) -> None:
    found, wanted = (figures(code.replace("TYPE", each), each, usage) for each in (type_, other))
    assert found == wanted
    assert any(line[2] != "-" for line in found)


@pytest.mark.parametrize(
    ("database", "container"),
    [
        ("cassandra_keyspace", "cassandra_table"),
        ("gremlin_database", "gremlin_graph"),
        ("mongo_database", "mongo_collection"),
        ("sql_database", "sql_container"),
    ],
)
def test_cosmos_db_of_every_interface(database: str, container: str) -> None:
    found = bills(COSMOS.replace("DATABASE", database).replace("CONTAINER", container))
    # 4 x 730 x 0.008 and twice as much
    storage = ("storage", "GB-month", "-")
    assert lines(found[f"azurerm_cosmosdb_{database}.it"]) == [
        ("throughput in westus", "2920 100 RU/s-hour", "23.36"),
        storage,
    ]
    assert lines(found[f"azurerm_cosmosdb_{container}.it"]) == [
        ("throughput in westus", "5840 100 RU/s-hour", "46.72"),
        storage,
    ]


def test_tables_of_cosmos_db() -> None:
    code = COSMOS.replace("DATABASE", "table").partition('resource "azurerm_cosmosdb_CONTAINER"')[0]
    assert lines(bills(code)["azurerm_cosmosdb_table.it"])[0][2] == "23.36"


def test_groups_of_a_zone_and_of_a_region() -> None:
    zonal, regional = "google_compute_instance_group_manager", "google_compute_region_instance_group_manager"
    found, wanted = (
        figures(GOOGLE + GROUP.replace("TYPE", type_).replace("PLACE", place), type_, {})
        for type_, place in ((regional, 'region = "us-central1"'), (zonal, 'zone = "us-central1-a"'))
    )
    assert found == wanted
    # 3 x 730 x 0.033506
    assert found[0][1:] == ("2190 hour", "73.38")


def test_crawlers() -> None:
    # 10 x 0.44
    assert figures(AWS + 'resource "aws_glue_crawler" "it" {}', "aws_glue_crawler", {"monthly_dpu_hours": 10}) == [
        ("crawler", "10 DPU-hour", "4.40")
    ]
