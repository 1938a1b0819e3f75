"""Resources with every argument and block that their type has, out of the schema of the provider."""

from __future__ import annotations

from finops_guard.location import SourceText, Span
from finops_guard.sources.kubernetes.terraform.objects import Budget, typed
from finops_guard.sources.kubernetes.terraform.provider import kind_of
from finops_guard.values import Plain, Raw, Value, plain
from tests.support.stand_in.schemas import Block, Type, load

HERE = Span(SourceText("main.tf", ""), 0, 0)
# Texts that are numbers in some places, as the provider takes them.
_SCALARS: dict[str, Raw] = {"string": "1", "number": 1, "bool": True, "dynamic": "1"}


def resource(block: Block, within: frozenset[str] = frozenset()) -> Value:
    """Return an object with everything that a block accepts; a block within itself is left out."""
    made: dict[str, Value] = {}
    for name, attribute in block.attributes.items():
        value = _value(attribute.type) if attribute.optional or attribute.required else None
        if value is not None:
            made[name] = value
    for name, (inner, nesting) in block.blocks.items():
        if name not in within:
            nested = resource(inner, within | {name} if name == "volume_claim_template" else within)
            made[name] = nested if nesting == "1" else Value([nested], HERE)
    return Value(made, HERE)


def manifest(type_: str) -> Plain:
    """Return the manifest of the maximal resource of a type."""
    known = kind_of(type_)
    assert known is not None
    return plain(typed(*known, resource(load().resources[type_]), HERE, Budget()))


def _value(type_: Type) -> Value | None:
    if isinstance(type_, str):
        return Value(_SCALARS[type_], HERE)
    form, inner = type_
    value = _value(inner) if isinstance(inner, str | list) else None
    if value is None:
        return None
    return Value({"a_key": value} if form == "map" else [value], HERE)
