"""Paths into a resource's values: names joined by dots, through lists and blocks, to every place they lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

from msgspec import Struct

from finops_guard.location import Span
from finops_guard.values import Cause, CauseKind, OpenDict, OpenList, Unknown, Value

# Real resources have a few; what a stranger writes may multiply.
MAX_PLACES = 200

_STEP = re.compile(r'\.?(?P<name>[A-Za-z_][A-Za-z0-9_-]*)(?P<each>\[\*\])?|\["(?P<key>[^"\]]+)"\](?P<every>\[\*\])?')


class Place(Struct, frozen=True):
    """One place that a path leads to: its value, None where nothing (or null) is written.

    ``name`` tells it from the path's other places (``ebs_block_device[1].volume_type``; the first item has no index,
    so that a second one does not rename it). ``span`` is the value, the null that stands for none, or the closest
    written part around its absence; None for the resource's header.
    """

    name: str
    value: Value | None
    span: Span | None


class _Step(Struct, frozen=True):
    """One key of a path; ``shown`` is how it follows in a name, ``each`` that no item means no place."""

    key: str
    shown: str
    each: bool


def places(value: Value, path: str) -> Iterator[Place]:
    """Yield the places of a path, in the order of the text.

    A list on the way stands for each of its items; an empty one is as absent as one that is not written, except after
    ``[*]``, where no item means no place. An Unknown on the way is a place of its own, and so are further items that a
    list on the way may have, and all places beyond 200. A key that is no name is written ``["key"]``.
    """
    found = _descend(value, _steps(path), "", None, optional=False)
    yield from islice(found, MAX_PLACES)
    if next(found, None) is not None:
        cause = Cause(CauseKind.LIMIT, f"{path} leads to more than {MAX_PLACES:,} places")
        yield Place(path, Value(Unknown([cause]), value.origin), value.origin)


def member(value: Value, key: str) -> Value | None:
    """Return an object's value under ``key``; None where it is not written.

    What the provider computes counts as not written: a policy is about the code.
    """
    raw = value.raw
    if isinstance(raw, OpenDict) and key not in raw:
        causes = [cause for cause in raw.causes if cause.kind is not CauseKind.COMPUTED]
        return Value(Unknown(causes), value.origin, value.marks) if causes else None
    found = value.get(key)
    return None if found is None or found.is_null else found


@lru_cache(maxsize=1024)
def _steps(path: str) -> tuple[_Step, ...]:
    return tuple(
        _Step(
            found["name"] or found["key"],
            f".{found['name']}" if found["name"] else f'["{found["key"]}"]',
            bool(found["each"] or found["every"]),
        )
        for found in _STEP.finditer(path)
    )


def _descend(
    value: Value | None, steps: tuple[_Step, ...], name: str, around: Span | None, *, optional: bool
) -> Iterator[Place]:
    span = (value.origin if value is not None else None) or around
    if value is None or value.is_null:
        if not optional:
            yield Place("".join([name, *(step.shown for step in steps)]).lstrip("."), None, around)
    elif value.is_unknown:
        yield Place(name, value, span)
    elif isinstance(value.raw, list | tuple):
        items = list(value.items())
        if not items:
            yield from _descend(None, steps, name, span, optional=optional)
        for index, item in enumerate(items):
            yield from _descend(item, steps, f"{name}[{index}]" if index else name, span, optional=optional)
        if steps and isinstance(value.raw, OpenList) and value.raw.causes:
            yield Place(name, Value(Unknown(value.raw.causes), span), span)
    elif not steps:
        yield Place(name, value, span)
    else:
        step, rest = steps[0], steps[1:]
        found = member(value, step.key) if isinstance(value.raw, Mapping) else None
        written = value.get(step.key) if found is None else None
        null = written.origin if written is not None and written.is_null else None
        yield from _descend(found, rest, f"{name}{step.shown}".lstrip("."), null or span, optional=step.each)
