"""Seconds, CPU seconds and peak memory of evidence from a FOCUS export of many rows, in a process of its own.

    python -m benchmarks.billing [--rows N] [--format csv|csv.gz|parquet]

The export is made up first, with the columns of FOCUS 1.2 and tags of a few keys.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from finops_guard.billing.assessing import assess_billing
from finops_guard.billing.model import BillingSettings, Mandatory, MandatoryTag

ROWS, GOAL_SECONDS, GOAL_MEGABYTES = 5_000_000, 60, 1024
FILLERS = (
    "BillingAccountId",
    "BillingAccountName",
    "ChargeDescription",
    "ChargeFrequency",
    "ConsumedUnit",
    "InvoiceId",
    "InvoiceIssuerName",
    "PricingUnit",
    "PublisherName",
    "RegionId",
    "RegionName",
    "ResourceName",
    "ResourceType",
    "SkuId",
    "SkuPriceId",
    "x_CostCategory",
)
EXPORT = """COPY (
    SELECT printf('%.10f', (n % 997) / 31.0) AS BilledCost, printf('%.10f', (n % 997) / 31.0) AS EffectiveCost,
        printf('%.10f', (n % 997) / 29.0) AS ListCost, printf('%.10f', (n % 997) / 30.0) AS ContractedCost,
        'USD' AS BillingCurrency, ['2026-04', '2026-05', '2026-06'][1 + n % 3] || '-01T00:00:00Z' AS BillingPeriodStart,
        ['2026-05', '2026-06', '2026-07'][1 + n % 3] || '-01T00:00:00Z' AS BillingPeriodEnd,
        'Usage' AS ChargeCategory, NULL AS ChargeClass, 'AWS' AS ProviderName, 'account-' || n % 211 AS SubAccountId,
        'Amazon Elastic Compute Cloud' AS ServiceName, ['Compute', 'Storage'][1 + n % 2] AS ServiceCategory,
        ['Standard', 'Committed'][1 + (n // 2) % 2] AS PricingCategory,
        CASE WHEN (n // 2) % 2 = 1 THEN 'arn:aws:savingsplans::1:savingsplan/' || n % 17 END AS CommitmentDiscountId,
        CASE WHEN (n // 2) % 2 = 1 THEN ['Used', 'Used', 'Used', 'Unused'][1 + (n // 4) % 4] END
            AS CommitmentDiscountStatus,
        'arn:aws:ec2:eu-central-1:123456789012:instance/i-' || printf('%016x', n % 1000003) AS ResourceId,
        CASE n % 5 WHEN 0 THEN NULL ELSE
            '{{"owner": "team-' || n % 40 || '", "environment": "prod", "cost-center": "' || n % 300 ||
            '", "Name": "node-' || n % 1000003 || '"}}' END AS Tags, {fillers}
    FROM range({rows}) numbers(n)) TO '{path}' ({options})"""
OPTIONS = {"csv": "FORMAT csv", "csv.gz": "FORMAT csv, COMPRESSION gzip", "parquet": "FORMAT parquet"}


def make(path: Path, rows: int, kind: str) -> None:
    """Write an export that is made up."""
    fillers = ", ".join(f"'some text of {name} ' || n % 1009 AS {name}" for name in FILLERS)
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(EXPORT.format(fillers=fillers, rows=rows, path=path, options=OPTIONS[kind]))


def measure(path: str) -> tuple[float, float, float, int]:
    """Return seconds, CPU seconds, peak megabytes and rows of one assessment in this process."""
    tags = tuple(MandatoryTag(key, (key, key.title())) for key in ("owner", "environment", "cost-center"))
    began, busy = time.perf_counter(), time.process_time()
    billing = assess_billing([path], BillingSettings(), date(2026, 7, 10), Mandatory(tags, ("owner", "team")))
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds, busy, peak, sum(total.rows for total in billing.totals)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--format", choices=sorted(OPTIONS), default="csv")
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, f"bill.{options.format}")
        make(path, options.rows, options.format)
        size = path.stat().st_size / 1e6
        with context.Pool(1) as pool:
            seconds, busy, peak, rows = pool.apply(measure, (str(path),))
    print(f"{rows:,} rows, {size:,.0f} MB {options.format}: {seconds:.1f} s ({busy:.1f} s of CPU), peak {peak:,.0f} MB")
    print(f"goal: {GOAL_SECONDS} s and {GOAL_MEGABYTES} MB for {ROWS:,} rows")


if __name__ == "__main__":
    main()
