"""Type constraints of variables: read from their expressions, and values converted to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct

from finops_guard.location import Span
from finops_guard.sources.terraform.ast import Call, Expression, Literal, ObjectExpr, Parens, Reference, TupleExpr
from finops_guard.sources.terraform.operators import (
    EvaluationError,
    SetList,
    to_bool,
    to_number,
    to_string,
    type_name,
)
from finops_guard.values import Cause, OpenDict, Raw, Unknown, Value, all_causes, shapes_of


class Primitive(Struct, frozen=True):
    """``string``, ``number``, ``bool`` or ``any``."""

    name: str


class Collection(Struct, frozen=True):
    """``list(T)``, ``set(T)`` or ``map(T)``."""

    kind: str
    element: Type


class ObjectType(Struct, frozen=True):
    """``object({...})``: type, whether optional, and the default's expression (None: null) by attribute."""

    attributes: Mapping[str, tuple[Type, bool, Expression | None]]


class TupleType(Struct, frozen=True):
    """``tuple([...])``."""

    elements: tuple[Type, ...]


Type: TypeAlias = Primitive | Collection | ObjectType | TupleType

ANY = Primitive("any")
_PRIMITIVES = {name: Primitive(name) for name in ("string", "number", "bool")} | {"any": ANY}


def parse_type(node: Expression) -> Type | None:
    """Return the type that a ``type =`` expression means; None where it is none."""
    if isinstance(node, Parens):
        return parse_type(node.inner)
    if isinstance(node, Reference) and len(node.path) == 1:
        name = node.path[0]
        return Collection(name, ANY) if name in ("list", "set", "map") else _PRIMITIVES.get(name)
    if isinstance(node, Literal) and isinstance(node.value, str):
        # The form of Terraform 0.11, still accepted: type = "string".
        legacy = {"list": Collection("list", ANY), "map": Collection("map", ANY)}
        return legacy.get(node.value) or _PRIMITIVES.get(node.value)
    if not isinstance(node, Call) or len(node.args) != 1:
        return None
    argument = node.args[0]
    if node.name in ("list", "set", "map"):
        element = parse_type(argument)
        return None if element is None else Collection(node.name, element)
    if node.name == "tuple" and isinstance(argument, TupleExpr):
        elements = [parse_type(item) for item in argument.items]
        return None if None in elements else TupleType(tuple(each for each in elements if each is not None))
    if node.name == "object" and isinstance(argument, ObjectExpr):
        return _object_type(argument)
    return None


def _object_type(node: ObjectExpr) -> ObjectType | None:
    attributes: dict[str, tuple[Type, bool, Expression | None]] = {}
    for key, value in node.items:
        if not isinstance(key, Literal) or not isinstance(key.value, str):
            return None
        optional = isinstance(value, Call) and value.name == "optional" and 1 <= len(value.args) <= 2
        constraint = value.args[0] if optional and isinstance(value, Call) else value
        default = value.args[1] if optional and isinstance(value, Call) and len(value.args) == 2 else None
        kind = parse_type(constraint)
        if kind is None:
            return None
        attributes[key.value] = (kind, optional, default)
    return ObjectType(attributes)


# Evaluates the default of an ``optional()`` attribute.
Defaults: TypeAlias = Callable[[Expression], Value]


def convert(value: Value, kind: Type, default: Defaults) -> Value:
    """Return a value converted to a type; raise EvaluationError where it does not fit."""
    raw = value.raw
    if raw is None or isinstance(raw, Unknown) or kind == ANY:
        return value
    if isinstance(kind, Primitive):
        return _primitive(value, kind.name)
    if isinstance(kind, Collection):
        return _collection(value, kind, default)
    if isinstance(kind, ObjectType):
        return _object(value, kind, default)
    if not isinstance(raw, list) or len(raw) != len(kind.elements):
        raise EvaluationError(f"a tuple of {len(kind.elements)} elements is required, not {type_name(value)}")
    items = [convert(item, each, default) for item, each in zip(raw, kind.elements, strict=True)]
    return Value(items, value.origin, value.marks, value.weight)


def _primitive(value: Value, name: str) -> Value:
    made: Raw
    if name == "string":
        made = to_string(value)
    elif name == "number":
        made = to_number(value)
    else:
        made = to_bool(value)
    return value if type(made) is type(value.raw) else Value(made, value.origin, value.marks)


def _collection(value: Value, kind: Collection, default: Defaults) -> Value:
    raw = value.raw
    if kind.kind == "map":
        if not isinstance(raw, Mapping):
            raise EvaluationError(f"a map is required, not {type_name(value)}")
        made = {key: convert(item, kind.element, default) for key, item in raw.items()}
        return Value(
            OpenDict(made, value.causes, shapes_of(value)) if value.causes else made, value.origin, value.marks
        )
    if not isinstance(raw, list):
        raise EvaluationError(f"a {kind.kind} is required, not {type_name(value)}")
    items = [convert(item, kind.element, default) for item in raw]
    if kind.kind == "set":
        return make_set(items, value.origin, value.marks)
    return Value(items, value.origin, value.marks, value.weight)


def _object(value: Value, kind: ObjectType, default: Defaults) -> Value:
    raw = value.raw
    if not isinstance(raw, Mapping):
        raise EvaluationError(f"an object is required, not {type_name(value)}")
    made: dict[str, Value] = {}
    for name, (attribute, optional, fallback) in kind.attributes.items():
        given = value.get(name)
        if given is None and not optional:
            raise EvaluationError(f"the object has no attribute {name}, which is required")
        if optional and (given is None or given.raw is None):
            made[name] = (
                Value(None, value.origin) if fallback is None else convert(default(fallback), attribute, default)
            )
        elif given is not None:
            made[name] = convert(given, attribute, default)
    return Value(made, value.origin, value.marks, value.weight)


def key_of(value: Value) -> object:
    """Return something hashable that is equal for equal known values and sorts like Terraform's sets."""
    raw = value.raw
    if isinstance(raw, Mapping):
        return ("object", tuple((key, key_of(item)) for key, item in sorted(raw.items())))
    if isinstance(raw, list):
        return ("list", tuple(key_of(item) for item in raw))
    return (type(raw).__name__ if isinstance(raw, bool | str | None) else "number", raw)


def make_set(items: list[Value], origin: Span | None, marks: int = 0) -> Value:
    """Return a set of the items; Unknown where one of them is, because two could be the same."""
    causes: list[Cause] = [cause for item in items for cause in all_causes(item)]
    if causes:
        return Value(Unknown(causes), origin, marks)
    unique = {key_of(item): item for item in reversed(items)}
    if all(isinstance(item.raw, str) for item in items):
        return Value(SetList(sorted(unique.values(), key=lambda item: str(item.raw))), origin, marks)
    if all(not isinstance(item.raw, str | list | Mapping | bool | None) for item in items):
        return Value(SetList(sorted(unique.values(), key=to_number)), origin, marks)
    return Value(SetList(unique[key] for key in sorted(unique, key=repr)), origin, marks)


def remark(value: Value, mark: int) -> Value:
    """Return a value with a mark on it and on everything within it."""
    raw = value.raw
    if isinstance(raw, OpenDict):
        raw = OpenDict({key: remark(item, mark) for key, item in raw.items()}, raw.causes, raw.shapes)
    elif isinstance(raw, Mapping):
        raw = {key: remark(item, mark) for key, item in raw.items()}
    elif isinstance(raw, list):
        raw = type(raw)(remark(item, mark) for item in raw)
    return Value(raw, value.origin, value.marks | mark, value.weight)
