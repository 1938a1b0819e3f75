"""Conditional expressions: both branches have one type, whichever of them is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from finops_guard.sources.terraform.ast import Conditional, Expression
from finops_guard.sources.terraform.branches import attempted, type_of_branch
from finops_guard.sources.terraform.conversion import convert
from finops_guard.sources.terraform.equality import equal
from finops_guard.sources.terraform.expressions import evaluate
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.operators import to_bool
from finops_guard.sources.terraform.scope import TYPE_STEPS, Scope
from finops_guard.sources.terraform.types import ANY, Collection, Type
from finops_guard.sources.terraform.unification import has_any, parts_of, type_of, unify
from finops_guard.values import Unknown, Value, options_of


def choose(node: Conditional, scope: Scope) -> Value:
    """Return the value of a conditional: the chosen branch, converted to the type that both branches can have."""
    condition = evaluate(node.condition, scope)
    if condition.is_unknown:
        return _undecided(node, condition, scope)
    chosen_node, other_node = (node.yes, node.no) if to_bool(condition) else (node.no, node.yes)
    chosen = evaluate(chosen_node, scope)
    return _unified(chosen, chosen_node, other_node, scope).marked(condition.marks)


def _unified(chosen: Value, chosen_node: Expression, other_node: Expression, scope: Scope) -> Value:
    other = attempted(other_node, scope)
    if other is not None and isinstance(chosen.raw, str) and isinstance(other.raw, str | bool | int | Decimal):
        return chosen
    scope.budget.spend(TYPE_STEPS * (chosen.weight + (other.weight if other is not None else 1)))
    given = type_of(chosen)
    beside = type_of_branch(other_node, scope) if other is None else type_of(other)
    # Beside a plain null, everything keeps its type.
    wanted = beside if given == ANY else given if beside == ANY else unify([given, beside])
    if wanted is None:
        raise EvaluationError("the two branches of the conditional have no common type", scope.span(chosen_node))
    if any(isinstance(each, Collection) for each in (given, beside)):
        _check_elements(given, wanted)
    return chosen if wanted == given else convert(chosen, wanted)


def _check_elements(given: Type, wanted: Type) -> None:
    """Raise EvaluationError where a tuple or object beside a list or map has elements that it leaves without a type."""
    if not isinstance(wanted, Collection) or wanted.kind == "set":
        return
    parts = parts_of(given)
    loose = wanted.element == ANY or (wanted.kind == "map" and unify(parts) == ANY)
    if loose and len({*parts} - {ANY}) > 1:
        raise EvaluationError("the elements of the conditional's branch have different types")


def _undecided(node: Conditional, condition: Value, scope: Scope) -> Value:
    """Whatever the condition turns out to be, what both branches have in common is known."""
    yes, no = attempted(node.yes, scope), attempted(node.no, scope)
    marks = condition.marks
    for branch in (yes, no):
        marks |= branch.marks if branch is not None else 0
    if yes is not None and no is not None and equal(yes, no) is True:
        return yes.marked(marks)
    kinds = [type_of_branch(each, scope) for each in (node.yes, node.no)]
    kind = kinds[0] if kinds[1] == ANY else kinds[1] if kinds[0] == ANY else unify(kinds)
    if kind is None:
        raise EvaluationError("the two branches of the conditional have no common type", scope.span(node))
    common = _common(yes, no, condition, scope) if yes is not None and no is not None else None
    if common is not None:
        return Value(common.raw, scope.span(node), marks)
    options = options_of([yes, no]) if yes is not None and no is not None else ()
    made = Value(Unknown(condition.causes, options=options), scope.span(node), marks)
    return made if has_any(kind) else convert(made, kind)


def _common(yes: Value, no: Value, condition: Value, scope: Scope) -> Value | None:
    """Return what is known of one of two objects or texts, in the type that they have together; None: nothing is."""
    if not all(isinstance(branch.raw, str | Mapping) for branch in (yes, no)):
        return None
    scope.budget.spend(TYPE_STEPS * (yes.weight + no.weight))
    wanted = unify([type_of(yes), type_of(no)])
    if wanted is None:
        return None
    from finops_guard.sources.terraform.joining import joined

    try:
        return joined([convert(yes, wanted), convert(no, wanted)], condition.causes)
    except EvaluationError:
        return None
