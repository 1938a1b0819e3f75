"""The type of a value, which conversions exist between types, and the one type that several can have together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from finops_guard.sources.terraform.operators import OPEN, ListOf, MapOf, SetList
from finops_guard.sources.terraform.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Collection,
    Field,
    ObjectType,
    TupleType,
    Type,
)
from finops_guard.values import Unknown, Value

_PRIMITIVES = (STRING, NUMBER, BOOL)


def type_of(value: Value) -> Type:
    """Return the type of a value; ``any`` for null and for what is not known well enough."""
    raw = value.raw
    if raw is None or isinstance(raw, (Unknown, *OPEN)):
        return ANY
    if isinstance(raw, str):
        return STRING
    if isinstance(raw, bool):
        return BOOL
    if isinstance(raw, MapOf):
        return Collection("map", raw.element or _element(raw.values()))
    if isinstance(raw, Mapping):
        return ObjectType(tuple(Field(name, type_of(raw[name])) for name in sorted(raw)))
    if isinstance(raw, ListOf | SetList):
        return Collection("set" if isinstance(raw, SetList) else "list", raw.element or _element(raw))
    if isinstance(raw, list):
        return TupleType(tuple(type_of(item) for item in raw))
    return NUMBER


def _element(items: Iterable[Value]) -> Type:
    return unify([type_of(item) for item in items]) or ANY


def unify(types: Sequence[Type]) -> Type | None:
    """Return the type that all of these can be converted to; None where there is none."""
    distinct = list(dict.fromkeys(types))
    if len(distinct) == 1:
        return distinct[0]
    known = [each for each in distinct if each != ANY]
    if not known:
        return ANY
    kinds = {_kind(each) for each in known}
    if len(known) < len(distinct) and "primitive" not in kinds:
        # What is not known could be of any structure.
        return ANY
    if kinds == {"object"}:
        return _unify_objects([each for each in known if isinstance(each, ObjectType)])
    if kinds == {"tuple"}:
        return _unify_tuples([each for each in known if isinstance(each, TupleType)])
    for kind, parts in (("map", {"map", "object"}), ("list", {"list", "tuple"}), ("set", {"set"})):
        if kind in kinds and kinds <= parts:
            return _unify_collections(kind, known)
    if {"object", "tuple"} <= kinds:
        return None
    for wanted in sorted(known, key=_preference):
        if all(convertible(each, wanted) for each in known):
            return wanted
    return ANY if len(known) < len(distinct) else None


def _unify_collections(kind: str, types: list[Type]) -> Type | None:
    elements = [unify(_parts(each)) for each in types]
    together = [part for each in types for part in _parts(each)] if None in elements else elements
    element = unify([each for each in together if each is not None])
    if element is None:
        return None
    made = Collection(kind, element)
    return made if all(convertible(each, made) for each in types) else None


def _preference(kind: Type) -> tuple[bool, bool]:
    return kind != STRING, _kind(kind) == "set"


def _kind(kind: Type) -> str:
    if isinstance(kind, Collection):
        return kind.kind
    return "object" if isinstance(kind, ObjectType) else "tuple" if isinstance(kind, TupleType) else "primitive"


def _parts(kind: Type) -> list[Type]:
    """Return the types of what a type is made of."""
    if isinstance(kind, Collection):
        return [kind.element]
    if isinstance(kind, ObjectType):
        return [field.type for field in kind.fields]
    return list(kind.elements) if isinstance(kind, TupleType) else []


def _unify_objects(types: list[ObjectType]) -> Type | None:
    names = [field.name for field in types[0].fields]
    if any([field.name for field in each.fields] != names for each in types):
        element = unify([part for each in types for part in _parts(each)])
        return None if element is None else Collection("map", element)
    made = [unify(parts) for parts in zip(*(_parts(each) for each in types), strict=True)]
    if None in made:
        return None
    return ObjectType(tuple(Field(name, part) for name, part in zip(names, made, strict=True) if part is not None))


def _unify_tuples(types: list[TupleType]) -> Type | None:
    if len({len(each.elements) for each in types}) > 1:
        element = unify(list(chain.from_iterable(each.elements for each in types)))
        return None if element is None else Collection("list", element)
    made = [unify(parts) for parts in zip(*(each.elements for each in types), strict=True)]
    return None if None in made else TupleType(tuple(part for part in made if part is not None))


def convertible(given: Type, wanted: Type) -> bool:
    """Tell whether values of one type can be converted to another; one may still fail (``"x"`` to number)."""
    if ANY in {given, wanted} or given == wanted:
        return True
    if given in _PRIMITIVES or wanted in _PRIMITIVES:
        return STRING in {given, wanted} and given in _PRIMITIVES and wanted in _PRIMITIVES
    if isinstance(wanted, Collection):
        sources = {"map": ("map", "object")}.get(wanted.kind, ("list", "set", "tuple"))
        if _kind(given) not in sources:
            return False
        if wanted.element == ANY:
            return wanted.kind == "map" or unify(_parts(given)) is not None
        return all(convertible(part, wanted.element) for part in _parts(given))
    if isinstance(wanted, ObjectType):
        return _to_object(given, wanted)
    return (
        isinstance(given, TupleType)
        and isinstance(wanted, TupleType)
        and len(given.elements) == len(wanted.elements)
        and all(map(convertible, given.elements, wanted.elements))
    )


def _to_object(given: Type, wanted: ObjectType) -> bool:
    if isinstance(given, Collection) and given.kind == "map":
        return all(convertible(given.element, part) for part in _parts(wanted))
    if not isinstance(given, ObjectType):
        return False
    there = {field.name: field.type for field in given.fields}
    return all(
        convertible(there[field.name], field.type) if field.name in there else field.optional for field in wanted.fields
    )
