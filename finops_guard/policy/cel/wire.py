"""A checked expression as the library serializes it (``cel.expr.CheckedExpr``), read into nodes.

The format is that of checked.proto and syntax.proto in the CEL specification: https://github.com/google/cel-spec.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

_Part: TypeAlias = "int | bytes"


class Constant(Struct, frozen=True):
    """A literal: null, a truth value, a number or a text; ``kind`` is its name in the specification."""

    kind: str
    value: object
    at: int


class Name(Struct, frozen=True):
    """A variable, as it was declared: ``resource.values`` is one name."""

    name: str
    at: int


class Select(Struct, frozen=True):
    """A field of what ``operand`` is; with ``test`` whether it has one."""

    operand: Node
    field: str
    test: bool
    at: int


class Call(Struct, frozen=True):
    """A function or operator (``_==_``); a method's target is the first argument."""

    function: str
    arguments: tuple[Node, ...]
    at: int


class Items(Struct, frozen=True):
    """A list that is written out."""

    elements: tuple[Node, ...]
    at: int


class Entries(Struct, frozen=True):
    """A map that is written out; a message has a name."""

    name: str
    entries: tuple[tuple[Node, Node], ...]
    at: int


class Loop(Struct, frozen=True):
    """What the macros all, exists, exists_one, map and filter expand to: a fold over a list or the keys of a map."""

    variable: str
    range: Node
    accumulator: str
    start: Node
    condition: Node
    step: Node
    result: Node
    at: int


Node: TypeAlias = "Constant | Name | Select | Call | Items | Entries | Loop"

_KINDS = {
    1: "null",
    2: "bool",
    3: "int",
    4: "uint",
    5: "double",
    6: "string",
    7: "bytes",
    8: "duration",
    9: "timestamp",
}


def read(data: bytes) -> Node:
    """Return the expression; each node knows ``at`` which character (0-based) of its text it stands."""
    checked = _first(data, 2)  # within google.protobuf.Any
    positions = {_number(entry, 1): _number(entry, 2) for entry in _all(_first(checked, 5), 4)}
    return _Reader(positions).node(_first(checked, 4))


class _Reader:
    def __init__(self, positions: dict[int, int]) -> None:
        self._positions = positions

    def node(self, data: bytes) -> Node:
        at = self._positions.get(_number(data, 2), 0)
        kind, body = next((kind, part) for kind, part in _parts(data) if kind > 2 and isinstance(part, bytes))
        match kind:
            case 3:
                return _constant(body, at)
            case 4:
                return Name(_text(body, 1), at)
            case 5:
                return Select(self.node(_first(body, 1)), _text(body, 2), bool(_number(body, 3)), at)
            case 6:
                target = [self.node(each) for each in _all(body, 1)]
                arguments = [self.node(each) for each in _all(body, 3)]
                return Call(_text(body, 2), (*target, *arguments), at)
            case 7:
                return Items(tuple(self.node(each) for each in _all(body, 1)), at)
            case 8:
                return Entries(_text(body, 1), tuple(self._entry(each, at) for each in _all(body, 2)), at)
            case _:
                parts = (self.node(_first(body, number)) for number in (2, 4, 5, 6, 7))
                range_, start, condition, step, result = parts
                return Loop(_text(body, 1), range_, _text(body, 3), start, condition, step, result, at)

    def _entry(self, data: bytes, at: int) -> tuple[Node, Node]:
        keys = [self.node(each) for each in _all(data, 3)]
        return keys[0] if keys else Constant("string", _text(data, 2), at), self.node(_first(data, 4))


def _constant(data: bytes, at: int) -> Constant:
    kind, part = next(iter(_parts(data)), (1, 0))
    value: object = part
    if kind == 1:
        value = None
    elif kind == 2:
        value = bool(part)
    elif kind == 3 and isinstance(part, int):
        value = part - 2**64 if part >= 2**63 else part
    elif kind == 5 and isinstance(part, bytes):
        value = struct.unpack("<d", part)[0]
    elif kind == 6 and isinstance(part, bytes):
        value = part.decode()
    return Constant(_KINDS.get(kind, ""), value, at)


def _parts(data: bytes) -> Iterator[tuple[int, _Part]]:
    """Yield the fields of a message by number, in order: a number, or the bytes of anything else."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        part: _Part
        match key & 7:
            case 0:
                part, at = _varint(data, at)
            case 1:
                part, at = data[at : at + 8], at + 8
            case 2:
                size, at = _varint(data, at)
                part, at = data[at : at + size], at + size
            case _:
                part, at = data[at : at + 4], at + 4
        yield key >> 3, part


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def _all(data: bytes, number: int) -> list[bytes]:
    return [part for kind, part in _parts(data) if kind == number and isinstance(part, bytes)]


def _first(data: bytes, number: int) -> bytes:
    return next(iter(_all(data, number)), b"")


def _text(data: bytes, number: int) -> str:
    return _first(data, number).decode()


def _number(data: bytes, number: int) -> int:
    return next((part for kind, part in _parts(data) if kind == number and isinstance(part, int)), 0)
