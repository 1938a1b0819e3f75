"""YAML documents as values, composed from the events of PyYAML's parser (in C where it is there)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol, cast

from finops_guard.diagnostics import notice
from finops_guard.documents.model import Document, Reading, SpannedDict, UnreadableError
from finops_guard.documents.scalars import printable, resolve
from finops_guard.location import Span
from finops_guard.values import CauseKind, Value, unknown

if TYPE_CHECKING:
    import yaml

_CORE = "tag:yaml.org,2002:"
_MERGE = f"{_CORE}merge"
# What a YAML text may not hold: control characters and half surrogate pairs.
_FORBIDDEN = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def read_yaml(reading: Reading, start: int, end: int) -> Iterator[Document]:
    """Yield the documents of ``text[start:end]``; raise UnreadableError at the first that cannot be read.

    Documents without content are left out.
    """
    import yaml

    text = reading.source.text[start:end]
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        try:
            yield from _Composer(loader, reading, start).documents()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as failure:
        raise _unreadable(failure, reading, start, end) from None
    except (yaml.YAMLError, ValueError, OverflowError) as failure:
        # A character that cannot be there: the parsers disagree on which exception that is, and on its position.
        found = re.search(_FORBIDDEN, text)  # it takes milliseconds to compile, so only where it is asked
        at = start + (found.start() if found else 0)
        what = f"the character U+{ord(found[0]):04X} is not allowed" if found else str(failure)
        raise UnreadableError("syntax", f"not valid YAML: {what}", at, at + 1) from None


def _unreadable(failure: yaml.MarkedYAMLError, reading: Reading, start: int, end: int) -> UnreadableError:
    # Marks may stand behind the last character, which is where the next document begins.
    last = max(start, end - 1)
    mark = failure.problem_mark or failure.context_mark
    at = min(start + (mark.index if mark else 0), last)
    if "nesting depth" in (failure.problem or ""):
        # The parser's own bound (PyYAML 6.0.4: 1,000 levels), met while it looks ahead of the events that it gives.
        return UnreadableError("too-deep", _too_deep(reading), at, at + 1)
    begun = min(start + failure.context_mark.index, last) if failure.context and failure.context_mark else at
    character = reading.source.text[at : at + 1]
    if character == "\t":
        hint = "indent with spaces, not with tabs"
    elif character and character in "@`%":
        hint = f"put a value that begins with {character} in quotes"
    elif reading.line(begun) != reading.line(at):
        hint = f"{failure.context} that begins in line {reading.line(begun)}"
    else:
        hint = ""
    return UnreadableError("syntax", f"not valid YAML: {failure.problem or failure.context}", at, at + 1, hint)


def _too_deep(reading: Reading) -> str:
    return f"nested deeper than {reading.limits.depth} levels"


class _Mark(Protocol):
    index: int


class _Event(Protocol):
    """Any event; which attributes it has depends on its type."""

    start_mark: _Mark
    end_mark: _Mark
    anchor: str | None
    tag: str | None
    value: str
    implicit: tuple[bool, bool]
    style: str | None
    flow_style: bool


class _Composer:
    """Composes values from one parser's events; offsets are those of the whole text (``base`` added)."""

    def __init__(self, loader: yaml.SafeLoader, reading: Reading, base: int) -> None:
        from yaml import events

        self._next = cast("Callable[[], _Event]", loader.get_event)
        self._reading = reading
        self._source = reading.source
        self._base = base
        self._events = events
        # Anchor -> value, nodes in it, levels below it; None while it is being read.
        self._anchors: dict[str, tuple[Value, int, int] | None] = {}
        self._deepest = 0

    def documents(self) -> Iterator[Document]:
        """Yield the documents of the parser's text."""
        events = self._events
        while (kind := type(self._next())) is not events.StreamEndEvent:
            if kind is events.DocumentStartEvent:
                self._anchors.clear()
                value = self._value(self._next(), 1)
                if value.origin is not None and value.origin.start < value.origin.end:
                    yield Document(value, value.origin)

    def _value(self, event: _Event, depth: int) -> Value:
        kind: type = type(event)
        if kind is self._events.AliasEvent:
            return self._alias(event, depth)
        anchor = event.anchor
        if anchor is None:
            return self._content(event, depth)
        before, outer = self._reading.nodes, self._deepest
        self._anchors[anchor] = None
        self._deepest = depth
        value = self._content(event, depth)
        self._anchors[anchor] = value, self._reading.nodes - before, self._deepest - depth
        self._deepest = max(outer, self._deepest)
        return value

    def _content(self, event: _Event, depth: int) -> Value:
        kind: type = type(event)
        if kind is self._events.ScalarEvent:
            return self._scalar(event)
        return self._mapping(event, depth) if kind is self._events.MappingStartEvent else self._sequence(event, depth)

    def _alias(self, event: _Event, depth: int) -> Value:
        name = event.anchor or ""
        if name not in self._anchors:
            raise self._failure(event, "syntax", f"not valid YAML: the alias *{name} has no anchor &{name} before it")
        target = self._anchors[name]
        if target is None:
            raise self._failure(event, "syntax", f"not valid YAML: the anchor &{name} contains itself")
        value, nodes, height = target
        at = self._base + event.start_mark.index
        self._reading.count(nodes, at, at + len(name) + 1)
        self._descend(event, depth + height)
        return value

    def _scalar(self, event: _Event) -> Value:
        text: str = event.value
        start, end = self._base + event.start_mark.index, self._base + event.end_mark.index
        self._reading.count(1, start, end)
        style = event.style
        if style in {"|", ">"}:
            # The parser ends a block scalar where the next token begins.
            end = start + len(self._source.text[start:end].rstrip())
        elif style == '"':
            text = printable(text)
        span = Span(self._source, start, end)
        if event.implicit[0]:
            return Value(resolve(text), span)
        if event.tag is None or event.implicit[1]:
            return Value(text, span)
        return self._tagged(event.tag, text, span)

    def _tagged(self, tag: str, text: str, span: Span) -> Value:
        """Return a scalar with an explicit tag, as kubectl reads it: a tag of its own leaves the text."""
        name = tag.removeprefix(_CORE) if tag.startswith(_CORE) else ""
        if name in {"str", "timestamp"}:
            return Value(text, span)
        if name == "binary":
            return unknown(CauseKind.UNSUPPORTED, "base64 data (!!binary) is not decoded", span)
        if name in {"null", "bool", "int", "float"}:
            return Value(resolve(text), span)
        self._note_tag(tag, span)
        return Value(text, span)

    def _note_tag(self, tag: str, span: Span) -> None:
        shown = "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else tag
        self._reading.add(notice("yaml-tag", f"the YAML tag {shown} is not evaluated", span))

    def _sequence(self, start: _Event, depth: int) -> Value:
        self._enter(start, depth)
        events = self._events
        scalar, end = events.ScalarEvent, events.SequenceEndEvent
        items: list[Value] = []
        last: Span | None = None
        read = self._next
        while (kind := type(event := read())) is not end:
            value = self._scalar(event) if kind is scalar and not event.anchor else self._value(event, depth + 1)
            last = value.origin if kind is not events.AliasEvent else self._mark(event)
            items.append(value)
        return Value(items, self._span(start, event, last))

    def _mapping(self, start: _Event, depth: int) -> Value:
        self._enter(start, depth)
        events = self._events
        scalar, end = events.ScalarEvent, events.MappingEndEvent
        fields: dict[str, Value] = {}
        spans: dict[str, Span] = {}
        merged: list[SpannedDict] = []
        last: Span | None = None
        read = self._next
        source, base = self._source, self._base
        while (kind := type(key := read())) is not end:
            name = key.value if kind is scalar and not key.anchor else self._key(key, depth)
            span = Span(source, base + key.start_mark.index, base + key.end_mark.index)
            self._reading.count(1, span.start, span.end)
            merges = name == "<<" and kind is scalar and (key.implicit[0] or key.tag == _MERGE)
            kind = type(event := read())
            value = self._scalar(event) if kind is scalar and not event.anchor else self._value(event, depth + 1)
            last = value.origin if kind is not events.AliasEvent else self._mark(event)
            if merges:
                merged += self._merged(event, value)
                continue
            if name in fields:
                self._reading.repeated(name, span, spans[name])
            fields[name] = value
            spans[name] = span
        origin = self._span(start, key, last)
        if merged:
            return Value(_merge([*reversed(merged), SpannedDict(fields, spans)]), origin)
        return Value(SpannedDict(fields, spans), origin)

    def _key(self, event: _Event, depth: int) -> str:
        """Return the text of a key that is anchored, an alias, or no scalar (which fails)."""
        kind: type = type(event)
        if kind is self._events.ScalarEvent:
            self._value(event, depth)
            return event.value
        raw = self._alias(event, depth).raw if kind is self._events.AliasEvent else None
        if isinstance(raw, str):
            return raw
        raise self._failure(
            event,
            "syntax",
            "not valid YAML here: a key must be a text",
            "put a text that begins with a brace in quotes",
        )

    def _merged(self, event: _Event, value: Value) -> list[SpannedDict]:
        candidates = value.raw if isinstance(value.raw, list) else [value]
        found = [item.raw for item in candidates if isinstance(item.raw, SpannedDict)]
        if len(found) != len(candidates):
            raise self._failure(event, "syntax", "not valid YAML: a merge (<<) takes a mapping or a list of mappings")
        return found

    def _enter(self, start: _Event, depth: int) -> None:
        at = self._base + start.start_mark.index
        self._reading.count(1, at, at + 1)
        self._descend(start, depth)
        if start.tag is not None and not start.implicit and not start.tag.startswith(_CORE):
            self._note_tag(start.tag, self._mark(start))

    def _descend(self, event: _Event, depth: int) -> None:
        self._deepest = max(self._deepest, depth)
        if depth > self._reading.limits.depth:
            raise self._failure(event, "too-deep", _too_deep(self._reading))

    def _mark(self, event: _Event) -> Span:
        start = self._base + event.start_mark.index
        return Span(self._source, start, max(start + 1, self._base + event.end_mark.index))

    def _span(self, start: _Event, end: _Event, last: Span | None) -> Span:
        """Return a collection's span; in block style the parser's own end is where the next token begins."""
        begins = self._base + start.start_mark.index
        ends = last.end if last is not None and not start.flow_style else self._base + end.end_mark.index
        return Span(self._source, begins, max(begins, ends))

    def _failure(self, event: _Event, kind: str, message: str, hint: str = "") -> UnreadableError:
        span = self._mark(event)
        return UnreadableError(kind, message, span.start, span.end, hint)


def _merge(parts: list[SpannedDict]) -> SpannedDict:
    """Return mappings merged; later ones win."""
    fields: dict[str, Value] = {}
    spans: dict[str, Span] = {}
    for part in parts:
        fields.update(part)
        spans.update(part.key_spans)
    return SpannedDict(fields, spans)
