"""What files, objects and images of AWS cost, against calculations by hand."""

from __future__ import annotations

import pytest
from support.bills import lines
from support.service_bills import bill, billed, bounds, reasons

from finops_guard.catalog import unit_prices
from finops_guard.catalog.tariff import Tariff
from finops_guard.pricing.aws.storage import BUCKET_USAGE, VAULT_USAGE

BUCKET = 'bucket = "b"'


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ({"storage_gb": 100}, ("storage", "100 GB-month", "2.30")),
        # 51,200 x 0.023 + 448,800 x 0.022 + ..., the tiers
        ({"storage_gb": 60_000}, ("storage", "60000 GB-month", "1371.20")),
        ({"storage_gb": 612_000}, ("storage", "612000 GB-month", "13415.20")),
        ({"monthly_tier_1_requests": 10_000}, ("PUT, COPY, POST, LIST requests", "10 1k requests", "0.05")),
        ({"monthly_tier_2_requests": 1_000_000}, ("GET and other requests", "1000 1k requests", "0.40")),
        (
            {"standard_infrequent_access_storage_gb": 100},
            ("storage, Standard-IA", "100 GB-month", "1.25"),
        ),
        ({"glacier_deep_archive_storage_gb": 1000}, ("storage, Glacier Deep Archive", "1000 GB-month", "0.99")),
        (
            {"intelligent_tiering_monitored_objects": 1_000_000},
            ("monitoring, Intelligent-Tiering", "1000 1k objects-month", "2.50"),
        ),
        # 10,240 x 0.09 + 9,760 x 0.085
        ({"monthly_data_transfer_out_gb": 20_000}, ("data transfer to the internet", "20000 GB", "1751.20")),
    ],
)
def test_buckets(use: dict[str, int], expected: tuple[str, str, str]) -> None:
    assert billed("aws_s3_bucket", BUCKET, use) == [expected]


def test_buckets_cost_what_is_used() -> None:
    found = bill("aws_s3_bucket", BUCKET)
    assert lines(found) == [
        ("storage", "GB-month", "-"),
        ("PUT, COPY, POST, LIST requests", "1k requests", "-"),
        ("GET and other requests", "1k requests", "-"),
    ]
    assert found.unpriced == ()


def test_each_usage_of_buckets_has_a_price_and_a_key_of_its_own() -> None:
    assert len({key for _, key, _ in (*BUCKET_USAGE, *VAULT_USAGE)}) == len(BUCKET_USAGE) + len(VAULT_USAGE)
    for rows, region in ((BUCKET_USAGE, "us-east-1"), (VAULT_USAGE, "us-west-1")):
        for _, _, unit in rows:
            assert isinstance(unit_prices.lookup("aws", *unit, region), Tariff), unit


@pytest.mark.parametrize(
    ("body", "use", "expected"),
    [
        ("", {"storage_gb": 100}, [("storage", "100 GB-month", "30.00")]),
        (
            'availability_zone_name = "us-east-1a"\nlifecycle_policy {\ntransition_to_ia = "AFTER_7_DAYS"\n}',
            {"storage_gb": 100, "infrequent_access_storage_gb": 1000},
            [("storage", "100 GB-month", "16.00"), ("storage, IA", "1000 GB-month", "13.30")],
        ),
        (
            'throughput_mode = "provisioned"\nprovisioned_throughput_in_mibps = 10',
            {},
            [("provisioned throughput", "10 MBps-month", "60.00")],
        ),
        (
            'throughput_mode = "elastic"',
            {"monthly_elastic_read_gb": 100, "monthly_elastic_write_gb": 100},
            [("elastic throughput, read", "100 GB", "3.00"), ("elastic throughput, write", "100 GB", "6.00")],
        ),
    ],
)
def test_elastic_file_systems(body: str, use: dict[str, int], expected: list[tuple[str, str, str]]) -> None:
    assert billed("aws_efs_file_system", body, use) == expected


def test_fsx() -> None:
    windows = "storage_capacity = 300\nthroughput_capacity = 32\n"
    assert billed("aws_fsx_windows_file_system", windows + 'deployment_type = "MULTI_AZ_1"') == [
        ("storage", "300 GB-month", "69.00"),  # 0.23
        ("throughput capacity", "32 MBps-month", "144.00"),  # 4.50
    ]
    alone = bill("aws_fsx_windows_file_system", windows)
    assert reasons(alone)["storage"] == "no source has a price of FSx for Windows in one zone"
    zfs = 'storage_capacity = 100\nthroughput_capacity = 64\ndeployment_type = "SINGLE_AZ_1"\n'
    iops = 'disk_iops_configuration {\nmode = "USER_PROVISIONED"\niops = 1000\n}\n'
    assert billed("aws_fsx_openzfs_file_system", zfs + iops, {"backup_storage_gb": 100}) == [
        ("storage", "100 GB-month", "9.00"),
        ("throughput capacity", "64 MBps-month", "16.64"),  # 0.26
        ("provisioned IOPS", "700 IOPS-month", "4.20"),  # 1,000 - 3 x 100, at 0.006
        ("backup storage", "100 GB-month", "5.00"),
    ]
    for type_ in ("aws_fsx_lustre_file_system", "aws_fsx_ontap_file_system"):
        found = bill(type_, "storage_capacity = 1200")
        assert bounds(found) == ("-", "-", "-")
        assert reasons(found)["storage"].startswith("no source has a price of FSx")


def test_repositories_and_vaults() -> None:
    assert billed("aws_ecr_repository", 'name = "r"', {"storage_gb": 50}) == [("storage", "50 GB-month", "5.00")]
    west = bill("aws_backup_vault", 'name = "v"', {"monthly_efs_warm_backup_gb": 100}, region="us-west-1")
    assert lines(west)[0] == ("EFS backup, warm", "100 GB-month", "6.00")
    assert lines(bill("aws_backup_vault", 'name = "v"')) == []
    assert list(reasons(bill("aws_backup_vault", 'name = "v"', {"monthly_efs_warm_backup_gb": 1}))) == [
        "EFS backup, warm"
    ]
