"""Values of rendered text put where they are written: in a template, or in a file of values that it takes them from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from msgspec import Struct

from finops_guard.documents.model import SpannedDict
from finops_guard.location import SourceText, Span
from finops_guard.sources.kubernetes.rendering.alignment import Aligner, Placed
from finops_guard.sources.kubernetes.rendering.chart_values import Layered
from finops_guard.sources.kubernetes.rendering.given_values import GivenValues, agree, contains
from finops_guard.sources.kubernetes.rendering.template_text import Line, left_out
from finops_guard.values import Value

_KIND = re.compile(r"^[ \t]*(kind:[^\n\r]*)", re.MULTILINE)
_CONTENT = re.compile(r"^[ \t]*(\S[^\n\r]*)", re.MULTILINE)

# What tells objects and their parts apart is the template's matter, wherever its text comes from.
_IDENTITY = frozenset({"apiVersion", "kind", "name", "generateName"})
_RESOURCES = "resources"


class Template(Struct):
    """A template with the values that it is given; ``lines`` is None where its lines cannot be told apart.

    ``fallback`` is where an object points to of which nothing better is known.
    """

    source: SourceText
    lines: Aligner | None
    values: GivenValues | None
    fallback: Span


class Placing:
    """Puts the values of one rendered document where they are written.

    ``given`` are the places in files of values that parts of the template take something from: where in the template
    each stands, and where it is written.
    """

    def __init__(self, template: Template, rendered: str) -> None:
        self._source = template.source
        self._fallback = template.fallback
        self._values = template.values
        self._template = template.lines.template if template.lines is not None else None
        self._rendered = rendered
        lines = rendered.split("\n")
        self._starts = [0]
        for line in lines[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._placed: Sequence[Placed | None] = template.lines.align(lines) if template.lines is not None else []
        self.given: list[tuple[Span, Span]] = []

    def document(self, value: Value) -> Value:
        """Return a whole object."""
        placed = self._value(value, None, is_document=True)
        return Value(placed.raw, self._extent(value.origin), placed.marks, placed.weight)

    def span(self, span: Span) -> Span:
        """Return where a part of the rendered text stands in the template."""
        start = self._point(span.start, span.end)
        last = self._starts[self._line(max(span.start, span.end - 1))]
        if last <= span.start:
            return start
        return Span(start.source, start.start, max(start.end, self._point(last, span.end).end))

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _at(self, offset: int) -> tuple[Placed, Line] | None:
        """Return where the rendered line at an offset comes from."""
        line = self._line(offset)
        placed = self._placed[line] if line < len(self._placed) else None
        if placed is None or self._template is None:
            return None
        return placed, self._template.lines[placed.line]

    def _point(self, offset: int, end: int) -> Span:
        """Return where the first line of a part stands in the template."""
        found = self._at(offset)
        if found is None:
            return self._fallback
        stop = self._rendered.find("\n", offset, end)
        written = self._rendered[offset : stop if stop >= 0 else end].rstrip()
        return _within(self._source, found[1], offset - self._starts[self._line(offset)], written)

    def _extent(self, span: Span | None) -> Span:
        """Return what of the template an object comes from: from its first line to the last that is below it."""
        found = self._at(span.start) if span is not None else None
        if span is None or found is None or self._template is None:
            return self._fallback
        start = self._point(span.start, span.end).start
        places = self._placed[self._line(span.start) : self._line(max(span.start, span.end - 1)) + 1]
        last = max((placed.line for placed in places if placed is not None), default=found[0].line)
        return Span(self._source, start, max(start, _end(self._source, self._template.lines[last])))

    def _value(self, value: Value, bound: Layered | None, *, is_document: bool = False) -> Value:
        """Return a value with its parts; ``bound`` is what of the files of values it is, where it is any of that."""
        raw = value.raw
        if isinstance(raw, SpannedDict | list):
            if bound is None and self._values is not None:
                bound = self._values.all_of(value, self._references(value.origin))
            raw = self._mapping(raw, bound, is_document) if isinstance(raw, SpannedDict) else self._list(raw, bound)
        return Value(raw, self._origin(value, bound), value.marks, value.weight)

    def _list(self, raw: Sequence[Value], bound: Layered | None) -> list[Value]:
        elements = bound.items() if bound is not None and isinstance(bound.top.raw, list) else []
        if len(elements) != len(raw):
            return [self._value(item, self._given(item, item.origin)) for item in raw]
        return [
            self._value(item, element if agree(item, element) else self._given(item, item.origin))
            for item, element in zip(raw, elements, strict=True)
        ]

    def _mapping(self, raw: SpannedDict, bound: Layered | None, is_document: bool) -> SpannedDict:
        fields: dict[str, Value] = {}
        spans: dict[str, Span] = {}
        for key, item in raw.items():
            written = raw.key_spans.get(key)
            fields[key] = self._value(item, self._member(key, item, written or item.origin, bound))
            if written is not None:
                spans[key] = self.span(written)
        if not is_document and "image" in raw and "name" in spans and _RESOURCES not in raw:
            self._add_left_out(raw, spans)
        return SpannedDict(fields, spans)

    def _member(self, key: str, item: Value, at: Span | None, bound: Layered | None) -> Layered | None:
        """Return what of the files of values a mapping's member is."""
        if key in _IDENTITY and not isinstance(item.raw, SpannedDict | list):
            return None
        inner = bound.get(key) if bound is not None else None
        if inner is not None and agree(item, inner):
            return inner
        if self._values is None:
            return None
        members = (found.get(key) for found in self._references(at))
        return self._values.the_one(item, [each for each in members if each is not None]) or self._given(item, at)

    def _given(self, item: Value, at: Span | None) -> Layered | None:
        """Return the one value that the line of an item takes it from."""
        if self._values is None:
            return None
        found = self._references(at)
        exact = self._values.the_one(item, found)
        if exact is not None or len(found) != 1:
            return exact
        return found[0] if contains(item, found[0].top) else None

    def _references(self, at: Span | None) -> list[Layered]:
        found = self._at(at.start) if at is not None and self._values is not None else None
        if found is None or self._values is None:
            return []
        placed, line = found
        rounds = _rounds(placed, line)
        return [each for path in line.refers for each in self._values.find(path[1:], rounds)]

    def _add_left_out(self, raw: SpannedDict, spans: dict[str, Span]) -> None:
        """Add where the resources of a container would be given that the template leaves out, for they are empty."""
        places = [found for span in raw.key_spans.values() if (found := self._at(span.start)) is not None]
        if not places or self._template is None or self._values is None:
            return
        placed, line = min(places, key=lambda found: found[0].line)
        for path in left_out(self._template, placed.line, _RESOURCES):
            for given in self._values.find(path[1:], _rounds(placed, line)):
                if given.origin is not None and not given.top.raw:
                    spans[_RESOURCES] = given.origin
                    self.given.append((spans["name"], given.origin))
                    return

    def _origin(self, value: Value, bound: Layered | None) -> Span | None:
        if value.origin is None:
            return None
        place = self.span(value.origin)
        given = bound.origin if bound is not None else None
        if given is None:
            return place
        self.given.append((place, given))
        return given


def header(source: SourceText) -> Span:
    """Return the first ``kind:`` line of a template; its first line with content where it has none."""
    found = _KIND.search(source.text) or _CONTENT.search(source.text)
    return Span(source, found.start(1), found.end(1)) if found else Span(source, 0, 0)


def _rounds(placed: Placed, line: Line) -> Mapping[int, int]:
    return dict(zip(line.loops, placed.rounds, strict=True))


def _end(source: SourceText, line: Line) -> int:
    end = source.text.find("\n", line.actions[-1].end if line.actions else line.start)
    return len(source.text) if end < 0 else end


def _within(source: SourceText, line: Line, column: int, written: str) -> Span:
    """Return where in a template's line a rendered text stands: the text itself, else the actions that write it."""
    length = len(written)
    if line.text[column : column + length] == written:
        return Span(source, line.start + column, line.start + column + length)
    if line.actions:
        return Span(source, line.actions[0].start, line.actions[-1].end)
    end = _end(source, line)
    found = source.text.find(written, line.start, end) if written else -1
    if found >= 0:
        return Span(source, found, found + length)
    start = line.start + len(line.text) - len(line.text.lstrip())
    return Span(source, min(start, end), end)
