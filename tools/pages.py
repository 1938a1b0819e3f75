"""Pages of the documentation, a part of which is generated: what stands between two comments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def renewed(page: str, part: str, text: str) -> str:
    """Return a page with what stands between ``<!-- part -->`` and ``<!-- /part -->`` replaced."""
    start, end = f"<!-- {part} -->\n", f"<!-- /{part} -->"
    before, opened, rest = page.partition(start)
    _, closed, after = rest.partition(end)
    if not opened or not closed:
        raise ValueError(f"the page has no part {part}")
    return f"{before}{start}{text}{end}{after}"


def cell(text: str) -> str:
    """Return a text as a cell of a table: on one line, no bar of which ends it."""
    return " ".join(text.split()).replace("|", "\\|")


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "".join("|" + "".join(f" {cell(text)} |" if text else " |" for text in row) + "\n" for row in lines)


def escaped(text: str) -> str:
    """Return plain text as Markdown that shows it: nothing in it is a tag."""
    return text.replace("<", "\\<")


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading of letters, digits, dots, dashes and blanks."""
    return heading.lower().replace(".", "").replace(" ", "-")
