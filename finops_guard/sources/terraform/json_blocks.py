"""Nested blocks of JSON syntax, where only the schema tells a block from an argument."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from finops_guard.catalog import schemas
from finops_guard.location import SourceText
from finops_guard.sources.terraform.ast import Attribute, Block, Body, Expression, Literal, ObjectExpr, TupleExpr
from finops_guard.sources.terraform.kinds import BlockObject
from finops_guard.values import OpenDict, Value


def dynamic_blocks(written: Attribute) -> Iterator[Block]:
    """Yield the ``dynamic`` blocks of a body as native syntax has them."""
    for name, value in _members(written.value):
        if isinstance(name, Literal) and isinstance(name.value, str):
            for item in _items(value):
                body = _body(written.source, item)
                content = body.attributes.pop("content", None)
                for inner in _items(content.value) if content is not None else ():
                    made = _body(written.source, inner)
                    body.blocks.append(Block(written.source, inner.start, inner.start, inner.end, "content", [], made))
                yield Block(written.source, name.start, name.end, item.end, "dynamic", [name.value], body)


def blocks_in(value: Value) -> list[Value]:
    """Return the blocks that an argument stands for: one object, or a list of them."""
    return [value] if isinstance(value.raw, Mapping) else list(value.items())


def as_lists(type_: str, made: BlockObject | OpenDict) -> BlockObject | OpenDict:
    """Return a resource with each of its nested blocks in a list, as in native syntax."""
    schema = schemas.lookup(type_)
    for name in schema.blocks if schema is not None else ():
        value = made.get(name)
        if value is not None and isinstance(value.raw, Mapping):
            made[name] = Value([value], value.origin, value.marks)
    return made


def _members(value: Expression) -> Iterator[tuple[Expression, Expression]]:
    for item in _items(value):
        yield from item.items


def _items(value: Expression) -> Iterator[ObjectExpr]:
    for item in value.items if isinstance(value, TupleExpr) else [value]:
        if isinstance(item, ObjectExpr):
            yield item


def _body(source: SourceText, value: ObjectExpr) -> Body:
    body = Body({}, [], json=True)
    for key, item in value.items:
        if isinstance(key, Literal) and isinstance(key.value, str) and key.value != "//":
            body.attributes[key.value] = Attribute(source, key.start, item.end, key.value, item)
    return body
