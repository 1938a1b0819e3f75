"""A resource's values as a flat list: one entry for each place that holds something, with where it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias

from finops_guard.location import Location, Span
from finops_guard.values import Cause, OpenDict, Value

Plain: TypeAlias = "None | bool | int | float | str | list[Plain] | dict[str, Plain]"

# How much of one resource is listed, and of each that follows once all together have so much; the rest is only said to
# be there.
MAX_ENTRIES = 1_000
MAX_TOTAL = 200_000
FEW_ENTRIES = 10
# How many parts of a value are searched for each that is listed.
VISITED = 5
MAX_DEPTH = 50
MAX_TEXT = 1_000

_NAME = re.compile(r"[A-Za-z_][\w-]*")
# Integers that every reader of JSON keeps exactly.
_MAX_INTEGER = 2**53


def location(span: Span | None) -> Plain:
    """Return where something stands; None where no file holds it."""
    return None if span is None else place(span.location())


def place(where: Location) -> dict[str, Plain]:
    """Return a location as the report formats write it."""
    return {
        "path": where.path,
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
    }


def causes(found: Iterable[Cause]) -> list[Plain]:
    """Return causes as the report formats write them."""
    return [{"kind": each.kind.value, "text": each.text, "location": location(each.span)} for each in found]


def state_of(value: Value) -> dict[str, Plain]:
    """Return ``state`` and ``value`` of one value that holds no others; sensitive and unknown ones have no value."""
    if value.is_sensitive:
        return {"state": "sensitive", "value": None}
    if value.is_unknown:
        return {"state": "unknown", "value": None}
    return {"state": "known", "value": _scalar(value.raw)}


def flattened(value: Value, limit: int = MAX_ENTRIES) -> tuple[list[tuple[str, Value]], bool]:
    """Return (path, value) of every value within, in the order of the text, and whether there are more than ``limit``.

    A sensitive value, an empty list or object, and what is nested deeper than 50 levels is one entry.
    """
    found: list[tuple[str, Value]] = []
    pending = [("", value, 0)]
    while pending:
        path, at, depth = pending.pop()
        parts = [] if at.is_sensitive or depth >= MAX_DEPTH else _parts(path, at)
        if parts:
            pending.extend((name, item, depth + 1) for name, item in reversed(parts))
        elif path:
            if len(found) == limit:
                return found, True
            found.append((path, at))
    return found, False


def open_objects(value: Value, limit: int = MAX_ENTRIES) -> list[tuple[str, tuple[Cause, ...]]]:
    """Return the paths of objects that may have further keys, and why, among the first parts of a value."""
    found: list[tuple[str, tuple[Cause, ...]]] = []
    pending = [("", value, 0)]
    for _ in range(VISITED * limit):
        if not pending:
            break
        path, at, depth = pending.pop()
        if at.is_sensitive or depth >= MAX_DEPTH:
            continue
        if isinstance(at.raw, OpenDict) and at.raw.causes:
            found.append((path, at.raw.causes))
        pending.extend((name, item, depth + 1) for name, item in reversed(_parts(path, at)))
    return found


def _parts(path: str, value: Value) -> list[tuple[str, Value]]:
    raw = value.raw
    if isinstance(raw, Mapping):
        return [(_member(path, key), item) for key, item in raw.items()]
    return [(f"{path}[{index}]", item) for index, item in enumerate(value.items())]


def _member(path: str, key: str) -> str:
    if _NAME.fullmatch(key):
        return f"{path}.{key}" if path else key
    return f"{path}[{json.dumps(key, ensure_ascii=False)}]"


def _scalar(raw: object) -> Plain:
    """Return a scalar as JSON holds it: numbers that it does not hold exactly, and long texts, as shortened text."""
    if raw is None or isinstance(raw, bool):
        return raw
    if isinstance(raw, int):
        return raw if abs(raw) <= _MAX_INTEGER else _number(raw)
    if isinstance(raw, Decimal):
        near = float(raw) if -300 < raw.adjusted() < 300 else 0.0
        return near if Decimal(repr(near)) == raw else _number(raw)
    if isinstance(raw, str):
        return _cut(raw)
    if raw:
        return "…"  # nested too deeply to be listed
    return {} if isinstance(raw, Mapping) else []


def _number(raw: int | Decimal) -> str:
    huge = isinstance(raw, int) and raw.bit_length() > 4096
    return "a huge number" if huge else _cut(str(raw))


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "…"
