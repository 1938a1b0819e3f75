"""Values of rendered text put where they are written: in a template, or in a file of values that it takes them from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from finops_guard.documents.model import SpannedDict
from finops_guard.location import SourceText, Span
from finops_guard.sources.kubernetes.rendering.alignment import UNKNOWN_ROUND, Placed, align
from finops_guard.sources.kubernetes.rendering.chart_values import Layered
from finops_guard.sources.kubernetes.rendering.template_expressions import Each, Reference
from finops_guard.sources.kubernetes.rendering.template_text import Line, TemplateText, left_out
from finops_guard.values import Value

MAX_LINES = 20_000
MAX_CANDIDATES = 100

_KIND = re.compile(r"^[ \t]*(kind:[^\n\r]*)", re.MULTILINE)
_CONTENT = re.compile(r"^[ \t]*(\S[^\n\r]*)", re.MULTILINE)

# What tells objects and their parts apart is the template's matter, wherever its text comes from.
_RESOURCES = "resources"
_IDENTITY = frozenset({"apiVersion", "kind", "name", "generateName"})


class Template(Struct):
    """A template with the values that it is given; ``text`` is None where its lines cannot be told apart."""

    source: SourceText
    text: TemplateText | None
    values: Layered | None
    fallback: Span


class Placing:
    """Puts the values of one rendered document where they are written.

    ``given`` are the places in files of values that parts of the template take something from: where in the template
    each stands, and where it is written.
    """

    def __init__(self, template: Template, rendered: str) -> None:
        self._template = template
        self._rendered = rendered
        lines = rendered.split("\n")
        self._starts = [0]
        for line in lines[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)
        known = template.text is not None and len(lines) <= MAX_LINES
        self._placed: Sequence[Placed | None] = align(template.text, lines) if template.text and known else []
        self.given: list[tuple[Span, Span]] = []

    def document(self, value: Value) -> Value:
        """Return a whole object."""
        placed = self._value(value, None, is_document=True)
        return Value(placed.raw, self._extent(), placed.marks, placed.weight)

    def span(self, span: Span) -> Span:
        """Return where a part of the rendered text stands in the template."""
        start = self._point(span.start, span.end)
        last = self._starts[self._line(max(span.start, span.end - 1))]
        if last <= span.start:
            return start
        return Span(start.source, start.start, max(start.end, self._point(last, span.end).end))

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _at(self, offset: int) -> Placed | None:
        line = self._line(offset)
        return self._placed[line] if line < len(self._placed) else None

    def _point(self, offset: int, end: int) -> Span:
        """Return where the first line of a part stands in the template."""
        placed = self._at(offset)
        if placed is None or self._template.text is None:
            return self._template.fallback
        line = self._template.text.lines[placed.line]
        begin = self._starts[self._line(offset)]
        written = self._rendered[offset:end].partition("\n")[0].rstrip()
        return _within(self._template.source, line, offset - begin, written)

    def _extent(self) -> Span:
        """Return what of the template the document comes from."""
        fallback, text = self._template.fallback, self._template.text
        lines = [text.lines[placed.line] for placed in self._placed if placed is not None] if text else []
        if not lines:
            return fallback
        source = self._template.source
        return Span(source, min(line.start for line in lines), max(_end(source, line) for line in lines))

    def _value(self, value: Value, bound: Layered | None, *, is_document: bool = False) -> Value:
        """Return a value with its parts; ``bound`` is what of the files of values it is, where it is any of that."""
        raw: SpannedDict | list[Value]
        if isinstance(value.raw, SpannedDict):
            bound = bound or self._inserted(value)
            raw = self._mapping(value.raw, bound, is_document=is_document)
        elif isinstance(value.raw, list):
            bound = bound or self._inserted(value)
            elements = bound.items() if bound is not None and isinstance(bound.top.raw, list) else []
            is_same = len(elements) == len(value.raw)
            raw = [self._item(item, elements[index] if is_same else None) for index, item in enumerate(value.raw)]
        else:
            return Value(value.raw, self._origin(value, bound), value.marks, value.weight)
        return Value(raw, self._origin(value, bound), value.marks, value.weight)

    def _inserted(self, value: Value) -> Layered | None:
        """Return the collection that one action writes all of, below a key of the template."""
        for found in self._references(value.origin):
            if isinstance(value.raw, SpannedDict):
                if isinstance(found.top.raw, SpannedDict) and found.keys() == sorted(value.raw):
                    return found
            elif isinstance(value.raw, list) and isinstance(found.top.raw, list):
                elements = found.items()
                if len(elements) == len(value.raw) and all(map(agree, value.raw[:1], elements)):
                    return found
        return None

    def _item(self, item: Value, element: Layered | None) -> Value:
        if element is not None and agree(item, element):
            return self._value(item, element)
        return self._value(item, self._given(item, item.origin))

    def _mapping(self, raw: SpannedDict, bound: Layered | None, *, is_document: bool) -> SpannedDict:
        fields: dict[str, Value] = {}
        spans: dict[str, Span] = {}
        for key, item in raw.items():
            written = raw.key_spans.get(key)
            inner = None if is_document and key in _IDENTITY else self._member(key, item, written, bound)
            fields[key] = self._value(item, inner)
            if written is not None:
                spans[key] = self.span(written)
        if _RESOURCES not in raw and "image" in raw and "name" in spans:
            self._left_out(raw, spans)
        return SpannedDict(fields, spans)

    def _left_out(self, raw: SpannedDict, spans: dict[str, Span]) -> None:
        """Add where the resources of a container would be given that the template leaves out, for they are empty."""
        placed = min(filter(None, (self._at(span.start) for span in raw.key_spans.values())), default=None)
        if placed is None or self._template.text is None or self._template.values is None:
            return
        for path in left_out(self._template.text, placed.line, _RESOURCES):
            for found in _lookup(self._template.values, path[1:], self._rounds(placed)):
                if found.top.origin is not None and not found.top.raw:
                    spans[_RESOURCES] = found.top.origin
                    self.given.append((spans["name"], found.top.origin))
                    return

    def _member(self, key: str, item: Value, written: Span | None, bound: Layered | None) -> Layered | None:
        """Return what of the files of values a mapping's member is."""
        if key in _IDENTITY and not isinstance(item.raw, SpannedDict | list):
            return None
        inner = bound.get(key) if bound is not None else None
        if inner is not None and agree(item, inner):
            return inner
        at = written if written is not None else item.origin
        members = (found.get(key) for found in self._references(at))
        return _the_one(item, [each for each in members if each is not None]) or self._given(item, at)

    def _given(self, item: Value, at: Span | None) -> Layered | None:
        """Return the one value that the line of an item takes it from."""
        found = self._references(at)
        exact = _the_one(item, found)
        if exact is not None or len(found) != 1:
            return exact
        return found[0] if _contains(item, found[0].top) else None

    def _references(self, at: Span | None) -> list[Layered]:
        placed = self._at(at.start) if at is not None else None
        if placed is None or self._template.text is None or self._template.values is None:
            return []
        line = self._template.text.lines[placed.line]
        paths = dict.fromkeys(path for action in line.actions for path in action.refers)
        return [found for path in paths for found in _lookup(self._template.values, path[1:], self._rounds(placed))]

    def _rounds(self, placed: Placed) -> Mapping[int, int]:
        loops = self._template.text.lines[placed.line].loops if self._template.text is not None else ()
        return dict(zip(loops, placed.rounds, strict=True))

    def _origin(self, value: Value, bound: Layered | None) -> Span | None:
        if value.origin is None:
            return None
        place = self.span(value.origin)
        given = bound.top.origin if bound is not None else None
        if given is None:
            return place
        self.given.append((place, given))
        return given


def _lookup(values: Layered, path: Reference, rounds: Mapping[int, int]) -> list[Layered]:
    """Return what a path leads to: every element that it may be, where the round of a loop is not known."""
    found = [values]
    for step in path:
        if isinstance(step, Each):
            at = rounds.get(step.line, UNKNOWN_ROUND)
            found = [element for each in found for element in _elements(each, at)][:MAX_CANDIDATES]
        else:
            found = [inner for each in found if (inner := each.get(step)) is not None]
    return found


def _elements(values: Layered, at: int) -> list[Layered]:
    items = values.items()
    return items[at : at + 1] if at != UNKNOWN_ROUND else items


def agree(item: Value, given: Layered) -> bool:
    """Tell whether a rendered value may be one of a file of values: collections of a kind, texts that say the same."""
    top = given.top.raw
    if isinstance(item.raw, SpannedDict):
        return isinstance(top, SpannedDict) and (bool(item.raw) or not given.keys())
    if isinstance(item.raw, list):
        return isinstance(top, list)
    return not isinstance(top, SpannedDict | list) and _same(item.raw, top)


def _same(left: object, right: object) -> bool:
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal) and not isinstance(left, bool):
        return not isinstance(right, bool) and left == right
    return _said(left) == _said(right)


def _said(raw: object) -> str:
    return str(raw).lower() if isinstance(raw, bool) else str(raw)


def _the_one(item: Value, candidates: Sequence[Layered]) -> Layered | None:
    """Return the candidate that a rendered value may be; None where none may, or several that stand apart."""
    found = [each for each in candidates if agree(item, each)]
    places = {each.top.origin for each in found}
    return found[0] if len(places) == 1 else None


def _contains(item: Value, given: Value) -> bool:
    """Tell whether a rendered text has the given one in it."""
    if isinstance(item.raw, SpannedDict | list) or isinstance(given.raw, SpannedDict | list) or item.raw is None:
        return False
    said = _said(given.raw)
    return bool(said) and said in _said(item.raw)


def _end(source: SourceText, line: Line) -> int:
    start = line.actions[-1].end if line.actions else line.start
    end = source.text.find("\n", start)
    return len(source.text) if end < 0 else end


def _within(source: SourceText, line: Line, column: int, written: str) -> Span:
    """Return where in a template's line a rendered text stands: the text itself, else the actions that write it."""
    length = len(written)
    text = source.text
    if column + length <= len(line.text) and line.text[column : column + length] == written:
        return Span(source, line.start + column, line.start + column + length)
    end = _end(source, line)
    if line.actions:
        return Span(source, line.actions[0].start, line.actions[-1].end)
    found = text.find(written, line.start, end) if written else -1
    if found >= 0:
        return Span(source, found, found + length)
    start = line.start + len(line.text) - len(line.text.lstrip())
    return Span(source, min(start, end), end)


def header(source: SourceText) -> Span:
    """Return the first ``kind:`` line of a template; its first line with content where it has none."""
    found = _KIND.search(source.text) or _CONTENT.search(source.text)
    return Span(source, found.start(1), found.end(1)) if found else Span(source, 0, 0)
