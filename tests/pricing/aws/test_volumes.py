"""What block storage of AWS costs, against calculations by hand."""

from __future__ import annotations

import pytest
from support.bills import bills, lines

REGION = 'provider "aws" {\n  region = "%s"\n}\n'
Lines = list[tuple[str, str, str]]


def volume(body: str, region: str = "us-east-1") -> str:
    return REGION % region + f'resource "aws_ebs_volume" "this" {{\n{body}\n}}\n'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("size = 40", [("volume (gp2)", "40 GB-month", "4.00")]),  # x 0.10
        ('type = ""\nsize = "40"', [("volume (gp2)", "40 GB-month", "4.00")]),
        ('type = "gp3"\nsize = 100\niops = 3000\nthroughput = 125', [("volume (gp3)", "100 GB-month", "8.00")]),
        (  # 100 x 0.08; 5,000 - 3,000 x 0.005; 325 - 125 x 0.04
            'type = "gp3"\nsize = 100\niops = 5000\nthroughput = 325',
            [
                ("volume (gp3)", "100 GB-month", "8.00"),
                ("volume IOPS", "2000 IOPS-month", "10.00"),
                ("volume throughput", "200 MBps-month", "8.00"),
            ],
        ),
        (  # 100 x 0.125; 2,000 x 0.065
            'type = "io1"\nsize = 100\niops = 2000',
            [("volume (io1)", "100 GB-month", "12.50"), ("volume IOPS", "2000 IOPS-month", "130.00")],
        ),
        (  # 32,000 x 0.065; 32,000 x 0.0455; 6,000 x 0.03185
            'type = "io2"\nsize = 100\niops = 70000',
            [
                ("volume (io2)", "100 GB-month", "12.50"),
                ("volume IOPS", "32000 IOPS-month", "2080.00"),
                ("volume IOPS above 32,000", "32000 IOPS-month", "1456.00"),
                ("volume IOPS above 64,000", "6000 IOPS-month", "191.10"),
            ],
        ),
        ('type = "io2"\nsize = 100', [("volume (io2)", "100 GB-month", "12.50"), ("volume IOPS", "", "-")]),
        ('type = "st1"\nsize = 500', [("volume (st1)", "500 GB-month", "22.50")]),  # x 0.045
        ('type = "sc1"\nsize = 500', [("volume (sc1)", "500 GB-month", "7.50")]),  # x 0.015
        (
            'type = "standard"\nsize = 100',
            [("volume (standard)", "100 GB-month", "5.00"), ("I/O requests", "1M requests", "-")],
        ),
        ('snapshot_id = "snap-1"', [("volume (gp2)", "", "-")]),
    ],
)
def test_volume(body: str, expected: Lines) -> None:
    assert lines(bills(volume(body))["aws_ebs_volume.this"]) == expected


def test_tiers_are_those_of_each_volume() -> None:
    code = volume('count = 2\ntype = "io2"\nsize = 10\niops = 20000')
    found = bills(code)
    # 20,000 x 0.065 of each: together they are no more than the first tier.
    assert [f"{each.expected:.2f}" for each in found.values()] == ["1301.25", "1301.25"]


def test_requests_of_a_magnetic_volume() -> None:
    code = volume('type = "standard"\nsize = 100')
    found = bills(code, {"aws_ebs_volume.this": {"monthly_standard_io_requests": 10_000_000}})["aws_ebs_volume.this"]
    assert lines(found)[1] == ("I/O requests", "10 1M requests", "0.50")  # x 0.05


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('snapshot_id = "snap-1"', "volume (gp2): its size is that of its snapshot"),
        ("encrypted = true", "volume (gp2): its size is not written"),
        ("size = var.size", "volume (gp2): its quantity is not known"),
        ("type = var.size\nsize = 10", "volume: its type is not known"),
        ('type = "gp9"\nsize = 10', "volume (gp9): no source has a price of EBS storage gp9"),
        ('type = "io1"\nsize = 10', "volume IOPS: they are not written"),
    ],
)
def test_what_has_no_price(body: str, reason: str) -> None:
    found = bills(volume(body) + 'variable "size" {}\n')["aws_ebs_volume.this"]
    assert [text.partition(": ")[2] for text in found.unpriced] == [reason]
    assert found.most is None
    assert bool(found.causes) == ("var." in body)


def test_a_region_without_a_price() -> None:
    found = bills(volume("size = 10", "cn-north-1"))["aws_ebs_volume.this"]
    assert found.confidence == "unpriced"
    assert found.unpriced == (
        "aws_ebs_volume.this: volume (gp2): no source has a price of EBS storage gp2 in cn-north-1",
    )


@pytest.mark.parametrize(
    ("code", "usage", "expected"),
    [
        ('resource "aws_ebs_snapshot" "this" {}', {}, [("snapshot", "GB-month", "-")]),
        ('resource "aws_ebs_snapshot" "this" {}', {"storage_gb": 30}, [("snapshot", "30 GB-month", "1.50")]),  # x 0.05
        ('resource "aws_ebs_snapshot" "this" {\n  storage_tier = "archive"\n}', {}, [("snapshot", "GB-month", "-")]),
        (  # 730 x 0.75
            'resource "aws_ebs_fast_snapshot_restore" "this" {}',
            {},
            [("fast snapshot restore", "730 DSU-hour", "547.50")],
        ),
    ],
)
def test_snapshots(code: str, usage: dict[str, int | str], expected: Lines) -> None:
    address = code.split('"')[1] + ".this"
    assert lines(bills(REGION % "us-east-1" + code, {address: usage})[address]) == expected
