"""Operators and conversions on values, with Terraform's rules: unknown operands, marks, numbers, strings, equality."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Context, Decimal, DecimalException
from typing import TYPE_CHECKING

from finops_guard.location import Span
from finops_guard.sources.terraform import bigfloat
from finops_guard.values import ANY_SHAPE, Cause, OpenDict, Raw, Unknown, Value, fits, without_shape

if TYPE_CHECKING:
    from finops_guard.sources.terraform.types import Type

# Terraform computes with 512-bit binary floating point, which is 154 significant decimal digits.
NUMBERS = Context(prec=154, Emax=10**6, Emin=-(10**6))
# A number with more digits than this is never written out: it could only be an attempt to exhaust memory.
MAX_DIGITS = 4_000


_INTEGER = r"[+-]?[0-9]+"
_BOOLS = {"true": True, "1": True, "false": False, "0": False}


class EvaluationError(Exception):
    """An expression fails as it would in Terraform; the message never holds a value."""

    def __init__(self, message: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


class SetList(list[Value]):
    """The elements of a Terraform set: without repeats, in Terraform's order.

    ``element`` is their type in this and the next two classes; None where it has to be found from the elements.
    """

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Value] = (), element: Type | None = None) -> None:
        super().__init__(items)
        self.element = element


class ListOf(list[Value]):
    """The elements of a Terraform list, which all have one type; a plain list is a tuple."""

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Value] = (), element: Type | None = None) -> None:
        super().__init__(items)
        self.element = element


class MapOf(dict[str, Value]):
    """The elements of a Terraform map, which all have one type; a plain dict is an object."""

    __slots__ = ("element",)

    def __init__(
        self, items: Mapping[str, Value] | Iterable[tuple[str, Value]] = (), element: Type | None = None
    ) -> None:
        super().__init__(items)
        self.element = element


class BlockObject(dict[str, Value]):
    """An evaluated block or resource: a key that is not written may be computed by the provider.

    ``address`` names the resource for causes (``aws_vpc.main``); ``kind`` tells data sources from resources.
    """

    __slots__ = ("address", "is_data")

    def __init__(self, address: str, is_data: bool = False) -> None:
        super().__init__()
        self.address = address
        self.is_data = is_data


# Objects and maps alike: of what kind they are is not known.
OPEN = (OpenDict, BlockObject)
COLLECTIONS = (ListOf, SetList, MapOf)


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
            raise EvaluationError("the number is too long to be written out")
        return str(value)
    if abs(value.adjusted()) > MAX_DIGITS:
        raise EvaluationError("the number is too long to be written out")
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_number(text: str) -> int | Decimal | None:
    """Return the number that Terraform reads from a string, or None."""
    if not text or text != text.strip() or "_" in text:
        return None
    if re.fullmatch(_INTEGER, text):
        return number(int(text)) if len(text) <= MAX_DIGITS else None
    try:
        found = Decimal(text)
    except DecimalException:
        return None
    return number(found) if found.is_finite() else None


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


def equal(left: Value, right: Value) -> bool | Unknown:
    """Return whether two values are equal, or Unknown where an unknown part decides it."""
    a, b = left.raw, right.raw
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return False if _never(a, b) or _never(b, a) else Unknown([*left.causes, *right.causes])
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, int | Decimal) and isinstance(b, int | Decimal):
        return a == b
    if isinstance(a, str) or isinstance(b, str) or a is None or b is None:
        return isinstance(a, str | None) and a == b
    if isinstance(a, COLLECTIONS) and isinstance(b, COLLECTIONS) and _other_elements(a, b):
        return False
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        if isinstance(a, MapOf) != isinstance(b, MapOf) and not isinstance(a, OPEN) and not isinstance(b, OPEN):
            return False
        return _equal_maps(a, b)
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b) or type(a) is not type(b):
            return False
        return _all_equal(list(zip(a, b, strict=True)))
    return False


def _never(a: Raw, b: Raw) -> bool:
    """Tell whether a text that is known in part certainly differs from a known value."""
    if not isinstance(a, Unknown) or isinstance(b, Unknown) or a.shape == ANY_SHAPE:
        return False
    return not (isinstance(b, str) and fits(b, a.shape))


def _other_elements(a: ListOf | SetList | MapOf, b: ListOf | SetList | MapOf) -> bool:
    """Tell whether two collections certainly have elements of different types; then not even empty ones are equal."""
    return None not in {a.element, b.element} and a.element != b.element and not (a and b)


def _equal_maps(a: Mapping[str, Value], b: Mapping[str, Value]) -> bool | Unknown:
    open_causes = [cause for side in (a, b) if isinstance(side, OpenDict) for cause in side.causes]
    if a.keys() != b.keys():
        return Unknown(open_causes) if open_causes else False
    same = _all_equal([(a[key], b[key]) for key in a])
    return Unknown(open_causes) if open_causes and same is True else same


def _all_equal(pairs: list[tuple[Value, Value]]) -> bool | Unknown:
    causes: list[Cause] = []
    for a, b in pairs:
        same = equal(a, b)
        if same is False:
            return False
        if isinstance(same, Unknown):
            causes += same.causes
    return Unknown(causes) if causes else True


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
    if other < 0:
        numerator, other = -numerator, -other
    return bigfloat.nearest(numerator * scale, denominator * other)


def _remainder(a: int | Decimal, b: int | Decimal) -> int | Decimal:
    """Return what Terraform does: the quotient rounded to a number first, then cut, multiplied and subtracted."""
    if b == 0:
        return a
    quotient = int(_divide(a, b))
    return _calculate(a, _calculate(b, quotient, "*"), "-")


def _calculate(a: int | Decimal, b: int | Decimal, operation: str) -> int | Decimal:
    left, left_scale, right, right_scale = _fractions(a, b)
    scale = left_scale * right_scale
    if operation == "*":
        return bigfloat.nearest(left * right, scale)
    right = right if operation == "+" else -right
    return bigfloat.nearest(left * right_scale + right * left_scale, scale)


_ARITHMETIC: dict[str, Callable[[int | Decimal, int | Decimal], Raw]] = {
    "+": lambda a, b: _calculate(a, b, "+"),
    "-": lambda a, b: _calculate(a, b, "-"),
    "*": lambda a, b: _calculate(a, b, "*"),
    "/": _divide,
    "%": _remainder,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def binary(operator: str, left: Value, right: Value, span: Span) -> Value:
    """Apply any binary operator but ``&&`` and ``||``."""
    marks = left.marks | right.marks
    if operator in ("==", "!="):
        same = equal(left, right)
        if isinstance(same, Unknown):
            return Value(same, span, marks)
        return Value(same == (operator == "=="), span, marks)
    if left.is_unknown or right.is_unknown:
        return Value(Unknown([*left.causes, *right.causes]), span, marks)
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
    return Value(Unknown([*left.causes, *right.causes]), span, marks)


def unary(operator: str, operand: Value, span: Span) -> Value:
    """Apply ``-`` or ``!``."""
    if isinstance(operand.raw, Unknown):
        return Value(without_shape(operand.raw), span, operand.marks)
    if operator == "!":
        return Value(not to_bool(operand), span, operand.marks)
    return Value(bigfloat.negative(to_number(operand)), span, operand.marks)
