"""The type of a value, which conversions exist between types, and the one type that several can have together."""

from __future__ import annotations

from collections.abc import Collection as Items
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain

from finops_guard.sources.terraform.kinds import OPEN, ListOf, MapOf, NullOf, SetList, UnknownOf
from finops_guard.sources.terraform.operators import parse_number
from finops_guard.sources.terraform.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    UNSURE,
    Collection,
    Field,
    ObjectType,
    TupleType,
    Type,
)
from finops_guard.values import Unknown, Value

_PRIMITIVES = (STRING, NUMBER, BOOL)
_WILD = (ANY, UNSURE)


def type_of(value: Value) -> Type:
    """Return the type of a value; ``any`` for a plain null, UNSURE for what is not known well enough."""
    raw = value.raw
    if raw is None:
        return bare(value.kind) if isinstance(value, NullOf) else ANY
    if isinstance(raw, (Unknown, *OPEN)):
        return bare(raw.kind) if isinstance(raw, UnknownOf) else UNSURE
    if isinstance(raw, str):
        return STRING
    if isinstance(raw, bool):
        return BOOL
    if isinstance(raw, MapOf):
        return Collection("map", _element(raw.element, raw.values()))
    if isinstance(raw, Mapping):
        return ObjectType(tuple(Field(name, type_of(raw[name])) for name in sorted(raw)))
    if isinstance(raw, ListOf | SetList):
        return Collection("set" if isinstance(raw, SetList) else "list", _element(raw.element, raw))
    if isinstance(raw, list):
        return TupleType(tuple(type_of(item) for item in raw))
    return NUMBER


def _element(declared: Type | None, items: Items[Value]) -> Type:
    if declared is None or (declared != ANY and leaves_any(declared) and items):
        return unify([type_of(item) for item in items]) or declared or ANY
    return bare(declared)


def element_types(value: Value) -> list[Type]:
    """Return the types of the elements of a list, set or tuple: the one that they have, also where there are none."""
    kind = type_of(value)
    return parts_of(kind) if isinstance(kind, Collection | TupleType) else []


@lru_cache(maxsize=1024)
def bare(kind: Type) -> Type:
    """Return a type as values have it: without what its declaration says of attributes that are not given."""
    if isinstance(kind, Collection):
        return Collection(kind.kind, bare(kind.element))
    if isinstance(kind, ObjectType):
        return ObjectType(tuple(Field(field.name, bare(field.type)) for field in kind.fields))
    return TupleType(tuple(map(bare, kind.elements))) if isinstance(kind, TupleType) else kind


@lru_cache(maxsize=1024)
def has_any(kind: Type) -> bool:
    """Tell whether a type leaves a part of it to the values."""
    return kind in _WILD or any(map(has_any, parts_of(kind)))


@lru_cache(maxsize=1024)
def leaves_any(kind: Type) -> bool:
    """Tell whether a type leaves a part of it to nulls and to what a declaration calls ``any``."""
    return kind == ANY or any(map(leaves_any, parts_of(kind)))


def differ(a: Type, b: Type) -> bool:
    """Tell whether two types are certainly not the same."""
    if a == b or UNSURE in (a, b):
        return False
    if _kind(a) != _kind(b) or _kind(a) == "primitive":
        return True
    if isinstance(a, ObjectType) and isinstance(b, ObjectType) and _names(a) != _names(b):
        return True
    parts, others = parts_of(a), parts_of(b)
    return len(parts) != len(others) or any(map(differ, parts, others))


def part_of(kind: Type, key: Value) -> Type | None:
    """Return the type that ``value[key]`` has for values of a type; None where there is no such part."""
    raw = key.raw
    if isinstance(kind, ObjectType):
        return next((field.type for field in kind.fields if field.name == raw), None)
    if isinstance(kind, TupleType):
        at = parse_number(raw) if isinstance(raw, str) else raw
        within = isinstance(at, int) and not isinstance(at, bool) and 0 <= at < len(kind.elements)
        return kind.elements[at] if within and isinstance(at, int) else None
    if isinstance(kind, Collection) and kind.kind != "set":
        fits = kind.kind == "map" or (not isinstance(raw, str) or parse_number(raw) is not None)
        return kind.element if fits else None
    return kind if kind in _WILD else None


def element_type(kind: str, types: Sequence[Type]) -> Type | None:
    """Return the type that the elements of a collection have when it is made of these; None where there is none."""
    found = unify(types)
    # Elements that are null keep a list from having a type, but not a map.
    different = set(types) - {ANY} if kind == "map" else set(types)
    return None if found == ANY and len(different) > 1 else found


def unify(types: Sequence[Type]) -> Type | None:
    """Return the type that all of these can be converted to; None where there is none."""
    distinct = list(dict.fromkeys(types))
    if len(distinct) == 1:
        return distinct[0]
    known = [each for each in distinct if each not in _WILD]
    wild = UNSURE if UNSURE in distinct else ANY
    if not known:
        return wild
    kinds = {_kind(each) for each in known}
    if {"object", "tuple"} <= kinds:
        return None
    if len(known) < len(distinct) and "primitive" not in kinds:
        # What is not known could be of any structure.
        return wild
    if kinds == {"object"}:
        return _unify_objects([each for each in known if isinstance(each, ObjectType)])
    if kinds == {"tuple"}:
        return _unify_tuples([each for each in known if isinstance(each, TupleType)])
    for kind, parts in (("map", {"map", "object"}), ("list", {"list", "tuple"}), ("set", {"set"})):
        if kind in kinds and kinds <= parts:
            made = _unify_collections(kind, known)
            if made is not None or kinds != {"map", "object"}:
                return made
    for wanted in sorted(known, key=_preference):
        if all(convertible(each, wanted) for each in known):
            return wanted
    return wild if len(known) < len(distinct) else None


def _unify_collections(kind: str, types: Sequence[Type]) -> Type | None:
    # An empty tuple or object says nothing about elements.
    types = [each for each in types if parts_of(each)]
    elements = [unify(parts_of(each)) for each in types]
    together = [part for each in types for part in parts_of(each)] if None in elements else elements
    element = unify([each for each in together if each is not None])
    if element is None:
        return None
    made, loose = Collection(kind, element), Collection(kind, ANY)
    fit = all(
        convertible(each, made) or (part == ANY and convertible(each, loose))
        for each, part in zip(types, elements, strict=True)
    )
    return made if fit else None


def _preference(kind: Type) -> tuple[bool, bool]:
    return kind != STRING, _kind(kind) == "set"


def _kind(kind: Type) -> str:
    if isinstance(kind, Collection):
        return kind.kind
    return "object" if isinstance(kind, ObjectType) else "tuple" if isinstance(kind, TupleType) else "primitive"


def parts_of(kind: Type) -> list[Type]:
    """Return the types of what a type is made of."""
    if isinstance(kind, Collection):
        return [kind.element]
    if isinstance(kind, ObjectType):
        return [field.type for field in kind.fields]
    return list(kind.elements) if isinstance(kind, TupleType) else []


def _unify_objects(types: list[ObjectType]) -> Type | None:
    names = _names(types[0])
    if any(_names(each) != names for each in types):
        return _as_collection("map", types)
    made = [unify(parts) for parts in zip(*(parts_of(each) for each in types), strict=True)]
    if None in made:
        return None
    return ObjectType(tuple(Field(name, part) for name, part in zip(names, made, strict=True) if part is not None))


def _as_collection(kind: str, types: Sequence[Type]) -> Type | None:
    """Return the map or list that all objects or tuples can be converted to."""
    element = unify(list(chain.from_iterable(map(parts_of, types))))
    if element is None:
        return None
    made = Collection(kind, element)
    return made if all(convertible(each, made) for each in types) else None


def _names(kind: ObjectType) -> list[str]:
    return [field.name for field in kind.fields]


def _unify_tuples(types: list[TupleType]) -> Type | None:
    if len({len(each.elements) for each in types}) > 1:
        return _as_collection("list", types)
    made = [unify(parts) for parts in zip(*(each.elements for each in types), strict=True)]
    return None if None in made else TupleType(tuple(part for part in made if part is not None))


def convertible(given: Type, wanted: Type) -> bool:
    """Tell whether values of one type can be converted to another; one may still fail (``"x"`` to number)."""
    if given == wanted or given in _WILD or wanted in _WILD:
        return True
    if given in _PRIMITIVES or wanted in _PRIMITIVES:
        return STRING in {given, wanted} and given in _PRIMITIVES and wanted in _PRIMITIVES
    if isinstance(wanted, Collection):
        sources = {"map": ("map", "object")}.get(wanted.kind, ("list", "set", "tuple"))
        if _kind(given) not in sources:
            return False
        if wanted.element == ANY:
            # With a null among them, whether the elements of a map fit together is seen when it is converted.
            loose = wanted.kind == "map" and ANY in parts_of(given)
            return loose or element_type(wanted.kind, parts_of(given)) is not None
        return all(convertible(part, wanted.element) for part in parts_of(given))
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
        return all(field.optional or convertible(given.element, field.type) for field in wanted.fields)
    if not isinstance(given, ObjectType):
        return False
    there = {field.name: field.type for field in given.fields}
    return all(
        convertible(there[field.name], field.type) if field.name in there else field.optional for field in wanted.fields
    )
