"""Types: read from the constraints of variables; and sets, whose elements are told apart by value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from finops_guard.location import Span
from finops_guard.sources.terraform import bigfloat
from finops_guard.sources.terraform.ast import Call, Expression, Literal, ObjectExpr, Parens, Reference, TupleExpr
from finops_guard.sources.terraform.kinds import ListOf, MapOf, SetList
from finops_guard.values import Cause, OpenDict, Raw, Unknown, Value, all_causes


class Primitive(Struct, frozen=True):
    """``string``, ``number``, ``bool`` or ``any``."""

    name: str


class Collection(Struct, frozen=True):
    """``list(T)``, ``set(T)`` or ``map(T)``."""

    kind: str
    element: Type


class Field(Struct, frozen=True):
    """One attribute of an object type; ``default`` is the expression in ``optional()`` (None: null)."""

    name: str
    type: Type
    optional: bool = False
    default: Expression | None = None


class ObjectType(Struct, frozen=True):
    """``object({...})``, its attributes in the order of their names."""

    fields: tuple[Field, ...]


class TupleType(Struct, frozen=True):
    """``tuple([...])``."""

    elements: tuple[Type, ...]


Type: TypeAlias = Primitive | Collection | ObjectType | TupleType

ANY = Primitive("any")
# The type of an unknown value, which could be any one; ``any`` itself is that of a plain null.
UNSURE = Primitive("not known")
STRING = Primitive("string")
NUMBER = Primitive("number")
BOOL = Primitive("bool")
_PRIMITIVES = {each.name: each for each in (ANY, STRING, NUMBER, BOOL)}


def is_sequence(kind: Type) -> bool:
    """Tell whether a type is that of lists, sets or tuples."""
    return isinstance(kind, TupleType) or (isinstance(kind, Collection) and kind.kind != "map")


def may_be_list(kind: Type) -> bool:
    """Tell whether values of a type can be lists, sets or tuples."""
    return kind in (ANY, UNSURE) or is_sequence(kind)


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
    fields: dict[str, Field] = {}
    for key, value in node.items:
        if not isinstance(key, Literal) or not isinstance(key.value, str):
            return None
        optional = isinstance(value, Call) and value.name == "optional" and 1 <= len(value.args) <= 2
        constraint = value.args[0] if optional and isinstance(value, Call) else value
        default = value.args[1] if optional and isinstance(value, Call) and len(value.args) == 2 else None
        kind = parse_type(constraint)
        if kind is None:
            return None
        fields[key.value] = Field(key.value, kind, optional, default)
    return ObjectType(tuple(fields[name] for name in sorted(fields)))


def key_of(value: Value) -> object:
    """Return something hashable that is equal for equal known values and sorts like Terraform's sets."""
    raw = value.raw
    if isinstance(raw, Mapping):
        return ("object", tuple((key, key_of(item)) for key, item in sorted(raw.items())))
    if isinstance(raw, list):
        return ("list", tuple(key_of(item) for item in raw))
    return (type(raw).__name__ if isinstance(raw, bool | str | None) else "number", _digits(raw))


def _digits(raw: object) -> object:
    return bigfloat.written(raw) if isinstance(raw, bigfloat.ShortDecimal) else raw


def _magnitude(value: Value) -> int | Decimal:
    return value.raw if isinstance(value.raw, int | Decimal) else 0


def make_set(items: list[Value], origin: Span | None, marks: int = 0, element: Type | None = None) -> Value:
    """Return a set of the items; Unknown where one of them is, because two could be the same.

    Marks of an item go to the whole set, as in Terraform.
    """
    causes: list[Cause] = [cause for item in items for cause in all_causes(item)]
    for item in items:
        marks |= item.marks
    if causes:
        return Value(Unknown(causes), origin, marks)
    nulls = [item for item in items if item.raw is None][:1]
    there = [item for item in items if item.raw is not None]
    if all(isinstance(item.raw, str) for item in there):
        unique = {item.raw: item for item in reversed(there)}
        found = sorted(unique.values(), key=lambda item: str(item.raw).encode())
    else:
        found = _sorted(there)
    return Value(SetList([*found, *nulls], element), origin, marks)


def _sorted(items: list[Value]) -> list[Value]:
    """Return what is no text without repeats, and as Terraform sorts it. Minus zero is another element than zero."""
    from finops_guard.sources.terraform.set_order import rank

    ranks = {(rank(item), key_of(item)): item for item in reversed(items)}
    found = [ranks[key] for key in sorted(ranks, key=lambda each: each[0])]
    return sorted(found, key=_magnitude) if all(isinstance(item.raw, int | Decimal) for item in found) else found


def remark(value: Value, mark: int) -> Value:
    """Return a value with a mark on it and on everything within it."""
    if value.raw is None:
        return value.marked(mark)
    return Value(rebuilt(value, lambda item: remark(item, mark)), value.origin, value.marks | mark, value.weight)


def rebuilt(value: Value, change: Callable[[Value], Value]) -> Raw:
    """Return a list or object of the same kind with every element changed; anything else as it is."""
    raw = value.raw
    if isinstance(raw, OpenDict):
        further = None if raw.further is None else change(raw.further)
        return OpenDict({key: change(item) for key, item in raw.items()}, raw.causes, raw.shapes, further)
    if isinstance(raw, MapOf):
        return MapOf({key: change(item) for key, item in raw.items()}, raw.element)
    if isinstance(raw, Mapping):
        return {key: change(item) for key, item in raw.items()}
    if isinstance(raw, ListOf | SetList):
        return type(raw)(map(change, raw), raw.element)
    return [change(item) for item in raw] if isinstance(raw, list) else raw
