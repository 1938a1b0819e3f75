"""What docs/price-sources.md says of prices is so."""

from __future__ import annotations

from pathlib import Path

import pytest

from finops_guard.catalog import coverage, datafile
from tools import unit_price_tables

GUIDE = (Path(__file__).parents[2] / "docs" / "price-sources.md").read_text(encoding="utf-8")
ROWS = [(vendor, row) for vendor in unit_price_tables.VENDORS for row in unit_price_tables.read(vendor)]
TITLES = {
    "EC2": "ec2",
    "RDS and Aurora, by engine": "rds",
    "Azure virtual machines": "azure-vm",
    "Compute Engine": "gce",
}


# The cells of the rows of the first table.
TABLE = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in GUIDE.partition("\n## ")[0].splitlines()
    if line.startswith("| ") and "---" not in line and not line.startswith("| |")
]


@pytest.mark.parametrize("cells", TABLE, ids=lambda cells: cells[0])
def test_coverage_is_as_said(cells: list[str]) -> None:
    title, *numbers = cells[:4]
    found = coverage.by_region(TITLES[title])
    machines = {name for names in found.values() for name in names}
    assert [int(number.replace(",", "")) for number in numbers] == [
        len(machines),
        len(found),
        sum(map(len, found.values())),
    ]


def test_numbers_are_as_said() -> None:
    text = " ".join(GUIDE.split())
    repaired = sum(bits.bit_count() for bits in datafile.read("prices-azure")["repaired"].values())
    seconds = sum(bool(row["second_usd"]) for _, row in ROWS)
    derived = sum(row["note"].startswith("derived from what") for _, row in ROWS)
    by_code = sum(row["note"].startswith(("derived from a code", "derived from codes")) for _, row in ROWS)
    units = {(vendor, row["service"], row["component"], row["attribute"], row["region"]) for vendor, row in ROWS}
    said = (
        f"{repaired:,} prices of Azure sizes",
        f"{seconds:,} have a second source",
        f"{derived} prices of vCPUs and memory of Cloud SQL",
        f"{by_code} prices that the price feed of AWS names by a code",
        f"{len(units):,} prices of other services",
        f"of {len({unit[:2] for unit in units})} services",
    )
    for each in said:
        assert each in text, each


def test_all_that_is_without_a_size_is_said() -> None:
    text = " ".join(GUIDE.split())
    sizeless = {row.service: row.sizeless for row in coverage.coverage() if row.sizeless}
    assert f"Of {sizeless['Virtual Machines']} Azure sizes" in text
    assert (sizeless["Compute Engine"], sizeless["EC2"]) == (8, 4)
    assert "eight machine types of Compute Engine and four types of EC2" in text
