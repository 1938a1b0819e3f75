"""What an expression refers to, by its form alone: the variables of its module that its value can come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from finops_guard.location import Span
from finops_guard.sources.terraform.ast import (
    Attribute,
    Block,
    Body,
    Conditional,
    Expression,
    Literal,
    Node,
    ObjectExpr,
    Reference,
    Template,
)
from finops_guard.sources.terraform.configuration import Module
from finops_guard.sources.terraform.scope import Budget

# How many locals can be passed over in the time of one evaluation step.
_LOCALS = 10


def references(node: Expression, budget: Budget, *, carrying: bool = False) -> Iterator[Reference]:
    """Yield the references within an expression, in no particular order; no more where the budget is used up.

    ``carrying`` leaves out those that could only give a part of a text or of an object's value: what remains can give
    an object that it is merged from a key.
    """
    pending: list[object] = [node]
    while pending and not budget.is_used_up:
        at = pending.pop()
        budget.steps += 1
        if isinstance(at, Reference):
            yield at
        elif isinstance(at, list | tuple):
            pending += reversed(at)
        elif isinstance(at, Node) and not (carrying and _holds_values(at)):
            pending += [getattr(at, name) for name in reversed(at.__struct_fields__[2:])]


def _holds_values(node: Node) -> bool:
    return isinstance(node, ObjectExpr) or (isinstance(node, Template) and len(node.parts) > 1)


class Place(Struct, frozen=True):
    """An expression, and the names bound around it with the expressions they iterate over (``each``, an iterator)."""

    node: Expression
    bound: Mapping[str, Expression]


def variables(module: Module, place: Place, budget: Budget, *, carrying: bool = False) -> tuple[str, ...]:
    """Return the variables that an expression refers to, directly, through locals, or through what it iterates over."""
    found: dict[str, None] = {}
    pending: list[Expression] = [place.node]
    seen: set[str] = set()
    while pending:
        for reference in references(pending.pop(), budget, carrying=carrying):
            path = reference.path
            inner = place.bound.get(path[0])
            key = path[0] if inner is not None else ".".join(path[:2])
            if key in seen:
                continue
            seen.add(key)
            if inner is not None:
                pending.append(inner)
            elif path[0] == "var" and len(path) > 1:
                found[path[1]] = None
            elif path[0] == "local" and len(path) > 1 and path[1] in module.locals:
                pending.append(module.locals[path[1]].value)
            elif path[0] == "module" and len(path) > 1 and path[1] in module.calls:
                pending += [attribute.value for attribute in module.calls[path[1]].body.attributes.values()]
    return tuple(sorted(found))


def places(block: Block, path: str) -> Iterator[Place]:
    """Yield what a block writes at the dotted path of an attribute: through nested blocks, also dynamic ones.

    Where the path ends at blocks, or at dynamic ones that do not write it, that is what they are made from.
    """
    yield from _places(block.body, path.split("."), bindings(block.body))


def _places(body: Body, steps: list[str], bound: Mapping[str, Expression]) -> Iterator[Place]:
    name, rest = steps[0], steps[1:]
    if name in body.attributes:
        yield Place(body.attributes[name].value, bound)
    for inner in body.blocks:
        if inner.type == "dynamic" and inner.labels == [name] and "for_each" in inner.body.attributes:
            own = {**bound, **bindings(inner.body, name)}
            contents = [each.body for each in inner.body.blocks if each.type == "content"] if rest else []
            found = [place for content in contents for place in _places(content, rest, own)]
            yield from found or [Place(inner.body.attributes["for_each"].value, bound)]
        elif inner.type == name and rest:
            yield from _places(inner.body, rest, bound)
        elif inner.type == name:
            for attribute in inner.body.attributes.values():
                yield Place(attribute.value, bound)


def bindings(body: Body, label: str = "each") -> dict[str, Expression]:
    """Return the name that a body's ``for_each`` binds (a dynamic block's iterator has its label) with what it is."""
    written = body.attributes.get("for_each")
    if written is None:
        return {}
    iterator = body.attributes.get("iterator")
    if iterator is not None and isinstance(iterator.value, Reference):
        label = iterator.value.path[0]
    return {label: written.value}


def at_span(module: Module, block: Block, span: Span, budget: Budget) -> Place | None:
    """Return the expression of a block, or of the locals of its module, that stands at exactly a span."""
    if span.source is block.source and block.start <= span.start and span.end <= block.end:
        return _in_body(block.body, bindings(block.body), span)
    budget.steps += len(module.locals) // _LOCALS
    for attribute in module.locals.values() if not budget.is_used_up else ():
        if attribute.source is span.source and attribute.start <= span.start and span.end <= attribute.end:
            return _in_attribute(attribute, {}, span)
    return None


def _in_body(body: Body, bound: Mapping[str, Expression], span: Span) -> Place | None:
    for attribute in body.attributes.values():
        if attribute.start <= span.start and span.end <= attribute.end:
            return _in_attribute(attribute, bound, span)
    for block in body.blocks:
        if block.start <= span.start and span.end <= block.end:
            if block.type == "dynamic" and span == block.span and "for_each" in block.body.attributes:
                return Place(block.body.attributes["for_each"].value, bound)
            own = bindings(block.body, block.labels[0]) if block.type == "dynamic" and block.labels else {}
            return _in_body(block.body, {**bound, **own}, span)
    return None


def _in_attribute(attribute: Attribute, bound: Mapping[str, Expression], span: Span) -> Place | None:
    """Return the innermost expression around a span; the condition, where that is a constant which one chooses."""
    found: Expression = attribute.value
    pending: list[Expression | list[Expression]] = [attribute.value]
    while pending:
        at = pending.pop()
        if isinstance(at, list | tuple):
            pending += at
        elif isinstance(at, Node) and at.start <= span.start and span.end <= at.end:
            found = found.condition if isinstance(at, Literal) and isinstance(found, Conditional) else at
            pending = [getattr(at, name) for name in at.__struct_fields__[2:]]
    return Place(found, bound)
