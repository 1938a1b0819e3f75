"""The operators that have rules of their own: what decides them although the other side is not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from finops_guard.policy.cel.functions import indexed, none
from finops_guard.policy.cel.results import (
    Budget,
    Choices,
    Fault,
    Result,
    conjunction,
    field,
    further,
    is_map,
    items,
    length,
    members,
    merged,
    same,
)
from finops_guard.values import ANY_SHAPE, Unknown


class Scope(Struct):
    """The variables of one evaluation, those of loops included, and what it may still take."""

    variables: dict[str, Result]
    budget: Budget


Evaluate: TypeAlias = Callable[[Scope], Result]


def missing(values: list[Result]) -> Result:
    """Return what a function of these values is because of one that is not known, or could not be computed."""
    if any(isinstance(value, Unknown) for value in values):
        return merged(values)
    return next((value for value in values if isinstance(value, Fault)), None)


def _and(arguments: list[Evaluate], decides: bool = False) -> Evaluate:
    left, right = arguments

    def evaluate(scope: Scope) -> Result:
        scope.budget.spend()
        one = left(scope)
        if one is decides:
            return one
        other = right(scope)
        if other is decides:
            return other
        both = [_truth(one), _truth(other)]
        return missing(both) if missing(both) is not None else not decides

    return evaluate


def _truth(result: Result) -> Result:
    return result if isinstance(result, bool | Unknown | Fault) else none("&& or ||", result)


def _or(arguments: list[Evaluate]) -> Evaluate:
    return _and(arguments, decides=True)


def _not(arguments: list[Evaluate]) -> Evaluate:
    def evaluate(scope: Scope) -> Result:
        value = _truth(arguments[0](scope))
        return not value if isinstance(value, bool) else value

    return evaluate


def _if(arguments: list[Evaluate]) -> Evaluate:
    condition, then, otherwise = arguments

    def evaluate(scope: Scope) -> Result:
        scope.budget.spend()
        value = _truth(condition(scope))
        if isinstance(value, bool):
            return then(scope) if value else otherwise(scope)
        return value

    return evaluate


def _equal(arguments: list[Evaluate], equal: bool = True) -> Evaluate:
    left, right = arguments

    def evaluate(scope: Scope) -> Result:
        one, other = left(scope), right(scope)
        if isinstance(one, Fault) or isinstance(other, Fault):
            return missing([one, other])
        found = same(one, other, scope.budget)
        return found is equal if isinstance(found, bool) else found

    return evaluate


def _different(arguments: list[Evaluate]) -> Evaluate:
    return _equal(arguments, equal=False)


def _in(arguments: list[Evaluate]) -> Evaluate:
    def evaluate(scope: Scope) -> Result:
        item, container = (argument(scope) for argument in arguments)
        scope.budget.spend()
        if isinstance(item, Fault) or isinstance(container, Fault | Unknown):
            return missing([item, container])
        if isinstance(container, Choices) and isinstance(item, str | int | float):
            return container.has(item)
        if isinstance(container, Choices) and isinstance(item, Unknown) and item.shape == ANY_SHAPE:
            return item if container.items else False
        if is_map(container):
            if isinstance(item, Unknown):
                scope.budget.look(container)
                entries = members(container) or ({}, None)
                empty = not entries[0] and entries[1] is None
                return False if empty else item
            found = field(container, item)
            return found if isinstance(found, Unknown) else found is not None
        scope.budget.look(container)
        listed = () if container is None else items(container)
        if listed is None:
            return none("in", container)
        found = _negated(conjunction(_negated(same(item, each, scope.budget)) for each in listed))
        more = further(container)
        return found if more is None or found is True else merged((found, more))

    return evaluate


def _negated(result: Result) -> Result:
    return not result if isinstance(result, bool) else result


def _index(arguments: list[Evaluate]) -> Evaluate:
    def evaluate(scope: Scope) -> Result:
        container, key = (argument(scope) for argument in arguments)
        absent = missing([container, key])
        if absent is not None or container is None:
            return absent
        if length(container) is not None:
            return indexed(container, key, scope.budget)
        return field(container, key)

    return evaluate


def _not_strictly_false(arguments: list[Evaluate]) -> Evaluate:
    return lambda scope: arguments[0](scope) is not False


OPERATORS: dict[str, Callable[[list[Evaluate]], Evaluate]] = {
    "_&&_": _and,
    "_||_": _or,
    "!_": _not,
    "_?_:_": _if,
    "_==_": _equal,
    "_!=_": _different,
    "@in": _in,
    "_[_]": _index,
    "@not_strictly_false": _not_strictly_false,
}
