"""Comparing a scanned value with what a policy asks for: true, false, or None where it cannot be known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from msgspec import Struct

from finops_guard.policy.patterns import ParameterError, expression, full_match
from finops_guard.pricing.changes import Scalar
from finops_guard.values import CauseKind, Unknown, Value

_NUMBER = r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?"

_MAX_SHOWN = 50
# Of more values than this, none is told to be the one to write.
MAX_NAMED = 8

# Python refuses to write an int of more than 4,300 digits as text.
MAX_BITS = 4096

_TEXTS = {
    "present": "must be set",
    "absent": "must not be set",
    "equals": "must be {}",
    "not_equals": "must not be {}",
    "in": "must be one of {}",
    "not_in": "must be none of {}",
    "matches": "must have the form {}",
    "less_than": "must be less than {}",
    "at_most": "must be at most {}",
    "greater_than": "must be more than {}",
    "at_least": "must be at least {}",
}


class Operand(Struct, frozen=True):
    """An operator and what stands on its right side, ready to compare; ``text`` is the clause "must be ...".

    ``canonical`` are the options so that equal things are equal, however many there are.
    """

    operator: str
    options: tuple[object, ...]
    pattern: re.Pattern[str] | None
    ignore_case: bool
    quantity: bool
    text: str
    canonical: frozenset[object] = frozenset()


def operand(operator: str, value: Any, *, ignore_case: bool, quantity: bool) -> Operand:
    """Return the right side of a comparison; raise ParameterError where the value does not suit the operator."""
    options = tuple(value) if isinstance(value, list) else () if value is None else (value,)
    pattern = None
    if operator == "matches":
        pattern = expression(value, ("value",), ignore_case=ignore_case)
    if operator in _ORDERS and _amount(value, quantity) is None:
        raise ParameterError(("value",), f"{value!s} is no {'quantity' if quantity else 'number'}")
    shown = ", ".join(map(_shown, options[:_MAX_SHOWN]))
    shown += f" and {len(options) - _MAX_SHOWN:,} more" if len(options) > _MAX_SHOWN else ""
    canonical = frozenset(_canonical(option, quantity, ignore_case) for option in options)
    return Operand(operator, options, pattern, ignore_case, quantity, clause(operator, shown), canonical)


def _shown(option: object) -> str:
    return str(option).lower() if isinstance(option, bool) else str(option)


def clause(operator: str, shown: str) -> str:
    """Return what an operator asks for as a clause: must be more than 3."""
    return _TEXTS[operator].format(shown)


def _equal(value: Value, wanted: Operand) -> bool | None:
    if value.is_unknown:
        return None
    left = _canonical(value.raw, wanted.quantity, wanted.ignore_case)
    return isinstance(left, str | Decimal) and left in wanted.canonical


def _different(value: Value, wanted: Operand) -> bool | None:
    equal = _equal(value, wanted)
    return None if equal is None else not equal


def _matches(value: Value, wanted: Operand) -> bool | None:
    if value.is_unknown:
        return None
    text = scalar_text(value)
    return text is not None and wanted.pattern is not None and full_match(wanted.pattern, text)


def _present(value: Value, _: Operand) -> bool | None:
    return True if _is_written(value) else None


def _absent(value: Value, _: Operand) -> bool | None:
    return False if _is_written(value) else None


def _is_written(value: Value) -> bool:
    """Tell whether a value is set for certain; what another resource has once it is made is, whatever that will be."""
    if not isinstance(value.raw, Unknown):
        return True
    causes = value.raw.causes
    return bool(causes) and all(cause.resource and cause.kind is CauseKind.COMPUTED for cause in causes)


def _ordered(compare: Callable[[Decimal, Decimal], bool]) -> Callable[[Value, Operand], bool | None]:
    """Return the operator for one order of numbers; what is no number never holds."""

    def holds(value: Value, wanted: Operand) -> bool | None:
        if value.is_unknown:
            return None
        left, right = _amount(value.raw, wanted.quantity), _amount(wanted.options[0], wanted.quantity)
        return left is not None and right is not None and compare(left, right)

    return holds


_Operator: TypeAlias = Callable[[Value, Operand], "bool | None"]

_ORDERS: Mapping[str, _Operator] = {
    "less_than": _ordered(lambda left, right: left < right),
    "at_most": _ordered(lambda left, right: left <= right),
    "greater_than": _ordered(lambda left, right: left > right),
    "at_least": _ordered(lambda left, right: left >= right),
}

OPERATORS: Mapping[str, _Operator] = {
    "present": _present,
    "absent": _absent,
    "equals": _equal,
    "not_equals": _different,
    "in": _equal,
    "not_in": _different,
    "matches": _matches,
    **_ORDERS,
}


def satisfying(wanted: Operand) -> tuple[Scalar, ...]:
    """Return values for which a comparison holds, as far as it names them: the bound itself, one of few, None."""
    options = tuple(each for each in wanted.options if isinstance(each, bool | int | Decimal | str))
    if wanted.operator in {"equals", "in"}:
        return options if len(options) <= MAX_NAMED else ()
    if wanted.operator in {"at_most", "at_least"}:
        return options
    if wanted.operator in {"not_equals", "not_in"}:
        return (not options[0],) if len(options) == 1 and isinstance(options[0], bool) else ()
    return (None,) if wanted.operator == "absent" else ()


def scalar_text(value: Value) -> str | None:
    """Return a text, number or truth value as Terraform writes it in a text; None for anything else."""
    raw = value.raw
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int) and raw.bit_length() > MAX_BITS:
        return None
    return str(raw) if isinstance(raw, str | int | Decimal) else None


def _canonical(raw: object, quantity: bool, ignore_case: bool) -> object:
    """Return a scalar so that equal things are equal: as in Terraform, ``"30"`` is 30 and ``"true"`` is true."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if (amount := _amount(raw, quantity)) is not None:
        return amount
    return raw.casefold() if isinstance(raw, str) and ignore_case else raw


def _amount(raw: object, quantity: bool) -> Decimal | None:
    if isinstance(raw, bool):
        return None
    if quantity and isinstance(raw, str | int | Decimal):
        from finops_guard.kubernetes.quantities import parse_quantity

        return parse_quantity(raw)
    if isinstance(raw, int | Decimal):
        return Decimal(raw)
    return Decimal(raw) if isinstance(raw, str) and re.fullmatch(_NUMBER, raw) else None
