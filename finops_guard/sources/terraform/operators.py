"""Operators and conversions on values, with Terraform's rules: unknown operands, marks, numbers, strings, equality."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING

from finops_guard.location import Span
from finops_guard.sources.terraform import bigfloat
from finops_guard.values import ANY_SHAPE, Cause, OpenDict, Raw, Unknown, Value, fits

if TYPE_CHECKING:
    from finops_guard.sources.terraform.types import Type

# A number with more digits than this is never written out: it could only be an attempt to exhaust memory.
MAX_DIGITS = 4_000


_INTEGER = r"[+-]?[0-9]+"
_REAL = r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:[eE][+-]?[0-9]+|[pP]([+-]?[0-9]+))?"
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


class NullOf(Value):
    """A null of a certain type, which a conversion made; any other null goes with every type."""

    __slots__ = ("kind",)

    def __init__(self, kind: Type, origin: Span | None = None, marks: int = 0) -> None:
        super().__init__(None, origin, marks)
        self.kind = kind

    def marked(self, marks: int) -> NullOf:
        """Return the null with further marks."""
        return NullOf(self.kind, self.origin, self.marks | marks)


class UnknownOf(Unknown):
    """An unknown value of a certain type."""

    __slots__ = ("kind",)

    def __init__(self, causes: Iterable[Cause], kind: Type, prefix: str = "", suffix: str = "") -> None:
        super().__init__(causes, prefix, suffix)
        self.kind = kind


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
        return str(value if type(value) is int else bigfloat.written(value))
    if abs(value.adjusted()) > MAX_DIGITS:
        raise EvaluationError("the number is too long to be written out")
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


def equal(left: Value, right: Value) -> bool | Unknown:
    """Return whether two values are equal, or Unknown where an unknown part decides it."""
    a, b = left.raw, right.raw
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return _equal_unknown(left, right)
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, int | Decimal) and isinstance(b, int | Decimal):
        return bigfloat.same(a, b)
    if isinstance(a, str) or isinstance(b, str) or a is None or b is None:
        return isinstance(a, str | None) and a == b
    from finops_guard.sources.terraform.unification import differ, type_of

    return False if differ(type_of(left), type_of(right)) else _equal_parts(left, right)


def _equal_unknown(left: Value, right: Value) -> bool | Unknown:
    """Return False for values of different types, one of which is unknown; else Unknown."""
    from finops_guard.sources.terraform.unification import differ, type_of

    if left.raw is not None and right.raw is not None and differ(type_of(left), type_of(right)):
        return False
    if _never(left.raw, right.raw) or _never(right.raw, left.raw):
        return False
    return Unknown([*left.causes, *right.causes])


def _never(a: Raw, b: Raw) -> bool:
    """Tell whether a text that is known in part certainly differs from a known value."""
    if not isinstance(a, Unknown) or isinstance(b, Unknown) or a.shape == ANY_SHAPE:
        return False
    return not (isinstance(b, str) and fits(b, a.shape))


def _equal_parts(left: Value, right: Value) -> bool | Unknown:
    a, b = left.raw, right.raw
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return _equal_maps(a, b)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and _all_equal(list(zip(a, b, strict=True)))
    return False if isinstance(a, Mapping | list) else equal(left, right)


def _equal_maps(a: Mapping[str, Value], b: Mapping[str, Value]) -> bool | Unknown:
    open_causes = [cause for side in (a, b) if isinstance(side, OpenDict) for cause in side.causes]
    if a.keys() != b.keys():
        return Unknown(open_causes) if open_causes else False
    same = _all_equal([(a[key], b[key]) for key in a])
    return Unknown(open_causes) if open_causes and same is True else same


def _all_equal(pairs: list[tuple[Value, Value]]) -> bool | Unknown:
    causes: list[Cause] = []
    for a, b in pairs:
        same = _equal_parts(a, b)
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
