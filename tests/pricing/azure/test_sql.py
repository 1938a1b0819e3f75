"""What databases of Azure SQL cost, against calculations by hand: in East US, but pools and instances."""

from __future__ import annotations

import pytest
from support.azure_bills import Lines, bill, bill_lines, bounds, reasons
from support.bills import bills, lines

EAST = 'location = "East US"\n'
BACKUP = ("backup storage", "GB-month", "-")


@pytest.mark.parametrize(
    ("body", "usage", "expected"),
    [
        # 730 x 0.60886; 4 x 730 x 0.099966; 50 x 0.115
        (
            'sku_name = "GP_Gen5_4"\nmax_size_gb = 50',
            {},
            [
                ("compute", "730 hour", "444.47"),
                ("license", "2920 vCore-hour", "291.90"),
                ("data storage", "50 GB-month", "5.75"),
                BACKUP,
            ],
        ),
        # Half of what 4 vCores cost.
        (
            'sku_name = "GP_Gen5_2"\nlicense_type = "BasePrice"\nmax_size_gb = 50',
            {},
            [("compute", "730 hour", "222.23"), ("data storage", "50 GB-month", "5.75"), BACKUP],
        ),
        # 730 x 2.43548 and 100 x 0.25; 30 GB of backups x 0.2
        (
            'sku_name = "BC_Gen5_8"\nlicense_type = "BasePrice"\nmax_size_gb = 100',
            {"backup_storage_gb": 30},
            [
                ("compute", "730 hour", "1777.90"),
                ("data storage", "100 GB-month", "25.00"),
                ("backup storage", "30 GB-month", "6.00"),
            ],
        ),
        # Each of two replicas costs what the primary does: 730 x 0.36532.
        (
            'sku_name = "HS_Gen5_2"\nlicense_type = "BasePrice"\nread_replica_count = 2\nstorage_account_type = "Zone"',
            {"storage_gb": 10, "backup_storage_gb": 10},
            [
                ("compute", "730 hour", "266.68"),
                ("read replicas", "1460 hour", "533.37"),
                ("data storage", "10 GB-month", "2.50"),
                ("backup storage", "10 GB-month", "1.00"),
            ],
        ),
        (
            'sku_name = "GP_Gen5_4"\nlicense_type = "BasePrice"\nzone_redundant = true\nmax_size_gb = 5',
            {},
            [
                ("compute", "730 hour", "444.47"),
                ("zone redundancy", "730 hour", "266.68"),
                ("data storage", "5 GB-month", "0.58"),
                BACKUP,
            ],
        ),
        # 100 vCore-hours x 0.52
        (
            'sku_name = "GP_S_Gen5_2"\nmax_size_gb = 5',
            {"monthly_vcore_hours": 100},
            [("compute", "100 vCore-hour", "52.00"), ("data storage", "5 GB-month", "0.58"), BACKUP],
        ),
        ('sku_name = "S1"', {}, [("compute", "730 hour", "29.43"), BACKUP]),
        ('sku_name = "S12"\nmax_size_gb = 250', {}, [("compute", "730 hour", "4415.59"), BACKUP]),
        # 250 GB of S12 and 500 of P6 are included
        (
            'sku_name = "S12"\nmax_size_gb = 300',
            {},
            [("compute", "730 hour", "4415.59"), ("extra data storage", "50 GB-month", "8.50"), BACKUP],
        ),
        (
            'sku_name = "P6"\nmax_size_gb = 600\nlong_term_retention_policy {\nweekly_retention = "P1W"\n}',
            {"long_term_retention_storage_gb": 20},
            [
                ("compute", "730 hour", "3650.00"),
                ("extra data storage", "100 GB-month", "34.00"),
                BACKUP,
                ("long-term retention", "20 GB-month", "1.00"),
            ],
        ),
        ('sku_name = "ElasticPool"\nelastic_pool_id = "/pools/own"', {}, []),
    ],
)
def test_database(body: str, usage: dict[str, int], expected: Lines) -> None:
    assert bill_lines("azurerm_mssql_database", EAST + body, usage) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ["compute: it names no size"]),
        ("sku_name = var.size", ["compute: its size is not known"]),
        ('sku_name = "DW100c"', ["compute: no source has a price of SQL Database compute DW100c"]),
        (
            'sku_name = "BC_Gen5_8"\nlicense_type = var.size\nmax_size_gb = 5',
            ["license: whether one is brought is not known"],
        ),
        (
            'sku_name = "GP_S_Gen5_2"',
            ["data storage: its size is not written"],
        ),
    ],
)
def test_what_is_not_known_of_a_database_is_said(body: str, expected: list[str]) -> None:
    assert reasons(bill("azurerm_mssql_database", EAST + body, more='variable "size" {}\n')) == expected


def test_a_database_is_where_its_server_is() -> None:
    code = """
    resource "azurerm_mssql_server" "this" {
      location = "West Europe"
    }
    resource "azurerm_mssql_database" "this" {
      server_id = azurerm_mssql_server.this.id
      sku_name  = "S1"
    }
    """
    found = bills(code)["azurerm_mssql_database.this"]
    assert reasons(found) == ["compute: no source has a price of SQL Database compute S1 in westeurope"]
    there = bills(code.replace("West Europe", "eastus"))["azurerm_mssql_database.this"]
    assert lines(there)[0] == ("compute", "730 hour", "29.43")
    assert there.confidence == "exact"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # 730 x 0.60416
        ('name = "StandardPool"\ntier = "Standard"\ncapacity = 200', [("compute", "730 hour", "441.04")]),
        (
            'name = "StandardPool"\ntier = "Standard"\ncapacity = 100',
            [("compute", "", "-")],  # which sources do not state
        ),
        # 730 x 0.66975, and twice as much for 8 vCores
        (
            'name = "GP_Gen5"\ntier = "GeneralPurpose"\nfamily = "Gen5"\ncapacity = 4',
            [("compute", "730 hour", "488.92")],
        ),
        (
            'name = "GP_Gen5"\ntier = "GeneralPurpose"\nfamily = "Gen5"\ncapacity = 8',
            [("compute", "730 hour", "977.84")],
        ),
    ],
)
def test_elastic_pool(body: str, expected: Lines) -> None:
    written = f'license_type = "BasePrice"\nsku {{\n{body}\n}}\n'
    assert bill_lines("azurerm_mssql_elasticpool", written) == expected


def test_licenses_of_pools_have_no_price_in_west_europe() -> None:
    body = 'zone_redundant = true\nsku {\nname = "GP_Gen5"\ntier = "GeneralPurpose"\ncapacity = 4\n}\n'
    found = bill("azurerm_mssql_elasticpool", body)
    # 730 x (0.66975 + 0.40185)
    assert bounds(found) == ("782.27", "782.27", "-")
    assert reasons(found) == ["license: no source has a price of SQL Database SQL license GP in westeurope"]


def test_managed_instance() -> None:
    body = 'sku_name = "GP_Gen5"\nvcores = 8\nstorage_size_in_gb = 64\nstorage_account_type = "LRS"\n'
    licensed = body + 'license_type = "LicenseIncluded"\n'
    # 2 x 730 x 0.66975; 8 x 730 x 0.099966; 32 GB beyond those included x 0.137; 10 GB x 0.119
    assert bill_lines("azurerm_mssql_managed_instance", licensed, {"backup_storage_gb": 10}) == [
        ("compute", "730 hour", "977.84"),
        ("license", "5840 vCore-hours", "583.80"),
        ("additional storage", "32 GB-month", "4.38"),
        ("backup storage", "10 GB-month", "1.19"),
        ("long-term retention", "GB-month", "-"),
    ]
    brought = bill_lines("azurerm_mssql_managed_instance", body + 'license_type = "BasePrice"\n')
    assert [name for name, *_ in brought] == ["compute", "additional storage", "backup storage", "long-term retention"]
    redundant = bill("azurerm_mssql_managed_instance", licensed + "zone_redundant_enabled = true\n")
    assert reasons(redundant)[0].startswith("zone redundancy: no source has a price")
