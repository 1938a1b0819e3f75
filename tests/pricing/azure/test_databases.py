"""What servers of PostgreSQL, MySQL and Redis cost on Azure, against calculations by hand."""

from __future__ import annotations

import pytest
from support.azure_bills import Lines, bill, bill_lines, bounds, reasons

WEST, EAST = 'location = "West US"\n', 'location = "East US"\n'
BACKUP = ("backup storage", "GB-month", "-")
AVAILABLE = 'high_availability {\nmode = "ZoneRedundant"\n}\n'


@pytest.mark.parametrize(
    ("type_", "body", "expected"),
    [
        # 730 x 0.39; 64 GB x 0.138
        (
            "azurerm_postgresql_flexible_server",
            'sku_name = "GP_Standard_D4s_v3"\nstorage_mb = 65536\n',
            [("compute", "730 hour", "284.70"), ("storage", "64 GB-month", "8.83"), BACKUP],
        ),
        # Twice of both.
        (
            "azurerm_postgresql_flexible_server",
            'sku_name = "GP_Standard_D4s_v3"\nstorage_mb = 65536\n' + AVAILABLE,
            [("compute", "1460 hour", "569.40"), ("storage", "128 GB-month", "17.66"), BACKUP],
        ),
        # Half of what 4 vCores cost; the least storage that there is.
        (
            "azurerm_postgresql_flexible_server",
            'sku_name = "GP_Standard_D2s_v3"\n',
            [("compute", "730 hour", "142.35"), ("storage", "32 GB-month", "4.42"), BACKUP],
        ),
        # 730 x 0.022; 20 GB x 0.138
        (
            "azurerm_mysql_flexible_server",
            'sku_name = "B_Standard_B1ms"\n',
            [("compute", "730 hour", "16.06"), ("storage", "20 GB-month", "2.76"), BACKUP],
        ),
        # 1,000 less 300 and 3 x 100: 400 IOPS x 0.06
        (
            "azurerm_mysql_flexible_server",
            'sku_name = "B_Standard_B1ms"\nstorage {\nsize_gb = 100\niops = 1000\n}\n',
            [
                ("compute", "730 hour", "16.06"),
                ("storage", "100 GB-month", "13.80"),
                ("additional IOPS", "400 IOPS-month", "24.00"),
                BACKUP,
            ],
        ),
        (
            "azurerm_mysql_flexible_server",
            'sku_name = "B_Standard_B1ms"\nstorage {\nio_scaling_enabled = true\n}\n',
            [
                ("compute", "730 hour", "16.06"),
                ("storage", "20 GB-month", "2.76"),
                ("additional IOPS", "IOPS-month", "-"),
                BACKUP,
            ],
        ),
    ],
)
def test_flexible_servers(type_: str, body: str, expected: Lines) -> None:
    assert bill_lines(type_, WEST + body) == expected


@pytest.mark.parametrize("engine", ["postgresql", "mysql"])
def test_single_servers(engine: str) -> None:
    # 730 x 0.3504 / 2; 100 GB x 0.115; 10 GB x 0.1
    body = EAST + 'sku_name = "GP_Gen5_2"\nstorage_mb = 102400\n'
    assert bill_lines(f"azurerm_{engine}_server", body, {"additional_backup_storage_gb": 10}) == [
        ("compute", "730 hour", "127.90"),
        ("storage", "100 GB-month", "11.50"),
        ("additional backup storage", "10 GB-month", "1.00"),
    ]
    assert reasons(bill(f"azurerm_{engine}_server", EAST + 'sku_name = "GP_Gen5_2"')) == [
        "storage: its size is not written"
    ]


def test_what_is_not_known_of_a_server_is_said() -> None:
    variables = 'variable "size" {}\n'
    found = bill(
        "azurerm_postgresql_flexible_server", WEST + "sku_name = var.size\nstorage_mb = var.size", more=variables
    )
    assert reasons(found) == ["compute: its size is not known", "storage: its quantity is not known"]
    body = WEST + 'sku_name = "GP_Standard_D4s_v3"\nstorage_mb = 65536\nhigh_availability {\nmode = var.size\n}\n'
    assert bounds(bill("azurerm_postgresql_flexible_server", body, more=variables)) == ("587.06", "587.06", "587.06")
    elsewhere = bill(
        "azurerm_postgresql_flexible_server", 'location = "Qatar Central"\nsku_name = "GP_Standard_D4s_v3"'
    )
    assert reasons(elsewhere) == [
        "compute: no source has a price of PostgreSQL Flexible compute GP_Standard_D4s_v3 in qatarcentral",
        "storage: no source has a price of PostgreSQL Flexible storage in qatarcentral",
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # 730 x 0.21; 2 x 730 x 0.225; 2 x 730 x 0.277; 3 shards x 2 nodes x 730 x 0.555; 3 nodes x 730 x 0.277
        ('sku_name = "Basic"\nfamily = "C"\ncapacity = 4', [("cache nodes", "730 hour", "153.30")]),
        ('sku_name = "Standard"\nfamily = "C"\ncapacity = 3', [("cache nodes", "1460 hour", "328.50")]),
        ('sku_name = "Premium"\nfamily = "P"\ncapacity = 1', [("cache nodes", "1460 hour", "404.42")]),
        (
            'sku_name = "Premium"\nfamily = "P"\ncapacity = 2\nshard_count = 3',
            [("cache nodes", "4380 hour", "2430.90")],
        ),
        (
            'sku_name = "Premium"\nfamily = "P"\ncapacity = 1\nreplicas_per_primary = 2',
            [("cache nodes", "2190 hour", "606.63")],
        ),
    ],
)
def test_redis_cache(body: str, expected: Lines) -> None:
    assert bill_lines("azurerm_redis_cache", EAST + body) == expected


def test_what_is_not_known_of_a_cache_is_said() -> None:
    body = EAST + 'sku_name = "Premium"\nfamily = "P"\ncapacity = 1\nshard_count = var.shards'
    found = bill("azurerm_redis_cache", body, more='variable "shards" {}\n')
    assert reasons(found) == ["cache nodes: its quantity is not known"]
    assert found.causes
    found = bill("azurerm_redis_cache", EAST + 'sku_name = "Basic"\nfamily = "C"\ncapacity = 5')
    assert reasons(found) == ["cache nodes: no source has a price of Cache for Redis cache node Basic C5"]


def test_replicas_that_nobody_writes_are_assumed() -> None:
    premium = 'location = "East US"\nsku_name = "Premium"\nfamily = "P"\ncapacity = 1\n'
    written = bill("azurerm_redis_cache", premium + "replicas_per_primary = 1").components[0]
    assumed = bill("azurerm_redis_cache", premium).components[0]
    assert (written.monthly, written.confidence) == (assumed.monthly, "exact")
    assert assumed.reason == "one replica of each shard"
