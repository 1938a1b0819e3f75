"""Number functions."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeAlias

from finops_guard.sources.terraform.functions.signature import Function, scalar
from finops_guard.sources.terraform.operators import NUMBERS, EvaluationError, number

Number: TypeAlias = int | Decimal


def _log(value: Number, base: Number) -> Number:
    if value <= 0 or base <= 0 or base == 1:
        raise EvaluationError("log() needs positive numbers and a base other than 1")
    return number(Decimal(repr(math.log(value) / math.log(base))))


def _parseint(text: str, base: int) -> int:
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
    if not -10_000 <= exponent <= 10_000:
        raise EvaluationError("pow() with an exponent above 10,000")
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0:
        if base.bit_length() * exponent > 1_000_000:
            raise EvaluationError("the result of pow() is too large")
        whole: int = base**exponent
        return whole
    return number(NUMBERS.power(Decimal(base), Decimal(exponent)))


def _sum(values: list[Number]) -> Number:
    if not values:
        raise EvaluationError("sum() needs at least one number")
    total = Decimal(0)
    for value in values:
        total = NUMBERS.add(total, Decimal(value))
    return number(total)


def _signum(value: Number) -> int:
    return (value > 0) - (value < 0)


def _largest(*values: Number) -> Number:
    return max(values)


def _smallest(*values: Number) -> Number:
    return min(values)


def _ceil(value: Number) -> Number:
    return number(Decimal(value).to_integral_value(ROUND_CEILING))


def _floor(value: Number) -> Number:
    return number(Decimal(value).to_integral_value(ROUND_FLOOR))


FUNCTIONS: dict[str, Function] = {
    "abs": scalar("n", abs),
    "ceil": scalar("n", _ceil),
    "floor": scalar("n", _floor),
    "log": scalar("nn", _log),
    "max": scalar("n+", _largest),
    "min": scalar("n+", _smallest),
    "parseint": scalar("si", _parseint),
    "pow": scalar("nn", _pow),
    "signum": scalar("n", _signum),
    "sum": scalar("N", _sum),
}
