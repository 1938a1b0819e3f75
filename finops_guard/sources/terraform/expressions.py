"""Evaluate expressions: known where Terraform would know, Unknown with its causes elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from finops_guard.location import Span
from finops_guard.sources.terraform.access import bounded, get_attribute, index
from finops_guard.sources.terraform.ast import (
    Binary,
    Call,
    Conditional,
    Expression,
    ForExpr,
    GetAttr,
    Index,
    Literal,
    ObjectExpr,
    Parens,
    Reference,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    TupleExpr,
    Unary,
    Unreadable,
)
from finops_guard.sources.terraform.bigfloat import PRECISION
from finops_guard.sources.terraform.kinds import EvaluationError, ListOf, NullOf, SetList
from finops_guard.sources.terraform.operators import binary, logical, normalized, number, to_string, unary
from finops_guard.sources.terraform.scope import STEP_CHARACTERS, TYPE_STEPS, Scope
from finops_guard.sources.terraform.templates import rendered
from finops_guard.sources.terraform.types import is_sequence
from finops_guard.values import Cause, CauseKind, Shape, Unknown, Value, unknown

# How many characters are compared in a step.
_COMPARED = 50_000


def evaluate(node: Expression, scope: Scope) -> Value:
    """Return the value of an expression; raise EvaluationError where Terraform would reject it."""
    budget = scope.budget
    try:
        budget.enter()
        return _EVALUATORS[type(node)](node, scope)
    except EvaluationError as failure:
        if failure.span is None:
            failure.span = scope.span(node)
        raise
    except (ArithmeticError, ValueError, RecursionError):
        # What Python refuses to calculate (a number without end, a text that is none) is an error of the expression.
        raise EvaluationError("the value is too large, or of the wrong form", scope.span(node)) from None
    finally:
        budget.leave()


def attempt(node: Expression, scope: Scope) -> Value:
    """Return the value of an expression; an error becomes Unknown with the error as its cause."""
    try:
        return evaluate(node, scope)
    except EvaluationError as failure:
        return unknown(CauseKind.ERROR, f"the expression fails: {failure.message}", failure.span)


def _literal(node: Literal, scope: Scope) -> Value:
    written = node.value
    if isinstance(written, str):
        return Value(normalized(written), Span(scope.source, node.start, node.end))
    if isinstance(written, Decimal) or (isinstance(written, int) and written.bit_length() > PRECISION):
        return Value(number(written), Span(scope.source, node.start, node.end))
    return Value(written, Span(scope.source, node.start, node.end))


def _reference(node: Reference, scope: Scope) -> Value:
    path = node.path
    bound = scope.names.get(path[0])
    span = scope.span(node)
    if bound is not None:
        value, used = bound, 1
    else:
        value, used = scope.resolver.resolve(path, span)
    for name in path[used:]:
        value = get_attribute(value, name, span)
    return value


def _get_attr(node: GetAttr, scope: Scope) -> Value:
    return get_attribute(evaluate(node.base, scope), node.name, scope.span(node))


def _index(node: Index, scope: Scope) -> Value:
    return index(evaluate(node.base, scope), evaluate(node.key, scope), scope.span(node))


def _splat(node: Splat, scope: Scope) -> Value:
    return _splat_over(evaluate(node.base, scope), node, scope)


def _splat_over(base: Value, node: Splat, scope: Scope) -> Value:
    span = scope.span(node)
    raw = base.raw
    if isinstance(raw, Unknown):
        from finops_guard.sources.terraform.splats import over_unknown

        return over_unknown(base, raw, node, scope)
    if raw is None:
        if isinstance(base, NullOf) and is_sequence(base.kind):
            raise EvaluationError("a splat cannot go over a null list", span)
        return Value([], span, base.marks)
    elements = raw if isinstance(raw, list) else [base]
    scope.budget.spend(len(elements) * (1 + len(node.each)))
    made = bounded(Value([steps(element, node.each, scope, span) for element in elements], span, base.marks))
    if not isinstance(raw, ListOf | SetList):
        return made
    from finops_guard.sources.terraform.splats import as_list

    return as_list(made, raw, node, scope)


def steps(value: Value, path: list[str | Expression], scope: Scope, span: Span) -> Value:
    """Return what a splat's traversal leads to from one element."""
    for step in path:
        if isinstance(step, str):
            value = get_attribute(value, step, span)
        elif isinstance(step, Splat) and isinstance(step.base, Reference) and not step.base.path:
            value = _splat_over(value, step, scope)
        else:
            value = index(value, evaluate(step, scope), span)
    return value


def _call(node: Call, scope: Scope) -> Value:
    value = bounded(scope.resolver.call(node.name, node, scope))
    scope.budget.spend(value.weight + (len(value.raw) // STEP_CHARACTERS if isinstance(value.raw, str) else 0))
    return value


def _unary(node: Unary, scope: Scope) -> Value:
    return unary(node.operator, evaluate(node.operand, scope), scope.span(node))


def _compared(value: Value) -> int:
    """Return what comparing a value with another one takes, in steps."""
    return len(value.raw) // _COMPARED if isinstance(value.raw, str) else value.weight * TYPE_STEPS


def _binary(node: Binary, scope: Scope) -> Value:
    left, right, span = evaluate(node.left, scope), evaluate(node.right, scope), scope.span(node)
    scope.budget.spend(min(_compared(left), _compared(right)))
    if node.operator in ("&&", "||"):
        return logical(node.operator, left, right, span)
    return binary(node.operator, left, right, span)


def _unreadable(node: Unreadable, scope: Scope) -> Value:
    return unknown(CauseKind.ERROR, "its text has a syntax error", scope.span(node))


def _conditional(node: Conditional, scope: Scope) -> Value:
    from finops_guard.sources.terraform.conditionals import choose

    return choose(node, scope)


def _for(node: ForExpr, scope: Scope) -> Value:
    from finops_guard.sources.terraform.comprehensions import comprehend

    return comprehend(node, scope, evaluate)


def _parens(node: Parens, scope: Scope) -> Value:
    return evaluate(node.inner, scope)


def _tuple(node: TupleExpr, scope: Scope) -> Value:
    return bounded(Value([evaluate(item, scope) for item in node.items], scope.span(node)))


def _object(node: ObjectExpr, scope: Scope) -> Value:
    found: dict[str, Value] = {}
    causes: list[Cause] = []
    shapes: list[Shape] = []
    further: list[Value | None] = []
    marks = 0
    for key_node, value_node in node.items:
        value = evaluate(value_node, scope)
        if type(key_node) is Literal and type(key_node.value) is str:
            found[normalized(key_node.value)] = value
            continue
        key = evaluate(key_node, scope)
        marks |= key.marks
        if isinstance(key.raw, Unknown):
            causes += key.causes
            shapes.append(key.raw.shape)
            further.append(value)
        else:
            found[to_string(key)] = value
    if not causes:
        return bounded(Value(found, scope.span(node), marks))
    from finops_guard.sources.terraform.joining import open_object

    return bounded(Value(open_object(found, causes, shapes, further, scope.budget), scope.span(node), marks))


def _template(node: Template, scope: Scope) -> Value:
    if len(node.parts) == 1 and not isinstance(node.parts[0], TemplateIf | TemplateFor):
        return evaluate(node.parts[0], scope)
    return rendered(node.parts, scope, scope.span(node), evaluate)


def _bare_directive(node: TemplateIf | TemplateFor, scope: Scope) -> Value:
    return rendered([node], scope, scope.span(node), evaluate)


# The dispatch table erases each evaluator's own node type; evaluate() looks it up by exactly that type.
_EVALUATORS: dict[type, Callable[[Any, Scope], Value]] = {
    Literal: _literal,
    Reference: _reference,
    Template: _template,
    TemplateIf: _bare_directive,
    TemplateFor: _bare_directive,
    GetAttr: _get_attr,
    Index: _index,
    Splat: _splat,
    Call: _call,
    Unary: _unary,
    Binary: _binary,
    Conditional: _conditional,
    Parens: _parens,
    Unreadable: _unreadable,
    TupleExpr: _tuple,
    ObjectExpr: _object,
    ForExpr: _for,
}
