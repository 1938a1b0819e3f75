"""Small bills in FOCUS, as rows of a few columns over those of a usual row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from finops_guard.billing.assessing import assess_billing
from finops_guard.billing.model import Billing, BillingSettings, Kpi, Mandatory, MandatoryTag
from finops_guard.tree import MemoryTree

USUAL = {
    "BilledCost": "0",
    "EffectiveCost": "0",
    "ListCost": "0",
    "ContractedCost": "0",
    "BillingCurrency": "USD",
    "BillingPeriodStart": "2026-03-01T00:00:00Z",
    "BillingPeriodEnd": "2026-04-01T00:00:00Z",
    "ChargeCategory": "Usage",
    "ChargeClass": "",
    "CommitmentDiscountId": "",
    "CommitmentDiscountStatus": "",
    "PricingCategory": "Standard",
    "ProviderName": "AWS",
    "ServiceCategory": "Compute",
    "ServiceName": "Amazon EC2",
    "SubAccountId": "1",
    "Tags": "",
}
MANDATORY = Mandatory(
    (MandatoryTag("owner", ("owner", "Owner", "team")), MandatoryTag("env", ("env",), ("prod", "dev"))),
    ("owner", "Owner", "team"),
)
TAGGED = json.dumps({"owner": "shop", "env": "prod"})
AS_OF = date(2026, 4, 10)


def row(effective: str = "0", **columns: str) -> dict[str, str]:
    """Return a row that costs so much in every respect, but for what is said otherwise."""
    costs = dict.fromkeys(("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"), effective)
    return {**USUAL, **costs, **columns}


def month(number: int) -> dict[str, str]:
    """Return the columns of a billing period in 2026."""
    return {
        "BillingPeriodStart": f"2026-{number:02}-01T00:00:00Z",
        "BillingPeriodEnd": f"2026-{number + 1:02}-01T00:00:00Z",
    }


def text(rows: Iterable[Mapping[str, str]], columns: Iterable[str] = tuple(USUAL), **form: str) -> str:
    """Return rows as CSV."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(columns), extrasaction="ignore", lineterminator="\n", **form)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def assess(
    directory: Path,
    rows: Iterable[Mapping[str, str]],
    files: Mapping[str, str] | None = None,
    *,
    as_of: date = AS_OF,
    mandatory: Mandatory = MANDATORY,
    columns: Iterable[str] = tuple(USUAL),
) -> Billing:
    """Return what a bill of these rows proves, beside the files of a tree."""
    path = directory / "bill.csv"
    path.write_text(text(rows, columns), encoding="utf-8")
    return assess_billing([str(path)], BillingSettings(tree=MemoryTree(files or {})), as_of, mandatory)


def kpi(billing: Billing, name: str) -> Kpi:
    """Return a measure by its name."""
    return next(each for each in billing.kpis if each.name == name)
