"""``for`` expressions: a tuple or an object made from every element of a collection."""

from __future__ import annotations

from finops_guard.sources.terraform.access import MAX_ELEMENTS, bounded, pairs
from finops_guard.sources.terraform.ast import Expression, ForExpr
from finops_guard.sources.terraform.operators import EvaluationError, to_bool, to_string
from finops_guard.sources.terraform.scope import Scope
from finops_guard.sources.terraform.templates import Evaluate
from finops_guard.values import ANY_SHAPE, Cause, CauseKind, OpenDict, Shape, Unknown, Value, unknown


def comprehend(node: ForExpr, scope: Scope, evaluate: Evaluate) -> Value:
    """Return the value of a ``for`` expression."""
    collection = evaluate(node.collection, scope)
    span = scope.span(node)
    if collection.is_unknown:
        return Value(Unknown(collection.causes), span, collection.marks)
    opened: list[Cause] = list(collection.causes)
    shapes: list[Shape] = [ANY_SHAPE] if opened else []
    items: list[Value] = []
    grouped: dict[str, list[Value]] = {}
    marks = collection.marks
    singles: dict[str, Value] = {}
    for count, (key, element) in enumerate(pairs(collection, span)):
        if count >= MAX_ELEMENTS:
            return unknown(CauseKind.LIMIT, f"a for expression goes over more than {MAX_ELEMENTS:,} elements", span)
        inner = scope.bind(
            {node.value_name: element} if node.key_name is None else {node.key_name: key, node.value_name: element}
        )
        if node.condition is not None:
            condition = evaluate(node.condition, inner)
            if condition.is_unknown:
                opened += condition.causes
                shapes.append(ANY_SHAPE)
                continue
            if not to_bool(condition):
                continue
        value = evaluate(node.value, inner)
        if node.key is None:
            items.append(value)
            continue
        name = evaluate(node.key, inner)
        marks |= name.marks
        if isinstance(name.raw, Unknown):
            opened += name.causes
            shapes.append(name.raw.shape)
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
    return bounded(Value(OpenDict(made, opened, shapes) if opened else made, span, marks))


def _check_condition(node: ForExpr, condition: Expression, scope: Scope, evaluate: Evaluate) -> None:
    """Raise EvaluationError for a condition that no element could make right, as Terraform does without elements."""
    element = unknown(CauseKind.NO_VALUE, "there is no element", scope.span(node))
    names = (node.value_name,) if node.key_name is None else (node.key_name, node.value_name)
    found = evaluate(condition, scope.bind(dict.fromkeys(names, element)))
    from finops_guard.sources.terraform.conversion import convert
    from finops_guard.sources.terraform.types import BOOL

    if convert(found, BOOL).raw is None:
        raise EvaluationError("the condition of a for expression is null")
