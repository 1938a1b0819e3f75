"""Number functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from finops_guard.sources.terraform.bigfloat import (
    CALCULATED,
    COUNTED,
    MINUS_ZERO,
    PRECISION,
    counted,
    is_negative,
    nearest,
    negative,
    precision_of,
    short,
)
from finops_guard.sources.terraform.functions.signature import Function, scalar
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.operators import MAX_DIGITS, calculate, number

Number: TypeAlias = int | Decimal

_MAX_EXPONENT = 1_000_000
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
# The coefficients of the series for the logarithm.
_L = (
    *(6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01),
    *(1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01),
)


def _log(value: Number, base: Number) -> Number:
    if value > 0 and base == 0:
        return MINUS_ZERO if value >= 1 else 0
    if value <= 0 or base <= 0 or base == 1:
        raise EvaluationError("log() needs positive numbers and a base other than 1")
    return _calculated(_logarithm(float(value)) / _logarithm(float(base)))


def _calculated(value: float) -> Number:
    """Return a machine number; ValueError or OverflowError where it is none."""
    return nearest(*value.as_integer_ratio(), CALCULATED)


def _logarithm(value: float) -> float:
    """Return the natural logarithm by the series that Go takes from FreeBSD, whose last bit may be another one."""
    fraction, exponent = math.frexp(value)
    if fraction < math.sqrt(2) / 2:
        fraction, exponent = fraction * 2, exponent - 1
    f = fraction - 1
    s = f / (2 + f)
    s2 = s * s
    s4 = s2 * s2
    odd = s2 * (_L[0] + s4 * (_L[2] + s4 * (_L[4] + s4 * _L[6])))
    even = s4 * (_L[1] + s4 * (_L[3] + s4 * _L[5]))
    half = 0.5 * f * f
    return exponent * _LN2_HIGH - ((half - (s * (half + odd + even) + exponent * _LN2_LOW)) - f)


def _parseint(text: object, base: int) -> Number:
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
    value = -value if text.startswith("-") else value
    return value if value.bit_length() > PRECISION else short(value, max(value.bit_length(), COUNTED))


def _pow(base: Number, exponent: Number) -> Number:
    """pow(): calculated with floating point numbers of 53 bits, as Terraform does."""
    return _calculated(_float_power(float(base), float(exponent)))


def _float_power(base: float, exponent: float) -> float:
    """Return a power by squaring, rounded at each step as Go rounds it; ValueError where it is no real number."""
    if exponent == -0.5 and base > 0:
        return 1 / math.sqrt(base)
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
    total = values[0]
    for value in values[1:]:
        total = calculate(total, value, "+")
    return total


def _signum(value: int) -> int:
    return counted((value > 0) - (value < 0))


def _largest(*values: Number) -> Number:
    return max(values)


def _smallest(*values: Number) -> Number:
    return min(values)


def _abs(value: Number) -> Number:
    return negative(value) if is_negative(value) else value


def _rounded(value: Number, whole: Callable[[Number], int]) -> Number:
    # A number that is too large for an int is whole.
    if isinstance(value, Decimal) and value.adjusted() > MAX_DIGITS:
        return value
    made, precision = number(whole(value)), precision_of(value)
    return made if precision == PRECISION else short(made, precision)


def _ceil(value: Number) -> Number:
    return _rounded(value, math.ceil)


def _floor(value: Number) -> Number:
    return _rounded(value, math.floor)


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
