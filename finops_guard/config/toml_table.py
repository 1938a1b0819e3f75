"""The table ``[tool.finops-guard]`` of a TOML text as a value whose keys know their lines.

The standard library's reader tells no positions, so that keys are looked up in the text: exact for what is written as
``key = value`` under a table header, the closest key around it for what is written inline.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from decimal import Decimal
from itertools import islice

from finops_guard.documents.model import SpannedDict
from finops_guard.errors import ConfigError, Problem
from finops_guard.location import Location, SourceText, Span
from finops_guard.values import Value

TABLE = ("tool", "finops-guard")

# Our own bounds: no configuration comes near them, and what is beyond them would cost time without end.
MAX_DEPTH = 20
MAX_KEYS = 5000

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_LINE = re.compile(rf"^[ \t]*(?:\[\[?[ \t]*(?P<table>{_KEY})[ \t]*\]|(?P<key>{_KEY})[ \t]*=)", re.MULTILINE)
_PARTS = re.compile(_PART)
_TOO_LONG = re.compile(rf"(?:^|[\[{{,])[ \t]*{_PART}(?:[ \t]*\.[ \t]*{_PART}){{{MAX_DEPTH}}}", re.MULTILINE)


def present(source: SourceText) -> bool:
    """Tell whether a TOML text has the table; a broken text has it where a line says so."""
    if TABLE[1] not in source.text:
        return False
    try:
        return _table(_parse(source)) is not None
    except ConfigError:
        return any(path[: len(TABLE)] == TABLE for path in _key_spans(source))


def read(source: SourceText) -> Value:
    """Return the table; raise ConfigError where the text is no TOML or has no such table."""
    table = _table(_parse(source))
    if table is None:
        raise ConfigError(Problem("there is no table [tool.finops-guard]", Location(source.path)))
    spans = _key_spans(source)
    origin = spans.get(TABLE) or next((span for path, span in spans.items() if path[: len(TABLE)] == TABLE), None)
    return _Placer(source, spans).value(table, TABLE, origin or Span(source, 0, 0))


def _parse(source: SourceText) -> Mapping[str, object]:
    import tomllib

    if too_long := _TOO_LONG.search(source.text):
        where = Span(source, too_long.start(), too_long.end()).location()
        raise ConfigError(Problem(f"a key of more than {MAX_DEPTH} parts", where))
    try:
        return tomllib.loads(source.text, parse_float=Decimal)
    except RecursionError:
        raise ConfigError(Problem("nested too deeply", Location(source.path))) from None
    except ValueError as failure:
        place = re.search(r" \(at line (\d+), column (\d+)\)$", str(failure))
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        message = str(failure)[: place.start()] if place else str(failure)
        location = source.character(source.offset(line, column)).location()
        raise ConfigError(Problem(f"not valid TOML: {message}", location)) from None


def _table(document: Mapping[str, object]) -> object:
    tool = document.get(TABLE[0])
    return tool.get(TABLE[1]) if isinstance(tool, dict) else None


def _key_spans(source: SourceText) -> dict[tuple[str, ...], Span]:
    """Return where each key is first written, by its path from the document's root."""
    spans: dict[tuple[str, ...], Span] = {}
    header: tuple[str, ...] = ()
    for line in _LINE.finditer(source.text):
        is_table = line["table"] is not None
        path = () if is_table else header
        start, end = line.span("table" if is_table else "key")
        for part in islice(_PARTS.finditer(source.text, start, end), MAX_DEPTH):
            path = (*path, part[0].strip("\"'"))
            spans.setdefault(path, Span(source, part.start(), part.end()))
        if is_table:
            header = path
    return spans


class _Placer:
    """Gives plain TOML data the spans of its keys."""

    def __init__(self, source: SourceText, spans: Mapping[tuple[str, ...], Span]) -> None:
        self._source = source
        self._spans = spans
        self._starts = sorted(span.start for span in spans.values())
        self._keys = 0

    def value(self, data: object, path: tuple[str, ...], origin: Span) -> Value:
        """Return data found under ``path`` as a value; whatever is not a table stands at the key that holds it."""
        if len(path) > MAX_DEPTH:
            raise ConfigError(Problem(f"nested deeper than {MAX_DEPTH} levels", origin.location()))
        if isinstance(data, dict):
            self._keys += len(data)
            if self._keys > MAX_KEYS:
                raise ConfigError(Problem(f"more than {MAX_KEYS:,} keys", origin.location()))
            spans = {key: self._spans.get((*path, key)) or self._inline(key, origin) for key in data}
            fields = {key: self.value(item, (*path, key), spans[key]) for key, item in data.items()}
            return Value(SpannedDict(fields, spans), origin)
        if isinstance(data, list):
            return Value([self.value(item, (*path, ""), origin) for item in data], origin)
        if data is None or isinstance(data, bool | int | Decimal | str):
            return Value(data, origin)
        return Value(str(data), origin)  # a date or a time

    def _inline(self, key: str, around: Span) -> Span:
        """Return where a key of an inline table is written: searched from the key around it to the next line's key."""
        text = self._source.text
        after = bisect_right(self._starts, around.start)
        end = self._starts[after] if after < len(self._starts) else len(text)
        pattern = re.compile(rf"""(?<![\w-])["']?({re.escape(key)})["']?[ \t]*[=.]""")
        found = pattern.search(text, around.end, max(end, around.end))
        return Span(self._source, *found.span(1)) if found else around
