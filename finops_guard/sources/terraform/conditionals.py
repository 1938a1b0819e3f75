"""Conditional expressions: both branches have one type, whichever of them is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from finops_guard.sources.terraform.ast import (
    Binary,
    Conditional,
    Expression,
    Literal,
    ObjectExpr,
    Parens,
    Splat,
    Template,
    TupleExpr,
    Unary,
)
from finops_guard.sources.terraform.conversion import convert
from finops_guard.sources.terraform.operators import EvaluationError, equal, to_bool
from finops_guard.sources.terraform.scope import Scope
from finops_guard.sources.terraform.templates import Evaluate
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
from finops_guard.sources.terraform.unification import type_of, unify
from finops_guard.values import Unknown, Value

_ARITHMETIC = frozenset("+-*/%")


def choose(node: Conditional, scope: Scope, evaluate: Evaluate) -> Value:
    """Return the value of a conditional: the chosen branch, converted to the type that both branches can have."""
    condition = evaluate(node.condition, scope)
    if condition.is_unknown:
        return _undecided(node, condition, scope, evaluate)
    chosen_node, other_node = (node.yes, node.no) if to_bool(condition) else (node.no, node.yes)
    chosen = evaluate(chosen_node, scope)
    return _unified(chosen, chosen_node, other_node, scope, evaluate).marked(condition.marks)


def _unified(chosen: Value, chosen_node: Expression, other_node: Expression, scope: Scope, evaluate: Evaluate) -> Value:
    if chosen.raw is None or isinstance(chosen.raw, Unknown):
        return chosen
    other = _attempt(other_node, scope, evaluate)
    if other is not None and isinstance(chosen.raw, str) and isinstance(other.raw, str | bool | int | Decimal):
        return chosen
    scope.budget.spend(chosen.weight + (other.weight if other is not None else 1))
    given = type_of(chosen)
    wanted = unify([given, type_of_branch(other_node, scope, evaluate) if other is None else type_of(other)])
    if wanted is None:
        raise EvaluationError("the two branches of the conditional have no common type", scope.span(chosen_node))
    if wanted in {ANY, given}:
        return chosen
    try:
        return convert(chosen, wanted)
    except EvaluationError:
        if isinstance(wanted, Collection) and wanted.element == ANY:
            return chosen
        raise


def type_of_branch(node: Expression, scope: Scope, evaluate: Evaluate) -> Type:
    """Return the type of an expression, also of one that fails, as far as its form says it; else ``any``."""
    value = _attempt(node, scope, evaluate)
    if value is not None:
        return type_of(value)
    if isinstance(node, Parens):
        return type_of_branch(node.inner, scope, evaluate)
    if isinstance(node, Binary):
        return NUMBER if node.operator in _ARITHMETIC else BOOL
    if isinstance(node, Unary):
        return NUMBER if node.operator == "-" else BOOL
    if isinstance(node, Template) and len(node.parts) > 1:
        return STRING
    if isinstance(node, TupleExpr):
        return TupleType(tuple(type_of_branch(item, scope, evaluate) for item in node.items))
    if isinstance(node, ObjectExpr):
        return _object_by_form(node, scope, evaluate)
    if isinstance(node, Splat):
        base = type_of_branch(node.base, scope, evaluate)
        return TupleType((ANY,) * len(base.elements)) if isinstance(base, TupleType) else ANY
    if isinstance(node, Conditional):
        return unify([type_of_branch(each, scope, evaluate) for each in (node.yes, node.no)]) or ANY
    return ANY


def _object_by_form(node: ObjectExpr, scope: Scope, evaluate: Evaluate) -> Type:
    names: dict[str, Type] = {}
    for key, value in node.items:
        if not isinstance(key, Literal) or not isinstance(key.value, str):
            return ANY
        names[key.value] = type_of_branch(value, scope, evaluate)
    return ObjectType(tuple(Field(name, names[name]) for name in sorted(names)))


def _attempt(node: Expression, scope: Scope, evaluate: Evaluate) -> Value | None:
    try:
        return evaluate(node, scope)
    except EvaluationError:
        return None


def _undecided(node: Conditional, condition: Value, scope: Scope, evaluate: Evaluate) -> Value:
    """Whatever the condition turns out to be, what both branches have in common is known."""
    yes, no = _attempt(node.yes, scope, evaluate), _attempt(node.no, scope, evaluate)
    marks = condition.marks
    for branch in (yes, no):
        marks |= branch.marks if branch is not None else 0
    if yes is not None and no is not None and equal(yes, no) is True:
        return yes.marked(marks)
    common = _common(yes, no, condition, scope) if yes is not None and no is not None else None
    return Value(Unknown(condition.causes) if common is None else common.raw, scope.span(node), marks)


def _common(yes: Value, no: Value, condition: Value, scope: Scope) -> Value | None:
    """Return what is known of one of two objects or texts, in the type that they have together; None: nothing is."""
    if not all(isinstance(branch.raw, str | Mapping) for branch in (yes, no)):
        return None
    scope.budget.spend(yes.weight + no.weight)
    wanted = unify([type_of(yes), type_of(no)])
    if wanted is None:
        return None
    from finops_guard.sources.terraform.joining import joined

    try:
        return joined([convert(yes, wanted), convert(no, wanted)], condition.causes)
    except EvaluationError:
        return None
