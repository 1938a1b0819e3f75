"""Type conversions and marks."""

from __future__ import annotations

from collections.abc import Mapping

from finops_guard.location import Span
from finops_guard.sources.terraform.functions.signature import Function, expect
from finops_guard.sources.terraform.functions.unify import unify
from finops_guard.sources.terraform.operators import EvaluationError, SetList, to_bool, to_number, to_string
from finops_guard.sources.terraform.types import make_set, remark
from finops_guard.values import EPHEMERAL, SENSITIVE, OpenDict, Raw, Value, shapes_of


def _primitive(convert: object) -> Function:
    def call(args: list[Value], span: Span) -> Value:
        expect(args, 1, 1)
        value = args[0]
        if value.is_unknown or value.raw is None:
            return value
        made: Raw = convert(value)  # type: ignore[operator] # one of three functions, see below
        return value if made == value.raw and type(made) is type(value.raw) else Value(made, span, value.marks)

    return call


def _tolist(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    value = args[0]
    if value.is_unknown or value.raw is None:
        return value
    if not isinstance(value.raw, list):
        raise EvaluationError("tolist() takes a list, set or tuple")
    return Value(unify(list(value.raw)), span, value.marks)


def _toset(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    value = args[0]
    if value.is_unknown or value.raw is None or isinstance(value.raw, SetList):
        return value
    if not isinstance(value.raw, list):
        raise EvaluationError("toset() takes a list, set or tuple")
    return make_set(unify(value.raw), span, value.marks)


def _tomap(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    value = args[0]
    if value.is_unknown or value.raw is None:
        return value
    if not isinstance(value.raw, Mapping):
        raise EvaluationError("tomap() takes an object or map")
    if type(value.raw) not in (dict, OpenDict):
        return value
    made = dict(zip(value.raw, unify(list(value.raw.values())), strict=True))
    return Value(OpenDict(made, value.causes, shapes_of(value)) if value.causes else made, span, value.marks)


def _sensitive(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    if args[0].origin is not None and args[0].origin.source is span.source:
        args[0].origin.conceal()
    return remark(args[0], SENSITIVE)


def _nonsensitive(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    return _without(args[0], SENSITIVE)


def _without(value: Value, mark: int) -> Value:
    raw = value.raw
    if isinstance(raw, Mapping):
        raw = {key: _without(item, mark) for key, item in raw.items()}
    elif isinstance(raw, list):
        raw = type(raw)(_without(item, mark) for item in raw)
    return Value(raw, value.origin, value.marks & ~mark, value.weight)


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
    "tolist": _tolist,
    "toset": _toset,
    "tomap": _tomap,
    "sensitive": _sensitive,
    "nonsensitive": _nonsensitive,
    "issensitive": _issensitive,
    "ephemeralasnull": _ephemeral_as_null,
}
