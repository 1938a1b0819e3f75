"""Operators and conversions on values, with Terraform's rules: unknown operands, marks, numbers, strings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, DecimalException

from finops_guard.location import Span
from finops_guard.sources.terraform import bigfloat
from finops_guard.sources.terraform.equality import equal
from finops_guard.sources.terraform.kinds import EvaluationError, SetList, UnknownOf
from finops_guard.values import Cause, Raw, Unknown, Value

# A number with more digits than this is never written out: it could only be an attempt to exhaust memory.
MAX_DIGITS = 4_000
_TOO_LONG = f"a number of more than about {MAX_DIGITS:,} digits is not written out"


_INTEGER = r"[+-]?[0-9]+"
_REAL = r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:[eE][+-]?[0-9]+|[pP]([+-]?[0-9]+))?"
_BOOLS = {"true": True, "1": True, "false": False, "0": False}


def number(value: Decimal | int) -> int | Decimal:
    """Return a number as Terraform holds it: of 512 bits, an int where it is whole and not absurdly long."""
    if isinstance(value, int):
        return value if value.bit_length() > MAX_DIGITS * 3 else bigfloat.canonical(value)
    if not value.is_finite() or abs(value.adjusted()) > MAX_DIGITS:
        return value
    return bigfloat.canonical(value)


def number_text(value: int | Decimal) -> str:
    """Return a number as Terraform writes it into a string: no exponent, no trailing zeros."""
    if isinstance(value, int):
        if value.bit_length() > MAX_DIGITS * 3:
            raise EvaluationError(_TOO_LONG)
        return str(value if type(value) is int else bigfloat.written(value))
    if abs(value.adjusted()) > MAX_DIGITS:
        raise EvaluationError(_TOO_LONG)
    text = format(bigfloat.written(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_integer(digits: str) -> int | Decimal:
    """Return the number that digits, maybe with a sign, stand for."""
    return number(int(digits) or (bigfloat.MINUS_ZERO if digits.startswith("-") else 0))


def parse_number(text: str) -> int | Decimal | None:
    """Return the number that Terraform reads from a string, or None."""
    if re.fullmatch(_INTEGER, text):
        return read_integer(text) if len(text) <= MAX_DIGITS else None
    parts = re.fullmatch(_REAL, text)
    if parts is None:
        return None
    if parts[2]:
        return _times_power_of_two(parts[1], parts[2])
    try:
        found = Decimal(text)
    except DecimalException:
        return None
    return number(found) if found.is_finite() else None


def _times_power_of_two(digits: str, exponent: str) -> int | Decimal | None:
    """Return the number that ``1p4`` stands for: digits, and an exponent of two."""
    if len(digits) > MAX_DIGITS or len(exponent) > 6 or abs(int(exponent)) > MAX_DIGITS * 3:
        return None
    numerator, denominator = Decimal(digits).as_integer_ratio()
    power = int(exponent)
    return bigfloat.nearest(numerator << max(power, 0), denominator << max(-power, 0))


def normalized(text: str) -> str:
    """Return a text as Terraform holds it: in Unicode's normal form C."""
    if text.isascii():
        return text
    import unicodedata

    return unicodedata.normalize("NFC", text)


def to_string(value: Value) -> str:
    """Return a known primitive as a string; raise EvaluationError for null and everything else."""
    raw = value.raw
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int | Decimal):
        return number_text(raw)
    raise EvaluationError("a string is required, not " + type_name(value))


def to_number(value: Value) -> int | Decimal:
    """Return a known number, or one read from a string; raise EvaluationError for everything else."""
    raw = value.raw
    if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, str):
        found = parse_number(raw)
        if found is not None:
            return found
    raise EvaluationError("a number is required, not " + type_name(value))


def to_bool(value: Value) -> bool:
    """Return a known bool, or one read from ``"true"``, ``"1"``, ``"false"`` or ``"0"``; else raise EvaluationError."""
    raw = value.raw
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw in _BOOLS:
        return _BOOLS[raw]
    raise EvaluationError("a bool is required, not " + type_name(value))


def type_name(value: Value) -> str:
    """Return what a value is, for messages."""
    raw = value.raw
    if raw is None:
        return "null"
    for kinds, name in (
        (Unknown, "an unknown value"),
        (bool, "a bool"),
        (int | Decimal, "a number"),
        (str, "a string"),
        (SetList, "a set"),
        (Mapping, "an object"),
    ):
        if isinstance(raw, kinds):
            return name
    return "a list"


def _fractions(a: int | Decimal, b: int | Decimal) -> tuple[int, int, int, int]:
    """Return two numbers as exact fractions; raise EvaluationError for what would take too long."""
    for each in (a, b):
        long = each.bit_length() > MAX_DIGITS * 3 if isinstance(each, int) else abs(each.adjusted()) > MAX_DIGITS
        if long:
            raise EvaluationError("the calculation is with too large a number")
    return (*bigfloat.exact(a), *bigfloat.exact(b))


def _divide(a: int | Decimal, b: int | Decimal) -> int | Decimal:
    if b == 0:
        raise EvaluationError("division by zero")
    numerator, denominator, other, scale = _fractions(a, b)
    if not a:
        return bigfloat.MINUS_ZERO if bigfloat.is_negative(a) != bigfloat.is_negative(b) else 0
    if other < 0:
        numerator, other = -numerator, -other
    return bigfloat.nearest(numerator * scale, denominator * other, _precision(a, b))


def _precision(a: int | Decimal, b: int | Decimal) -> int:
    if type(a) is int or type(b) is int:
        return bigfloat.PRECISION
    return max(bigfloat.precision_of(a), bigfloat.precision_of(b))


def _remainder(a: int | Decimal, b: int | Decimal) -> int | Decimal:
    """Return what Terraform does: the quotient rounded to a number first, then cut, multiplied and subtracted."""
    if b == 0:
        return a
    above, below = bigfloat.exact(_divide(a, b))
    quotient = abs(above) // below * (1 if above > 0 else -1)
    precision = bigfloat.precision_of(a)
    numerator, denominator = bigfloat.exact(b)
    zero = _zero(left=False, right=bigfloat.is_negative(b), operation="*")
    product = bigfloat.nearest(numerator * quotient, denominator, precision) if quotient else zero
    return bigfloat.rounded(calculate(a, product, "-"), precision)


def calculate(a: int | Decimal, b: int | Decimal, operation: str) -> int | Decimal:
    """Return the sum, difference or product of two numbers, rounded as Terraform rounds it."""
    if isinstance(a, int) and isinstance(b, int) and a and b and a.bit_length() + b.bit_length() < bigfloat.CALCULATED:
        made = a * b if operation == "*" else a + b if operation == "+" else a - b
        precision = _precision(a, b)
        return made if precision == bigfloat.PRECISION else bigfloat.short(made, precision)
    if not (a and b) and (operation == "*" or not (a or b)):
        return _zero(bigfloat.is_negative(a), bigfloat.is_negative(b), operation)
    left, left_scale, right, right_scale = _fractions(a, b)
    scale = left_scale * right_scale
    precision = _precision(a, b)
    if operation == "*":
        return bigfloat.nearest(left * right, scale, precision)
    right = right if operation == "+" else -right
    return bigfloat.nearest(left * right_scale + right * left_scale, scale, precision)


def _zero(left: bool, right: bool, operation: str) -> int:
    """Return zero with the sign that the signs of the operands give it."""
    minus = left != right if operation == "*" else left and right != (operation == "-")
    return bigfloat.MINUS_ZERO if minus else 0


_ARITHMETIC: dict[str, Callable[[int | Decimal, int | Decimal], Raw]] = {
    "+": lambda a, b: calculate(a, b, "+"),
    "-": lambda a, b: calculate(a, b, "-"),
    "*": lambda a, b: calculate(a, b, "*"),
    "/": _divide,
    "%": _remainder,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def _deep_marks(value: Value) -> int:
    from finops_guard.sources.terraform.functions.signature import deep_marks

    return deep_marks(value)


_COMPARISONS = frozenset({"<", ">", "<=", ">="})


def binary(operator: str, left: Value, right: Value, span: Span) -> Value:
    """Apply any binary operator but ``&&`` and ``||``."""
    marks = left.marks | right.marks
    if operator in ("==", "!="):
        if isinstance(left.raw, list | dict) or isinstance(right.raw, list | dict):
            marks = _deep_marks(left) | _deep_marks(right)
        same = equal(left, right)
        if isinstance(same, Unknown):
            return _unknown(same.causes, "bool", span, marks)
        return Value(same == (operator == "=="), span, marks)
    if left.is_unknown or right.is_unknown:
        _check_operands((left, right), "number")
        kind = "bool" if operator in _COMPARISONS else "number"
        return _unknown([*left.causes, *right.causes], kind, span, marks)
    try:
        return Value(_ARITHMETIC[operator](to_number(left), to_number(right)), span, marks)
    except DecimalException:
        raise EvaluationError("the calculation has no finite result", span) from None


def logical(operator: str, left: Value, right: Value, span: Span) -> Value:
    """Apply ``&&`` or ``||``: a known side that decides makes the other side irrelevant, known or not."""
    marks = left.marks | right.marks
    deciding = operator == "||"
    known = [to_bool(side) for side in (left, right) if not side.is_unknown]
    if deciding in known or len(known) == 2:
        return Value(deciding in known if deciding else deciding not in known, span, marks)
    _check_operands((left, right), "bool")
    return _unknown([*left.causes, *right.causes], "bool", span, marks)


def _check_operands(operands: Iterable[Value], wanted: str) -> None:
    """Raise EvaluationError where an operand does not fit, be it known or of a known type."""
    from finops_guard.sources.terraform.conversion import convert
    from finops_guard.sources.terraform.types import BOOL, NUMBER

    for operand in operands:
        if convert(operand, BOOL if wanted == "bool" else NUMBER).raw is None:
            raise EvaluationError(f"a {wanted} is required, not null")


def _unknown(causes: Iterable[Cause], kind: str, span: Span, marks: int) -> Value:
    from finops_guard.sources.terraform.types import BOOL, NUMBER

    return Value(UnknownOf(causes, BOOL if kind == "bool" else NUMBER), span, marks)


def unary(operator: str, operand: Value, span: Span) -> Value:
    """Apply ``-`` or ``!``."""
    if operand.is_unknown:
        kind = "bool" if operator == "!" else "number"
        _check_operands((operand,), kind)
        return _unknown(operand.causes, kind, span, operand.marks)
    if operator == "!":
        return Value(not to_bool(operand), span, operand.marks)
    return Value(bigfloat.negative(to_number(operand)), span, operand.marks)
