"""Policies as a table that fits the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from finops_guard.reference.entries import Entry
from finops_guard.reporters.styling import Style, cells, neutralise

_GAP = "  "
# A title that is cut to less says nothing.
_MIN_TITLE = 24


def table(chosen: Sequence[Entry], style: Style, width: int | None) -> str:
    """Return one line a policy: id, name, severity, providers and title; None for the width cuts nothing.

    Where it is narrow, the title is cut, then the providers and at last the title are left out.
    """
    rows = [_cells(entry) for entry in chosen]
    columns = _fitting(rows, width)
    widths = [max((cells(row[at]) for row in rows), default=0) for at in columns]
    lines = []
    for row, entry in zip(rows, chosen, strict=True):
        parts = [_padded(row[at], size) for at, size in zip(columns, widths, strict=True)]
        line = _cut(_GAP.join(parts).rstrip(), width)
        # Painted last: colours take no columns.
        lines.append(line if entry.active else style.paint(line, "dim"))
    return "".join(f"{line}\n" for line in lines)


def _cells(entry: Entry) -> tuple[str, ...]:
    policy = entry.policy
    severity = policy.severity.value if entry.active else "(off)"
    providers = ", ".join(policy.match.providers) if 0 < len(policy.match.providers) < 4 else "all"
    return tuple(
        neutralise(cell.replace("\n", " ")) for cell in (policy.id, policy.name, severity, providers, policy.title)
    )


def _fitting(rows: Sequence[tuple[str, ...]], width: int | None) -> list[int]:
    """Return the columns that there is room for."""
    every = [0, 1, 2, 3, 4]
    if width is None or not rows:
        return every
    for columns in (every, [0, 1, 2, 4], [0, 1, 2], [0, 1]):
        sizes = [_MIN_TITLE if at == 4 else max(cells(row[at]) for row in rows) for at in columns]
        if sum(sizes) + len(_GAP) * (len(columns) - 1) <= width:
            return columns
    return [0, 1]


def _padded(text: str, size: int) -> str:
    return text + " " * (size - cells(text))


def _cut(line: str, width: int | None) -> str:
    if width is None or cells(line) <= width:
        return line
    shown, used = "", 0
    for character in line:
        used += cells(character)
        if used > width - 1:
            break
        shown += character
    return f"{shown}…"
