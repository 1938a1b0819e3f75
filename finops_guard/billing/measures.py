"""Allocation, commitments and savings: measures over the months of a ledger.

Their names are those of the FinOps Foundation's KPI library (finops.org/kpi), but for the share that is allocated: the
library counts the share that is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from finops_guard.billing.ledger import (
    COST_ROWS,
    Ledger,
    billed,
    contracted,
    effective,
    is_cost,
    is_purchase,
    list_cost,
    total,
)
from finops_guard.billing.model import Fact, Kpi, Mandatory

ALLOCATED = "Percentage of Allocated Costs"
COMPLIANT = "Percentage of CSP Cloud Costs that are Tagging Policy Compliant"
COVERAGE = "Percent of Compute Spend Covered by Commitment Discounts"
UTILISATION = "Commitment Utilization Score"
WASTE = "Percentage of Commitment Discount Waste"
SAVINGS = "Effective Savings Rate Percentage"
LIST_SAVINGS = "Effective Savings Rate Percentage (over list)"

USED, UNUSED = "USED", "UNUSED"


def ratio(kpi: Kpi, nothing: str, *, signed: bool = False) -> Kpi:
    """Return a measure with its value: numerator over denominator, none where that says nothing.

    ``signed``: it may be below zero, as savings are where commitments lose money.
    """
    reason = kpi.reason
    if not reason and kpi.denominator <= 0:
        reason = "corrections outweigh what they correct" if kpi.denominator else nothing
    elif not reason and not signed and not 0 <= kpi.numerator <= kpi.denominator:
        reason = "corrections outweigh what they correct"
    value = None if reason else kpi.numerator / kpi.denominator
    excluded = {name: amount for name, amount in kpi.excluded.items() if amount}
    return replace(kpi, value=value, excluded=excluded, reason=reason)


def allocated(ledger: Ledger, mandatory: Mandatory, missing: frozenset[str]) -> Kpi:
    """Return how much of the cost names its owner."""
    facts = _cost(ledger)
    reason = "no key names an owner" if not mandatory.owner else _without("Tags", missing)
    numerator = total([fact for fact in facts if fact.owned], effective)
    rows = f"{COST_ROWS} with a tag that names the owner ({', '.join(mandatory.owner)})"
    kpi = _kpi(ALLOCATED, ledger, numerator, total(facts, effective), rows, _besides(ledger), reason)
    return ratio(kpi, "no cost in the closed periods")


def compliant(ledger: Ledger, mandatory: Mandatory, missing: frozenset[str]) -> Kpi:
    """Return how much of the cost has all mandatory tags with values that say something."""
    facts = _cost(ledger)
    keys = ", ".join(tag.key for tag in mandatory.tags)
    reason = "no policy asks for tags" if not mandatory.tags else _without("Tags", missing)
    numerator = total([fact for fact in facts if fact.compliant], effective)
    rows = f"{COST_ROWS} with valid tags ({keys})"
    unreadable = total([fact for fact in facts if fact.unreadable], effective)
    if unreadable:
        rows += f"; tags that cannot be read ({unreadable.normalize():f}) count as none"
    kpi = _kpi(COMPLIANT, ledger, numerator, total(facts, effective), rows, _besides(ledger), reason)
    return ratio(kpi, "no cost in the closed periods")


def commitments(ledger: Ledger, missing: frozenset[str]) -> tuple[Kpi, Kpi, Kpi]:
    """Return how much of compute is covered by commitments, and how much of these is used and wasted."""
    usage = [fact for fact in ledger.measured if fact.category == "USAGE"]
    return (_coverage(ledger, usage, missing), *_utilisation(ledger, usage, missing))


def _coverage(ledger: Ledger, usage: Sequence[Fact], missing: frozenset[str]) -> Kpi:
    """Return coverage in prices without commitments, so that a covered hour weighs what one on demand does."""
    compute = [fact for fact in usage if fact.compute and fact.status != UNUSED]
    eligible = [fact for fact in compute if not fact.dynamic]
    covered = [fact for fact in eligible if fact.status == USED]
    undecided = [fact for fact in eligible if fact.committed and fact.status != USED]
    reason = _without("ContractedCost", missing) or _without("CommitmentDiscountStatus", missing)
    reason = reason or _without("ServiceCategory", missing)
    if not reason and any(fact.uncontracted for fact in eligible):
        reason = "rows of compute have no ContractedCost"
    base = total(eligible, contracted)
    kpi = _kpi(
        COVERAGE,
        ledger,
        total(covered, contracted),
        base,
        "contracted cost of compute usage, covered where CommitmentDiscountStatus is Used",
        {
            "spot": total([fact for fact in compute if fact.dynamic], contracted),
            "commitments not used": total([fact for fact in usage if fact.status == UNUSED], effective),
            "usage other than compute": total([fact for fact in usage if not fact.compute], contracted),
        },
        reason,
    )
    open_ = total(undecided, contracted)
    # Corrections may take back more than there is.
    upper = min((kpi.numerator + open_) / base, Decimal(1)) if open_ > 0 and base > 0 else None
    return ratio(replace(kpi, upper=upper), "no compute usage in the closed periods")


def _utilisation(ledger: Ledger, usage: Sequence[Fact], missing: frozenset[str]) -> tuple[Kpi, Kpi]:
    """Return used and wasted shares of commitments, by what is said to be unused: not by what was bought."""
    used = total([fact for fact in usage if fact.status == USED], effective)
    unused = total([fact for fact in usage if fact.status == UNUSED], effective)
    silent = total([fact for fact in usage if fact.committed and fact.status not in {USED, UNUSED}], effective)
    bought = [fact for fact in ledger.measured if is_purchase(fact, committed=True)]
    reason = _without("CommitmentDiscountStatus", missing)
    if not reason and silent:
        reason = "rows of commitments do not say whether they are used"
    elif not reason and not unused and used and not any(fact.status == UNUSED for fact in usage):
        reason = (
            "no row of the export is Unused: it may leave such rows out, and 100 % would be read from their absence"
        )
    excluded = {
        "purchases of commitments (billed)": total(bought, billed),
        "commitments of unknown status": silent,
    }
    rows = "effective cost of usage, by CommitmentDiscountStatus Used and Unused"
    return (
        ratio(_kpi(UTILISATION, ledger, used, used + unused, rows, excluded, reason), "no commitments in the bill"),
        ratio(_kpi(WASTE, ledger, unused, used + unused, rows, excluded, reason), "no commitments in the bill"),
    )


def savings_rates(ledger: Ledger, missing: frozenset[str]) -> tuple[Kpi, Kpi]:
    """Return what commitments save, waste subtracted; then the same, negotiated discounts too, from list prices."""
    usage = [fact for fact in ledger.measured if fact.category == "USAGE"]
    real = [fact for fact in usage if fact.status != UNUSED]
    paid = total(usage, effective)
    found = []
    for name, column, price in ((SAVINGS, "ContractedCost", contracted), (LIST_SAVINGS, "ListCost", list_cost)):
        base = total(real, price)
        reason = _without(column, missing)
        if not reason and any(fact.uncontracted if column == "ContractedCost" else fact.unlisted for fact in real):
            reason = f"rows of usage have no {column}"
        rows = f"{column} of usage, less the effective cost of usage and of commitments that nobody used"
        kpi = _kpi(name, ledger, base - paid, base, rows, _besides(ledger), reason)
        found.append(ratio(kpi, "no usage in the closed periods", signed=True))
    return found[0], found[1]


def _cost(ledger: Ledger) -> list[Fact]:
    return [fact for fact in ledger.measured if is_cost(fact)]


def _besides(ledger: Ledger) -> Mapping[str, Decimal]:
    """Return what no resource answers for, by category."""
    bought = [fact for fact in ledger.measured if is_purchase(fact, committed=True)]
    return {
        "purchases of commitments": total(bought, effective),
        **{
            category.lower(): total([fact for fact in ledger.measured if fact.category == category], effective)
            for category in ("TAX", "CREDIT", "ADJUSTMENT")
        },
    }


def _without(column: str, missing: frozenset[str]) -> str:
    return f"the export has no column {column}" if column in missing else ""


def _kpi(
    name: str,
    ledger: Ledger,
    numerator: Decimal,
    denominator: Decimal,
    rows: str,
    excluded: Mapping[str, Decimal],
    reason: str,
) -> Kpi:
    return Kpi(name, None, numerator, denominator, ledger.currency, ledger.period, rows, excluded, reason)
