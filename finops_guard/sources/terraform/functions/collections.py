"""Functions on lists, maps and objects; elements keep where they were written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from finops_guard.location import Span
from finops_guard.sources.terraform.functions.signature import Function, deep_marks, expect, scalar
from finops_guard.sources.terraform.operators import (
    EvaluationError,
    equal,
    number,
    to_bool,
    to_number,
    to_string,
    type_name,
)
from finops_guard.sources.terraform.types import key_of
from finops_guard.values import Cause, OpenDict, Shape, Unknown, Value, all_causes, shapes_of

_MAX_ELEMENTS = 100_000


def _unknown(args: Sequence[Value], span: Span, deep: bool = False) -> Value | None:
    """Return Unknown where an argument is (or, with ``deep``, holds) an unknown value."""
    causes: list[Cause] = []
    for arg in args:
        causes += all_causes(arg) if deep else arg.raw.causes if isinstance(arg.raw, Unknown) else ()
    return Value(Unknown(causes), span, _marks(args)) if causes else None


def _marks(args: Sequence[Value]) -> int:
    marks = 0
    for arg in args:
        marks |= arg.marks
    return marks


def _list(value: Value) -> list[Value]:
    if isinstance(value.raw, list):
        return value.raw
    raise EvaluationError(f"a list is required, not {type_name(value)}")


def _map(value: Value) -> Mapping[str, Value]:
    if isinstance(value.raw, Mapping):
        return value.raw
    raise EvaluationError(f"a map or object is required, not {type_name(value)}")


def _merge(args: list[Value], span: Span) -> Value:
    """merge(): known keys stay known when another argument is unknown; then further keys may exist."""
    made: dict[str, Value] = {}
    causes: list[Cause] = []
    shapes: list[Shape] = []
    for arg in args:
        if arg.causes:
            causes += arg.causes
            shapes += shapes_of(arg)
        if isinstance(arg.raw, Mapping):
            made.update(arg.raw)
        elif arg.raw is not None and not arg.is_unknown:
            raise EvaluationError(f"merge() takes maps or objects, not {type_name(arg)}")
    return Value(OpenDict(made, causes, shapes) if causes else made, span, _marks(args))


def _concat(args: list[Value], span: Span) -> Value:
    expect(args, 1, None)
    made: list[Value] = []
    unknown = _unknown(args, span)
    if unknown is not None:
        return unknown
    for arg in args:
        made += _list(arg)
    return Value(made, span, _marks(args))


def _lookup(args: list[Value], span: Span) -> Value:
    expect(args, 2, 3)
    if len(args) == 3 and isinstance(args[0].raw, Mapping) and not args[0].raw and not args[0].causes:
        # Whatever the key is, an empty map does not have it.
        return args[2]
    unknown = _unknown(args[:2], span)
    if unknown is not None:
        return unknown
    found = args[0].get(to_string(args[1]))
    if found is None or (found.raw is None and len(args) == 2):
        if len(args) == 3:
            return args[2]
        raise EvaluationError("lookup() finds no such key and has no default")
    return found.marked(_marks(args[:2]))


def _element(args: list[Value], span: Span) -> Value:
    expect(args, 2, 2)
    unknown = _unknown(args, span)
    if unknown is not None:
        return unknown
    items = _list(args[0])
    if not items:
        raise EvaluationError("element() cannot take an element of an empty list")
    at = to_number(args[1])
    if isinstance(at, Decimal):
        raise EvaluationError("element() needs a whole number")
    # A negative index counts from the end, as Terraform 1.12 does (1.11 fails).
    return items[at % len(items)]


def _flatten(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    unknown = _unknown(args, span)
    if unknown is not None:
        return unknown
    made: list[Value] = []
    causes: list[Cause] = []
    stack = [iter(_list(args[0]))]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item.raw, list):
            stack.append(iter(item.raw))
        elif isinstance(item.raw, Unknown):
            # It could be a list of any length.
            causes += item.raw.causes
        else:
            made.append(item)
        if len(made) > _MAX_ELEMENTS:
            raise EvaluationError(f"flatten() would make more than {_MAX_ELEMENTS:,} elements")
    return Value(Unknown(causes) if causes else made, span, args[0].marks)


def _keys(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    if args[0].causes:
        return Value(Unknown(args[0].causes), span, args[0].marks)
    return Value([Value(key, item.origin) for key, item in sorted(_map(args[0]).items())], span, args[0].marks)


def _values(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    if args[0].causes:
        return Value(Unknown(args[0].causes), span, args[0].marks)
    return Value([item for _, item in sorted(_map(args[0]).items())], span, args[0].marks)


def _length(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    value = args[0]
    if value.causes:
        return Value(Unknown(value.causes), span, value.marks)
    if isinstance(value.raw, str | list | Mapping):
        return Value(len(value.raw), span, value.marks)
    raise EvaluationError(f"length() takes a list, map or string, not {type_name(value)}")


def _coalesce(args: list[Value], span: Span) -> Value:
    expect(args, 1, None)
    for arg in args:
        if arg.is_unknown:
            return Value(arg.raw, span, arg.marks)
        if arg.raw is not None and arg.raw != "":
            mixed = isinstance(arg.raw, bool | int | Decimal) and any(isinstance(each.raw, str) for each in args)
            return Value(to_string(arg), arg.origin, arg.marks) if mixed else arg
    raise EvaluationError("coalesce() finds no argument that is neither null nor empty")


def _coalescelist(args: list[Value], span: Span) -> Value:
    expect(args, 1, None)
    for arg in args:
        if arg.is_unknown:
            return Value(arg.raw, span, arg.marks)
        if arg.raw is not None and _list(arg):
            return arg
    raise EvaluationError("coalescelist() finds no list that is not empty")


def _compact(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    unknown = _unknown(args, span, deep=True)
    if unknown is not None:
        return unknown
    return Value([item for item in _list(args[0]) if item.raw not in (None, "")], span, args[0].marks)


def _contains(args: list[Value], span: Span) -> Value:
    expect(args, 2, 2)
    unknown = _unknown(args[:1], span)
    if unknown is not None:
        return unknown
    causes: list[Cause] = []
    marks = _marks(args)
    for item in _list(args[0]):
        same = equal(item, args[1])
        if same is True:
            return Value(True, span, marks)
        if isinstance(same, Unknown):
            causes += same.causes
    return Value(Unknown(causes) if causes else False, span, marks)


def _distinct(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    unknown = _unknown(args, span, deep=True)
    if unknown is not None:
        return unknown
    first: dict[object, Value] = {}
    for item in _list(args[0]):
        first.setdefault(key_of(item), item)
    return Value(list(first.values()), span, args[0].marks)


def _index(args: list[Value], span: Span) -> Value:
    expect(args, 2, 2)
    unknown = _unknown(args, span, deep=True)
    if unknown is not None:
        return unknown
    for at, item in enumerate(_list(args[0])):
        if equal(item, args[1]) is True:
            return Value(at, span, _marks(args))
    raise EvaluationError("index() finds no such element")


def _matchkeys(args: list[Value], span: Span) -> Value:
    expect(args, 3, 3)
    unknown = _unknown(args, span, deep=True)
    if unknown is not None:
        return unknown
    values, keys, wanted = _list(args[0]), _list(args[1]), {key_of(item) for item in _list(args[2])}
    if len(values) != len(keys):
        raise EvaluationError("matchkeys() needs as many keys as values")
    made = [value for value, key in zip(values, keys, strict=True) if key_of(key) in wanted]
    return Value(made, span, _marks(args))


def _one(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    unknown = _unknown(args, span)
    if unknown is not None:
        return unknown
    items = _list(args[0])
    if len(items) > 1:
        raise EvaluationError("one() takes a list with at most one element")
    return items[0] if items else Value(None, span, args[0].marks)


def _range(*numbers: int | Decimal) -> list[int | Decimal]:
    start: int | Decimal = 0
    if len(numbers) == 1:
        limit = numbers[0]
    else:
        start, limit = numbers[0], numbers[1]
    step: int | Decimal = numbers[2] if len(numbers) == 3 else (1 if start <= limit else -1)
    if len(numbers) > 3 or step == 0 or (start < limit and step < 0) or (start > limit and step > 0):
        raise EvaluationError("range() takes a limit; a start and a limit; or a start, a limit and a step towards it")
    made: list[int | Decimal] = []
    at = start
    while (at < limit) if step > 0 else (at > limit):
        made.append(at)
        at = number(at + step)
        # Terraform itself allows no more than 1024.
        if len(made) > 1024:
            raise EvaluationError("range() would make more than 1,024 numbers")
    return made


def _reverse(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    unknown = _unknown(args, span)
    if unknown is not None:
        return unknown
    return Value(list(reversed(_list(args[0]))), span, args[0].marks)


def _slice(args: list[Value], span: Span) -> Value:
    expect(args, 3, 3)
    unknown = _unknown(args[1:], span)
    if unknown is not None:
        return unknown
    start, end = to_number(args[1]), to_number(args[2])
    if isinstance(args[0].raw, Unknown):
        return _unknown_slice(args[0].raw, start, end, span, _marks(args))
    items = _list(args[0])
    if isinstance(start, Decimal) or isinstance(end, Decimal) or not 0 <= start <= end <= len(items):
        raise EvaluationError("slice() needs a start and an end within the list")
    return Value(items[start:end], span, _marks(args))


def _unknown_slice(items: Unknown, start: int | Decimal, end: int | Decimal, span: Span, marks: int) -> Value:
    """Return a slice of an unknown list: where it does not fail, its length is known."""
    if isinstance(start, Decimal) or isinstance(end, Decimal) or not 0 <= start <= end <= _MAX_ELEMENTS:
        return Value(items, span, marks)
    return Value([Value(Unknown(items.causes), span, marks) for _ in range(end - start)], span, marks)


def _transpose(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    unknown = _unknown(args, span, deep=True)
    if unknown is not None:
        return unknown
    made: dict[str, list[Value]] = {}
    for key, item in sorted(_map(args[0]).items()):
        for name in _list(item):
            made.setdefault(to_string(name), []).append(Value(key, item.origin))
    return Value({name: Value(made[name], span) for name in sorted(made)}, span, deep_marks(args[0]))


def _zipmap(args: list[Value], span: Span) -> Value:
    expect(args, 2, 2)
    unknown = _unknown(args, span)
    if unknown is not None:
        return unknown
    keys, values = _list(args[0]), _list(args[1])
    if len(keys) != len(values):
        raise EvaluationError("zipmap() needs as many keys as values")
    unknown = _unknown(keys, span)
    if unknown is not None:
        return unknown
    return Value(dict(zip(map(to_string, keys), values, strict=True)), span, _marks([*args, *keys]))


def _chunklist(args: list[Value], span: Span) -> Value:
    expect(args, 2, 2)
    unknown = _unknown(args, span)
    if unknown is not None:
        return unknown
    items, size = _list(args[0]), to_number(args[1])
    if isinstance(size, Decimal) or size < 0:
        raise EvaluationError("chunklist() needs a size that is a whole number of at least 0")
    step = size or max(len(items), 1)
    return Value([Value(items[at : at + step], span) for at in range(0, len(items), step)], span, _marks(args))


def _any_or_all(deciding: bool) -> Function:
    """Return anytrue() (a true element decides) or alltrue() (a false one does)."""

    def call(args: list[Value], span: Span) -> Value:
        expect(args, 1, 1)
        unknown = _unknown(args, span)
        if unknown is not None:
            return unknown
        causes: list[Cause] = []
        marks = deep_marks(args[0])
        for item in _list(args[0]):
            if item.is_unknown:
                causes += item.causes
            elif (item.raw is not None and to_bool(item)) is deciding:
                return Value(deciding, span, marks)
        return Value(Unknown(causes) if causes else not deciding, span, marks)

    return call


FUNCTIONS: dict[str, Function] = {
    "alltrue": _any_or_all(deciding=False),
    "anytrue": _any_or_all(deciding=True),
    "chunklist": _chunklist,
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "distinct": _distinct,
    "element": _element,
    "flatten": _flatten,
    "index": _index,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "matchkeys": _matchkeys,
    "merge": _merge,
    "one": _one,
    "range": scalar("n+", _range),
    "reverse": _reverse,
    "slice": _slice,
    "sort": scalar("S", sorted),
    "transpose": _transpose,
    "values": _values,
    "zipmap": _zipmap,
}
