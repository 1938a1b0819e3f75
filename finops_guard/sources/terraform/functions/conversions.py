"""Type conversions and marks."""

from __future__ import annotations

from finops_guard.location import Span
from finops_guard.sources.terraform.conversion import convert
from finops_guard.sources.terraform.functions.signature import Function, expect
from finops_guard.sources.terraform.kinds import NullOf
from finops_guard.sources.terraform.types import ANY, BOOL, NUMBER, STRING, Collection, Primitive, rebuilt, remark
from finops_guard.values import EPHEMERAL, SENSITIVE, Value


def _primitive(wanted: Primitive) -> Function:
    def call(args: list[Value], span: Span) -> Value:
        expect(args, 1, 1)
        made = convert(args[0], wanted)
        return made if made.raw is None or made.raw is args[0].raw else Value(made.raw, span, made.marks)

    return call


def _collection(kind: str) -> Function:
    wanted = Collection(kind, ANY)

    def call(args: list[Value], span: Span) -> Value:
        expect(args, 1, 1)
        made = convert(args[0], wanted)
        return made if made.raw is None or made.raw is args[0].raw else Value(made.raw, span, made.marks, made.weight)

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
    if isinstance(value, NullOf):
        return NullOf(value.kind, value.origin, value.marks & ~mark)
    return Value(rebuilt(value, lambda item: _without(item, mark)), value.origin, value.marks & ~mark, value.weight)


def _issensitive(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    return Value(args[0].is_sensitive, span)


def _ephemeral_as_null(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    return Value(None, span) if args[0].marks & EPHEMERAL else args[0]


FUNCTIONS: dict[str, Function] = {
    "tobool": _primitive(BOOL),
    "tonumber": _primitive(NUMBER),
    "tostring": _primitive(STRING),
    "tolist": _collection("list"),
    "toset": _collection("set"),
    "tomap": _collection("map"),
    "sensitive": _sensitive,
    "nonsensitive": _nonsensitive,
    "issensitive": _issensitive,
    "ephemeralasnull": _ephemeral_as_null,
}
