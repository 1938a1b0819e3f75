"""Generated exports of three providers in two versions of FOCUS against sums in plain Python."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from billing.bills import kpi

from finops_guard.billing.assessing import assess_billing
from finops_guard.billing.forecast import COLUMNS
from finops_guard.billing.measures import ALLOCATED, COMPLIANT, COVERAGE, LIST_SAVINGS, SAVINGS, UTILISATION, WASTE
from finops_guard.billing.model import FORECAST, UNIT_METRICS, BillingSettings, Mandatory, MandatoryTag
from finops_guard.tree import MemoryTree

pytest.importorskip("duckdb", reason="the extra billing is not installed")
pytest.importorskip("focus_data_toolkit", reason="focus-data-toolkit is not installed")

KEYS = {
    "Owner": ("Owner", "owner"),
    "Environment": ("Environment", "environment"),
    "CostCenter": ("CostCenter", "cost-center"),
}
VALUES = {"Environment": ("prod", "dev")}
MANDATORY = Mandatory(
    tuple(MandatoryTag(key, spellings, VALUES.get(key, ())) for key, spellings in KEYS.items()), KEYS["Owner"]
)
ORDERS = 'metrics: [{metric: m, unit: u, volumes: {"2026-05": 100}, cost: {category: Compute}}]'


@pytest.fixture(params=[(p, v) for p in ("aws", "azure", "gcp") for v in ("1.2", "1.3")], ids="-".join)
def export(request, tmp_path):
    provider, version = request.param
    command = [sys.executable, "-m", "focus_data_toolkit", "generate", "--provider", provider, "--rows", "1500"]
    command += ["--focus-version", version, "--seed", "11", "--out", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (path,) = tmp_path.glob("*cost_and_usage*.csv")
    return path, version


def tags(row):
    return json.loads(row["Tags"]) if row["Tags"] else {}


def has(row, key):
    value = next((tags(row)[spelling] for spelling in KEYS[key] if spelling in tags(row)), None)
    return value in VALUES[key] if key in VALUES else bool(value)


def add(rows, column):
    return sum((Decimal(row[column]) for row in rows), Decimal(0))


def test_generated_exports(export):
    path, version = export
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    usage = [row for row in rows if row["ChargeCategory"] == "Usage"]
    cost = usage + [row for row in rows if row["ChargeCategory"] == "Purchase" and not row["CommitmentDiscountId"]]
    by_status = {
        status: [row for row in usage if row["CommitmentDiscountStatus"] == status] for status in ("Used", "Unused", "")
    }
    real = by_status["Used"] + by_status[""]
    compute = [row for row in real if row["ServiceCategory"] == "Compute" and row["PricingCategory"] != "Dynamic"]
    used, unused = add(by_status["Used"], "EffectiveCost"), add(by_status["Unused"], "EffectiveCost")
    covered = [row for row in compute if row["CommitmentDiscountStatus"] == "Used"]
    compliant = [row for row in cost if all(has(row, key) for key in KEYS)]
    total = add(cost, "EffectiveCost")
    expected = {
        ALLOCATED: (add([row for row in cost if has(row, "Owner")], "EffectiveCost"), total),
        COMPLIANT: (add(compliant, "EffectiveCost"), total),
        COVERAGE: (add(covered, "ContractedCost"), add(compute, "ContractedCost")),
        UTILISATION: (used, used + unused),
        WASTE: (unused, used + unused),
        SAVINGS: (add(real, "ContractedCost") - add(usage, "EffectiveCost"), add(real, "ContractedCost")),
        LIST_SAVINGS: (add(real, "ListCost") - add(usage, "EffectiveCost"), add(real, "ListCost")),
        "Unit Cost: m": (
            add([row for row in cost if row["ServiceCategory"] == "Compute"], "EffectiveCost"),
            Decimal(100),
        ),
    }
    assert 0 < expected[COMPLIANT][0] < total  # else nothing is shown
    assert unused > 0

    tree = MemoryTree({UNIT_METRICS: ORDERS, FORECAST: f"{','.join(COLUMNS)}\n"})
    billing = assess_billing([str(path)], BillingSettings(tree=tree), date(2026, 6, 10), MANDATORY)
    for name, (numerator, denominator) in expected.items():
        found = kpi(billing, name)
        assert (found.numerator, found.denominator, found.reason) == (numerator, denominator, ""), name
        assert found.value == numerator / denominator
    (file,) = billing.files
    assert (file.version, file.rows) == (version, len(rows))
    assert (file.billed, file.effective) == (add(rows, "BilledCost"), add(rows, "EffectiveCost"))
    assert billing.evidence["allocation.billed-coverage"].value == float(expected[COMPLIANT][0] / total)
