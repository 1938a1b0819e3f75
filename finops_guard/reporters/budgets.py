"""The part of a text report about budgets: one line each, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from finops_guard.policy.budgets.model import State
from finops_guard.policy.budgets.summary import BudgetLine, BudgetSummary
from finops_guard.reporters.amounts import amount
from finops_guard.reporters.page import LIMIT, Page
from finops_guard.reporters.styling import count, neutralise

_STATES = list(State)
_TENTH = Decimal("0.1")


def budgets(found: BudgetSummary, page: Page) -> Iterator[tuple[str, str]]:
    """Yield the rows of a table: how much of the cost is under a budget, then each budget."""
    number = count(len(found.budgets), "budget")
    share = f", {percent(found.share)} of the cost under one" if found.share is not None else ""
    yield "Budgets", f"{number}{share}"
    # Of equals, the order of the report.
    lines = sorted(found.budgets, key=lambda each: _STATES.index(each.state))
    shown = lines if page.everything or len(lines) <= LIMIT + 1 else lines[:LIMIT]
    for line in shown:
        yield "", f"- {told(line, found.currency)}  {page.place(line.location)}"
    if len(shown) < len(lines):
        yield "", f"... and {len(lines) - len(shown):,} more budgets (--verdicts all lists them)"


def percent(share: Decimal) -> str:
    """Return a percentage to a tenth, rounded down."""
    return f"{share.quantize(_TENTH, ROUND_DOWN):,f}".removesuffix(".0") + " %"


def told(line: BudgetLine, currency: str) -> str:
    """Return how one budget stands: its name, what is spent of how much, and what there is to say of it."""
    owner = f" ({neutralise(line.owner)})" if line.owner else ""
    text = f"{neutralise(line.name)}{owner}: about {amount(line.expected)} {neutralise(currency)} a month"
    if line.amount is not None:
        same = line.currency == currency
        text = text.removesuffix(f" {neutralise(currency)} a month") if same else text
        text += f" of {amount(line.amount)} {line.currency} a month"
    if line.share is not None:
        text += f" ({percent(line.share)})"
    if line.most is None or line.most > line.expected:
        text += ", no upper bound" if line.most is None else f", {amount(line.most)} at the most"
    text += f": {line.state.value.replace('-', ' ')}"
    if line.reason:
        text += f", {neutralise(line.reason)}"
    if line.unpriced:
        text += f"; {count(line.unpriced, 'resource')} without a price for all of it"
    return text
