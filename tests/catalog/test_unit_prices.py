"""Prices of units: the tables they are kept in, and figures of other sources."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

from finops_guard.catalog import datafile, unit_prices
from finops_guard.catalog.price import NoPrice
from finops_guard.catalog.tariff import Tariff
from tools import unit_price_tables as tables

KEY = itemgetter("service", "component", "attribute", "region")
ROWS = [(vendor, row) for vendor in tables.VENDORS for row in tables.read(vendor)]

# What a price can be for: written down, so that a new spelling of a known unit is noticed.
UNITS = frozenset((Path(__file__).parent / "data" / "units.txt").read_text(encoding="utf-8").splitlines())
REGION = re.compile(r"[a-z]{2,}[a-z0-9-]*")
MOST_EXPENSIVE = Decimal(60_000)

# What the second source has otherwise, by more than half a percent, and why, as the tables note it.
DISAGREE = {
    "aws Aurora storage I/O-optimized us-east-1": "the second source rounds to cents",
    "aws KMS requests RSA GenerateDataKeyPair us-east-1": "the second source has the price of ECC key pairs",
    "azure App Service plan instance I1 Linux eastus": "the second source does not tell Linux from Windows",
    "azure Blob Storage (GPv2) data stored Cool LRS eastus": (
        "the second source is kept by hand and does not tell its query"
    ),
    "gcp Cloud Storage storage coldline multi-region asia": "the second source is rounded",
    "gcp Persistent Disk snapshot storage standard us-central1": (
        "the second source is of 2024, the price list of 2026"
    ),
}
# How prices are derived that no source states.
DERIVED = re.compile(
    r"derived from (?:what (?:a vCPU costs|\d+ vCPU and [\d.]+ GB cost) there, compared with us-central1"
    r"|(?:a code|codes) of the feed: (?:that|all those) of what costs [\d.]+ in us-east-1"
    r"|the price of the pair of nodes: half of it)"
)


@pytest.mark.parametrize("vendor", tables.VENDORS)
def test_every_row_is_well_formed(vendor: str) -> None:
    rows = tables.read(vendor)
    assert rows == sorted(rows, key=lambda row: (*KEY(row), float(row["tier_from"] or 0))), "rows are kept in order"
    for row in rows:
        price = Decimal(row["usd"])
        assert 0 <= price < MOST_EXPENSIVE, row
        assert row["service"].strip(), row
        assert row["component"].strip(), row
        assert row["source"].strip(), row
        assert row["unit"] in UNITS, row
        assert REGION.fullmatch(row["region"]), row
        assert "|" not in row["component"] + row["attribute"], row
        assert all(value == value.strip() for value in row.values()), row
        if row["date"]:
            assert date(2013, 1, 1) <= date.fromisoformat(row["date"]) <= date(2026, 12, 31), row
        assert bool(row["second_source"]) == bool(row["second_usd"]), row
        assert row["second_source"] != row["source"], row


@pytest.mark.parametrize("vendor", tables.VENDORS)
def test_tiers_follow_each_other(vendor: str) -> None:
    for key, grouped in groupby(tables.read(vendor), KEY):
        tiers = list(grouped)
        assert len({row["unit"] for row in tiers}) == 1, key
        starts = [Decimal(row["tier_from"] or 0) for row in tiers]
        ends = [Decimal(row["tier_to"]) for row in tiers if row["tier_to"]]
        assert starts == sorted(set(starts)), key
        assert ends[: len(tiers) - 1] == starts[1:], key


def test_no_row_is_there_twice() -> None:
    keys = Counter((vendor, *KEY(row), row["tier_from"]) for vendor, row in ROWS)
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("vendor", tables.VENDORS)
def test_the_data_files_are_those_of_the_tables(vendor: str) -> None:
    """Whoever changes a table runs ``python -m tools.build_catalog unit-prices``."""
    built = json.loads(json.dumps(tables.content(tables.read(vendor))))
    kept = datafile.read(f"unit-prices-{vendor}")
    assert {name: kept[name] for name in built} == built


def test_notice_names_the_sources() -> None:
    notice = " ".join((Path(__file__).parents[2] / "NOTICE").read_text(encoding="utf-8").split())
    for source in sorted({row["source"] for _, row in ROWS}):
        named = re.split(r" [(]| at |, in | aws/| azure/| google/", source.rpartition(" through ")[2])[0]
        assert named.startswith("published ") or named in notice, source


def test_second_sources_agree() -> None:
    pairs = [(vendor, row) for vendor, row in ROWS if row["second_usd"]]
    wrong = {
        " ".join((vendor, *KEY(row))): row["note"]
        for vendor, row in pairs
        if abs(float(row["usd"]) / float(row["second_usd"]) - 1) > 0.005
    }
    assert wrong == DISAGREE
    assert 1 - len(wrong) / len(pairs) >= 0.99
    for vendor, least in (("aws", 670), ("azure", 420), ("gcp", 27)):
        assert sum(each == vendor for each, _ in pairs) >= least, vendor


def test_what_is_derived_says_so() -> None:
    """The rest is as its source has it."""
    derived = [(vendor, row) for vendor, row in ROWS if row["note"].startswith("derived")]
    assert len(derived) == 336
    for vendor, row in derived:
        assert DERIVED.fullmatch(row["note"]), row
        found = unit_prices.lookup(vendor, *KEY(row))
        assert isinstance(found, Tariff)
        assert found.estimated == row["note"].removeprefix("derived ")
    stated = unit_prices.lookup("gcp", "Cloud SQL", "vCPU", "Enterprise zonal", "us-central1")
    assert isinstance(stated, Tariff)
    assert stated.estimated == ""


@pytest.mark.parametrize(
    ("vendor", "service", "component", "attribute", "region", "usd", "unit"),
    [
        ("aws", "EBS", "storage", "gp3", "us-east-1", "0.08", "GB-month"),
        ("aws", "EBS", "storage", "gp3", "eu-central-1", "0.0952", "GB-month"),
        ("aws", "EBS", "storage", "gp2", "eu-west-2", "0.116", "GB-month"),
        ("aws", "EBS", "provisioned throughput", "gp3 above 125 MBps", "eu-central-1", "0.0476", "MBps-month"),
        ("aws", "EBS", "snapshot storage", "standard", "sa-east-1", "0.068", "GB-month"),
        ("aws", "ELB", "load balancer", "ALB", "us-east-1", "0.0225", "hour"),
        ("aws", "ELB", "load balancer", "ALB", "eu-west-1", "0.0252", "hour"),
        ("aws", "ELB", "capacity units", "NLB", "eu-central-1", "0.006", "LCU-hour"),
        ("aws", "EKS", "cluster", "standard support", "us-east-1", "0.1", "hour"),
        ("aws", "VPC", "NAT gateway", "", "us-east-1", "0.045", "hour"),
        ("aws", "Lambda", "requests", "x86", "us-east-1", "0.2", "1M requests"),
        ("azure", "Managed Disks", "disk", "P10 LRS", "eastus", "19.71", "month"),
        ("azure", "Managed Disks", "disk", "P50 LRS", "eastus", "495.5657", "month"),
        ("azure", "NAT Gateway", "gateway", "", "brazilsouth", "0.045", "hour"),  # the same everywhere
        ("azure", "Log Analytics", "log data ingestion", "", "eastus", "2.3", "GB"),
        ("gcp", "Persistent Disk", "storage", "pd-ssd", "us-central1", "0.17", "GiB-month"),
        ("gcp", "Cloud SQL", "vCPU", "Enterprise zonal", "us-central1", "0.0413", "vCPU-hour"),
        ("gcp", "Cloud SQL", "vCPU", "Enterprise zonal", "northamerica-northeast1", "0.0454", "vCPU-hour"),
    ],
)
def test_sanity_figures(
    vendor: str, service: str, component: str, attribute: str, region: str, usd: str, unit: str
) -> None:
    found = unit_prices.lookup(vendor, service, component, attribute, region)
    assert isinstance(found, Tariff), found
    assert (found.amount, found.unit) == (Decimal(usd), unit)


@pytest.mark.parametrize(
    ("vendor", "service", "component", "attribute", "regions"),
    [
        ("aws", "EBS", "storage", "gp3", 36),
        ("aws", "ELB", "load balancer", "ALB", 25),
        ("aws", "EBS", "snapshot storage", "standard", 36),
        ("aws", "RDS", "storage", "gp3 Single-AZ", 36),
        ("aws", "Secrets Manager", "secret", "", 8),
        ("aws", "S3", "storage", "Standard", 34),
        ("azure", "Managed Disks", "disk", "P10 LRS", 64),
        ("azure", "Managed Disks", "disk", "E10 ZRS", 40),
        ("azure", "Managed Disks", "ultra capacity", "Ultra LRS", 52),
        ("azure", "SQL Database", "data storage", "GP", 64),
        ("azure", "Log Analytics", "log data ingestion", "", 10),
        ("gcp", "Cloud SQL", "vCPU", "Enterprise zonal", 38),
        ("gcp", "Cloud SQL", "memory", "Enterprise regional", 38),
        ("gcp", "Persistent Disk", "storage", "pd-balanced", 43),
    ],
)
def test_coverage_by_region(vendor: str, service: str, component: str, attribute: str, regions: int) -> None:
    found = {
        row["region"]
        for each, row in ROWS
        if (each, row["service"], row["component"], row["attribute"]) == (vendor, service, component, attribute)
    }
    assert len(found) >= regions


def test_what_has_no_row_has_no_price() -> None:
    for arguments, reason in (
        (("aws", "EBS", "storage", "gp9"), "no source has a price of EBS storage gp9"),
        (("aws", "EBS", "storage", "gp3", "mars-1"), "no source has a price of EBS storage gp3 in mars-1"),
        (("aws", "Nothing", "storage"), "no source has a price of Nothing storage"),
    ):
        found = unit_prices.lookup(*arguments)
        assert isinstance(found, NoPrice)
        assert found.reason == reason
    with pytest.raises(KeyError):
        unit_prices.lookup("oracle", "EBS", "storage")


def test_a_price_of_an_unknown_region_says_whose_it_is() -> None:
    found = unit_prices.lookup("aws", "EBS", "storage", "gp3")
    assert isinstance(found, Tariff)
    assert (found.region, found.estimated) == ("us-east-1", "its region is not known: that of us-east-1")


@pytest.mark.parametrize(
    ("key", "unit", "tiers", "region"),
    [
        (("aws", "EBS", "storage", "gp3", "us-east-1"), "GB-month", [("0", "0.08")], "us-east-1"),
        (("aws", "VPC", "NAT gateway", "", "eu-central-1"), "hour", [("0", "0.052")], "eu-central-1"),
        (("aws", "S3", "storage", "Standard", "us-east-1"), "GB-month",
         [("0", "0.023"), ("51200", "0.022"), ("512000", "0.021")], "us-east-1"),
        (("gcp", "Persistent Disk", "storage", "pd-ssd", "us-central1"), "GiB-month", [("0", "0.17")], "us-central1"),
        (("gcp", "GKE", "GKE Enterprise", "per vCPU under management", "europe-west1"), "vCPU-hour",
         [("0", "0.00822")], "global"),
    ],
)  # fmt: skip
def test_tiers_of_a_tariff(key: tuple[str, ...], unit: str, tiers: list[tuple[str, str]], region: str) -> None:
    found = unit_prices.lookup(*key)
    assert isinstance(found, Tariff)
    assert (found.unit, found.region, found.estimated) == (unit, region, "")
    assert [(str(tier.start), str(tier.amount)) for tier in found.tiers] == tiers
    assert found.source


def row(**fields: str) -> dict[str, str]:
    names = ("service", "component", "attribute", "region", "unit", "usd", "tier_from", "tier_to", "source", "date")
    return {**dict.fromkeys(names, ""), "service": "S", "unit": "GB", "usd": "1", "source": "x", **fields}


@pytest.mark.parametrize(
    "rows",
    [
        [row(), row(usd="2")],
        [row(tier_to="10"), row(tier_from="20")],
        [row(tier_to="10"), row(tier_from="5")],
    ],
)
def test_rows_that_do_not_fit_together_are_refused(rows: list[dict[str, str]]) -> None:
    with pytest.raises(ValueError, match="a tier from"):
        tables.content(rows)
