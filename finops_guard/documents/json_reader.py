"""JSON documents as values: what YAML parsers stumble over (tabs, surrogate pairs, keys of any length) included."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NoReturn

from finops_guard.documents.model import Document, Reading, SpannedDict, UnreadableError
from finops_guard.documents.scalars import number, printable
from finops_guard.location import Span
from finops_guard.values import Value

_TOKEN = re.compile(
    r'[ \t\r\n]*(?:(?P<text>"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*")'
    r"|(?P<mark>[{}\[\],:])"
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?![0-9a-zA-Z_.])"
    r"|(?P<word>true|false|null)(?![0-9a-zA-Z_])"
    r"|(?P<end>\Z))"
)
_WORDS = {"true": True, "false": False, "null": None}


def read_json(reading: Reading, start: int, end: int) -> Iterator[Document]:
    """Yield the JSON values of ``text[start:end]``, one document each; raise UnreadableError where it is no JSON."""
    reader = _Reader(reading, start, end)
    while reader.kind != "end":
        value = reader.value(1)
        if value.origin is not None:
            yield Document(value, value.origin)


class _Reader:
    """Reads values token by token; ``kind`` and ``text`` are those of the token at hand."""

    def __init__(self, reading: Reading, start: int, end: int) -> None:
        self._reading = reading
        self._source = reading.source
        self._at = start
        self._limit = end
        self.kind = ""
        self.advance()

    def advance(self) -> None:
        """Step to the next token."""
        found = _TOKEN.match(self._source.text, self._at, self._limit)
        if found is None:
            at = self._at
            while at < self._limit and self._source.text[at] in " \t\r\n":
                at += 1
            raise UnreadableError("syntax", "not valid JSON: this is no value", at, at + 1)
        self.kind = str(found.lastgroup)
        self.text = found[self.kind]
        self.start, self._at = found.span(self.kind)

    def value(self, depth: int) -> Value:
        """Return the value that begins at the token at hand, and step behind it."""
        self._reading.count(1, self.start, self._at)
        start, kind, text = self.start, self.kind, self.text
        if kind == "mark" and text in "{[":
            if depth > self._reading.limits.depth:
                self._fail(f"nested deeper than {self._reading.limits.depth} levels", "too-deep")
            return self._object(start, depth) if text == "{" else self._array(start, depth)
        if kind in {"mark", "end"}:
            self._fail("not valid JSON: a value is missing")
        span = Span(self._source, start, self._at)
        raw = self._string() if kind == "text" else number(text, text) if kind == "number" else _WORDS[text]
        self.advance()
        return Value(raw, span)

    def _string(self) -> str:
        if "\\" not in self.text:
            return self.text[1:-1]
        try:
            return printable(json.loads(self.text))
        except ValueError:
            self._fail("not valid JSON: an escape sequence that does not exist")

    def _array(self, start: int, depth: int) -> Value:
        items: list[Value] = []
        self.advance()
        while not self._closes("]", bool(items)):
            items.append(self.value(depth + 1))
        return self._closed(items, start)

    def _object(self, start: int, depth: int) -> Value:
        fields: dict[str, Value] = {}
        spans: dict[str, Span] = {}
        self.advance()
        while not self._closes("}", bool(fields)):
            if self.kind != "text":
                self._fail("not valid JSON: a key in double quotes is missing")
            self._reading.count(1, self.start, self._at)
            name, span = self._string(), Span(self._source, self.start, self._at)
            self.advance()
            if self.text != ":":
                self._fail("not valid JSON: a colon is missing after the key")
            self.advance()
            if name in fields:
                self._reading.repeated(name, span, spans[name])
            fields[name] = self.value(depth + 1)
            spans[name] = span
        return self._closed(SpannedDict(fields, spans), start)

    def _closes(self, mark: str, more: bool) -> bool:
        """Tell whether the collection ends here; else step over the comma before its next part."""
        if self.kind == "mark" and self.text == mark:
            return True
        if more:
            if self.text != ",":
                self._fail(f"not valid JSON: a comma or {mark} is missing")
            self.advance()
        return False

    def _closed(self, raw: list[Value] | SpannedDict, start: int) -> Value:
        span = Span(self._source, start, self._at)
        self.advance()
        return Value(raw, span)

    def _fail(self, message: str, kind: str = "syntax") -> NoReturn:
        raise UnreadableError(kind, message, self.start, max(self.start + 1, self._at))
