"""Functions that pick one of several values, or tell something about them."""

from __future__ import annotations

from collections.abc import Mapping

from finops_guard.location import Span
from finops_guard.sources.terraform.bigfloat import counted
from finops_guard.sources.terraform.conversion import convert
from finops_guard.sources.terraform.equality import equal
from finops_guard.sources.terraform.functions.arguments import elements, marks_of, present, sequence, undecided
from finops_guard.sources.terraform.functions.graphemes import graphemes
from finops_guard.sources.terraform.functions.signature import Function, deep_marks, expect
from finops_guard.sources.terraform.functions.unify import unify
from finops_guard.sources.terraform.kinds import EvaluationError, NullOf
from finops_guard.sources.terraform.operators import to_bool, type_name
from finops_guard.sources.terraform.types import ANY
from finops_guard.values import Cause, Unknown, Value


def _length(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    value = args[0]
    if value.causes:
        return Value(Unknown(value.causes), span, value.marks)
    if isinstance(value.raw, str | list | Mapping):
        size = len(graphemes(value.raw)) if isinstance(value.raw, str) else len(value.raw)
        return Value(counted(size), span, value.marks)
    raise EvaluationError(f"length() takes a list, map or string, not {type_name(value)}")


def _coalesce(args: list[Value], span: Span) -> Value:
    expect(args, 1, None)
    for arg in unify(args):
        if arg.is_unknown:
            return Value(arg.raw, span, arg.marks)
        if arg.raw is not None and arg.raw != "":
            return arg
    raise EvaluationError("coalesce() finds no argument that is neither null nor empty")


def _coalescelist(args: list[Value], span: Span) -> Value:
    expect(args, 1, None)
    for arg in args:
        if not arg.is_unknown and not isinstance(arg, NullOf):
            sequence(arg)
    for arg in args:
        if arg.is_unknown:
            return Value(Unknown(arg.causes), span, arg.marks)
        if sequence(arg):
            return arg
    raise EvaluationError("coalescelist() finds no list that is not empty")


def _contains(args: list[Value], span: Span) -> Value:
    expect(args, 2, 2)
    unknown = undecided(args[:1], span)
    if unknown is not None:
        return unknown
    causes: list[Cause] = []
    marks = marks_of(args)
    wanted = present(args[1])
    for item in elements(args[0]):
        same = equal(item, wanted)
        if same is True:
            return Value(True, span, marks)
        if isinstance(same, Unknown):
            causes += same.causes
    return Value(Unknown(causes) if causes else False, span, marks)


def _one(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    unknown = undecided(args, span)
    if unknown is not None:
        return unknown
    items = elements(args[0])
    if len(items) > 1:
        raise EvaluationError("one() takes a list with at most one element")
    if items:
        return items[0]
    return convert(Value(None, span, args[0].marks), getattr(items, "element", None) or ANY)


def _any_or_all(deciding: bool) -> Function:
    """Return anytrue() (a true element decides) or alltrue() (a false one does)."""

    def call(args: list[Value], span: Span) -> Value:
        expect(args, 1, 1)
        unknown = undecided(args, span)
        if unknown is not None:
            return unknown
        known = [item for item in elements(args[0]) if not item.is_unknown]
        # All are converted first: one that is no bool fails, whatever stands before it.
        found = {item.raw is not None and to_bool(item) for item in known}
        marks = deep_marks(args[0])
        if deciding in found:
            return Value(deciding, span, marks)
        return undecided(elements(args[0]), span) or Value(not deciding, span, marks)

    return call


FUNCTIONS: dict[str, Function] = {
    "alltrue": _any_or_all(deciding=False),
    "anytrue": _any_or_all(deciding=True),
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "contains": _contains,
    "length": _length,
    "one": _one,
}
