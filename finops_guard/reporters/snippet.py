"""A source line with a caret under the exact span."""

from __future__ import annotations

from finops_guard.location import Location, excerpt_start
from finops_guard.reporters.styling import TAB, Style, cells, visible

MIN_WINDOW = 20
CUT = "…"


def snippet(excerpt: str, location: Location, width: int, style: Style, indent: str = "  ") -> list[str]:
    """Return the lines that show an excerpt of a source line, the line's number, and carets under the span.

    The excerpt begins where :func:`finops_guard.location.excerpt_start` says for the location's column. What is wider
    than the terminal is cut to a window around the span; tabs take four columns, wide characters two. A span that
    goes on in later lines is marked to the end of this one.
    """
    number = str(location.line)
    gutter = f"{indent}{' ' * len(number)} | "
    room = max(MIN_WINDOW, width - len(gutter) - 2 * len(CUT))
    before = excerpt_start(location.column)
    first, last = marked(excerpt, location)
    # Characters before the window never need to be looked at, however long the line is.
    begin = max(0, first - room // 3) if _wider(excerpt, room) else 0
    left = CUT if begin or before else ""
    shown, carets, used, at = left, " " * len(left), 0, begin
    while at < len(excerpt):
        piece = TAB if excerpt[at] == "\t" else visible(excerpt[at])
        size = cells(piece)
        if used + size > room:
            shown += CUT
            break
        shown += piece
        carets += ("^" if first <= at < last else " ") * size
        used += size
        at += 1
    if "^" not in carets:
        carets += "^"
    head = style.paint(f"{indent}{number} | ", "dim")
    return [f"{head}{shown}".rstrip(), f"{style.paint(gutter, 'dim')}{style.paint(carets.rstrip(), 'caret')}"]


def marked(excerpt: str, location: Location) -> tuple[int, int]:
    """Return from where to where in an excerpt the span stands, at least one character of it."""
    before = excerpt_start(location.column)
    first = min(max(0, location.column - 1 - before), len(excerpt))
    last = location.end_column - 1 - before if location.end_line == location.line else len(excerpt)
    return first, min(max(last, first + 1), max(len(excerpt), first + 1))


def _wider(text: str, room: int) -> bool:
    """Tell whether a line takes more columns than there are, without reading all of a huge one."""
    if len(text) > room:
        return True
    return sum(len(TAB) if character == "\t" else cells(visible(character)) for character in text) > room
