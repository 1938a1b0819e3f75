"""Sections of a page, and which of their rows are shown where not all have room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from finops_guard.reporters.markup import html
from finops_guard.reporters.styling import count

MAX_ROWS = 25


class Section(Struct, frozen=True):
    """A part of the page: what is said first, then rows, of which as many are shown as have room.

    ``columns`` stands above rows that are a table's; ``folded`` is what is shown of a section that a reader opens.
    ``left_out`` rows were not even made; where ``is_cut``, something is left out within rows. Of little room, sections
    of a lower ``rank`` get the first.
    """

    text: str = ""
    rows: tuple[str, ...] = ()
    columns: str = ""
    noun: str = "row"
    plural: str = ""
    folded: str = ""
    is_open: bool = False
    left_out: int = 0
    is_cut: bool = False
    rank: int = 0

    def shown(self, number: int) -> str:
        """Return the section with so many of its rows."""
        rows = "\n".join(([self.columns] if self.columns and number else []) + [*self.rows[:number]])
        rest = len(self.rows) - number + self.left_out
        more = f"... and {count(rest, f'more {self.noun}', f'more {self.plural}' if self.plural else '')}"
        parts = [part for part in (self.text, rows, more if rest else "") if part]
        if self.folded:
            opened = "<details open>" if self.is_open else "<details>"
            parts = [f"{opened}\n<summary>{html(self.folded)}</summary>", *parts, "</details>"]
        return "\n\n".join(parts)


def bounded(rows: Iterable[str], number: int, most: int = MAX_ROWS) -> tuple[tuple[str, ...], int]:
    """Return the first rows of so many, made no further than they are shown, and how many are left out."""
    found = tuple(row for row, _ in zip(rows, range(most), strict=False))
    return found, number - len(found)


def fitted(sections: Sequence[Section], limit: int) -> tuple[str, bool]:
    """Return sections in at most so many characters, and whether anything of them is left out."""
    room = limit - sum(len(section.shown(0)) + 2 for section in sections)
    numbers = dict.fromkeys(range(len(sections)), 0)
    for at in sorted(numbers, key=lambda at: sections[at].rank):
        section = sections[at]
        needed = len(section.columns) + 3
        for row in section.rows:
            needed += len(row) + 1
            if needed > room:
                break
            room -= needed
            needed = 0
            numbers[at] += 1
    text = "\n\n".join(section.shown(numbers[at]) for at, section in enumerate(sections))
    whole = (
        len(each.rows) == numbers[at] and not each.left_out and not each.is_cut for at, each in enumerate(sections)
    )
    return text, not all(whole)
