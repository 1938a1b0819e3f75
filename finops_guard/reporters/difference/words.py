"""What every form of a comparison says in the same words."""

from __future__ import annotations

from decimal import Decimal

from finops_guard.pricing.comparison import ChangedLine, ChangedResource, Comparison, Status
from finops_guard.pricing.estimates import shown
from finops_guard.reporters.styling import count

MAX_UNREAD = 20
SIGNS = {Status.NEW: "+", Status.CHANGED: "~", Status.REMOVED: "-"}


def signed(amount: Decimal, currency: str) -> str:
    """Return a difference as people write it: ``+12.00 USD``."""
    return f"{'+' if amount > 0 else ''}{shown(amount, currency)}"


def delta(change: ChangedResource, currency: str) -> str:
    """Return what a resource costs more, ``no price`` where no side has one, and that a part has none."""
    if all(side is None or side.monthly is None for side in (change.before, change.after)):
        return "no price"
    return signed(change.delta, currency) + (" and a part without a price" if change.is_partial else "")


def line(changed: ChangedLine) -> str:
    """Return how a component differs: ``730 hour -> 1460 hour``."""
    before = changed.before.quantity if changed.before is not None else ""
    after = changed.after.quantity if changed.after is not None else ""
    if not before or not after:
        return before or after
    return after if before == after else f"{before} -> {after}"


def verdict(comparison: Comparison) -> str:
    """Return the first sentence of a comparison."""
    if not comparison.changes:
        return f"No cost changes: about {shown(comparison.after, comparison.currency)} a month."
    percent = comparison.percent
    share = f" ({'+' if percent > 0 else ''}{percent:.1f} %)" if percent is not None else " (nothing before)"
    return (
        f"Cost changes by about {signed(comparison.delta, comparison.currency)} a month{share}: "
        f"{shown(comparison.before, comparison.currency)} before, {shown(comparison.after, comparison.currency)} after."
    )


def unread(comparison: Comparison) -> list[str]:
    """Return what was not read, a sentence each; what neither side has is only counted."""
    words = {"before": "not read in the base", "after": "not read now"}
    found = [f"{words[each.side]}: {each.location}: {each.message}" for each in comparison.unread if each.side in words]
    both = sum(each.side == "both" for each in comparison.unread)
    more = [f"{len(found) - MAX_UNREAD:,} more files and modules were read on one side only"] * (
        len(found) > MAX_UNREAD
    )
    same = [f"{count(both, 'file or module', 'files and modules')} could be read on neither side"] if both else []
    return [*found[:MAX_UNREAD], *more, *same]
