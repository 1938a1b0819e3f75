"""Splats over what has no elements to look at: unknown values, and lists that are empty."""

from __future__ import annotations

from finops_guard.sources.terraform.ast import Splat
from finops_guard.sources.terraform.conversion import convert
from finops_guard.sources.terraform.expressions import steps
from finops_guard.sources.terraform.kinds import ListOf, SetList, UnknownOf
from finops_guard.sources.terraform.scope import Scope
from finops_guard.sources.terraform.types import ANY, UNSURE, Collection, TupleType, Type, is_sequence
from finops_guard.sources.terraform.unification import type_of
from finops_guard.values import Cause, CauseKind, Unknown, Value


def as_list(made: Value, base: ListOf | SetList, node: Splat, scope: Scope) -> Value:
    """Return what a splat over a list or set makes, as the list that it is."""
    if made.raw or base.element is None:
        return convert(made, Collection("list", ANY))
    element = Value(Unknown([Cause(CauseKind.NO_VALUE, "there is no element", scope.span(node))]))
    found = type_of(steps(convert(element, base.element), node.each, scope, scope.span(node)))
    return Value(ListOf([], ANY if found == UNSURE else found), made.origin, made.marks)


def over_unknown(base: Value, raw: Unknown, node: Splat, scope: Scope) -> Value:
    """Return what a splat makes of an unknown value: a tuple of one, or an unknown list, where its type says so."""
    span = scope.span(node)
    kind = raw.kind if isinstance(raw, UnknownOf) else UNSURE
    if isinstance(kind, Collection) and is_sequence(kind):
        element = steps(Value(UnknownOf(raw.causes, kind.element), span), node.each, scope, span)
        return Value(_unknown_list(raw, type_of(element)), span, base.marks)
    if isinstance(kind, TupleType):
        parts = [Value(UnknownOf(raw.causes, part), span) for part in kind.elements]
        return Value([steps(part, node.each, scope, span) for part in parts], span, base.marks)
    if kind not in {ANY, UNSURE}:
        # It may be null, and then there is no element; but what fails, fails.
        steps(base, node.each, scope, span)
    return Value(Unknown(raw.causes), span, base.marks)


def _unknown_list(raw: Unknown, element: Type) -> Unknown:
    return Unknown(raw.causes) if element in {ANY, UNSURE} else UnknownOf(raw.causes, Collection("list", element))
