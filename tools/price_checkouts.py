"""Reads prices of machines out of files of public repositories that are made from the vendors' price lists.

Each becomes plain mappings from names to USD an hour.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from tools.price_sources import Regional

_AWS_REGION = re.compile(r"[a-z]{2}(?:-gov)?-[a-z]+-\d")
# What the price feed calls regions; what is named otherwise is a local or a wavelength zone.
_AWS_LOCATIONS = {
    "africa-(cape-town)": "af-south-1",
    "asia-pacific-(hong-kong)": "ap-east-1",
    "asia-pacific-(hyderabad)": "ap-south-2",
    "asia-pacific-(jakarta)": "ap-southeast-3",
    "asia-pacific-(malaysia)": "ap-southeast-5",
    "asia-pacific-(melbourne)": "ap-southeast-4",
    "asia-pacific-(mumbai)": "ap-south-1",
    "asia-pacific-(new-zealand)": "ap-southeast-6",
    "asia-pacific-(osaka)": "ap-northeast-3",
    "asia-pacific-(seoul)": "ap-northeast-2",
    "asia-pacific-(taipei)": "ap-east-2",
    "asia-pacific-(thailand)": "ap-southeast-7",
    "aws-govcloud-(us)": "us-gov-west-1",
    "aws-govcloud-(us-east)": "us-gov-east-1",
    "canada-(central)": "ca-central-1",
    "canada-west-(calgary)": "ca-west-1",
    "eu-(milan)": "eu-south-1",
    "eu-(paris)": "eu-west-3",
    "eu-(spain)": "eu-south-2",
    "eu-(stockholm)": "eu-north-1",
    "eu-(zurich)": "eu-central-2",
    "israel-(tel-aviv)": "il-central-1",
    "mexico-(central)": "mx-central-1",
    "middle-east-(bahrain)": "me-south-1",
    "middle-east-(uae)": "me-central-1",
    "south-america-(sao-paulo)": "sa-east-1",
}
# What AWS's price list calls engines: the number of the operation that makes an instance. The price includes the
# licence where there is one, but that of Oracle's enterprise edition, which is never sold with it.
_RDS_OPERATIONS = {
    "2": "mysql",
    "5": "oracle-ee",
    "6": "oracle-se1",
    "10": "sqlserver-ex",
    "11": "sqlserver-web",
    "12": "sqlserver-se",
    "14": "postgres",
    "15": "sqlserver-ee",
    "16": "aurora",
    "18": "mariadb",
    "20": "oracle-se2",
}
_GO_REGION = re.compile(r'\s*initialOnDemandPrices\["(?P<region>[a-z0-9-]+)"\] = ')
_GO_PRICE = re.compile(r'\s*"(?P<name>[^"]+)":\s*(?P<usd>[0-9.]+),')
_GO_INLINE = re.compile(r'"(?P<name>[a-z0-9-]+\.[a-z0-9-]+)":\s*(?P<usd>[0-9.]+)')
_AZURE_MACHINE = re.compile(r"(?:Standard|Basic)_[\w-]+(?<!_Promo)", re.ASCII)
_NO_LINUX = re.compile(r"Windows|Spot|Low Priority|Basic|Promo")
_CUSTOM = "custom"
_DIGITS = 6


def gcp_calculator(text: str) -> tuple[Regional, Regional]:
    """Return what Compute Engine's machine types cost on demand, and as spot machines."""
    machines: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["compute"][
        "instance"
    ]
    named = {name: machine.get("cost", {}) for name, machine in machines.items() if not name.startswith(_CUSTOM)}
    return _costs(named, "hour"), _costs(named, "hour_spot")


def _costs(machines: Mapping[str, Mapping[str, Mapping[str, float | None]]], what: str) -> Regional:
    table = {
        name: {region: round(price, _DIGITS) for region, cost in costs.items() if (price := cost.get(what))}
        for name, costs in machines.items()
    }
    return {name: row for name, row in table.items() if row}


def karpenter_azure(text: str) -> Regional:
    """Return what Azure's virtual machine sizes cost, Linux, by their names."""
    table: Regional = {}
    for region, name, price in _go_prices(text):
        if price and _AZURE_MACHINE.fullmatch(name):
            table.setdefault(name, {})[region] = price
    return table


def karpenter_gcp(text: str) -> Regional:
    """Return what Compute Engine's machine types cost on demand."""
    table: Regional = {}
    for region, row in json.loads(text)["prices"].items():
        for name, price in row["on_demand"].items():
            table.setdefault(name, {})[region] = price
    return table


def azure_rows(texts: Iterable[str]) -> Regional:
    """Return what Azure's virtual machine sizes cost, Linux, of rows of the Azure Retail Prices API."""
    table: Regional = {}
    for row in (row for text in texts for row in json.loads(text).values()):
        what = f"{row['productName']} {row['skuName']}"
        if row["productName"].startswith("Virtual Machines ") and not _NO_LINUX.search(what) and row["retailPrice"]:
            name = f"Standard_{row['skuName'].strip().removeprefix('Standard_').replace(' ', '_')}"
            table.setdefault(name, {})[row["armRegionName"]] = row["retailPrice"]
    return table


def _go_prices(text: str) -> Iterator[tuple[str, str, float]]:
    region = ""
    for line in text.splitlines():
        if match := _GO_REGION.match(line):
            region = match["region"]
        elif region and (match := _GO_PRICE.match(line)):
            yield region, match["name"], float(match["usd"])


def karpenter_aws(text: str) -> dict[str, float]:
    """Return what EC2 types cost in us-east-1, without bare metal: of those the table has prices of dedicated hosts."""
    found = {match["name"]: float(match["usd"]) for match in _GO_INLINE.finditer(text)}
    return {name: price for name, price in found.items() if price and ".metal" not in name}


def aws_feed(text: str) -> Regional:
    """Return what EC2 types cost on demand, Linux, in each region, of AWS's public price feed."""
    table: Regional = {}
    for row in json.loads(text):
        region = _AWS_LOCATIONS.get(row["region"], row["region"])
        if _AWS_REGION.fullmatch(region) and (price := float(row["pricePerUnit"])):
            table.setdefault(row["attributes"]["instanceType"], {})[region] = price
    return table


def rds_table(text: str) -> dict[str, Regional]:
    """Return what database instance classes cost in one zone, by engine."""
    tables: dict[str, Regional] = {}
    for row in json.loads(text):
        for region, engines in row["pricing"].items():
            for operation, price in engines.items():
                engine, usd = _RDS_OPERATIONS.get(operation), price.get("ondemand")
                if engine and isinstance(usd, int | float) and usd:
                    tables.setdefault(engine, {}).setdefault(row["instance_type"], {})[region] = float(usd)
    return tables
