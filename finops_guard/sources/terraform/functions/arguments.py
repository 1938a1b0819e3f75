"""What functions on lists and maps do with their arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_guard.location import Span
from finops_guard.sources.terraform.functions.unify import unify
from finops_guard.sources.terraform.kinds import EvaluationError, SetList
from finops_guard.sources.terraform.operators import type_name
from finops_guard.values import Cause, Unknown, Value, all_causes

# How many elements a function makes at most.
MAX_ELEMENTS = 100_000


def undecided(args: Sequence[Value], span: Span, deep: bool = False) -> Value | None:
    """Return Unknown where an argument is (or, with ``deep``, holds) an unknown value."""
    causes: list[Cause] = []
    for arg in args:
        causes += all_causes(arg) if deep else arg.raw.causes if isinstance(arg.raw, Unknown) else ()
    return Value(Unknown(causes), span, marks_of(args)) if causes else None


def marks_of(args: Sequence[Value]) -> int:
    """Return the marks of all arguments together; not those of what is within them."""
    marks = 0
    for arg in args:
        marks |= arg.marks
    return marks


def elements(value: Value) -> list[Value]:
    """Return the elements of a list, tuple or set."""
    if isinstance(value.raw, list):
        return value.raw
    raise EvaluationError(f"a list is required, not {type_name(value)}")


def sequence(value: Value) -> list[Value]:
    """Return the elements of a list or tuple; a set has no order that an argument could rely on."""
    if isinstance(value.raw, SetList):
        raise EvaluationError("a list is required, not a set")
    return elements(value)


def uniform(value: Value) -> list[Value]:
    """Return the elements of a list, tuple or set, converted to the one type that a list has."""
    return unify(elements(value))


def table(value: Value) -> Mapping[str, Value]:
    """Return a map or object."""
    if isinstance(value.raw, Mapping):
        return value.raw
    raise EvaluationError(f"a map or object is required, not {type_name(value)}")


def present(value: Value) -> Value:
    """Return an argument that must not be null."""
    if value.raw is None:
        raise EvaluationError("an argument must not be null")
    return value
