"""What would be different of a resource: values at places of it, or that it is not there at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.resources import Resource
from finops_guard.values import OpenDict, OpenList, Value

Scalar: TypeAlias = "bool | int | Decimal | str | None"
_Steps: TypeAlias = "tuple[str | int, ...]"
_Settings: TypeAlias = "list[tuple[_Steps, Scalar]]"

_STEP = re.compile(r'\.?(?P<name>[A-Za-z_][A-Za-z0-9_-]*)|\["(?P<key>[^"\]]+)"\]|\[(?P<index>\d{1,9})\]|\[\*\]')


class Change(Struct, frozen=True):
    """Values by the place that they are written at; ``removes``: the resource is deleted instead.

    A place is named as checks name it: ``ebs_block_device[1].volume_type``, without an index for the first item. None
    takes away what is there.
    """

    values: tuple[tuple[str, Scalar], ...] = ()
    removes: bool = False


REMOVAL = Change(removes=True)


def changed(resource: Resource, change: Change) -> Resource:
    """Return a resource with other values; what is not known stays so, also where a place leads into it."""
    settings: _Settings = [(_steps(place), raw) for place, raw in change.values]
    return replace(resource, values=_with(resource.values, settings) or resource.values)


def _steps(place: str) -> _Steps:
    found = (step for step in _STEP.finditer(place) if step[0] != "[*]")
    return tuple(int(step["index"]) if step["index"] else step["name"] or step["key"] for step in found)


def _with(value: Value | None, settings: _Settings) -> Value | None:
    """Return a value as it is changed, None where it is taken away."""
    if value is None or value.is_null:
        if all(raw is None for _, raw in settings):
            return value
        value = Value({})
    if value.is_unknown:
        return value
    if isinstance(value.raw, Sequence) and not isinstance(value.raw, str):
        return _with_items(value, settings)
    whole = [raw for steps, raw in settings if not steps]
    if whole:
        return None if whole[-1] is None else Value(whole[-1], value.origin, value.marks)
    return _with_keys(value, settings)


def _with_items(value: Value, settings: _Settings) -> Value:
    """Return a list with items that are changed; what has no item to be written at becomes the first one."""
    of_item: dict[int, _Settings] = {}
    for steps, raw in settings:
        index, rest = (steps[0], steps[1:]) if steps and isinstance(steps[0], int) else (0, steps)
        of_item.setdefault(index, []).append((rest, raw))
    items: list[Value | None] = [*value.items()] or [None]
    made = [_with(item, of_item[index]) if index in of_item else item for index, item in enumerate(items)]
    kept = [item for item in made if item is not None]
    return Value(OpenList(kept, value.raw.causes) if isinstance(value.raw, OpenList) else kept, value.origin)


def _with_keys(value: Value, settings: _Settings) -> Value:
    raw = value.raw
    if not isinstance(raw, Mapping):
        return value
    of_key: dict[str, _Settings] = {}
    for steps, new in settings:
        if isinstance(steps[0], str):
            of_key.setdefault(steps[0], []).append((steps[1:], new))
        elif steps[0] == 0:  # of a block that is no list
            of_key.setdefault(str(steps[1]) if len(steps) > 1 else "", []).append((steps[2:], new))
    made: dict[str, Value] = {**raw}
    for key, inner in of_key.items():
        found = _with(made.get(key), inner)
        made[key] = Value(None) if found is None else found
    if isinstance(raw, OpenDict):
        made = OpenDict(made, raw.causes, raw.shapes, raw.further)
    return Value(made, value.origin, value.marks)


def together(changes: Iterable[Change]) -> Change:
    """Return what several changes make of one resource; where two write at one place, the first one counts."""
    values: dict[str, Scalar] = {}
    for change in changes:
        if change.removes:
            return REMOVAL
        values = {**dict(change.values), **values}
    return Change(tuple(values.items()))
