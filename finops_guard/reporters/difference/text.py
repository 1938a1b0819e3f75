"""A comparison as text for terminals: one line a resource, and one a component of it that differs."""

from __future__ import annotations

from finops_guard.pricing.comparison import Comparison
from finops_guard.reporters.amounts import signed
from finops_guard.reporters.difference.words import SIGNS, delta, lines, name, notes, verdict
from finops_guard.reporters.options import Options
from finops_guard.reporters.styling import Style, cells, neutralise

MAX_CHANGES = 200
# What is wider than this does not move the column of all amounts.
MAX_WIDTH = 90


def render(comparison: Comparison, options: Options) -> str:
    """Return the comparison with aligned amounts; what adds cost stands out."""
    style = Style(options.color)
    rows: list[tuple[str, str, str]] = []
    root: str | None = None
    shown = comparison.changes if len(comparison.changes) <= MAX_CHANGES + 1 else comparison.changes[:MAX_CHANGES]
    for change in sorted(shown, key=lambda each: (each.shown.root, -abs(each.delta), each.shown.key)):
        if change.shown.root != root:
            root = change.shown.root
            rows.append((style.paint(neutralise(root or "."), "strong"), "", ""))
        role = "error" if change.delta > 0 else "pass" if change.delta < 0 else "dim"
        title = f"{SIGNS[change.status]} {neutralise(name(change))}"
        rows.append((f"  {title}", delta(change, comparison.currency), role))
        for what, differs in lines(change):
            amount = "" if differs is None else f"{signed(differs)} {comparison.currency}"
            rows.append((f"      {neutralise(what)}", amount, "dim"))
    widest = max((cells(text) for text, amount, _ in rows if amount and cells(text) <= MAX_WIDTH), default=0)
    rest = len(comparison.changes) - len(shown)
    if rest:
        rows.append((f"... and {rest:,} more resources, which change by less each (--format json has them)", "", ""))
    said = [f"{style.paint('note', 'warning')}: {neutralise(each)}" for each in notes(comparison)]
    gap = [""] if rows else []
    return "\n".join(
        [*(_row(*row, widest, style) for row in rows), *gap, *said, verdict(comparison, neutralise(comparison.base))]
    )


def _row(text: str, amount: str, role: str, widest: int, style: Style) -> str:
    if not amount:
        return text
    return f"{text}{' ' * (widest - cells(text))}  {style.paint(amount, role)}"
