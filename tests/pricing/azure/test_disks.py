"""What disks of Azure cost, against calculations by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from support.azure_bills import Lines, bill, bill_lines, reasons

from finops_guard.pricing.azure.disks import size_name


@pytest.mark.parametrize(
    ("kind", "size", "expected"),
    [
        # https://learn.microsoft.com/azure/virtual-machines/disks-types
        ("Premium_LRS", "1", "P1 LRS"),
        ("Premium_LRS", "4", "P1 LRS"),
        ("Premium_LRS", "5", "P2 LRS"),
        ("Premium_LRS", "16", "P3 LRS"),
        ("Premium_LRS", "30", "P4 LRS"),
        ("Premium_ZRS", "64", "P6 ZRS"),
        ("Premium_LRS", "128", "P10 LRS"),
        ("StandardSSD_LRS", "200", "E15 LRS"),  # the page's own example
        ("StandardSSD_ZRS", "257", "E20 ZRS"),
        ("Premium_LRS", "1024", "P30 LRS"),
        ("Premium_LRS", "2048", "P40 LRS"),
        ("Premium_LRS", "4095", "P50 LRS"),
        ("Premium_LRS", "8192", "P60 LRS"),
        ("Premium_LRS", "16384", "P70 LRS"),
        ("Premium_LRS", "32767", "P80 LRS"),
        ("Premium_LRS", "32768", ""),
        ("Standard_LRS", "4", "S4 LRS"),  # there is no smaller one
        ("Standard_LRS", "33", "S6 LRS"),
        ("Unheard_LRS", "33", ""),
    ],
)
def test_sizes_are_rounded_up(kind: str, size: str, expected: str) -> None:
    assert size_name(kind, Decimal(size)) == expected


PROVISIONED = 'storage_account_type = "%s"\ndisk_size_gb = %d\ndisk_iops_read_write = %d\ndisk_mbps_read_write = %d\n'


@pytest.mark.parametrize(
    ("body", "usage", "expected"),
    [
        ('storage_account_type = "Premium_LRS"\ndisk_size_gb = 100', {}, [("disk (P10 LRS)", "1 month", "21.68")]),
        (
            'storage_account_type = "StandardSSD_LRS"\ndisk_size_gb = 128',
            {"monthly_disk_operations": 2_000_000},  # 200 x 0.002
            [("disk (E10 LRS)", "1 month", "9.60"), ("disk operations", "200 10k operations", "0.40")],
        ),
        (
            'storage_account_type = "Standard_LRS"\ndisk_size_gb = "32"',
            {},
            [("disk (S4 LRS)", "1 month", "1.54"), ("disk operations", "10k operations", "-")],
        ),
        # A performance tier is paid for in place of the size.
        (
            'storage_account_type = "Premium_LRS"\ndisk_size_gb = 128\ntier = "P50"',
            {},
            [("disk (P50 LRS)", "1 month", "545.10")],
        ),
        # 100 GiB x 730 x 0.00013; the first 3,000 IOPS and 125 MBps are free
        ('storage_account_type = "PremiumV2_LRS"\ndisk_size_gb = 100', {}, [("disk", "73000 GiB-hour", "9.49")]),
        # 1,000 IOPS x 730 x the price above 3,000; 75 MBps x 730 x 0.000065
        (
            PROVISIONED % ("PremiumV2_LRS", 100, 4000, 200),
            {},
            [
                ("disk", "73000 GiB-hour", "9.49"),
                ("disk IOPS", "730000 IOPS-hour", "5.84"),
                ("disk throughput", "54750 MBps-hour", "3.56"),
            ],
        ),
        # 64 x 730 x 0.000213; 2,000 x 730 x 0.000088; 100 x 730 x 0.000572
        (
            PROVISIONED % ("UltraSSD_LRS", 64, 2000, 100),
            {},
            [
                ("disk", "46720 GiB-hour", "9.95"),
                ("disk IOPS", "1460000 IOPS-hour", "128.48"),
                ("disk throughput", "73000 MBps-hour", "41.76"),
            ],
        ),
    ],
)
def test_managed_disk(body: str, usage: dict[str, int], expected: Lines) -> None:
    assert bill_lines("azurerm_managed_disk", body, usage) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('storage_account_type = "Premium_LRS"', ["disk: its size is that of its source"]),
        ('storage_account_type = "Premium_LRS"\ndisk_size_gb = var.size', ["disk: its size is not known"]),
        ("storage_account_type = var.kind\ndisk_size_gb = 4", ["disk: its type is not known"]),
        (
            'storage_account_type = "Premium_LRS"\ndisk_size_gb = 40000',
            ["disk: no disk of the type Premium_LRS has 40000 GiB"],
        ),
        (
            'location = "mars"\nstorage_account_type = "Premium_LRS"\ndisk_size_gb = 128',
            ["disk (P10 LRS): no source has a price of Managed Disks disk P10 LRS in mars"],
        ),
        (
            'storage_account_type = "UltraSSD_LRS"\ndisk_size_gb = 64',
            ["disk IOPS: its quantity is not known", "disk throughput: its quantity is not known"],
        ),
        (
            'storage_account_type = "Premium_LRS"\ndisk_size_gb = 1024\non_demand_bursting_enabled = true',
            ["on-demand bursting: no source has a price of it"],
        ),
    ],
)
def test_what_is_not_known_of_a_disk_is_said(body: str, expected: list[str]) -> None:
    variables = 'variable "size" {}\nvariable "kind" {}\n'
    found = bill("azurerm_managed_disk", body, more=variables)
    assert reasons(found) == expected
    assert found.most is None


def test_snapshot_is_paid_for_by_what_it_holds() -> None:
    body = 'create_option = "Copy"\ndisk_size_gb = 64'
    assert bill_lines("azurerm_snapshot", body) == [("storage", "GB-month", "-")]
    # 10 GB x 0.05
    assert bill_lines("azurerm_snapshot", body, {"storage_gb": 10}) == [("storage", "10 GB-month", "0.50")]
