"""Texts within a document: where each character of a literal block stands in the file."""

from __future__ import annotations

from finops_guard.location import SourceText, Span


class Inline:
    """The text of a literal block (``|``), line by line in the file that it is written in."""

    def __init__(self, written: Span, text: str) -> None:
        """Compare the text with the lines of its block; ``found`` tells whether they are the same."""
        self._source = written.source
        self._text = SourceText(written.path, text)
        self._length = len(text.rstrip("\n"))
        self._first, self._indent = self._find(written, text)

    @property
    def found(self) -> bool:
        return self._first > 0

    def _find(self, written: Span, text: str) -> tuple[int, int]:
        """Return the block's first line in the file and its indentation; (0, 0) where the text is written otherwise."""
        header, _, body = written.text.partition("\n")
        if not header.startswith("|"):
            return 0, 0
        lines = body.split("\n")
        first = next((line for line in lines if line.strip()), "")
        indent = len(first) - len(first.lstrip(" "))
        wanted = text.rstrip("\n").split("\n")
        if [line[indent:].rstrip("\r") for line in lines[: len(wanted)]] != wanted:
            return 0, 0
        return self._source.position(written.start)[0] + 1, indent

    def span(self, inner: Span) -> Span:
        """Return where a range of the text stands in the file."""
        return Span(self._source, self._offset(inner.start), self._offset(inner.end))

    def _offset(self, offset: int) -> int:
        line, column = self._text.position(min(offset, self._length))
        return self._source.offset(self._first + line - 1, column + self._indent)
