"""Type conversions and marks."""

from __future__ import annotations

from finops_guard.location import Span
from finops_guard.sources.terraform.conversion import convert
from finops_guard.sources.terraform.functions.signature import Function, expect
from finops_guard.sources.terraform.operators import to_bool, to_number, to_string
from finops_guard.sources.terraform.types import ANY, Collection, rebuilt, remark
from finops_guard.values import EPHEMERAL, SENSITIVE, Raw, Unknown, Value, without_shape


def _primitive(convert: object) -> Function:
    def call(args: list[Value], span: Span) -> Value:
        expect(args, 1, 1)
        value = args[0]
        if isinstance(value.raw, Unknown) and convert is not to_string:
            return Value(without_shape(value.raw), value.origin, value.marks)
        if value.is_unknown or value.raw is None:
            return value
        made: Raw = convert(value)  # type: ignore[operator] # one of three functions, see below
        return value if made == value.raw and type(made) is type(value.raw) else Value(made, span, value.marks)

    return call


def _collection(kind: str) -> Function:
    wanted = Collection(kind, ANY)

    def call(args: list[Value], span: Span) -> Value:
        expect(args, 1, 1)
        made = convert(args[0], wanted)
        return made if made.raw is args[0].raw else Value(made.raw, span, made.marks, made.weight)

    return call


def _sensitive(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    if args[0].origin is not None and args[0].origin.source is span.source:
        args[0].origin.conceal()
    return remark(args[0], SENSITIVE)


def _nonsensitive(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    return _without(args[0], SENSITIVE)


def _without(value: Value, mark: int) -> Value:
    return Value(rebuilt(value, lambda item: _without(item, mark)), value.origin, value.marks & ~mark, value.weight)


def _issensitive(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    return Value(args[0].is_sensitive, span)


def _ephemeral_as_null(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    return Value(None, span) if args[0].marks & EPHEMERAL else args[0]


FUNCTIONS: dict[str, Function] = {
    "tobool": _primitive(to_bool),
    "tonumber": _primitive(to_number),
    "tostring": _primitive(to_string),
    "tolist": _collection("list"),
    "toset": _collection("set"),
    "tomap": _collection("map"),
    "sensitive": _sensitive,
    "nonsensitive": _nonsensitive,
    "issensitive": _issensitive,
    "ephemeralasnull": _ephemeral_as_null,
}
