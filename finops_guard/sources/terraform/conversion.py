"""Values converted to types, with errors that name the attribute or element which does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from finops_guard.sources.terraform.access import CHARACTERS, MAX_WEIGHT
from finops_guard.sources.terraform.ast import Expression
from finops_guard.sources.terraform.kinds import BlockObject, EvaluationError, ListOf, MapOf, NullOf, SetList, UnknownOf
from finops_guard.sources.terraform.operators import to_bool, to_number, to_string, type_name
from finops_guard.sources.terraform.types import (
    ANY,
    BOOL,
    STRING,
    UNSURE,
    Collection,
    Field,
    ObjectType,
    Primitive,
    TupleType,
    Type,
    make_set,
)
from finops_guard.sources.terraform.unification import bare, convertible, element_type, leaves_any, type_of
from finops_guard.values import ANY_SHAPE, OpenDict, Raw, Scalar, Unknown, Value, all_causes, options_of

_WILD = (ANY, UNSURE)
# Evaluates the default of an ``optional()`` attribute.
Defaults: TypeAlias = Callable[[Expression], Value]


def no_defaults(_: Expression) -> Value:
    """Stand in for types that were found from values and so have no ``optional()``."""
    raise EvaluationError("the type has no defaults")


def convert(value: Value, kind: Type, default: Defaults = no_defaults) -> Value:
    """Return a value converted to a type; raise EvaluationError, with the path in the value, where it does not fit."""
    raw = value.raw
    if raw is None:
        return _null(value, kind)
    if isinstance(raw, Unknown):
        return _unknown(value, raw, kind)
    if kind in _WILD:
        return value
    if isinstance(kind, Primitive):
        return _primitive(value, kind)
    if isinstance(kind, Collection):
        return _map(value, kind, default) if kind.kind == "map" else _list_or_set(value, kind, default)
    if isinstance(kind, ObjectType):
        return _object(value, kind, default)
    return _tuple(value, kind, default)


def _null(value: Value, kind: Type) -> Value:
    if kind in _WILD:
        return value
    if isinstance(value, NullOf):
        if value.kind == kind:
            return value
        if not convertible(value.kind, kind):
            raise EvaluationError("a null of another type is required")
    return NullOf(kind, value.origin, value.marks)


def _unknown(value: Value, raw: Unknown, kind: Type) -> Value:
    if kind in _WILD:
        return value
    if isinstance(raw, UnknownOf):
        if raw.kind == kind:
            return value
        if not convertible(raw.kind, kind):
            raise EvaluationError("a value of another type is required")
        if isinstance(kind, Collection) and kind.element == ANY:
            return Value(Unknown(raw.causes), value.origin, value.marks)
    prefix, suffix = raw.shape if kind == STRING else ANY_SHAPE
    options = _options(raw, kind) if raw.options else ()
    return Value(UnknownOf(raw.causes, kind, prefix, suffix, options), value.origin, value.marks)


def _options(raw: Unknown, kind: Type) -> tuple[Scalar, ...]:
    """Return what an unknown value can be in a type; nothing where that does not fit."""
    if not isinstance(kind, Primitive):
        return ()
    try:
        return options_of([convert(Value(each), kind) for each in raw.options])
    except EvaluationError:
        return ()


def _within(step: str, value: Value, kind: Type, default: Defaults) -> Value:
    try:
        return convert(value, kind, default)
    except EvaluationError as failure:
        raise EvaluationError(f"{step}: {failure.message}", failure.span) from None


def _primitive(value: Value, kind: Primitive) -> Value:
    made: Raw
    if kind == STRING:
        made = to_string(value)
    elif kind == BOOL:
        made = to_bool(value)
    else:
        made = to_number(value)
    return value if type(made) is type(value.raw) else Value(made, value.origin, value.marks)


def _common(items: list[Value], wanted: Type, what: str) -> Type:
    """Return the element type of a collection: the wanted one, or for ``any`` the one that all elements can have."""
    if wanted != ANY:
        return wanted
    if isinstance(items, ListOf | SetList) and items.element is not None:
        return items.element
    found = element_type(what, [type_of(item) for item in items])
    if found is None:
        raise EvaluationError(f"all {what} elements must have the same type")
    return found


def _has_already(element: Type | None, wanted: Type) -> bool:
    """Tell whether a collection's elements certainly have the type that they are wanted to have."""
    return element is not None and (element is wanted or element == wanted) and not leaves_any(element)


def _is_open(items: list[Value]) -> bool:
    return any(all_causes(item, 1) for item in items)


def _map(value: Value, kind: Collection, default: Defaults) -> Value:
    raw = value.raw
    if not isinstance(raw, Mapping):
        raise EvaluationError(f"a map is required, not {type_name(value)}")
    if isinstance(raw, BlockObject) and kind.element == ANY:
        return value
    if isinstance(raw, MapOf) and _has_already(raw.element, kind.element):
        return value
    known = raw.element if isinstance(raw, MapOf) and kind.element == ANY else None
    values = list(raw.values())
    if isinstance(raw, OpenDict) and raw.further is not None:
        values.append(raw.further)
    element = known or _common(values, kind.element, "map")
    made: dict[str, Value] = {}
    weight = 1
    for key, item in raw.items():
        made[key] = _within("an element" if value.marks else f'element "{key}"', item, element, default)
        weight = _added(weight, made[key])
    if made and element not in _WILD and leaves_any(element):
        element = _common(list(made.values()), ANY, "map")
        made = {key: convert(item, element) for key, item in made.items()}
    if isinstance(raw, OpenDict) and raw.causes:
        further = None if raw.further is None else _within("an element", raw.further, element, default)
        return Value(OpenDict(made, raw.causes, raw.shapes, further), value.origin, value.marks, weight)
    return Value(MapOf(made, element), value.origin, value.marks, weight)


def _list_or_set(value: Value, kind: Collection, default: Defaults) -> Value:
    raw = value.raw
    if not isinstance(raw, list):
        raise EvaluationError(f"a {kind.kind} is required, not {type_name(value)}")
    if isinstance(raw, SetList if kind.kind == "set" else ListOf) and _has_already(raw.element, kind.element):
        return value
    known = raw.element if isinstance(raw, ListOf | SetList) and not raw else None
    if known is not None and not convertible(bare(known), kind.element):
        raise EvaluationError(f"a {kind.kind} of another type is required")
    element = _common(raw, kind.element, kind.kind)
    items: list[Value] = []
    weight = 1
    for at, item in enumerate(raw):
        items.append(_within(f"element {at}", item, element, default))
        weight = _added(weight, items[-1])
    if items and element not in _WILD and leaves_any(element):
        element = _common(items, ANY, kind.kind)
        if len({type_of(item) for item in items}) > 1 and not _is_open(items) and leaves_any(element):
            raise EvaluationError(f"all {kind.kind} elements must have the same type")
        items = [convert(item, element) for item in items]
    if kind.kind == "set":
        return make_set(items, value.origin, value.marks, element)
    return Value(ListOf(items, element), value.origin, value.marks, weight)


def _added(weight: int, part: Value) -> int:
    """Return the weight of what holds one part more: with its optional attributes it may be much more than before."""
    weight += 1 + len(part.raw) // CHARACTERS if isinstance(part.raw, str) else part.weight
    if weight > MAX_WEIGHT:
        raise EvaluationError(f"a value holds more than {MAX_WEIGHT:,} parts")
    return weight


def _object(value: Value, kind: ObjectType, default: Defaults) -> Value:
    if not isinstance(value.raw, Mapping):
        raise EvaluationError(f"an object is required, not {type_name(value)}")
    made: dict[str, Value] = {}
    weight = 1
    for field in kind.fields:
        given = value.get(field.name)
        if given is None and not field.optional:
            raise EvaluationError(f'attribute "{field.name}" is required')
        made[field.name] = _attribute(value, given, field, default)
        weight = _added(weight, made[field.name])
    return Value(made, value.origin, value.marks, weight)


def _attribute(value: Value, given: Value | None, field: Field, default: Defaults) -> Value:
    step = f'attribute "{field.name}"'
    if given is not None and (given.raw is not None or not field.optional):
        return _within(step, given, field.type, default)
    if field.default is None:
        return NullOf(field.type, value.origin)
    return _within(step, default(field.default), field.type, default)


def _tuple(value: Value, kind: TupleType, default: Defaults) -> Value:
    raw = value.raw
    if not isinstance(raw, list) or isinstance(raw, ListOf | SetList) or len(raw) != len(kind.elements):
        raise EvaluationError(f"a tuple of {len(kind.elements)} elements is required, not {type_name(value)}")
    items = [
        _within(f"element {at}", item, each, default)
        for at, (item, each) in enumerate(zip(raw, kind.elements, strict=True))
    ]
    return Value(items, value.origin, value.marks, value.weight)
