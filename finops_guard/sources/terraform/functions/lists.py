"""Functions on lists; elements keep where they were written."""

from __future__ import annotations

from decimal import Decimal

from finops_guard.location import Span
from finops_guard.sources.terraform.bigfloat import counted, short
from finops_guard.sources.terraform.equality import equal
from finops_guard.sources.terraform.functions.arguments import (
    MAX_ELEMENTS,
    elements,
    marks_of,
    present,
    sequence,
    undecided,
    uniform,
)
from finops_guard.sources.terraform.functions.signature import Function, expect, number_of, scalar
from finops_guard.sources.terraform.functions.unify import unify
from finops_guard.sources.terraform.kinds import EvaluationError, SetList, UnknownOf
from finops_guard.sources.terraform.operators import calculate, to_string
from finops_guard.sources.terraform.types import STRING, key_of, may_be_list
from finops_guard.values import Cause, Unknown, Value, all_causes


def _concat(args: list[Value], span: Span) -> Value:
    expect(args, 1, None)
    made: list[Value] = []
    unknown = undecided(args, span)
    if unknown is not None:
        return unknown
    for arg in args:
        made += sequence(arg)
    return Value(made, span, marks_of(args))


def _element(args: list[Value], span: Span) -> Value:
    expect(args, 2, 2)
    unknown = undecided(args, span)
    if unknown is not None:
        return unknown
    items = sequence(args[0])
    if not items:
        raise EvaluationError("element() cannot take an element of an empty list")
    at = number_of(args[1])
    if isinstance(at, Decimal) or at.bit_length() > 63:
        raise EvaluationError("element() needs a whole number")
    # A negative index counts from the end, as Terraform 1.12 does (1.11 fails), and modules rely on it.
    return items[at % len(items)]


def _flatten(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    unknown = undecided(args, span)
    if unknown is not None:
        return unknown
    made: list[Value] = []
    causes: list[Cause] = []
    stack = [iter(elements(args[0]))]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item.raw, list):
            stack.append(iter(item.raw))
        elif isinstance(item.raw, Unknown) and not (isinstance(item.raw, UnknownOf) and not may_be_list(item.raw.kind)):
            # It could be a list of any length.
            causes += item.raw.causes
        else:
            made.append(item)
        if len(made) > MAX_ELEMENTS:
            raise EvaluationError(f"flatten() would make more than {MAX_ELEMENTS:,} elements")
    return Value(Unknown(causes) if causes else made, span, args[0].marks)


def _compact(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    unknown = undecided(args, span, deep=True)
    if unknown is not None:
        return unknown
    kept = [item for item in elements(args[0]) if item.raw not in (None, "")]
    made = [item if isinstance(item.raw, str) else Value(to_string(item), item.origin, item.marks) for item in kept]
    return Value(made, span, args[0].marks)


def _distinct(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    unknown = undecided(args, span, deep=True)
    if unknown is not None:
        return unknown
    first: dict[object, Value] = {}
    for item in uniform(args[0]):
        first.setdefault(key_of(item), item)
    return Value(list(first.values()), span, args[0].marks)


def _index(args: list[Value], span: Span) -> Value:
    expect(args, 2, 2)
    unknown = undecided(args, span, deep=True)
    if unknown is not None:
        return unknown
    wanted = present(args[1])
    for at, item in enumerate(sequence(args[0])):
        if equal(item, wanted) is True:
            return Value(counted(at), span, marks_of(args))
    raise EvaluationError("index() finds no such element")


def _matchkeys(args: list[Value], span: Span) -> Value:
    expect(args, 3, 3)
    unknown = undecided(args, span, deep=True)
    if unknown is not None:
        return unknown
    values, keys = uniform(args[0]), elements(args[1])
    compared = unify([*keys, *elements(args[2])])
    keys, wanted = compared[: len(keys)], {key_of(item) for item in compared[len(keys) :]}
    if len(values) != len(keys):
        raise EvaluationError("matchkeys() needs as many keys as values")
    made = [value for value, key in zip(values, keys, strict=True) if key_of(key) in wanted]
    return Value(made, span, marks_of(args))


# Terraform itself allows no more.
_MAX_RANGE = 1024
_TOO_MANY = f"range() would make more than {_MAX_RANGE:,} numbers"


def _range(*numbers: int | Decimal) -> list[int | Decimal]:
    start = short(0, 1)
    if len(numbers) == 1:
        limit = numbers[0]
    else:
        start, limit = numbers[0], numbers[1]
    step: int | Decimal = numbers[2] if len(numbers) == 3 else counted(1 if start <= limit else -1)
    if (
        len(numbers) > 3
        or (step == 0 and start != limit)
        or (start < limit and step < 0)
        or (start > limit and step > 0)
    ):
        raise EvaluationError("range() takes a limit; a start and a limit; or a start, a limit and a step towards it")
    if isinstance(start, int) and isinstance(limit, int) and isinstance(step, int):
        return _whole_range(start, limit, step or 1)
    made: list[int | Decimal] = []
    at = start
    while at != limit and (at < limit) is (step > 0):
        made.append(at)
        at = calculate(at, step, "+")
        if len(made) > _MAX_RANGE:
            raise EvaluationError(_TOO_MANY)
    return made


def _whole_range(start: int, limit: int, step: int) -> list[int | Decimal]:
    numbers = range(start, limit, step)
    if len(numbers) > _MAX_RANGE:
        raise EvaluationError(_TOO_MANY)
    rest = numbers[1:] if type(start) is int or type(step) is int else map(counted, numbers[1:])
    return [start, *rest] if numbers else []


def _reverse(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    unknown = undecided(args, span)
    if unknown is not None:
        return unknown
    return Value(list(reversed(elements(args[0]))), span, args[0].marks)


_sorted = scalar("S", sorted)


def _sort(args: list[Value], span: Span) -> Value:
    """sort(): of a list with unknown elements, the length is known."""
    expect(args, 1, 1)
    causes = all_causes(args[0])
    if not causes or not isinstance(args[0].raw, list) or isinstance(args[0].raw, SetList):
        return _sorted(args, span)
    return Value([Value(UnknownOf(causes, STRING), span) for _ in args[0].raw], span, marks_of(args))


def _slice(args: list[Value], span: Span) -> Value:
    expect(args, 3, 3)
    unknown = undecided(args[1:], span)
    if unknown is not None:
        return unknown
    start, end = number_of(args[1]), number_of(args[2])
    if isinstance(args[0].raw, Unknown):
        return _unknown_slice(args[0].raw, start, end, span, marks_of(args))
    items = sequence(args[0])
    if isinstance(start, Decimal) or isinstance(end, Decimal) or not 0 <= start <= end <= len(items):
        raise EvaluationError("slice() needs a start and an end within the list")
    return Value(items[start:end], span, marks_of(args))


def _unknown_slice(items: Unknown, start: int | Decimal, end: int | Decimal, span: Span, marks: int) -> Value:
    """Return a slice of an unknown list: where it does not fail, its length is known."""
    if isinstance(start, Decimal) or isinstance(end, Decimal) or not 0 <= start <= end <= MAX_ELEMENTS:
        return Value(Unknown(items.causes), span, marks)
    return Value([Value(Unknown(items.causes), span, marks) for _ in range(end - start)], span, marks)


def _chunklist(args: list[Value], span: Span) -> Value:
    expect(args, 2, 2)
    unknown = undecided(args, span)
    if unknown is not None:
        return unknown
    items, size = uniform(args[0]), number_of(args[1])
    if isinstance(size, Decimal) or size < 0:
        raise EvaluationError("chunklist() needs a size that is a whole number of at least 0")
    step = size or max(len(items), 1)
    return Value([Value(items[at : at + step], span) for at in range(0, len(items), step)], span, marks_of(args))


FUNCTIONS: dict[str, Function] = {
    "chunklist": _chunklist,
    "compact": _compact,
    "concat": _concat,
    "distinct": _distinct,
    "element": _element,
    "flatten": _flatten,
    "index": _index,
    "matchkeys": _matchkeys,
    "range": scalar("n+", _range),
    "reverse": _reverse,
    "slice": _slice,
    "sort": _sort,
}
