"""The sums of a bill by period: which are closed, what they add up to, and which of them are measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from finops_guard.billing.model import Fact, Total
from finops_guard.errors import UsageError

# Measures are about the last quarter.
MONTHS = 3
ZERO = Decimal(0)

COST_ROWS = "effective cost of usage and purchases"


class Ledger(Struct, frozen=True):
    """The facts of the closed periods, the last ``MONTHS`` of which are ``months``."""

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
        return f"{self.months[0]} to {self.months[-1]}" if len(self.months) > 1 else "".join(self.months)


def ledger(facts: Sequence[Fact], as_of: date) -> Ledger:
    """Return the closed periods of a bill; raise UsageError where it is in more than one currency."""
    currencies = sorted({fact.currency for fact in facts})
    if len(currencies) > 1:
        raise UsageError(f"the bill is in more than one currency, which cannot be added up: {', '.join(currencies)}")
    is_open = {fact.month for fact in facts if fact.period_end > as_of}
    closed = tuple(sorted({fact.month for fact in facts} - is_open))
    totals = tuple(
        _total(month, [fact for fact in facts if fact.month == month], month not in is_open)
        for month in sorted({fact.month for fact in facts})
    )
    kept = tuple(fact for fact in facts if fact.month not in is_open)
    return Ledger(kept, closed[-MONTHS:], closed, totals, "".join(currencies))


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
