"""How a function is declared: what it takes, and whether it works on plain data or on values with provenance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from finops_guard.location import Span
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.operators import number, to_bool, to_number, to_string
from finops_guard.values import MAX_CAUSES, Cause, Plain, Unknown, Value, all_causes, plain

# Where whole numbers of 64 bits end.
_LONGEST = 1 << 63

Function: TypeAlias = Callable[[list[Value], Span], Value]


def deep_marks(value: Value) -> int:
    """Return the marks of a value and of everything within it."""
    marks = value.marks
    if isinstance(value.raw, Mapping):
        for item in value.raw.values():
            marks |= deep_marks(item)
    else:
        for item in value.items():
            marks |= deep_marks(item)
    return marks


def composed(text: str) -> str:
    """Return a text in the composed form that every string of Terraform has (Unicode's NFC)."""
    if text.isascii():
        return text
    from unicodedata import normalize

    return normalize("NFC", text)


def lift(data: Plain, span: Span, marks: int = 0) -> Value:
    """Return plain data as a value whose every part has the same origin and marks."""
    if isinstance(data, str):
        return Value(composed(data), span, marks)
    if isinstance(data, Mapping):
        return Value({composed(key): lift(item, span, marks) for key, item in data.items()}, span, marks)
    if isinstance(data, Sequence):
        return Value([lift(item, span, marks) for item in data], span, marks)
    return Value(data, span, marks)


def _require_present(value: Value) -> Value:
    if value.raw is None:
        raise EvaluationError("an argument must not be null")
    return value


def _strings(value: Value) -> list[str]:
    if not isinstance(value.raw, list):
        raise EvaluationError("a list of strings is required")
    return [to_string(_require_present(item)) for item in value.raw]


def _numbers(value: Value) -> list[int | Decimal]:
    if not isinstance(value.raw, list):
        raise EvaluationError("a list of numbers is required")
    return [number_of(_require_present(item)) for item in value.raw]


def number_of(value: Value) -> int | Decimal:
    """Return a number, or one read from a string: an int wherever it is whole."""
    return number(to_number(value))


def _whole(value: Value) -> int:
    found = number_of(value)
    if isinstance(found, Decimal):
        raise EvaluationError("a whole number is required")
    return found


def _short(found: int) -> int:
    if not -_LONGEST <= found < _LONGEST:
        raise EvaluationError("a whole number of at most 64 bits is required")
    return found


# The letters of a signature, each with what it makes of an argument.
_CONVERSIONS: dict[str, Callable[[Value], Any]] = {
    "s": lambda value: to_string(_require_present(value)),
    "n": lambda value: number_of(_require_present(value)),
    "i": lambda value: _short(_whole(_require_present(value))),
    "I": lambda value: _whole(_require_present(value)),
    "b": lambda value: to_bool(_require_present(value)),
    "S": _strings,
    "N": _numbers,
    "*": plain,
}


def scalar(signature: str, function: Callable[..., Any]) -> Function:
    """Return a Function over plain data: arguments converted by letter, Unknown where any argument is not fully known.

    Letters: s string, n number, i whole number of 64 bits, I whole number of any size, b bool, S list of strings,
    N list of numbers, * anything.
    A ``+`` at the end lets the last letter stand for one or more arguments, ``&`` for none or more.
    """
    letters = signature.rstrip("+&")
    least = len(letters) - (1 if signature.endswith("&") else 0)
    most = None if signature.endswith(("+", "&")) else len(letters)

    def call(args: list[Value], span: Span) -> Value:
        expect(args, least, most)
        marks = 0
        causes: list[Cause] = []
        for arg in args:
            marks |= deep_marks(arg)
            if len(causes) < MAX_CAUSES:
                causes += all_causes(arg)
        if causes:
            return Value(Unknown(causes), span, marks)
        converted = [_CONVERSIONS[letters[min(at, len(letters) - 1)]](arg) for at, arg in enumerate(args)]
        return lift(function(*converted), span, marks)

    return call


def expect(args: list[Value], least: int, most: int | None) -> None:
    """Raise EvaluationError where the number of arguments is wrong."""
    if len(args) < least or (most is not None and len(args) > most):
        wanted = f"{least}" if least == most else f"{least} or more" if most is None else f"{least} to {most}"
        raise EvaluationError(f"the function takes {wanted} arguments, not {len(args)}")
