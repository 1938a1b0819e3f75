"""The sums of a bill by period: which are closed, what they add up to, and which of them are measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from finops_guard.billing.model import Fact, Total

# Measures are about the last quarter.
MONTHS = 3
ZERO = Decimal(0)

COST_ROWS = "effective cost of usage and purchases"


class Ledger(Struct, frozen=True):
    """The facts of the closed periods; ``months`` are those that lie in the quarter which ends with the last one."""

    facts: tuple[Fact, ...]
    months: tuple[str, ...]
    closed: tuple[str, ...]
    totals: tuple[Total, ...]
    currency: str

    @property
    def measured(self) -> tuple[Fact, ...]:
        """The facts of the months that are measured."""
        return tuple(fact for fact in self.facts if fact.month in self.months)

    @property
    def period(self) -> str:
        """The months that are measured, in words."""
        whole = len(self.months) > 1 and consecutive(self.months)
        return f"{self.months[0]} to {self.months[-1]}" if whole else ", ".join(self.months)


def ledger(facts: Sequence[Fact], as_of: date) -> Ledger:
    """Return the closed periods of a bill, which is in one currency."""
    is_open = {fact.month for fact in facts if fact.period_end > as_of}
    by_month: dict[str, list[Fact]] = {}
    for fact in facts:
        by_month.setdefault(fact.month, []).append(fact)
    closed = tuple(sorted(by_month.keys() - is_open))
    totals = tuple(_total(month, by_month[month], month not in is_open) for month in sorted(by_month))
    kept = tuple(fact for fact in facts if fact.month not in is_open)
    months = tuple(month for month in closed if _number(closed[-1]) - _number(month) < MONTHS)
    return Ledger(kept, months, closed, totals, next((fact.currency for fact in facts), ""))


def consecutive(months: Iterable[str]) -> bool:
    """Tell whether months such as 2026-01 follow each other without a gap."""
    return all(later - earlier == 1 for earlier, later in pairwise(map(_number, months)))


def _number(month: str) -> int:
    return 12 * int(month[:4]) + int(month[5:7])


def _total(month: str, facts: Sequence[Fact], closed: bool) -> Total:
    return Total(month, closed, sum(fact.rows for fact in facts), total(facts, billed), total(facts, effective))


def total(facts: Sequence[Fact], amount: Callable[[Fact], Decimal]) -> Decimal:
    """Return the sum of one amount over facts."""
    return sum(map(amount, facts), ZERO)


def is_cost(fact: Fact) -> bool:
    """Tell whether rows are the cost of something: not of taxes, credits and adjustments, which no resource has.

    What commitments cost is in the effective cost of the usage that they cover, and would count twice.
    """
    return fact.category == "USAGE" or is_purchase(fact, committed=False)


def is_purchase(fact: Fact, *, committed: bool) -> bool:
    """Tell whether rows are purchases of commitments, or of anything else."""
    return fact.category == "PURCHASE" and fact.committed is committed


def billed(fact: Fact) -> Decimal:
    """Return what is invoiced."""
    return fact.billed


def effective(fact: Fact) -> Decimal:
    """Return what was used up, with purchases spread over what they are for."""
    return fact.effective


def contracted(fact: Fact) -> Decimal:
    """Return what it would have cost without commitments."""
    return fact.contracted


def list_cost(fact: Fact) -> Decimal:
    """Return what it would have cost at list prices."""
    return fact.list_cost
