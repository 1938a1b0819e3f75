"""What docs/usage.md shows is what happens."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from support.terraform_text import read

from finops_guard.catalog import machine_prices, unit_prices
from finops_guard.config import reading
from finops_guard.config.files import USAGE
from finops_guard.pricing import book_table
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.book import PriceKey
from finops_guard.pricing.book_own import OwnBook
from finops_guard.pricing.configured import costs_for
from finops_guard.pricing.default_usage import AMOUNTS
from finops_guard.pricing.usage_written import WrittenUsage
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree

TEXT = (Path(__file__).parents[2] / "docs" / "usage.md").read_text(encoding="utf-8")
USAGE_TEXT, PRICES = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
(BOOK,) = re.findall(r"^```csv\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
RESOLVED = re.findall(r"^\| `(\S+)` \| `(live/\w+)` \| (\d+) \|$", TEXT, re.MULTILINE)
RATE = Decimal("0.92")
GATEWAY = 'provider aws {\n  region = "eu-west-1"\n}\nresource aws_nat_gateway x {}\nresource aws_instance m {}\n'


@pytest.fixture(name="settings")
def _settings() -> Settings:
    files = {".finops-guard.yaml": PRICES, USAGE: USAGE_TEXT, "prices/contract.csv": BOOK}
    return reading.load(MemoryTree(files), ".finops-guard.yaml")


def test_the_table_is_what_the_file_means(settings: Settings) -> None:
    (resource,) = (each for each in read(GATEWAY).resources if each.type == "aws_nat_gateway")
    usage = WrittenUsage(settings.usage)
    assert len(RESOLVED) == 5
    for address, root, amount in RESOLVED:
        asked = replace(resource, address=address, root=root)
        found = usage.quantity(asked, "monthly_data_processed_gb")
        assert found is not None
        assert found.amount == int(amount), address


def test_the_defaults_are_those_that_count() -> None:
    listed = re.search(r"<!-- defaults -->(.*?)<!-- /defaults -->", TEXT, re.DOTALL)
    assert listed is not None
    rows = re.findall(r"^\| `(\S+)` \| `(\S+)` \| ([\d,]+) \|$", listed[1], re.MULTILINE)
    said = {(type_, key): Decimal(amount.replace(",", "")) for type_, key, amount in rows}
    assert said == {(type_, key): amount for type_, keys in AMOUNTS.items() for key, amount in keys.items()}


def test_the_columns_are_all() -> None:
    rows = re.findall(r"^\| (`.*?`) \|", TEXT.split("| column |")[1], re.MULTILINE)
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == list(book_table.COLUMNS)


def test_prices_are_laid_over_those_of_the_catalog(settings: Settings) -> None:
    found = read(GATEWAY)
    bill = Bill(next(each for each in found.resources if each.type == "aws_instance"), costs_for(settings, found))
    own = bill.machine("ec2", "m5.large")
    assert own.amount == Decimal("0.071") * RATE
    assert own.source == "own price: prices/contract.csv:3, contract 2026-7"
    assert own.observed == "2026-01-01"
    assert own.estimated == "converted from USD at 0.92 EUR, 2026-01-31"
    assert bill.machine("rds", "db.m5.large", "mysql").amount == Decimal("0.15") * RATE
    listed = machine_prices.lookup("ec2", "m5.xlarge", "eu-west-1")
    lowered = bill.machine("ec2", "m5.xlarge")
    assert lowered.amount == listed.amount * Decimal("0.8") * RATE
    assert lowered.source == f"{listed.source}, less 20 %"


def test_tiers_and_globs_count(settings: Settings) -> None:
    book = OwnBook(settings.prices)
    key = PriceKey("aws", "VPC", "NAT gateway data processed", "", "eu-west-1")
    passed = book.priced(key, unit_prices.lookup("aws", "VPC", "NAT gateway data processed", "", "eu-west-1"))
    assert passed.cost(Decimal(20_480)) == 10_240 * Decimal("0.04") + 10_240 * Decimal("0.03")
    assert not passed.estimated
    names = ("azure", "App Service", "plan instance", "B1 Linux", "eastus")
    listed = unit_prices.lookup(*names)
    assert book.priced(PriceKey(*names), listed).amount == listed.amount * Decimal("0.95") * RATE
