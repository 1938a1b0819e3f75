"""Price books, discounts and currencies: what is paid in the place of list prices, and what is wrong with a book."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec import json
from support.bills import lines
from support.terraform_text import read

from finops_guard import _assets
from finops_guard.catalog import price_names, unit_prices
from finops_guard.catalog.price import NoPrice
from finops_guard.catalog.tariff import Tariff, flat
from finops_guard.config import reading
from finops_guard.errors import ConfigError
from finops_guard.pricing import book_reading
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.book import PriceKey
from finops_guard.pricing.book_own import OwnBook
from finops_guard.pricing.configured import costs_for
from finops_guard.pricing.estimates import Component, Confidence, exactly, of
from finops_guard.settings import PriceSettings, Settings
from finops_guard.tree import MemoryTree

HEADER = "vendor,service,component,attribute,region,unit,price,currency,tier_from,source,date,unlisted\n"
CONFIG = ".finops-guard.yaml"


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch, tmp_path):
    """Keep texts that were valid before from hiding what validation says."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def settings(rows: str = "", prices: str = "", header: str = HEADER) -> Settings:
    config = f"prices: {{book: [b.csv]{', ' if prices else ''}{prices}}}\n"
    return reading.load(MemoryTree({CONFIG: config, "b.csv": header + rows}), CONFIG)


def problems(text: str | bytes, path: str = "b.csv", currency: str = "USD") -> list[str]:
    return [str(each) for each in book_reading.read(MemoryTree({path: text}), [path], currency)[1]]


def paid(rows: str, key: PriceKey, prices: str = "") -> Tariff | NoPrice:
    """Return what a book makes of the catalog's price."""
    return OwnBook(settings(rows, prices).prices).priced(key, unit_prices.lookup(*key_texts(key)))


def key_texts(key: PriceKey) -> tuple[str, str, str, str, str]:
    return key.vendor, key.service, key.component, key.attribute, key.region


GP3 = PriceKey("aws", "EBS", "storage", "gp3", "us-east-1")
LIST = unit_prices.lookup(*key_texts(GP3))
ANY_KIND = "aws,EBS,storage,*,us-east-1,GB-month,1"
ANYWHERE = "aws,EBS,storage,gp3,*,GB-month,2"
EUR = "currency: EUR, exchange-rate: 0.5, exchange-date: 2026-01-31"


@pytest.mark.parametrize(
    ("rows", "prices", "amount", "source", "estimated"),
    [
        ("", "", "0.08", LIST.source, ""),
        ("aws,EBS,storage,gp3,us-east-1,GB-month,0.05", "", "0.05", "own price: b.csv:2", ""),
        ("aws,ebs,STORAGE,GP3,US-EAST-1,gb-month,.05", "", "0.05", "own price: b.csv:2", ""),
        ("aws,EBS,storage,gp3,,GB-month,0.05,,,contract 7", "", "0.05", "own price: b.csv:2, contract 7", ""),
        ("aws,EBS,storage,*,*,GB-month,0.05", "", "0.05", "own price: b.csv:2", ""),
        ("aws,EBS,storage,gp3,global,GB-month,0.05", "", "0.05", "own price: b.csv:2", ""),
        ("aws,EBS,storage,gp2,us-east-1,GB-month,0.05", "", "0.08", LIST.source, ""),
        ("aws,EBS,storage,gp3,us-west-2,GB-month,0.05", "", "0.08", LIST.source, ""),
        ("aws,EBS,storage,gp3,us-east-1,1k GB-month,50", "", "50", "own price: b.csv:2", ""),
        (
            f"{ANY_KIND}\n{ANYWHERE}\naws,EBS,storage,gp3,us-east-1,GB-month,3\naws,EBS,storage,*,*,GB-month,4",
            "", "3", "own price: b.csv:4", "",
        ),
        (
            f"{ANY_KIND}\n{ANYWHERE}", "", "2", "own price: b.csv:3", "",
        ),
        ("", "discounts: {aws/EBS: 25}", "0.06", f"{LIST.source}, less 25 %", ""),
        ("", "discounts: {aws/ebs: 12.5}", "0.07", f"{LIST.source}, less 12.5 %", ""),
        ("", "discounts: {aws/EC2: 25}", "0.08", LIST.source, ""),
        ("", "discounts: {'*/*': 50, aws/*: 25, aws/E*: 75}", "0.02", f"{LIST.source}, less 75 %", ""),
        ("", "discounts: {aws/EBS: 0, aws/*: 25}", "0.08", LIST.source, ""),
        ("", "discounts: {aws/EBS: 100}", "0", f"{LIST.source}, less 100 %", ""),
        ("aws,EBS,storage,gp3,*,GB-month,0.05", "discounts: {aws/EBS: 25}", "0.05", "own price: b.csv:2", ""),
        ("", EUR, "0.04", LIST.source, "converted from USD at 0.5 EUR, 2026-01-31"),
        (
            "", f"discounts: {{aws/EBS: 25}}, {EUR}", "0.03", f"{LIST.source}, less 25 %",
            "converted from USD at 0.5 EUR, 2026-01-31",
        ),
        ("aws,EBS,storage,gp3,*,GB-month,0.05", EUR, "0.05", "own price: b.csv:2", ""),
        ("aws,EBS,storage,gp3,*,GB-month,0.05,EUR", EUR, "0.05", "own price: b.csv:2", ""),
        (
            "aws,EBS,storage,gp3,*,GB-month,0.05,USD", EUR, "0.025", "own price: b.csv:2",
            "converted from USD at 0.5 EUR, 2026-01-31",
        ),
    ],
)  # fmt: skip
def test_what_is_paid(rows, prices, amount, source, estimated):
    found = paid(rows, GP3, prices)
    assert (f"{found.amount.normalize():f}", found.source, found.estimated) == (amount, source, estimated)
    assert found.region == "us-east-1"


def test_an_own_price_has_its_day_and_all_of_its_tiers():
    rows = "aws,EBS,storage,gp3,*,GB-month,0.02,,1000,,2026-02-28\naws,EBS,storage,gp3,*,GB-month,0.05,,,,2026-01-31\n"
    found = paid(rows, GP3)
    assert found.observed == "2026-01-31"
    assert found.cost(Decimal(1500)) == Decimal(1000) * Decimal("0.05") + Decimal(500) * Decimal("0.02")


def test_all_tiers_of_a_list_price_are_lowered():
    key = PriceKey("aws", "API Gateway", "HTTP API requests", "", "us-east-1")
    stated = unit_prices.lookup(*key_texts(key))
    found = paid("", key, "discounts: {aws/API*: 10}")
    assert len(stated.tiers) > 1
    assert [tier.amount for tier in found.tiers] == [tier.amount * Decimal("0.9") for tier in stated.tiers]
    assert found.cost(Decimal(10) ** 9) == stated.cost(Decimal(10) ** 9) * Decimal("0.9")


def test_a_region_that_is_not_known_is_said_of_own_prices_too():
    somewhere = PriceKey("aws", "EBS", "storage", "gp3")
    assert paid("aws,EBS,storage,gp3,us-east-1,GB-month,1", somewhere).estimated.startswith("its region is not known")
    assert not paid("aws,EBS,storage,gp3,*,GB-month,1", somewhere).estimated
    assert paid("aws,EBS,storage,gp3,us-west-2,GB-month,1", somewhere).amount == LIST.amount


def test_what_no_source_has_a_price_of_can_have_one():
    key = PriceKey("aws", "EBS", "storage", "gp9", "us-east-1")
    assert isinstance(paid("", key, f"discounts: {{aws/EBS: 25}}, {EUR}"), NoPrice)
    assert paid("aws,EBS,storage,gp9,*,GB-month,0.01,,,,,true", key).amount == Decimal("0.01")


def test_a_later_book_wins_with_all_of_its_tiers():
    first = HEADER + "aws,EBS,storage,gp3,*,GB-month,1\naws,EBS,storage,gp3,*,GB-month,0.5,,100\n"
    first += "aws,EBS,storage,gp2,*,GB-month,9\n"
    second = HEADER + "aws,EBS,storage,gp3,*,GB-month,2\n"
    prices, wrong = book_reading.read(MemoryTree({"a.csv": first, "b.csv": second}), ["a.csv", "b.csv"], "USD")
    assert not wrong
    assert {each.attribute: [amount for _, amount in each.tiers] for each in prices} == {"gp3": [2], "gp2": [9]}


TERRAFORM = """
provider "aws" {
  region = "eu-west-1"
}
resource "aws_instance" "web" {
  instance_type = "m5.large"
}
resource "aws_db_instance" "db" {
  instance_class = "db.m5.large"
  engine         = "mysql"
}
resource "aws_nat_gateway" "this" {}
"""
MACHINES = """\
aws,EC2,m5.large,,eu-west-1,hour,0.05
aws,RDS,db.m5.large,mysql,*,hour,0.11
aws,VPC,NAT gateway,,*,hour,0.01
"""


@pytest.mark.parametrize(
    ("rows", "service", "size", "engine", "amount"),
    [
        (MACHINES, "ec2", "m5.large", "", "0.05"),
        (MACHINES, "rds", "db.m5.large", "mysql", "0.11"),
        ("aws,RDS,db.m5.large,*,*,hour,0.12", "rds", "db.m5.large", "mysql", "0.12"),
        ("aws,RDS,db.m5.large,postgres,*,hour,0.12", "rds", "db.m5.large", "mysql", None),
        ("aws,EC2,m5.xlarge,,*,hour,0.05", "ec2", "m5.large", "", None),
    ],
)
def test_machines_have_own_prices(rows, service, size, engine, amount):
    found = read(TERRAFORM)
    own, listed = costs_for(settings(rows), found), costs_for(Settings(), found)
    web = next(each for each in found.resources if each.type == "aws_instance")
    stated = Bill(web, listed).machine(service, size, engine)
    assert Bill(web, own).machine(service, size, engine).amount == (Decimal(amount) if amount else stated.amount)


def test_an_estimate_is_made_of_own_prices():
    found = read(TERRAFORM)
    gateway = next(each for each in found.resources if each.type == "aws_nat_gateway")
    estimate = costs_for(settings(MACHINES), found).of(gateway)
    # 730 h x 0.01
    assert lines(estimate)[0] == ("NAT gateway", "730 hour", "7.30")
    assert (estimate.currency, estimate.confidence) == ("USD", Confidence.EXACT)
    in_euro = costs_for(settings("", EUR), found).of(gateway)
    assert (in_euro.currency, in_euro.confidence) == ("EUR", Confidence.ESTIMATED)


def test_estimates_of_all_types_are_in_one_currency():
    found = read(TERRAFORM)
    listed, in_euro = costs_for(Settings(), found), costs_for(settings("", EUR), found)
    priced = [each for each in found.resources if listed.of(each) is not None]
    assert len(priced) == 3
    for each in priced:
        assert in_euro.of(each).currency == "EUR"
        assert in_euro.of(each).expected == listed.of(each).expected / 2


def test_an_estimate_in_dollars_is_converted_whole():
    parts = [
        Component("a", "hour", exactly(10), Decimal(2), exactly(20), reason="guess"),
        Component("b", "GB", unit_price=Decimal(4), confidence=Confidence.UNPRICED, reason="its size is not known"),
        Component("c", "", confidence=Confidence.UNPRICED, reason="no source"),
    ]
    found = OwnBook(settings("", EUR).prices).converted(of(parts))
    first, second, third = found.components
    assert (first.unit_price, first.monthly.most, first.confidence) == (1, 10, Confidence.ESTIMATED)
    assert first.reason == "guess; converted from USD at 0.5 EUR, 2026-01-31"
    assert (second.unit_price, second.reason, second.confidence) == (2, parts[1].reason, Confidence.UNPRICED)
    assert third == parts[2]
    assert (found.least, found.expected, found.most, found.currency) == (10, 10, 10, "EUR")


GOOD = "aws,EBS,storage,gp3,*,GB-month,1"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("asw,EBS,storage,gp3,*,GB-month,1", 'b.csv:2:1: there is no vendor "asw" (did you mean "aws"?)'),
        ("aws,EBSS,storage,gp3,*,GB-month,1", 'b.csv:2:5: there is no service "EBSS" (did you mean "EBS"?)'),
        ("aws,EBS,storrage,gp3,*,GB-month,1", 'b.csv:2:9: EBS has no component "storrage" (did you mean "storage"?)'),
        ("aws,EBS,zzz,gp3,*,GB-month,1", 'b.csv:2:9: EBS has no component "zzz" (say unlisted: true where'),
        ("aws,EBS,storage,gp33,*,GB-month,1", 'b.csv:2:17: storage of EBS has no attribute "gp33" (did you mean "g'),
        ("aws,EBS,storage,,*,GB-month,1", "b.csv:2:9: storage of EBS has no price without an attribute (there are: "),
        ("aws,EC2,m5.lagre,,*,hour,1", 'b.csv:2:9: EC2 has no component "m5.lagre" (did you mean "m5.large"?)'),
        ("aws,EC2,m5.large,linux,*,hour,1", "b.csv:2:18: m5.large has no attributes"),
        ("aws,RDS,db.m5.large,,*,hour,1", "b.csv:2:9: db.m5.large has no price without an engine as attribute (there"),
        ("aws,RDS,db.m5.large,mysqll,*,hour,1", 'b.csv:2:21: db.m5.large has no engine "mysqll" (did you mean "my'),
        ("azure,Virtual Machines,Standar_D2s_v3,,*,hour,1", '(did you mean "Standard_D2s_v3"?)'),
        ("gcp,Compute Engine,n2-standrad-4,,*,hour,1", '(did you mean "n2-standard-4"?)'),
        ("aws,EBS,storage,gp3,eu-west1,GB-month,1", 'there is no region "eu-west1" (did you mean "eu-west-1"?)'),
        ("aws,EBS,storage,gp3,*,GiB-month,1", 'b.csv:2:23: this is sold by GB-month, not by "GiB-month"'),
        ("aws,EC2,m5.large,,*,month,1", 'this is sold by hour, not by "month"'),
        ("aws,EBS,storage,gp3,*,0 GB-month,1", '"0 GB-month" is no unit'),
        (f"aws,EBS,storage,gp3,*,{'9' * 150} GB-month,1", "is no unit"),
        ("aws,EBS,storage,gp3,*,GB-month,-1", '"price" must be a number from 0 to 1,000,000,000, not "-1"'),
        ("aws,EBS,storage,gp3,*,GB-month,NaN", 'not "NaN"'),
        ("aws,EBS,storage,gp3,*,GB-month,Infinity", 'not "Infinity"'),
        ("aws,EBS,storage,gp3,*,GB-month,1e99", 'not "1e99"'),
        ("aws,EBS,storage,gp3,*,GB-month,1e999999999", 'not "1e999999999"'),
        (f"aws,EBS,storage,gp3,*,GB-month,{'9' * 190}", "b.csv:2:32: "),
        ('aws,EBS,storage,gp3,*,GB-month,"0,05"', "(write a point before the decimals)"),
        ("aws,EBS,storage,gp3,*,GB-month,1,EUR", 'b.csv:2:34: there is no exchange rate of "EUR" (write it in USD)'),
        ("aws,EBS,storage,gp3,*,GB-month,1,,x", '"tier_from" must be a number from 0 to 1,000,000,000,000,000'),
        ("aws,EBS,storage,gp3,*,GB-month,1,,10", "b.csv:2:1: no row says what this costs from 0 on"),
        ("aws,EBS,storage,gp3,*,GB-month,1,,,,2026-02-30", 'b.csv:2:37: "2026-02-30" is no day'),
        ("aws,EBS,storage,gp3,*,GB-month,1,,,,,perhaps", 'this is true or false, not "perhaps"'),
        (f"{GOOD}\n{GOOD}", "b.csv:3:1: this price is there twice (it is first written in line 2)"),
        (f"{GOOD}\naws,EBS,storage,gp3,*,1k GB-month,1,,10", "b.csv:3:1: a tier in 1k GB-month and USD of a price in"),
        (
            "\n".join(f"aws,EBS,storage,gp3,*,GB-month,1,,{start}" for start in range(60)),
            "b.csv:52:1: more than 50 tiers of one price",
        ),
        ("aws,EBS,storage,gp3,*,,1", 'this row has no value in the column "unit"'),
        ("aws", 'this row has no value in the column "price"'),
        (f"aws,EBS,storage,gp3,*,GB-month,1,,,{'x' * 300}", '"source" is no line of at most 200 characters'),
        ('aws,EBS,storage,gp3,*,GB-month,1,,,"a\nb"', '"source" is no line of at most 200 characters'),
        ("a" + "," * 12, "b.csv:2:14: a row of 13 cells below 12 columns (put texts with commas into quotes)"),
        ('aws,"EBS', "b.csv:2:5: this quote does not end with its cell"),
        ('aws,"E"BS,1', "b.csv:2:5: this quote does not end with its cell"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(rows, expected):
    found = problems(HEADER + rows)
    assert any(expected in problem for problem in found), found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "b.csv:1:1: this price book is empty (its columns: vendor, "),
        ("# nothing\n\n", "b.csv:1:1: this price book is empty"),
        ("vendor;service;component;unit;price\n", "(cells are separated by commas)"),
        ("vendor,service,component,unit,prize\n", 'b.csv:1:31: there is no column "prize" (did you mean "price"?)'),
        ("vendor,service,component,unit,prize\n", 'b.csv:1:1: the column "price" is missing'),
        ("vendor,service,component,unit,price,unit\n", 'b.csv:1:37: the column "unit" is there twice'),
        (b"\xff\xfe\xff", "b.csv:1:1: the price book cannot be read: "),
    ],
)
def test_a_table_without_a_good_head_is_told(text, expected):
    found = problems(text)
    assert any(expected in problem for problem in found), found


BOOK = """\
version: 1
prices:
  - {vendor: aws, service: EBS, component: storage, attribute: gp3, unit: GB-month, price: 0.05, date: 2026-01-31}
  - {vendor: aws, service: EC2, component: m5.large, region: eu-west-1, unit: hour, price: 5e-2}
  - {vendor: aws, service: EBS, component: novel, unit: hour, price: 1, unlisted: true}
"""


def test_yaml_says_the_same():
    found, wrong = book_reading.read(MemoryTree({"b.yaml": BOOK}), ["b.yaml"], "USD")
    assert not wrong
    assert [(each.component, each.region, each.tiers[0][1], each.observed) for each in found] == [
        ("storage", "*", Decimal("0.05"), "2026-01-31"),
        ("m5.large", "eu-west-1", Decimal("0.05"), ""),
        ("novel", "*", 1, ""),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "b.yaml:1:1: this price book is empty"),
        ("version: 1\nprices: [{vendor: aws}]\n", 'b.yaml:2:10: the key "service" is missing'),
        ("version: 1\nprises: []\n", 'b.yaml:2:1: unknown key "prises" (did you mean "prices"?)'),
        (BOOK.replace("0.05", "-1"), 'b.yaml:3:92: "price" must be at least 0, not -1'),
        (BOOK.replace("0.05", ".nan"), 'b.yaml:3:92: "price" must be a number, not a text'),
        (BOOK.replace("0.05", "1e300"), '"price" must be at most 1000000000'),
        (BOOK.replace("gp3", "gp33"), 'b.yaml:3:64: storage of EBS has no attribute "gp33" (did you mean "gp3"?)'),
        (BOOK.replace("EC2", "EBSS"), 'b.yaml:4:28: there is no service "EBSS" (did you mean "EBS"?)'),
        (BOOK + "---\n{}\n", "b.yaml:7:1: a second document"),
        ("version: [", "not valid YAML"),
    ],
)
def test_a_mistake_in_yaml_is_told_with_its_place(text, expected):
    found = problems(text, "b.yaml")
    assert any(expected in problem for problem in found), found


def test_all_mistakes_are_told_at_once_and_end():
    found = problems(HEADER + "aws,EBSS,x,,*,hour,1\naws,EBS,storage,gp3,*,hour,-1\n")
    assert [each.split(": ")[0] for each in found] == ["b.csv:2:5", "b.csv:3:23", "b.csv:3:28"]
    many = problems(HEADER + "aws,EBSS,x,,*,hour,1\n" * 5_000)
    assert len(many) == book_reading.MAX_PROBLEMS + 1
    assert many[-1] == "b.csv:101:1: 100 mistakes or more: what follows was not looked at"


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        ("{book: [c.csv]}", f'{CONFIG}:1:17: there is no file "c.csv"'),
        ("{book: [../c.csv]}", 'the path "../c.csv" leaves the scanned directory'),
        ("{discounts: {aws/EBSS: 20}}", f'{CONFIG}:1:22: no service is "aws/EBSS" (did you mean "aws/EBS"?)'),
        ("{discounts: {asw/*: 20}}", f'{CONFIG}:1:22: no service is "asw/*"'),
        ("{discounts: {aws: 20}}", '"discounts" does not have the right form: "aws"'),
        ("{discounts: {aws/*: 101}}", f'{CONFIG}:1:29: "aws/*" must be at most 100, not 101'),
        ("{discounts: {aws/*: -1}}", '"aws/*" must be at least 0, not -1'),
        ("{discounts: {aws/*: 20%}}", '"aws/*" must be a number, not a text'),
        ("{currency: eur}", '"currency" does not have the right form: "eur"'),
        ("{currency: EUR}", f"{CONFIG}:1:20: it is not said how much EUR a dollar is (write exchange-rate: 0.9)"),
        ("{currency: EUR, exchange-rate: 0.9}", "it is not said of which day the exchange rate is"),
        ("{currency: EUR, exchange-rate: 0, exchange-date: 2026-01-31}", "must be more than 0, not 0"),
        ("{currency: EUR, exchange-rate: 1e9, exchange-date: 2026-01-31}", "must be at most 1000000"),
        ("{currency: EUR, exchange-rate: .inf, exchange-date: 2026-01-31}", "must be a number, not a text"),
        ("{currency: EUR, exchange-rate: 1, exchange-date: 2026-02-31}", '"2026-02-31" is no day of the calendar'),
        ("{exchange-rate: 0.9}", f"{CONFIG}:1:25: this is the rate of no currency (say which it is of"),
    ],
)
def test_a_mistake_in_the_configuration_is_told(prices, expected):
    with pytest.raises(ConfigError) as caught:
        reading.load(MemoryTree({CONFIG: f"prices: {prices}\n"}), CONFIG)
    found = [str(each) for each in caught.value.problems]
    assert any(expected in problem for problem in found), found


def test_toml_says_the_same():
    toml = '[tool.finops-guard.prices]\ncurrency = "EUR"\nexchange-rate = 0.9\nexchange-date = 2026-01-31\n'
    toml += 'discounts = { "aws/EC2" = 20 }\n'
    made = reading.load(MemoryTree({"pyproject.toml": toml}), "pyproject.toml").prices
    assert made == PriceSettings((), {"aws/EC2": Decimal(20)}, "EUR", Decimal("0.9"), "2026-01-31")


def test_every_price_of_the_catalog_can_be_written_in_a_book():
    rows = [
        (vendor, service, component, attribute, "*", unit, "1")
        for vendor in price_names.VENDORS
        for service in price_names.services(vendor)
        for (component, attribute), unit in price_names.units(vendor, service).items()
    ]
    text = HEADER + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    found, wrong = book_reading.read(MemoryTree({"b.csv": text}), ["b.csv"], "USD")
    assert not wrong
    assert len(found) == len(rows) > 500


def test_the_words_of_the_schema_are_the_columns():
    schema = json.decode(schema_text("price-book"))
    properties = schema["properties"]["prices"]["items"]["properties"]
    assert list(properties) == HEADER.strip().split(",")
    assert schema["properties"]["prices"]["maxItems"] == book_reading.MAX_ROWS


def schema_text(name: str) -> str:
    return (_assets.directory("schemas") / f"{name}.schema.json").read_text()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"' * 100_001, ["b.csv:2:1: this quote does not end with its cell"]),
        ('a,"' * 50_000, ["b.csv:2:3: this quote does not end with its cell"]),
        ('"a"b\n' * 50_000, ["b.csv:2:1: this quote does not end with its cell"]),
        ("," * 100_000, []),
        ("\n\r\n\r" * 50_000, []),
    ],
)
def test_hostile_tables_end(text, expected):
    assert [each.partition(" (")[0] for each in problems(HEADER + text)] == expected


@pytest.mark.parametrize("unit", ["1M requests", "GB-month", "100 RU/s-hour", "vCPU-hour"])
def test_units_are_read_as_tariffs_read_them(unit):
    tariff = flat(Decimal(1), unit, "", "")
    assert unit.endswith(tariff.thing)
    assert tariff.thing[0].isalpha()
    assert not problems(f"{HEADER}aws,EBS,novel,,*,{unit},1,,,,,true\n")
