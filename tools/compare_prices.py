"""Compares the catalog's prices of machines, all of them, with tables that it is not made from.

    python -m tools.compare_prices --cache ~/sources

Prints for each table how many prices both have, which share of them is the same within half a percent, and where they
differ most; returns 1 where that share is below 99 percent. Sources are found as those of ``tools.build_catalog``.
With ``--sample`` it writes some figures of each table, of all regions, for the tests.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from finops_guard.catalog import machine_prices
from finops_guard.catalog.machine_prices import Price
from tools import price_checkouts
from tools.build_catalog import Read, checkout, reader
from tools.checkouts import AWS_FEED, AZURE_RADAR, KARPENTER_AWS, KARPENTER_GCP, RDS_TABLE

LEAST = 0.99
SAME = 0.005
_SAMPLE = 400  # figures of each table
_SAMPLES = Path(__file__).parents[1] / "tests" / "catalog" / "data" / "machine_prices.csv"
_RADAR_FILES = ("vm-belgium", "vm-eu-west", "vm-francecentral", "vm-northeurope", "vm-swedencentral")
# Engines of the older table of databases that the catalog does not take from it.
_ENGINES = {"aurora": "aurora-mysql", "mariadb": "mariadb", "mysql": "mysql", "postgres": "postgres"}


class Figure(NamedTuple):
    """What a table says that a machine costs an hour."""

    service: str
    size: str
    region: str
    engine: str
    usd: float


class Table(NamedTuple):
    """Figures of one source, with its name and the day they are of; empty where the source does not tell."""

    source: str
    date: str
    figures: tuple[Figure, ...]


def tables(read: Read) -> Iterator[Table]:
    """Yield the tables that the catalog is not made from."""
    feed = price_checkouts.aws_feed(read(AWS_FEED))
    yield Table(AWS_FEED.repository, AWS_FEED.date, _figures("ec2", feed))
    newest = {name: {"us-east-1": usd} for name, usd in price_checkouts.karpenter_aws(read(KARPENTER_AWS)).items()}
    yield Table(KARPENTER_AWS.repository, KARPENTER_AWS.date, _figures("ec2", newest))
    databases = price_checkouts.rds_table(read(RDS_TABLE))
    rows = (_figures("rds", databases[engine], ours) for engine, ours in _ENGINES.items())
    yield Table(RDS_TABLE.repository, RDS_TABLE.date, tuple(figure for each in rows for figure in each))
    azure = price_checkouts.azure_rows(read(AZURE_RADAR, f"{AZURE_RADAR.path}/{name}.json") for name in _RADAR_FILES)
    yield Table(AZURE_RADAR.repository, AZURE_RADAR.date, _figures("azure-vm", azure))
    compute = price_checkouts.karpenter_gcp(read(KARPENTER_GCP))
    yield Table(KARPENTER_GCP.repository, KARPENTER_GCP.date, _figures("gce", compute))


def _figures(service: str, table: dict[str, dict[str, float]], engine: str = "") -> tuple[Figure, ...]:
    return tuple(
        Figure(service, name, region, engine, usd)
        for name, row in sorted(table.items())
        for region, usd in sorted(row.items())
    )


def compared(table: Table) -> Iterator[tuple[Figure, Price]]:
    """Yield the figures that the catalog has from another source too, with its own."""
    for figure in table.figures:
        found = machine_prices.lookup(figure.service, figure.size, figure.region, figure.engine)
        if isinstance(found, Price) and found.source != table.source:
            yield figure, found


def report(table: Table) -> float:
    """Print how a table compares; return the share of stated prices that are the same, leaving out estimated ones."""
    pairs = list(compared(table))
    stated = [(figure, ours) for figure, ours in pairs if not ours.estimated]
    estimated = [(figure, ours) for figure, ours in pairs if ours.estimated]
    wrong = [pair for pair in stated if not same(*pair)]
    share = 1 - len(wrong) / len(stated)
    regions = len({figure.region for figure, _ in stated})
    print(f"{table.source} {table.date}: {len(stated):,} figures of {regions} regions, {share:.2%} the same")
    if estimated:
        right = sum(same(*pair) for pair in estimated) / len(estimated)
        print(f"    and {right:.2%} of {len(estimated):,} that are estimated")
    for figure, ours in wrong[:10]:
        print(f"    {figure.size} {figure.engine} {figure.region}: {ours.amount} here, {figure.usd} there")
    return share


def same(figure: Figure, ours: Price) -> bool:
    """Tell whether two prices are the same within half a percent."""
    return abs(float(ours.amount) / figure.usd - 1) <= SAME


def sample(found: Sequence[Table], path: Path) -> None:
    """Write every so many figures of each table that the catalog has too, beside the rows that are kept by hand."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["source"] not in {table.source for table in found}]
    for table in found:
        pairs = [figure for figure, ours in compared(table) if not ours.estimated]
        chosen = (figure._asdict() for figure in pairs[:: max(1, len(pairs) // _SAMPLE)])
        rows += [{**row, "source": table.source, "date": table.date} for row in chosen]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*Figure._fields, "source", "date"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: [str(row[key]) for key in (*Figure._fields, "source")]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare all tables; return 1 where one has less than the least share of prices in common."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, help="directory that keeps what is downloaded")
    parser.add_argument("--checkout", action="append", default=[], type=checkout, metavar="REPOSITORY=DIRECTORY")
    parser.add_argument("--sample", action="store_true", help="write figures for the tests")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        cache = options.cache or Path(temporary)
        found = list(tables(reader(dict(options.checkout), cache)))
    shares = [report(table) for table in found]
    if options.sample:
        sample(found, _SAMPLES)
    return 1 if min(shares) < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
