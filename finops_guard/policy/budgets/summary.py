"""What a report tells of budgets."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from finops_guard.location import Location
from finops_guard.policy.budgets.model import Source, State, Use
from finops_guard.policy.budgets.spending import Spending


class BudgetLine(Struct, frozen=True):
    """One budget, and how it stands.

    ``amount`` is a month's, None where there is none that can be read. ``expected`` and ``most`` are what the
    ``resources`` that it is for cost a month (None: there is no bound), ``share`` is the percentage of the amount that
    is expected, None where they are not compared: then ``reason`` says why. ``unpriced`` resources have no price, or
    not for all of them.
    """

    name: str
    address: str
    source: Source
    location: Location
    state: State
    owner: str = ""
    root: str = ""
    amount: Decimal | None = None
    currency: str = ""
    expected: Decimal = Decimal(0)
    most: Decimal | None = None
    share: Decimal | None = None
    resources: int = 0
    unpriced: int = 0
    reason: str = ""


class BudgetSummary(Struct, frozen=True):
    """The budgets of a scan by source, place and address, and how much of its cost is under one.

    What is under several counts once. ``covered`` and ``total`` are None where only a part of a tree was scanned.
    """

    budgets: tuple[BudgetLine, ...]
    currency: str
    covered: Decimal | None = None
    total: Decimal | None = None

    @property
    def share(self) -> Decimal | None:
        """The share of the cost under a budget, in percent."""
        return self.covered * 100 / self.total if self.total and self.covered is not None else None


def summary(spending: Spending) -> BudgetSummary:
    """Return what a report tells of the budgets of a scan."""
    coverage = spending.coverage
    lines = tuple(map(_line, spending.uses))
    currency = spending.costs.currency
    if coverage is None:
        return BudgetSummary(lines, currency)
    return BudgetSummary(lines, currency, coverage.covered, coverage.total)


def _line(use: Use) -> BudgetLine:
    budget = use.budget
    return BudgetLine(
        budget.name,
        budget.address,
        budget.source,
        budget.location,
        use.state,
        budget.owner,
        budget.root,
        budget.amount.amount if budget.amount is not None else None,
        budget.amount.currency if budget.amount is not None else "",
        use.expected,
        use.most,
        use.share,
        use.resources,
        use.unpriced,
        use.reason,
    )
