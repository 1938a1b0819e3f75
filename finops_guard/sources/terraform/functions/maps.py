"""Functions on maps and objects; values keep where they were written."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from finops_guard.location import Span
from finops_guard.sources.terraform.conversion import convert
from finops_guard.sources.terraform.functions.arguments import elements, marks_of, sequence, table, undecided
from finops_guard.sources.terraform.functions.signature import Function, deep_marks, expect
from finops_guard.sources.terraform.kinds import EvaluationError, MapOf, NullOf
from finops_guard.sources.terraform.operators import to_string, type_name
from finops_guard.sources.terraform.types import ANY, BOOL, NUMBER, STRING, is_sequence
from finops_guard.values import MAX_OPTIONS, Cause, OpenDict, Shape, Unknown, Value, options_of, shapes_of


def _merge(args: list[Value], span: Span) -> Value:
    """merge(): known keys stay known when another argument is unknown; then further keys may exist."""
    made: dict[str, Value] = {}
    causes: list[Cause] = []
    shapes: list[Shape] = []
    further: list[Value | None] = []
    for arg in args:
        if arg.causes:
            causes += arg.causes
            shapes += shapes_of(arg)
            further.append(arg.raw.further if isinstance(arg.raw, OpenDict) else None)
            _perhaps_replace(made, arg)
        if isinstance(arg.raw, Mapping):
            made.update(arg.raw)
        elif isinstance(arg, NullOf):
            if arg.kind in {STRING, NUMBER, BOOL} or is_sequence(arg.kind):
                raise EvaluationError("merge() takes maps or objects")
        elif arg.raw is not None and not arg.is_unknown:
            raise EvaluationError(f"merge() takes maps or objects, not {type_name(arg)}")
    if not causes:
        return Value(made, span, marks_of(args))
    from finops_guard.sources.terraform.joining import one_of

    return Value(OpenDict(made, causes, shapes, one_of(further, causes)), span, marks_of(args))


def _perhaps_replace(made: dict[str, Value], later: Value) -> None:
    """Forget of values what a later argument, of which not all keys are known, may hold instead."""
    from finops_guard.sources.terraform.joining import perhaps

    listed = later.raw if isinstance(later.raw, Mapping) else {}
    for key, item in made.items():
        if key not in listed:
            made[key] = perhaps(key, item, later)


def _lookup(args: list[Value], span: Span) -> Value:
    expect(args, 2, 3)
    if not args[0].is_unknown:
        table(args[0])
    if len(args) == 3 and isinstance(args[0].raw, MapOf):
        args = [*args[:2], _default(args[0].raw, args[2])]
    if len(args) == 3 and isinstance(args[0].raw, Mapping) and not args[0].raw and not args[0].causes:
        # Whatever the key is, an empty map does not have it.
        return args[2]
    unknown = undecided(args[:2], span)
    if unknown is not None:
        listed = () if args[0].causes or not isinstance(args[0].raw, Mapping) else args[0].raw.values()
        options = options_of([*islice(listed, MAX_OPTIONS + 1), *args[2:]])
        return Value(Unknown(unknown.causes, options=options), span, unknown.marks)
    found = args[0].get(to_string(args[1]))
    if found is None:
        if len(args) == 3:
            return args[2]
        raise EvaluationError("lookup() finds no such key and has no default")
    return found.marked(marks_of(args[:2]))


def _default(found: MapOf, default: Value) -> Value:
    """Return the default of a lookup in a map, which has the type of the map's elements."""
    try:
        return convert(default, found.element or ANY)
    except EvaluationError:
        raise EvaluationError("the default of lookup() needs the type of the map's elements") from None


def _keys(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    if args[0].causes:
        return Value(Unknown(args[0].causes), span, args[0].marks)
    return Value([Value(key, item.origin) for key, item in sorted(table(args[0]).items())], span, args[0].marks)


def _values(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    if args[0].causes:
        return Value(Unknown(args[0].causes), span, args[0].marks)
    return Value([item for _, item in sorted(table(args[0]).items())], span, args[0].marks)


def _transpose(args: list[Value], span: Span) -> Value:
    expect(args, 1, 1)
    unknown = undecided(args, span, deep=True)
    if unknown is not None:
        return unknown
    made: dict[str, list[Value]] = {}
    for key, item in sorted(table(args[0]).items()):
        for name in elements(item):
            made.setdefault(to_string(name), []).append(Value(key, item.origin))
    return Value({name: Value(made[name], span) for name in sorted(made)}, span, deep_marks(args[0]))


def _zipmap(args: list[Value], span: Span) -> Value:
    expect(args, 2, 2)
    unknown = undecided(args, span)
    if unknown is not None:
        return unknown
    keys, values = elements(args[0]), sequence(args[1])
    unknown = undecided(keys, span)
    if unknown is not None:
        return unknown
    if len(keys) != len(values):
        raise EvaluationError("zipmap() needs as many keys as values")
    return Value(dict(zip(map(to_string, keys), values, strict=True)), span, marks_of([*args, *keys]))


FUNCTIONS: dict[str, Function] = {
    "keys": _keys,
    "lookup": _lookup,
    "merge": _merge,
    "transpose": _transpose,
    "values": _values,
    "zipmap": _zipmap,
}
