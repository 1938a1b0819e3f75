"""``for`` expressions: a tuple or an object made from every element of a collection."""

from __future__ import annotations

from itertools import chain

from finops_guard.location import Span
from finops_guard.sources.terraform.access import MAX_ELEMENTS, bounded, pairs
from finops_guard.sources.terraform.ast import Expression, ForExpr
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.operators import to_bool, to_string
from finops_guard.sources.terraform.scope import Scope
from finops_guard.sources.terraform.templates import Evaluate
from finops_guard.values import ANY_SHAPE, Cause, CauseKind, OpenDict, Shape, Unknown, Value, unknown


def comprehend(node: ForExpr, scope: Scope, evaluate: Evaluate) -> Value:
    """Return the value of a ``for`` expression."""
    collection = evaluate(node.collection, scope)
    span = scope.span(node)
    if collection.is_unknown:
        return Value(Unknown(collection.causes), span, collection.marks)
    nameless = _further(collection, span)
    opened: list[Cause] = [] if nameless else list(collection.causes)
    shapes: list[Shape] = [ANY_SHAPE] if opened else []
    further: list[Value | None] = [None] if opened else []
    items: list[Value] = []
    grouped: dict[str, list[Value]] = {}
    marks = collection.marks
    singles: dict[str, Value] = {}
    for count, (key, element) in enumerate(chain(pairs(collection, span), nameless)):
        if count >= MAX_ELEMENTS:
            return unknown(CauseKind.LIMIT, f"a for expression goes over more than {MAX_ELEMENTS:,} elements", span)
        inner = scope.bind(
            {node.value_name: element} if node.key_name is None else {node.key_name: key, node.value_name: element}
        )
        if node.condition is not None:
            condition = evaluate(node.condition, inner)
            if condition.is_unknown:
                opened += condition.causes
                shape, value = _perhaps(node, inner, evaluate)
                shapes.append(shape)
                further.append(value)
                continue
            if not to_bool(condition):
                continue
        value = evaluate(node.value, inner)
        if node.key is None:
            items.append(value)
            # Keys that are not known have no order.
            opened += collection.causes if nameless else ()
            continue
        name = evaluate(node.key, inner)
        marks |= name.marks
        if isinstance(name.raw, Unknown):
            opened += name.causes
            shapes.append(name.raw.shape)
            further.append(None if node.group else value)
        elif node.group:
            grouped.setdefault(to_string(name), []).append(value)
        elif (text := to_string(name)) in singles:
            raise EvaluationError("a for expression makes the same key twice", span)
        else:
            singles[text] = value
    if node.condition is not None and not collection.raw and not opened:
        _check_condition(node, node.condition, scope, evaluate)
    if node.key is None:
        return bounded(Value(Unknown(opened) if opened else items, span, collection.marks))
    made = {name: bounded(Value(group, span)) for name, group in grouped.items()} if node.group else singles
    if not opened:
        return bounded(Value(made, span, marks))
    from finops_guard.sources.terraform.joining import open_object

    return bounded(Value(open_object(made, opened, shapes, further, scope.budget), span, marks))


def _further(collection: Value, span: Span) -> list[tuple[Value, Value]]:
    """Return what stands for entries whose keys are not known, where something is known of their values."""
    raw = collection.raw
    if not isinstance(raw, OpenDict) or raw.further is None:
        return []
    return [(Value(Unknown(raw.causes, *shape), span), raw.further) for shape in raw.shapes]


def _perhaps(node: ForExpr, scope: Scope, evaluate: Evaluate) -> tuple[Shape, Value | None]:
    """Return what is known of the key and value of an entry of which it is not known whether it is made."""
    if node.key is None or node.group:
        return ANY_SHAPE, None
    try:
        name, value = evaluate(node.key, scope), evaluate(node.value, scope)
        return (name.raw.shape if isinstance(name.raw, Unknown) else (to_string(name), "")), value
    except EvaluationError:
        return ANY_SHAPE, None


def _check_condition(node: ForExpr, condition: Expression, scope: Scope, evaluate: Evaluate) -> None:
    """Raise EvaluationError for a condition that no element could make right, as Terraform does without elements."""
    element = unknown(CauseKind.NO_VALUE, "there is no element", scope.span(node))
    names = (node.value_name,) if node.key_name is None else (node.key_name, node.value_name)
    found = evaluate(condition, scope.bind(dict.fromkeys(names, element)))
    from finops_guard.sources.terraform.conversion import convert
    from finops_guard.sources.terraform.types import BOOL

    if convert(found, BOOL).raw is None:
        raise EvaluationError("the condition of a for expression is null")
