"""What storage, monitoring, messaging and smaller services of Azure cost, against calculations by hand."""

from __future__ import annotations

import pytest
from support.azure_bills import Lines, bill, bill_lines, bounds, reasons
from support.bills import bills, lines

EAST, WEST = 'location = "East US"\n', 'location = "West Europe"\n'
PLACES = ("North Europe", "UK South")


@pytest.mark.parametrize(
    ("type_", "body", "usage", "expected"),
    [
        # 50 TB x 0.0208, then 1,000 GB x 0.019968; 100 x 0.05
        (
            "azurerm_storage_account",
            EAST + 'account_tier = "Standard"\naccount_replication_type = "LRS"',
            {"storage_gb": 52_200, "monthly_write_operations": 1_000_000},
            [
                ("storage", "52200 GB-month", "1084.93"),
                ("write operations", "100 10k operations", "5.00"),
                ("read operations", "10k operations", "-"),
            ],
        ),
        # 100 GB x 0.0131; 10 x 0.1; 10 x 0.01; 5 x 0.01
        (
            "azurerm_storage_account",
            'account_tier = "Standard"\naccount_replication_type = "ZRS"\naccess_tier = "Cool"',
            {
                "storage_gb": 100,
                "monthly_write_operations": 100_000,
                "monthly_read_operations": 100_000,
                "monthly_data_retrieval_gb": 5,
            },
            [
                ("storage", "100 GB-month", "1.31"),
                ("write operations", "10 10k operations", "1.00"),
                ("read operations", "10 10k operations", "0.10"),
                ("data retrieval", "5 GB", "0.05"),
            ],
        ),
        (
            "azurerm_storage_account",
            EAST + 'account_tier = "Premium"\naccount_kind = "FileStorage"\naccount_replication_type = "LRS"',
            {},
            [("storage", "", "-")],
        ),
        # 100 GB x 2.99; 10 GB-months x 0.13
        (
            "azurerm_log_analytics_workspace",
            "retention_in_days = 90",
            {"monthly_log_data_ingestion_gb": 100, "monthly_retained_gb": 10},
            [("log data ingestion", "100 GB", "299.00"), ("log data retention", "10 GB-month", "1.30")],
        ),
        ("azurerm_log_analytics_workspace", "daily_quota_gb = -1", {}, [("log data ingestion", "GB", "-")]),
        # 730 / 24 days x 252.84
        (
            "azurerm_log_analytics_workspace",
            'sku = "CapacityReservation"\nreservation_capacity_in_gb_per_day = 100',
            {},
            [("commitment", "30.41666666666666666666666667 day", "7690.55")],
        ),
        (
            "azurerm_application_insights",
            'application_type = "web"',
            {"monthly_data_ingested_gb": 10},
            [("log data ingestion", "10 GB", "23.00")],
        ),
        ("azurerm_application_insights", 'workspace_id = "/workspaces/own"', {}, []),
        # 2 x 730 x 0.03; 100 x 0.028
        (
            "azurerm_eventhub_namespace",
            EAST + 'sku = "Standard"\ncapacity = 2',
            {"monthly_ingress_events": 100_000_000},
            [("capacity", "1460 unit-hour", "43.80"), ("ingress events", "100 1M events", "2.80")],
        ),
        ("azurerm_eventhub_namespace", EAST + 'sku = "Premium"', {}, [("capacity", "730 unit-hour", "749.71")]),
        ("azurerm_eventhub_namespace", EAST + 'sku = "Standard"\ndedicated_cluster_id = "/clusters/own"', {}, []),
        (
            "azurerm_eventhub_cluster",
            EAST + 'sku_name = "Dedicated_2"',
            {},
            [("capacity", "1460 unit-hour", "9999.54")],
        ),
        # 730 x 0.01344; 87 M x 0.8, 100 M x 0.5; 1,000 connections are included
        (
            "azurerm_servicebus_namespace",
            'sku = "Standard"',
            {"monthly_messaging_operations": 200_000_000, "brokered_connections": 2000},
            [
                ("base charge", "730 hour", "9.81"),
                ("messaging operations", "200 1M operations", "119.60"),
                ("brokered connections", "2000 connections", "30.00"),
            ],
        ),
        (
            "azurerm_servicebus_namespace",
            'sku = "Premium"\ncapacity = 2',
            {},
            [("messaging units", "1460 hour", "1354.15")],
        ),
        # 730 / 24 x 1.6667, twice that for two further places; 100 GB beyond the 500 that are included x 0.1
        (
            "azurerm_container_registry",
            WEST + 'sku = "Premium"' + "".join(f'\ngeoreplications {{\nlocation = "{name}"\n}}' for name in PLACES),
            {"storage_gb": 600},
            [
                ("registry", "30.41666666666666666666666667 day", "50.70"),
                ("geo replication", "60.83333333333333333333333334 day", "101.39"),
                ("storage", "600 GB-month", "10.00"),
                ("build", "seconds", "-"),
            ],
        ),
        # 10 x 0.03; 3 renewals x 3
        (
            "azurerm_key_vault",
            EAST + 'sku_name = "standard"',
            {"monthly_secrets_operations": 100_000, "monthly_certificate_renewals": 3},
            [
                ("secrets operations", "10 10K transactions", "0.30"),
                ("key operations", "10K transactions", "-"),
                ("certificate operations", "10K transactions", "-"),
                ("certificate renewals", "3 requests", "9.00"),
            ],
        ),
        # 3 x 2 units x 730 x 1.344
        (
            "azurerm_search_service",
            EAST + 'sku = "standard2"\nreplica_count = 3\npartition_count = 2',
            {},
            [("search units", "4380 hour", "5886.72"), ("image extraction", "1000 images", "-")],
        ),
        ("azurerm_search_service", EAST + 'sku = "free"', {}, []),
        (
            "azurerm_signalr_service",
            'sku {\nname = "Standard_S1"\ncapacity = 2\n}',
            {"monthly_additional_messages": 5_000_000},
            [("units", "2 units", "97.94"), ("messages", "5 1M messages", "5.00")],
        ),
        ("azurerm_signalr_service", 'sku {\nname = "Free_F1"\ncapacity = 1\n}', {}, []),
        # 2 x 730 x 3.829
        ("azurerm_api_management", EAST + 'sku_name = "Premium_2"', {}, [("units", "1460 hour", "5590.34")]),
        (
            "azurerm_api_management",
            EAST + 'sku_name = "Consumption_0"',
            {"monthly_api_calls": 2_000_000},
            [("calls", "2 1M calls", "7.00")],
        ),
        # 2 x 730 / 24 x 1.2; of 1,200,000 requests 200,000 are included: 100 x 0.06
        (
            "azurerm_app_configuration",
            WEST + 'sku = "standard"\nreplica {\nname = "north"\nlocation = "North Europe"\n}',
            {"monthly_requests": 1_200_000},
            [("store", "60.83333333333333333333333334 days", "73.00"), ("requests", "120 10k requests", "6.00")],
        ),
        ("azurerm_app_configuration", "", {}, []),
        (
            "azurerm_static_web_app",
            'location = "centralus"\nsku_tier = "Standard"',
            {"monthly_bandwidth_gb": 150},
            [("app", "1 month", "9.00"), ("bandwidth", "150 GB", "10.00")],
        ),
    ],
)
def test_services(type_: str, body: str, usage: dict[str, int], expected: Lines) -> None:
    assert bill_lines(type_, body, usage) == expected


def test_a_daily_quota_bounds_what_is_ingested() -> None:
    found = bill("azurerm_log_analytics_workspace", "daily_quota_gb = 2")
    # 2 x 730 / 24 x 2.99
    assert bounds(found) == ("0.00", "0.00", "181.89")
    assert found.confidence == "estimated"
    said = bill("azurerm_log_analytics_workspace", "daily_quota_gb = 2", {"monthly_log_data_ingestion_gb": 10})
    assert bounds(said) == ("29.90", "29.90", "29.90")


def test_a_namespace_that_inflates_has_bounds() -> None:
    body = EAST + 'sku = "Standard"\nauto_inflate_enabled = true\nmaximum_throughput_units = 4\n'
    assert bounds(bill("azurerm_eventhub_namespace", body)) == ("21.90", "21.90", "87.60")


@pytest.mark.parametrize(
    ("type_", "body", "expected"),
    [
        ("azurerm_container_registry", "sku = var.any", ["registry: its SKU is not known"]),
        (
            "azurerm_container_registry",
            'sku = "Standard"',
            ["registry: no source has a price of Container Registry registry usage Standard in eastus"],
        ),
        ("azurerm_eventhub_namespace", 'sku = "Basic"\ncapacity = var.any', ["capacity: its quantity is not known"]),
        ("azurerm_servicebus_namespace", "sku = var.any", ["namespace: its SKU is not known"]),
        (
            "azurerm_search_service",
            'sku = "standard"',
            ["search units: no source has a price of AI Search search usage standard"],
        ),
        ("azurerm_api_management", 'sku_name = "Developer_x"', ["units: its quantity is not known"]),
    ],
)
def test_what_has_no_price_is_said(type_: str, body: str, expected: list[str]) -> None:
    assert reasons(bill(type_, EAST + body, more='variable "any" {}\n')) == expected


COSMOS = """
resource "azurerm_cosmosdb_account" "this" {
  location = "West US"
  geo_location {
    location          = "West US"
    failover_priority = 0
  }
  %s
}
resource "azurerm_cosmosdb_sql_database" "this" {
  account_name = azurerm_cosmosdb_account.this.name
  %s
}
resource "azurerm_cosmosdb_sql_container" "this" {
  account_name  = azurerm_cosmosdb_account.this.name
  database_name = azurerm_cosmosdb_sql_database.this.name
  %s
}
"""
STORAGE = ("storage", "GB-month", "-")
AUTOSCALE = "autoscale_settings {\nmax_throughput = 4000\n}"
SECOND = 'geo_location {\nlocation = "Central US"\nfailover_priority = 1\n}'


@pytest.mark.parametrize(
    ("account", "database", "expected"),
    [
        # 4 x 730 x 0.008
        ("", "throughput = 400", [("throughput in westus", "2920 100 RU/s-hour", "23.36"), STORAGE]),
        (
            SECOND,
            "throughput = 400",
            [
                ("throughput in westus", "2920 100 RU/s-hour", "23.36"),
                ("throughput in centralus", "2920 100 RU/s-hour", "23.36"),
                STORAGE,
            ],
        ),
        # A tenth of 4,000: 4 x 730 x 0.012
        ("", AUTOSCALE, [("throughput in westus", "2920 100 RU/s-hour", "35.04"), STORAGE]),
        ("", "", [STORAGE]),
    ],
)
def test_throughput_is_paid_for_in_each_region(account: str, database: str, expected: Lines) -> None:
    found = bills(COSMOS % (account, database, ""))
    assert lines(found["azurerm_cosmosdb_sql_database.this"]) == expected
    # The container shares it.
    assert lines(found["azurerm_cosmosdb_sql_container.this"]) == [STORAGE]


def test_throughput_that_scales_has_bounds() -> None:
    found = bills(COSMOS % ("", "", AUTOSCALE))["azurerm_cosmosdb_sql_container.this"]
    # 400 and 4,000 x 730 x 0.012 / 100
    assert bounds(found) == ("35.04", "35.04", "350.40")


def test_a_serverless_account_is_paid_for_by_requests() -> None:
    code = COSMOS.replace("West US", "East US") % ('capabilities {\nname = "EnableServerless"\n}', "", "")
    usage = {"azurerm_cosmosdb_sql_container.this": {"monthly_serverless_request_units": 8_000_000, "storage_gb": 4}}
    assert lines(bills(code, usage)["azurerm_cosmosdb_sql_container.this"]) == [
        ("requests", "8 1M RU", "2.00"),
        ("storage", "4 GB-month", "1.00"),
    ]


def test_writes_in_several_regions_have_a_price_of_their_own() -> None:
    code = COSMOS.replace("West US", "East US") % ("multiple_write_locations_enabled = true", "throughput = 400", "")
    found = bills(code)["azurerm_cosmosdb_sql_database.this"]
    # 4 x 730 x 0.016
    assert lines(found)[0] == ("throughput in eastus", "2920 100 RU/s-hour", "46.72")


@pytest.mark.parametrize(
    ("type_", "body"),
    [
        ("azurerm_storage_account", 'account_tier = "Standard"\naccount_replication_type = var.any'),
        ("azurerm_log_analytics_workspace", "retention_in_days = var.any"),
        ("azurerm_key_vault", "sku_name = var.any"),
        ("azurerm_lb", "sku = var.any"),
    ],
)
def test_what_is_not_known_of_what_use_decides_leaves_no_doubt(type_: str, body: str) -> None:
    found = bill(type_, body, more='variable "any" {}\n')
    assert (found.expected, found.causes, found.unpriced) == (None, (), ())
