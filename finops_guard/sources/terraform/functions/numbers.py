"""Number functions."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeAlias

from finops_guard.sources.terraform.functions.signature import Function, scalar
from finops_guard.sources.terraform.operators import NUMBERS, EvaluationError, number

Number: TypeAlias = int | Decimal

_MAX_EXPONENT = 1_000_000


def _log(value: Number, base: Number) -> Number:
    if value > 0 and base == 0:
        return 0
    if value <= 0 or base <= 0 or base == 1:
        raise EvaluationError("log() needs positive numbers and a base other than 1")
    return number(Decimal(repr(math.log(float(value)) / math.log(float(base)))))


def _parseint(text: object, base: int) -> int:
    if not isinstance(text, str):
        raise EvaluationError("parseint() takes a string")
    if not 2 <= base <= 62:
        raise EvaluationError("parseint() takes a base from 2 to 62")
    digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    body = text[1:] if text[:1] in ("-", "+") else text
    if base <= 36:
        body = body.lower()
    if not body or len(body) > 10_000 or any(character not in digits[:base] for character in body):
        raise EvaluationError("parseint() cannot read the text in this base")
    value = 0
    for character in body:
        value = value * base + digits.index(character)
    return -value if text.startswith("-") else value


def _pow(base: Number, exponent: Number) -> Number:
    """pow(): calculated with floating point numbers of 53 bits, as Terraform does."""
    return number(Decimal(repr(_float_power(float(base), float(exponent)))))


def _float_power(base: float, exponent: float) -> float:
    """Return a power by squaring, rounded at each step as Go rounds it; ValueError where it is no real number."""
    if base in (0, 1) or abs(exponent) in (0.5, 1.0) or (base < 0 and not exponent.is_integer()):
        return math.pow(base, exponent)
    if abs(exponent) > _MAX_EXPONENT:
        raise EvaluationError(f"pow() with an exponent above {_MAX_EXPONENT:,}")
    rest, whole = math.modf(abs(exponent))
    if rest > 0.5:
        rest, whole = rest - 1, whole + 1
    result, result_exponent = (math.exp(rest * math.log(base)) if rest else 1.0), 0
    square, square_exponent = math.frexp(base)
    left = int(whole)
    while left:
        if left & 1:
            result, result_exponent = result * square, result_exponent + square_exponent
        square, square_exponent = square * square, square_exponent * 2
        if square < 0.5:
            square, square_exponent = square * 2, square_exponent - 1
        left >>= 1
    if exponent < 0:
        result, result_exponent = 1 / result, -result_exponent
    return math.ldexp(result, result_exponent)


def _sum(values: list[Number]) -> Number:
    if not values:
        raise EvaluationError("sum() needs at least one number")
    total = Decimal(0)
    for value in values:
        total = NUMBERS.add(total, Decimal(value))
    return number(total)


def _signum(value: int) -> int:
    return (value > 0) - (value < 0)


def _largest(*values: Number) -> Number:
    return max(values)


def _smallest(*values: Number) -> Number:
    return min(values)


def _abs(value: Number) -> Number:
    return value.copy_abs() if isinstance(value, Decimal) else abs(value)


def _ceil(value: Number) -> Number:
    return number(Decimal(value).to_integral_value(ROUND_CEILING))


def _floor(value: Number) -> Number:
    return number(Decimal(value).to_integral_value(ROUND_FLOOR))


FUNCTIONS: dict[str, Function] = {
    "abs": scalar("n", _abs),
    "ceil": scalar("n", _ceil),
    "floor": scalar("n", _floor),
    "log": scalar("nn", _log),
    "max": scalar("n+", _largest),
    "min": scalar("n+", _smallest),
    "parseint": scalar("*i", _parseint),
    "pow": scalar("nn", _pow),
    "signum": scalar("i", _signum),
    "sum": scalar("N", _sum),
}
