"""Prices of units: the data files against their tables, and these against second sources."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from finops_guard.catalog import datafile, unit_prices
from finops_guard.catalog.price import NoPrice
from finops_guard.catalog.tariff import Tariff
from tools import unit_price_tables as tables

# What the sources disagree on by more than 0.5 %: the vendor's own list, or the newer one, was kept; some are rounded.
DISAGREE = {
    ("aws", "Aurora storage I/O-optimized us-east-1"),
    ("aws", "KMS requests RSA GenerateDataKeyPair us-east-1"),
    ("azure", "App Service plan instance I1 Linux eastus"),
    ("azure", "Blob Storage (GPv2) data stored Cool LRS eastus"),
    ("azure", "Blob Storage (GPv2) data stored Hot LRS eastus"),
    ("azure", "Cosmos DB serverless requests eastus"),
    ("gcp", "Cloud Storage storage coldline multi-region asia"),
    ("gcp", "Persistent Disk snapshot storage standard us-central1"),
}


@pytest.mark.parametrize("vendor", tables.VENDORS)
def test_the_data_file_is_what_the_table_gives(vendor: str) -> None:
    made, kept = tables.content(tables.read(vendor)), datafile.read(f"unit-prices-{vendor}")
    assert {key: kept[key] for key in made} == made


@pytest.mark.parametrize("vendor", tables.VENDORS)
def test_rows_are_well_formed(vendor: str) -> None:
    for row in tables.read(vendor):
        assert all(row[key] for key in ("service", "component", "region", "unit", "usd", "source")), row
        assert Decimal(row["usd"]) >= 0, row
        assert re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?)?", row["date"]), row
        assert bool(row["second_source"]) == bool(row["second_usd"]), row


def test_second_sources_agree() -> None:
    pairs = [(vendor, row) for vendor in tables.VENDORS for row in tables.read(vendor) if row["second_usd"]]
    assert len(pairs) >= 200
    differing = {
        (vendor, " ".join(filter(None, (row[key] for key in ("service", "component", "attribute", "region")))))
        for vendor, row in pairs
        if abs(Decimal(row["usd"]) / Decimal(row["second_usd"]) - 1) > Decimal("0.005")
    }
    assert differing == DISAGREE


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
def test_lookup(key: tuple[str, ...], unit: str, tiers: list[tuple[str, str]], region: str) -> None:
    found = unit_prices.lookup(*key)
    assert isinstance(found, Tariff)
    assert (found.unit, found.region, found.estimated) == (unit, region, "")
    assert [(str(tier.start), str(tier.amount)) for tier in found.tiers] == tiers
    assert found.source


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (("aws", "EBS", "storage", "gp3", "mars-1"), "no source has a price of EBS storage gp3 in mars-1"),
        (("aws", "EBS", "storage", "gp9"), "no source has a price of EBS storage gp9"),
        (("aws", "Nothing", "storage"), "no source has a price of Nothing storage"),
    ],
)
def test_what_has_no_price(key: tuple[str, ...], reason: str) -> None:
    assert unit_prices.lookup(*key) == NoPrice(reason)


def test_a_region_that_is_not_known_is_said() -> None:
    found = unit_prices.lookup("aws", "EBS", "storage", "gp3")
    assert isinstance(found, Tariff)
    assert found.estimated == "its region is not known: that of us-east-1"


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
