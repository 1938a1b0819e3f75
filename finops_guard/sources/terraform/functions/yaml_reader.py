"""YAML as yamldecode() reads it: one document, scalars by rules between those of YAML 1.1 and 1.2."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from decimal import Decimal
from sys import intern
from typing import Any

from finops_guard.documents.scalars import WORDS
from finops_guard.sources.terraform.functions.charsets import base64_bytes
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.operators import number, number_text, read_integer
from finops_guard.values import Plain

MAX_DEPTH = 200
MAX_NODES = 100_000
_MAX_NUMBER = 4_000
# Keys and words up to this length are kept once: a tree has many documents of the same kind.
_SHORT = 80
_CORE = "tag:yaml.org,2002:"

_INTEGER = re.compile(r"[-+]?[0-9]+").fullmatch
_BASED = re.compile(r"0x([0-9a-fA-F]+)|0o([0-7]+)").fullmatch
_REAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?").fullmatch
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)").fullmatch
_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)", re.ASCII)
_TIME = re.compile(r"(\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?", re.ASCII)
_ZONE = re.compile(r"([-+])(\d\d):(\d\d)", re.ASCII)
_ESCAPED_SLASH = re.compile(r"(?<!\\)(?:\\\\)*\\/")
_DIRECTIVE = re.compile(r"^%(?!YAML[ \t]+1\.1\b|TAG\b)", re.MULTILINE)


class _InvalidError(ValueError):
    """The text is not what yamldecode() takes."""


def read(text: str) -> Plain:
    """Return the one document of a YAML text; raise EvaluationError where Terraform would not take it."""
    import yaml

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        try:
            return _Composer(loader.get_event, text, yaml.events).document()
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError, OverflowError):
        raise EvaluationError("yamldecode() needs one valid YAML document") from None


class _Composer:
    """Makes plain data of one parser's events."""

    def __init__(self, following: Callable[[], Any], text: str, events: Any) -> None:
        self._next = following
        self._text = text
        self._events = events
        # Anchor -> data and how many nodes it has; None while it is being read.
        self._anchors: dict[str, tuple[Plain, int] | None] = {}
        self._nodes = 0

    def document(self) -> Plain:
        """Return the only document."""
        self._next()
        begin = self._next()
        if not isinstance(begin, self._events.DocumentStartEvent):
            raise _InvalidError
        if begin.explicit and _DIRECTIVE.search(self._text[: begin.end_mark.index]):
            raise _InvalidError
        data = self._node(self._next(), 1)
        self._next()
        if not isinstance(self._next(), self._events.StreamEndEvent):
            raise _InvalidError
        return data

    def _count(self, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise EvaluationError(f"yamldecode() takes at most {MAX_NODES:,} nodes")

    def _node(self, event: Any, depth: int) -> Plain:
        if depth > MAX_DEPTH:
            raise EvaluationError(f"yamldecode() takes at most {MAX_DEPTH} levels")
        if isinstance(event, self._events.AliasEvent):
            known = self._anchors.get(event.anchor)
            if known is None:
                raise _InvalidError
            self._count(known[1])
            return known[0]
        before = self._nodes
        self._count(1)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        data = self._content(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = data, self._nodes - before
        return data

    def _content(self, event: Any, depth: int) -> Plain:
        if isinstance(event, self._events.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, self._events.SequenceStartEvent):
            _expect_tag(event, "seq")
            items: list[Plain] = []
            while not isinstance(item := self._next(), self._events.SequenceEndEvent):
                items.append(self._node(item, depth + 1))
            return items
        _expect_tag(event, "map")
        fields: dict[str, Plain] = {}
        while not isinstance(key := self._next(), self._events.MappingEndEvent):
            if not isinstance(key, self._events.ScalarEvent):
                raise _InvalidError
            self._count(1)
            if key.value == "<<" and key.tag is None:
                merged = self._node(self._next(), depth + 1)
                if not isinstance(merged, dict):
                    raise _InvalidError
                fields.update(merged)
            else:
                fields[_key(self._scalar(key))] = self._node(self._next(), depth + 1)
        return fields

    def _scalar(self, event: Any) -> Plain:
        text: str = intern(event.value) if len(event.value) <= _SHORT else event.value
        plain = not event.style
        if event.style == '"' and _ESCAPED_SLASH.search(self._text[event.start_mark.index : event.end_mark.index]):
            raise _InvalidError
        if event.tag is None:
            return resolve(text) if plain else text
        return _tagged(event.tag, text, plain)


def _expect_tag(event: Any, name: str) -> None:
    if event.tag is not None and event.tag != _CORE + name:
        raise _InvalidError


def _key(data: Plain) -> str:
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, int | Decimal):
        return number_text(data)
    if not isinstance(data, str):
        raise _InvalidError
    return data


def _tagged(tag: str, text: str, plain: bool) -> Plain:
    """Return a scalar with an explicit tag, which says of which kind it has to be and seldom what becomes of it."""
    name = tag.removeprefix(_CORE) if tag.startswith(_CORE) else ""
    if name == "str":
        return text
    if name == "null":
        return None if plain or text else text
    if name == "binary":
        base64_bytes("".join(text.splitlines()))
        return text
    if name not in {"int", "float", "bool", "timestamp"}:
        raise _InvalidError
    found = resolve(text.replace("_", "") if name == "float" and plain else text)
    is_text = isinstance(found, str) and not (name == "timestamp" and timestamp(text) is not None)
    if is_text:
        raise _InvalidError
    return found if plain else text


def resolve(text: str) -> Plain:
    """Return what a plain scalar stands for; ValueError for a number without end."""
    if text in WORDS:
        return WORDS[text]
    if text[:1] not in "+-.0123456789":
        return text
    if len(text) > _MAX_NUMBER:
        raise EvaluationError(f"yamldecode() takes numbers of at most {_MAX_NUMBER:,} digits")
    if _INTEGER(text):
        return read_integer(text)
    based = _BASED(text)
    if based is not None:
        value = int(based[1], 16) if based[1] else int(based[2], 8)
        if value.bit_length() > 64:
            raise _InvalidError
        return value
    if _REAL(text):
        return number(Decimal(text))
    if _NO_NUMBER(text):
        raise _InvalidError
    return timestamp(text) or text


def timestamp(text: str) -> str | None:
    """Return a date or time as RFC 3339 has it, without fractions of a second; None where it is none."""
    date = _DATE.match(text)
    if date is None or not 1 <= int(date[2]) <= 12:
        return None
    year, month, day = (int(part) for part in date.groups())
    # The calendar repeats itself after 400 years, and has no year 0.
    if not 1 <= day <= monthrange(year % 400 + 400, month)[1]:
        return None
    shown = f"{year:04}-{month:02}-{day:02}"
    if date.end() == len(text):
        return f"{shown}T00:00:00Z"
    time = _TIME.match(text, date.end() + 1)
    if time is None or int(time[1]) > 23 or int(time[2]) > 59 or int(time[3]) > 59:
        return None
    zone = _zone(text[time.end() :], text[date.end()])
    return None if zone is None else f"{shown}T{int(time[1]):02}:{int(time[2]):02}:{int(time[3]):02}{zone}"


def _zone(text: str, between: str) -> str | None:
    """Return the zone of a time as it is written; a time after a space has none."""
    if between == " ":
        return None if text else "Z"
    if between not in "tT" or text == "Z":
        return "Z" if between in "tT" else None
    found = _ZONE.fullmatch(text)
    if found is None or int(found[2]) > 23 or int(found[3]) > 60:
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    return f"{found[1]}{minutes // 60:02}:{minutes % 60:02}" if minutes else "Z"
