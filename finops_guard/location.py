"""Where things stand: source texts, spans of them, and resolved locations."""

from __future__ import annotations

from bisect import bisect_right
from functools import total_ordering

from msgspec import Struct

# How standard input is called where a path stands.
STDIN = "<stdin>"

CONCEALED = "(sensitive)"

MAX_EXCERPT = 400
# Spans up to this column are shown with their line from its beginning, later ones with what stands right before them.
_FROM_BEGINNING = 300
_BEFORE = 100


class Location(Struct, frozen=True, order=True):
    """A resolved place: path relative to the scan root, 1-based lines and columns (in code points), end exclusive."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


def excerpt_start(column: int) -> int:
    """Return how many characters of its line the excerpt around a 1-based column leaves out at the beginning."""
    return 0 if column <= _FROM_BEGINNING else column - 1 - _BEFORE


class SourceText:
    """The decoded text of one file; line starts are found on first use."""

    __slots__ = ("_concealed", "_hidden", "_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts: list[int] | None = None
        self._concealed: set[tuple[int, int]] = set()
        self._hidden: list[tuple[int, int]] | None = None

    def __repr__(self) -> str:
        return f"SourceText({self.path!r}, {len(self.text)} characters)"

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            starts = [0]
            find = self.text.find
            at = find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._starts = starts
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Return the 1-based (line, column) of a character offset."""
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Return the character offset of a 1-based line and column."""
        return self._line_starts()[line - 1] + column - 1

    def character(self, offset: int) -> Span:
        """Return the range of the character at an offset; at the end of the text it is empty."""
        return Span(self, offset, min(offset + 1, len(self.text)))

    def conceal(self, start: int, end: int) -> None:
        """Keep a range (the literal of a sensitive value) out of every later :meth:`line` and :meth:`excerpt`."""
        self._concealed.add((start, end))
        self._hidden = None

    @property
    def concealed(self) -> tuple[tuple[int, int], ...]:
        """The ranges that are kept out."""
        return tuple(sorted(self._concealed))

    def conceals(self, start: int, end: int) -> bool:
        """Tell whether something of a range is kept out."""
        hidden = self._hidden_ranges() if self._concealed else []
        at = bisect_right(hidden, (start, len(self.text)))
        return (at > 0 and hidden[at - 1][1] > start) or (at < len(hidden) and hidden[at][0] < end)

    def _hidden_ranges(self) -> list[tuple[int, int]]:
        """Return the concealed ranges in order, those that touch each other as one."""
        if self._hidden is None:
            merged: list[tuple[int, int]] = []
            for start, end in sorted(self._concealed):
                if merged and start <= merged[-1][1]:
                    merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
                else:
                    merged.append((start, end))
            self._hidden = merged
        return self._hidden

    def line(self, number: int) -> str:
        """Return one line (1-based) without its end, with concealed ranges masked."""
        starts = self._line_starts()
        begin = starts[number - 1]
        end = starts[number] if number < len(starts) else len(self.text)
        if not self._concealed:
            return self.text[begin:end].rstrip("\r\n")
        parts = []
        at = begin
        for hidden_start, hidden_end in sorted(self._concealed):
            if hidden_end <= at or hidden_start >= end:
                continue
            parts += [self.text[at : max(at, hidden_start)], CONCEALED]
            at = min(end, hidden_end)
        return "".join([*parts, self.text[at:end]]).rstrip("\r\n")

    def excerpt(self, number: int, column: int) -> str:
        """Return at most 400 characters of a line around a column, from :func:`excerpt_start` on, without line end.

        Concealed ranges are masked with as many characters as they have, so that all others keep their columns.
        """
        starts = self._line_starts()
        end = starts[number] if number < len(starts) else len(self.text)
        begin = min(starts[number - 1] + excerpt_start(column), end)
        shown = self.text[begin : min(end, begin + MAX_EXCERPT)].rstrip("\r\n")
        hidden = self._hidden_ranges()
        for at in range(max(0, bisect_right(hidden, (begin, begin)) - 1), len(hidden)):
            first, last = hidden[at]
            left, right = max(0, first - begin), min(last - begin, len(shown))
            if left >= len(shown):
                break
            if left < right:
                shown = shown[:left] + _mask(right - left) + shown[right:]
        return shown


def _mask(length: int) -> str:
    return CONCEALED.center(length, "*") if length >= len(CONCEALED) else "*" * length


@total_ordering
class Span:
    """A range of one source text, by character offsets (end exclusive); cheap to make, resolved on demand."""

    __slots__ = ("end", "source", "start")

    def __init__(self, source: SourceText, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Span({self.location()})"

    def _key(self) -> tuple[str, int, int]:
        return self.source.path, self.start, self.end

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self._key() == other._key()

    def __lt__(self, other: Span) -> bool:
        return self._key() < other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    def location(self) -> Location:
        """Resolve to lines and columns."""
        line, column = self.source.position(self.start)
        end_line, end_column = self.source.position(self.end)
        return Location(self.source.path, line, column, end_line, end_column)

    def conceal(self) -> None:
        """Keep this range out of every excerpt."""
        self.source.conceal(self.start, self.end)

    @property
    def is_concealed(self) -> bool:
        """Whether something of this range is kept out of excerpts."""
        return self.source.conceals(self.start, self.end)
