"""Reads the tables of unit prices and reduces them to the catalog's data files.

Each row is one tier of one price. ``source`` and ``date`` say where and when it was read; ``second_source`` and
``second_usd``, where there are any, what another source says. ``tier_from`` and ``tier_to`` count single things
(requests, where the unit is a million of them), GB, or hours. What no source states, but follows from others, has a
``note`` that begins with "derived" and says how.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from finops_guard.catalog import unit_prices

DIRECTORY = Path(__file__).with_name("unit_prices")
VENDORS = ("aws", "azure", "gcp")

COLUMNS = (
    "service", "component", "attribute", "region", "unit", "usd", "tier_from", "tier_to",
    "source", "date", "second_source", "second_usd", "note",
)  # fmt: skip
_DERIVED = "derived "
key = itemgetter("service", "component", "attribute", "region")


def read(vendor: str) -> list[dict[str, str]]:
    """Return the rows of a vendor's table; raise ValueError where a name could not be looked up as it is written."""
    with (DIRECTORY / f"{vendor}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        if any(text != text.strip() for text in row.values()):
            raise ValueError(f"{vendor}: blanks around a text: {row}")
    return rows


def in_order(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Return rows as tables keep them: by what they are for, then by tiers."""
    return sorted(rows, key=lambda row: (*key(row), float(row["tier_from"] or 0)))


def write(vendor: str, rows: Iterable[dict[str, str]]) -> None:
    """Write a vendor's table."""
    with (DIRECTORY / f"{vendor}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(in_order(rows))


def content(rows: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Return the content of a vendor's file; raise ValueError where rows of one price do not fit together."""
    origins = sorted({row["source"] for row in rows})
    units = sorted({row["unit"] for row in rows})
    prices: dict[str, Any] = {}
    for (service, component, attribute, region), grouped in groupby(sorted(rows, key=key), key):
        tiers = sorted(grouped, key=lambda row: float(row["tier_from"] or 0))
        reason = _problem(tiers)
        if reason:
            raise ValueError(f"{service} {component} {attribute} {region}: {reason}")
        first = tiers[0]
        steps = [[_number(row["tier_from"] or "0"), _number(row["usd"])] for row in tiers]
        by_region = prices.setdefault(service, {}).setdefault(f"{component}|{attribute}", {})
        by_region[region] = [units.index(first["unit"]), origins.index(first["source"]), first["date"], *steps]
    derived = {
        unit_prices.named(*key(row)): row["note"].removeprefix(_DERIVED)
        for row in rows
        if row["note"].startswith(_DERIVED)
    }
    return {"origins": origins, "units": units, "prices": prices, "derived": derived}


def _problem(tiers: Iterable[dict[str, str]]) -> str:
    end = ""
    for at, row in enumerate(tiers):
        if at and (not end or float(row["tier_from"] or 0) != float(end)):
            return f"a tier from {row['tier_from'] or 0} follows one that ends at {end or 'no number'}"
        end = row["tier_to"]
    return ""


def _number(text: str) -> float | int:
    value = float(text)
    return int(value) if value.is_integer() else value
