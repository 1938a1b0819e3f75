"""Prices of machines against figures of other sources, and what has no price."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from finops_guard.catalog import aws_prices, coverage, datafile, machine_prices, price_table, sizes
from finops_guard.catalog.machine_prices import NoPrice, Price, lookup

# Figures of sources, or parts of them, that no data file is made from: service, size, region, engine, USD an hour.
SECOND_SOURCES = Path(__file__).parent / "data" / "machine_prices.csv"


def price(service: str, name: str, region: str = "", engine: str = "") -> Price:
    found = lookup(service, name, region, engine)
    assert isinstance(found, Price), found
    return found


def second_sources() -> list[dict[str, str]]:
    with SECOND_SOURCES.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("service", "name", "engine", "usd"),
    [
        ("ec2", "m5.large", "", "0.096"),
        ("ec2", "m7g.large", "", "0.0816"),
        ("ec2", "t3.micro", "", "0.0104"),
        ("ec2", "t3.medium", "", "0.0416"),
        ("ec2", "c7g.xlarge", "", "0.145"),
        ("rds", "db.t3.medium", "mysql", "0.068"),
        ("rds", "db.t3.medium", "postgres", "0.072"),
        ("rds", "db.m5.4xlarge", "mysql", "1.368"),
        ("elasticache", "cache.m5.large", "redis", "0.156"),
        ("elasticache", "cache.m5.large", "memcached", "0.156"),
        ("elasticache", "cache.m5.large", "valkey", "0.1248"),
        ("opensearch", "m5.large.search", "", "0.142"),
        ("opensearch", "m5.large.elasticsearch", "", "0.142"),
        ("redshift", "ra3.4xlarge", "", "3.26"),
        ("msk", "kafka.m5.large", "", "0.21"),
        ("fargate", "vcpu", "x86_64", "0.04048"),
        ("fargate", "vcpu", "arm64", "0.03238"),
        ("lambda", "gib-second", "arm64", "0.0000133334"),
        ("azure-vm", "Standard_D2s_v5", "", "0.096"),
        ("azure-vm", "standard_d2as_v5", "", "0.086"),
        ("gce", "n2-standard-2", "", "0.097118"),
    ],
)
def test_prices_in_the_first_region(service: str, name: str, engine: str, usd: str) -> None:
    assert price(service, name, "", engine).amount == Decimal(usd)


@pytest.mark.parametrize(
    ("service", "name", "region", "usd", "is_estimated"),
    [
        ("ec2", "m5.large", "eu-west-1", "0.107", False),
        ("ec2", "m5.xlarge", "eu-central-1", "0.23", False),
        ("ec2", "c4.large", "eu-west-1", "0.113", False),  # not what others of its family cost more
        ("ec2", "m1.small", "eu-west-1", "0.047", False),  # the feed alone has it
        ("ec2", "t3.medium", "us-west-2", "0.0416", False),
        ("ec2", "c7g.large", "eu-west-1", "0.0773", False),
        ("rds", "db.r5.large", "eu-west-1", "0.384", False),  # Neptune
        ("redshift", "dc2.large", "eu-central-1", "0.324", False),
        ("azure-vm", "Standard_D2s_v3", "West Europe", "0.12", False),
        ("azure-vm", "Standard_D8as_v5", "centralus", "0.389", False),
        ("azure-vm", "Standard_D4as_v5", "eastus", "0.172", False),
        ("azure-vm", "Standard_B2als_v2", "eastasia", "0.0526", True),  # the table has the price of Windows here
        ("azure-vm", "Standard_D2s_v3", "usgovvirginia", "0.126", False),  # the older table alone has the region
        ("gce", "n2-standard-2", "europe-central2", "0.117395", False),
        ("gce", "e2-standard-2", "europe-west1-b", "0.07372", False),
    ],
)
def test_prices_elsewhere(service: str, name: str, region: str, usd: str, is_estimated: bool) -> None:
    found = price(service, name, region, "neptune" if service == "rds" else "")
    assert float(found.amount) == pytest.approx(float(usd), rel=0.003)
    assert bool(found.estimated) is is_estimated
    assert found.region == machine_prices.region_name(service, region)


# What the second source has otherwise.
DISAGREE = {
    ("azure-vm", "Standard_E192ibds_v6", "northeurope"),  # newer by two months, and a tenth dearer in all its regions
    ("rds", "db.r5.8xlarge", "ap-northeast-3"),  # seven times as much as in any other region, in 2021
}


def test_second_sources_agree() -> None:
    """Compare with figures of tables that no data file is made from; all of them, tools.compare_prices compares."""
    rows = second_sources()
    count = Counter(row["service"] for row in rows)
    wrong = set()
    for row in rows:
        found = price(row["service"], row["size"], row["region"], row["engine"])
        assert found.source != row["source"]
        if abs(float(found.amount) / float(row["usd"]) - 1) > 0.005:
            wrong.add((row["service"], row["size"], row["region"]))
    assert wrong == DISAGREE
    for service, (least, regions) in {
        "ec2": (800, 36), "rds": (400, 23), "azure-vm": (450, 12), "gce": (500, 43),
    }.items():  # fmt: skip
        assert count[service] >= least
        assert len({row["region"] for row in rows if row["service"] == service}) >= regions
        assert sum(each[0] == service for each in wrong) <= 0.01 * count[service]


@pytest.mark.parametrize(
    ("service", "regions", "least", "in_first"),
    [
        ("ec2", 36, 24_000, 1_390),
        ("rds", 36, 24_000, 1_300),
        ("azure-vm", 62, 63_900, 1_490),
        ("gce", 43, 17_500, 500),
        ("msk", 33, 400, 16),
        ("redshift", 34, 190, 6),
    ],
)
def test_coverage_by_region(service: str, regions: int, least: int, in_first: int) -> None:
    found = coverage.by_region(service)
    assert len(found) == regions
    assert sum(map(len, found.values())) >= least
    assert len(found[machine_prices.default_region(service)]) >= in_first


def test_what_a_table_has_is_what_its_rows_give() -> None:
    """A machine that costs a multiple of a row has a price where its bits say, and nowhere else."""
    table = {
        "source": "a table", "date": "2026-01-01", "digits": 4, "regions": ["far", "near", "there"],
        "rows": [[0.1, 0.123, None]], "machines": {"large": [0, 1], "xlarge": [0, 2.5, 0b110]},
    }  # fmt: skip
    assert dict(price_table.prices(table, "large")) == {"far": Decimal("0.1"), "near": Decimal("0.123")}
    assert dict(price_table.prices(table, "xlarge")) == {"near": Decimal("0.3075")}
    assert price_table.lookup(table, "xlarge", "near") == Price(Decimal("0.3075"), "near", "a table", "2026-01-01")
    for name, region in (("xlarge", "far"), ("xlarge", "there"), ("small", "far"), ("large", "nowhere")):
        assert price_table.lookup(table, name, region) is None


def test_spot_prices_are_lower() -> None:
    spot = machine_prices.spot("gce", "projects/p/zones/us-central1-a/machineTypes/n2-standard-2", "us-central1-a")
    assert isinstance(spot, Price)
    assert spot.amount == Decimal("0.04606")
    reasons = [machine_prices.spot(service, name) for service, name in (("ec2", "m5.large"), ("gce", "none"))]
    assert [reason.reason for reason in reasons if isinstance(reason, NoPrice)] == [
        "no source has spot prices of ec2",
        "no source has a price of none in us-central1",
    ]
    on_demand, taken = datafile.read("prices-gce"), datafile.read("prices-gce-spot")
    for name in taken["machines"]:
        at = dict(price_table.prices(on_demand, name))
        for region, amount in price_table.prices(taken, name):
            assert amount < at.get(region, Decimal(1_000)), (name, region)


@pytest.mark.parametrize(
    ("service", "name", "region", "engine", "reason"),
    [
        ("ec2", "m99g.large", "", "", "no source has a price of m99g.large"),
        ("ec2", "m5.large", "eu-nowhere-1", "", "no source has prices in eu-nowhere-1"),
        ("ec2", "m8i.large", "me-south-1", "", "no source has a price of m8i.large in me-south-1"),
        ("rds", "db.m4.large", "me-central-1", "mysql", "no source has a price of db.m4.large for mysql in me-"),
        ("rds", "db.m5.large", "", "db2-se", "no source has a price of db.m5.large for db2-se"),
        ("rds", "db.m5.large", "", "", "the engine of db.m5.large is not known"),
        ("rds", "db.m6i.4xlarge", "", "sqlserver-se", "no source has a price of db.m6i.4xlarge for sqlserver-se in"),
        ("rds", "db.r5.24xlarge", "cn-north-1", "mysql", "no source has prices in cn-north-1"),
        ("elasticache", "cache.m1.small", "", "redis", "no source has a price of cache.m1.small for redis in"),
        ("azure-vm", "Standard_D2s_v99", "", "", "no source has a price of Standard_D2s_v99 in eastus"),
        ("azure-vm", "Standard_D2s_v5", "mars", "", "no source has prices in mars"),
        ("gce", "n2-custom-4-8192", "", "", "no source has a price of n2-custom-4-8192"),
        ("gce", "e2-medium", "nowhere1", "", "no source has prices in nowhere1"),
        ("dax", "dax.r5.large", "", "", "no source has prices of dax"),
        ("fargate", "vcpu", "nowhere", "arm64", "no source has a price of vcpu on arm64 in nowhere"),
        ("ec2", "m" * 500, "", "", "no size has such a name"),
    ],
)
def test_what_has_no_price_says_why(service: str, name: str, region: str, engine: str, reason: str) -> None:
    found = lookup(service, name, region, engine)
    assert isinstance(found, NoPrice)
    assert found.reason.startswith(reason)


def test_nothing_costs_nothing() -> None:
    for name in ("prices-ec2", "prices-rds", "prices-azure", "prices-gce", "prices-gce-spot"):
        content = datafile.read(name)
        for table in filter(None, (content, content.get("older"))):
            assert all(figure is None or figure > 0 for row in table["rows"] for figure in row)
            assert all(
                machine[1] > 0 and machine[-1] != 0 for machine in table["machines"].values() if len(machine) > 2
            )
            assert {machine[0] for machine in table["machines"].values()} == set(range(len(table["rows"])))
    for engines in datafile.read("prices-aws-services")["prices"].values():
        assert all(figure > 0 for by in engines.values() for row in by.values() for figure in row.values())


@pytest.mark.parametrize(
    ("name", "region", "engine", "usd", "is_estimated"),
    [
        ("db.m5.large", "eu-west-1", "mysql", "0.189", False),
        ("db.t3.medium", "sa-east-1", "postgres", "0.151", False),
        ("db.m5.large", "us-east-1", "mariadb", "0.171", False),
        ("db.m6i.large", "us-east-1", "mariadb", "0.171", False),
        ("db.r6g.large", "us-east-1", "aurora", "0.26", False),
        ("db.m7g.large", "us-east-1", "postgresql", "0.168", False),
        ("db.r6g.16xlarge", "sa-east-1", "mariadb", "14.222", False),  # not what it costs for MySQL
        ("db.r5.large", "us-east-1", "aurora-mysql", "0.29", False),
        ("db.r6g.large", "us-east-1", "aurora-postgresql", "0.26", False),
        ("db.r6g.xlarge", "eu-central-1", "aurora-postgresql", "0.627", False),
        ("db.m5.xlarge", "us-east-1", "sqlserver-ee", "2.336", False),
        ("db.m5.xlarge", "us-east-1", "oracle-ee-cdb", "0.342", False),
        ("db.r6i.large", "eu-west-1", "mysql", "0.265", False),
        ("db.t3.large", "us-east-1", "oracle-se2", "0.3", False),
        ("db.r5.4xlarge", "us-east-1", "docdb", "2.216", False),
    ],
)
def test_databases_by_region(name: str, region: str, engine: str, usd: str, is_estimated: bool) -> None:
    found = price("rds", name, region, engine)
    assert (found.amount, bool(found.estimated)) == (Decimal(usd), is_estimated)


def test_licensed_databases_are_of_an_older_table() -> None:
    found = price("rds", "db.m5.xlarge", "eu-west-1", "oracle-ee")
    assert (found.source, found.observed) == ("vantage-sh/ec2instances.info", "2021-08-03")
    older = datafile.read("prices-rds")["older"]
    assert len(older["regions"]) == 23
    assert {name.partition("-")[0] for name in older["machines"]} == {"oracle", "sqlserver"}


def test_nodes_elsewhere_follow_their_machines() -> None:
    """us-east-1: 0.156; eu-west-1: what an m5.large costs, 0.107, to 0.096."""
    found = price("elasticache", "cache.m5.large", "eu-west-1", "redis")
    assert found.amount == round(Decimal("0.156") * Decimal("0.107") / Decimal("0.096"), 4)
    assert found.estimated == "from its price in us-east-1, and what its machine costs there"
    usual = price("elasticache", "cache.m4.large", "af-south-1", "redis")  # no m4 is sold there
    assert usual.amount == round(Decimal("0.156") * Decimal("1.3332"), 4)
    assert usual.estimated == "from its price in us-east-1, and what machines usually cost there"


def test_what_has_a_price_has_a_size() -> None:
    """A price of a name that no size has would be one of something else: those that have none are known."""
    sizeless = {row.service: row.sizeless for row in coverage.coverage() if row.sizeless}
    assert sizeless == {"EC2": 4, "OpenSearch instances": 2, "Virtual Machines": 396, "Compute Engine": 8}
    assert sizes.lookup("ec2", "i7i.large") is not None
    unknown = [name for name in aws_prices.sold("opensearch") if sizes.lookup("opensearch", name) is None]
    assert all(name.startswith("ultrawarm1.") for name in unknown)


def test_no_region_is_cheap_without_reason() -> None:
    data = datafile.read("prices-ec2")
    for name in data["machines"]:
        by_region = dict(price_table.prices(data, name))
        for region, amount in by_region.items():
            ratio = amount / by_region.get("us-east-1", amount)
            assert 0.5 * data["usual"][region] < ratio < 2.1 * data["usual"][region], (name, region)
