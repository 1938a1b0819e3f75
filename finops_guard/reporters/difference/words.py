"""What every form of a comparison says in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from finops_guard.pricing.comparison import ChangedLine, ChangedResource, Comparison, Status
from finops_guard.pricing.estimates import cents
from finops_guard.reporters.amounts import amount, growth, one_sided, shared, signed
from finops_guard.reporters.styling import count

MAX_UNREAD = 8
MAX_REASONS = 2  # of one resource
SIGNS = {Status.NEW: "+", Status.CHANGED: "~", Status.REMOVED: "-"}


def delta(change: ChangedResource, currency: str) -> str:
    """Return what a resource costs more, ``no price`` where no side has one, and that a part has none."""
    if not change.is_priced:
        return "no price"
    return f"{signed(change.delta)} {currency}" + (" and a part without a price" if change.is_partial else "")


def lines(change: ChangedResource) -> list[tuple[str, Decimal | None]]:
    """Return what differs of a resource, a text each, and by how much; None: no side has a figure.

    Of a resource that is new or removed, what has no figure is told together, and what is nothing is left out. Why
    there is no price is said of what there is now.
    """
    is_changed = change.status is Status.CHANGED
    found: list[tuple[str, Decimal | None]] = []
    used: list[str] = []
    unpriced: list[str] = []
    for each in change.lines:
        figures = [side.monthly for side in (each.before, each.after) if side is not None and side.monthly is not None]
        side = each.after or each.before
        if is_changed or any(figures) or side is None:
            found.append((f"{each.name}: {line(each)}", each.delta if figures else None))
        elif not figures:
            (used if side.quantity.endswith(" by use") else unpriced).append(each.name)
    if used:
        found.append((f"by use: {', '.join(used)}", None))
    if change.after is not None and change.after.unpriced and not is_changed:
        return [*found, *((f"no price: {reason}", None) for reason in _reasons(change.after.unpriced))]
    return [*found, (f"no price: {', '.join(unpriced)}", None)] if unpriced else found


def _reasons(reasons: Sequence[str]) -> list[str]:
    shown = len(reasons) if len(reasons) <= MAX_REASONS + 1 else MAX_REASONS
    return [*reasons[:shown], *([f"and {len(reasons) - shown:,} more"] if shown < len(reasons) else [])]


def line(changed: ChangedLine) -> str:
    """Return how a component differs: ``730 hour -> 1460 hour``, ``730 hour at 0.096 -> 0.192``, and its regions."""
    before, after = changed.before, changed.after
    if before is None or after is None:
        side = after or before
        return side.quantity if side is not None else ""
    if before.quantity != after.quantity:
        text = f"{before.quantity} -> {after.quantity}"
    elif before.price != after.price and before.price and after.price:
        text = f"{after.quantity} at {before.price} -> {after.price}"
    else:
        text = after.quantity
    is_elsewhere = before.region != after.region and before.region and after.region
    return f"{text} ({before.region} -> {after.region})" if is_elsewhere else text


def name(change: ChangedResource) -> str:
    """Return the address of a resource, and the one that it was moved from."""
    was = f" (was {change.moved_from})" if change.moved_from else ""
    return change.shown.address + was


def verdict(comparison: Comparison, base: str) -> str:
    """Return the first sentence of a comparison; ``base`` is its name as the format writes it."""
    currency = comparison.currency
    to = f" against {base}" if base else ""
    if not comparison.changes:
        return f"No cost changes{to}: about {amount(comparison.after)} {currency} a month."
    share = growth(comparison.percent, is_change=bool(comparison.delta)) if cents(comparison.delta) else ""
    parts = ", ".join(f"{number:,} {status}" for status, number in comparison.counts.items() if number)
    return (
        f"Cost changes by about {signed(comparison.delta)} {currency} a month{f' ({share})' if share else ''}{to}: "
        f"{amount(comparison.before)} before, {amount(comparison.after)} after; {parts}."
    )


def notes(comparison: Comparison) -> list[str]:
    """Return what is to be known of the sums, a sentence each: what is not added, and what was not read."""
    share, part = comparison.on_nodes, comparison.one_sided
    found = [shared(share, comparison.currency)] if share is not None else []
    found += [one_sided(part, comparison.currency)] if part is not None else []
    return [*found, *unread(comparison)]


def unread(comparison: Comparison) -> list[str]:
    """Return what was not read, a sentence each; what neither side has is only counted."""
    words = {"before": "not known in the base", "after": "not known now"}
    found = [f"{words[each.side]}: {each.location}: {each.message}" for each in comparison.unread if each.side in words]
    both = sum(each.side == "both" for each in comparison.unread)
    more = [f"{len(found) - MAX_UNREAD:,} more files and modules were read on one side only"] * (
        len(found) > MAX_UNREAD
    )
    same = [f"{count(both, 'file or module', 'files and modules')} could be read on neither side"] if both else []
    return [*found[:MAX_UNREAD], *more, *same]
