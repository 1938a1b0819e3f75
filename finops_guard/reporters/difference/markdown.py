"""A comparison as Markdown for a pull request: the verdict, then a table that stays small."""

from __future__ import annotations

from collections.abc import Iterable

from finops_guard.pricing.comparison import ChangedResource, Comparison
from finops_guard.reporters.difference.words import delta, lines, name, notes, verdict
from finops_guard.reporters.markup import inline
from finops_guard.reporters.options import Options

# A comment of a pull request holds 65,536 characters; what is beyond this many rows or characters is counted.
MAX_ROWS = 100
MAX_LINES = 12
MAX_LENGTH = 50_000
_LONG = 300


def render(comparison: Comparison, _: Options) -> str:
    """Return the verdict and one row a resource; all that comes from the scanned tree is escaped."""
    parts = [f"**{verdict(comparison, inline(comparison.base, _LONG))}**"]
    if comparison.changes:
        rows = _fitting(_row(change, comparison.currency) for change in comparison.changes[:MAX_ROWS])
        parts.append("\n".join(["| | Resource | What changes | Per month |", "| --- | --- | --- | ---: |", *rows]))
        if len(comparison.changes) > len(rows):
            parts.append(f"{len(comparison.changes) - len(rows):,} more resources change by less each.")
    if said := notes(comparison):
        parts.append("\n".join(f"- {inline(each, _LONG)}" for each in said))
    return "\n\n".join(parts)


def _fitting(rows: Iterable[str]) -> list[str]:
    """Return the first rows, as many as are not too long together."""
    length = 0
    found = []
    for row in rows:
        length += len(row) + 1
        if length > MAX_LENGTH:
            break
        found.append(row)
    return found


def _row(change: ChangedResource, currency: str) -> str:
    where = f"{inline(change.shown.root, _LONG)}<br>" if change.shown.root else ""
    found = lines(change)
    shown = [inline(text, _LONG) for text, _ in found[:MAX_LINES]]
    more = len(found) - MAX_LINES
    what = "<br>".join([*shown, *([f"{more:,} more components"] if more > 0 else [])])
    cells = (change.status.value, f"{where}{inline(name(change), _LONG)}", what, delta(change, currency))
    return f"| {' | '.join(cells)} |"
