"""Conditions that say which resources, or which items of a list, a check judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from finops_guard.policy.checks.comparing import OPERATORS, Operand, operand
from finops_guard.policy.checks.paths import places
from finops_guard.policy.patterns import ParameterError
from finops_guard.values import Cause, Value, all_causes

_HOLD_WITHOUT = frozenset({"absent", "not_equals", "not_in"})


class Condition(Struct, frozen=True):
    """What must hold at every place of a path; what is not written is different from everything."""

    path: str
    operand: Operand

    def holds(self, value: Value) -> tuple[bool, tuple[Cause, ...]]:
        """Tell whether it holds, and where it may or may not, why that is not known."""
        causes: tuple[Cause, ...] = ()
        for place in places(value, self.path):
            if place.value is None:
                found: bool | None = self.operand.operator in _HOLD_WITHOUT
            else:
                found = OPERATORS[self.operand.operator](place.value, self.operand)
            if found is None:
                causes += all_causes(place.value) if place.value is not None else ()
            elif not found:
                return False, ()
        return True, causes


def conditions(written: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Return the conditions of a check; raise ParameterError for a value that does not suit its operator."""
    return tuple(_condition(index, each) for index, each in enumerate(written))


def all_hold(wanted: Iterable[Condition], value: Value) -> tuple[bool, tuple[Cause, ...]]:
    """Tell whether all conditions hold, and where they may or may not, why that is not known."""
    causes: tuple[Cause, ...] = ()
    for condition in wanted:
        holds, why = condition.holds(value)
        if not holds:
            return False, ()
        causes += why
    return True, causes


def _condition(index: int, written: Mapping[str, Any]) -> Condition:
    try:
        right = operand(
            written["operator"], written.get("value"), ignore_case=False, quantity=written.get("quantity", False)
        )
    except ParameterError as failure:
        raise ParameterError(("where", index, *failure.path), failure.message, failure.hint) from None
    return Condition(written["path"], right)
