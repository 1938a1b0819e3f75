"""What docs/prices.md shows is what happens, and its tables are what the estimators say."""

from __future__ import annotations

import re
import shlex

import pytest
from support.command_line import Runner
from support.guide import Guide
from support.price_lists import aws_csv, aws_row, ec2_row

from finops_guard.pricing.resources import priced_types
from finops_guard.updating import run as updating
from finops_guard.updating.aws_table import OFFERS
from tools import price_pages

GUIDE = Guide("prices.md")


def test_commands_print_what_is_shown(run: Runner) -> None:
    machine = ec2_row("m5.large", "0.111")
    windows = ec2_row("m5.large", "0.2", Operating_System="Windows")
    run.write("offer.csv", aws_csv("AmazonEC2", machine, aws_row("EU-NatGateway-Hours", "0.048"), windows))
    told = list(GUIDE.ran(run))
    assert len(told) == 2
    for printed, shown in told:
        assert printed == shown


def test_commands_for_the_vendors_are_understood(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def record(source: str, _output: str, _wanted: object, key: str) -> updating.Updated:
        asked.append((source, key))
        return updating.Updated({}, 0, {}, "USD", "", "")

    monkeypatch.setattr(updating, "update", record)
    lines = [line for block in GUIDE.blocks("sh") for line in block.replace("\\\n", "").splitlines()]
    for line in lines:
        words = shlex.split(line)
        if words[0] == "export":
            monkeypatch.setenv(*words[1].split("="))
            continue
        ran = run(*words[1:])
        assert ran.code == 0, ran.err
    assert [source.split("?")[0] for source, _ in asked] == [
        "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/index.json",
        "https://prices.azure.com/api/retail/prices",
        "https://cloudbilling.googleapis.com/v1/services/6F81-5844-456A/skus",
        "default.json",
    ]
    assert "prices?$filter=armRegionName" in asked[1][0].replace("\\$", "$")
    assert [bool(key) for _, key in asked] == [False, False, True, True]


def test_all_options_are_told(run: Runner) -> None:
    text = run("prices", "update", "--help").out
    told = re.findall(r"^\| `(--[a-z]+)` \|", GUIDE.text, re.MULTILINE)
    assert sorted(told) == sorted(set(re.findall(r"^  (--[a-z]+) ", text, re.MULTILINE)) - {"--help"})


def test_the_tables_are_not_stale() -> None:
    assert price_pages.renewed(GUIDE.text) == GUIDE.text, "run python -m tools.price_pages"


def test_every_priced_type_is_in_a_table_and_only_there() -> None:
    table = price_pages.coverage()
    for type_ in priced_types():
        assert f"`{type_}`" in table, type_
    for vendor, _ in price_pages.VENDORS:
        assert not set(price_pages._others(vendor)) & priced_types()


def test_a_service_is_told_where_it_is_looked_up() -> None:
    rows = dict(re.findall(r"^\| ([^`|]+) \| (`.*) \|$", price_pages.coverage(), re.MULTILINE))
    assert "`aws_instance`" in rows["CloudWatch, EBS, EC2, VPC"]
    assert "`google_compute_instance`" in rows["Compute Engine, Persistent Disk, VPC"]
    assert "`azurerm_lb_rule`" in rows["Load Balancer"]


def test_services_of_offers_are_those_of_the_catalog() -> None:
    from finops_guard.catalog.price_names import services

    assert {service for named in OFFERS.values() for service in named} <= set(services("aws"))
