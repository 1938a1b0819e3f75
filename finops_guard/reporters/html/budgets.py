"""Budgets as bars: what is expected, what may come on top, and where the amount ends."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finops_guard.policy.budgets.model import State
from finops_guard.policy.budgets.summary import BudgetLine, BudgetSummary
from finops_guard.reporters.amounts import amount
from finops_guard.reporters.budgets import percent as exact_percent
from finops_guard.reporters.html.drawing import Part, bar, key, row, share, table
from finops_guard.reporters.hypertext import text

MAX_DRAWN = 50

_STATES = list(State)
_BADGES = {
    State.MALFORMED: "error",
    State.EXCEEDED: "error",
    State.NEARLY_USED: "warning",
    State.MAY_EXCEED: "warning",
    State.NOT_COMPARED: "info",
    State.WITHIN: "within",
}


def budgets(found: BudgetSummary) -> Iterator[str]:
    """Yield the card of budgets, the most pressing first."""
    lines = sorted(found.budgets, key=lambda each: _STATES.index(each.state))
    yield '<div class="card wide"><h3>Budgets</h3>'
    if found.share is not None:
        yield f"<p>{exact_percent(found.share)} of the cost is under a budget.</p>"
    yield key((("bar", "expected"), ("bar-bad", "beyond the amount"), ("hatch", "may come on top, or is not known")))
    heads = (
        ("Budget", ""),
        ('<span class="unseen">Drawn</span>', "drawn"),
        ("Expected", "number"),
        ("Amount", "number"),
        ("Used", "number minor"),
        ("State", ""),
    )
    caption = f"{text(found.currency)} a month, the most pressing first; the mark is the amount"
    yield from table(caption, heads, (_row(each, found.currency) for each in lines[:MAX_DRAWN]))
    if len(lines) > MAX_DRAWN:
        yield f'<p class="dim">And {len(lines) - MAX_DRAWN:,} more budgets.</p>'
    yield "</div>"


def _row(each: BudgetLine, currency: str) -> str:
    drawn, limit = _parts(each, currency)
    owner = f' <span class="dim">{text(each.owner)}</span>' if each.owner else ""
    state = f'<span class="badge {_BADGES[each.state]}">{each.state.value.replace("-", " ")}</span>'
    remarks = [text(each.reason)] if each.reason else []
    remarks += [f"{each.unpriced:,} of {each.resources:,} resources without a full price"] if each.unpriced else []
    remarks += [_upper(each)] if each.most is None or each.most > each.expected else []
    said = f'<br><span class="dim small">{"; ".join(remarks)}</span>' if remarks else ""
    unit = f" {text(each.currency)}" if each.currency and each.currency != currency else ""
    return row(
        f"{text(each.name)}{owner}{said}",
        (bar(drawn, limit), "drawn"),
        (text(amount(each.expected)), "number"),
        (f"{text(amount(each.amount))}{unit}", "number"),
        ("" if each.share is None else exact_percent(each.share), "number minor"),
        (state, ""),
    )


def _upper(each: BudgetLine) -> str:
    return "no upper bound" if each.most is None else f"{text(amount(each.most))} at the most"


def _parts(each: BudgetLine, currency: str) -> tuple[list[Part], Decimal | None]:
    """Return the parts of a budget's bar, and where on it the amount is; hatched where they cannot be compared."""
    whole = each.amount
    if whole is None or each.currency != currency or each.share is None or whole <= 0:
        return [Part("hatch", Decimal(100))], None
    most = each.most if each.most is not None else max(each.expected, whole) * Decimal("1.25")
    scale = max(whole, each.expected, most)
    within = min(each.expected, whole)
    return [
        Part("bar", share(within, scale)),
        Part("bar-bad", share(each.expected - within, scale)),
        Part("hatch", share(max(most - each.expected, Decimal(0)), scale)),
    ], share(whole, scale)
