"""Terraform's numbers: binary floating point with 512 bits, each written as the shortest decimal that names it.

A number is an int where it is whole and else a Decimal. Both hold the shortest decimal digits that only one 512-bit
number is nearest to, as Terraform prints them, so that equal numbers have equal digits. Numbers that functions count
or calculate have fewer bits: a ShortInt or ShortDecimal holds the exact value, and how many bits it has.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

PRECISION = 512
# The bits of what functions count, and of what they calculate with machine numbers.
COUNTED = 64
CALCULATED = 53
# The most decimal digits that tell two numbers of 512 bits apart.
_DIGITS = 157


class ShortInt(int):
    """A whole number of fewer bits, or zero with a minus."""

    precision = COUNTED


class ShortDecimal(Decimal):
    """A number of fewer bits that is not whole."""

    precision = CALCULATED


class _MinusZero(int):
    """The zero that is written with a minus; everything else about it is that of zero."""

    def __str__(self) -> str:
        return "-0"


MINUS_ZERO = _MinusZero()


def short(value: int | Decimal, precision: int) -> int | Decimal:
    """Return a number that has exactly so many bits as one of that precision."""
    made: ShortInt | ShortDecimal = ShortInt(value) if isinstance(value, int) else ShortDecimal(value)
    made.precision = precision
    return made


def counted(value: int) -> int:
    """Return a number that a function counted."""
    return ShortInt(value)


def precision_of(value: int | Decimal) -> int:
    """Return how many bits a number has."""
    return value.precision if isinstance(value, ShortInt | ShortDecimal) else PRECISION


def rounded(value: int | Decimal, precision: int) -> int | Decimal:
    """Return a number rounded to fewer bits."""
    return value if precision == precision_of(value) else nearest(*exact(value), precision)


def nearest(numerator: int, denominator: int, precision: int = PRECISION) -> int | Decimal:
    """Return the number nearest to a fraction (a tie goes to the even one); the denominator is positive."""
    if numerator < 0:
        return negative(nearest(-numerator, denominator, precision))
    if numerator % denominator == 0:
        whole = numerator // denominator
        if whole.bit_length() <= precision:
            return whole if precision == PRECISION else short(whole, precision)
    mantissa, exponent = _rounded(numerator, denominator, precision)
    return _shortest(mantissa, exponent) if precision == PRECISION else short(_held(mantissa, exponent), precision)


def exact(value: int | Decimal) -> tuple[int, int]:
    """Return the fraction that the number nearest to a decimal stands for."""
    if isinstance(value, ShortInt | ShortDecimal) or (isinstance(value, int) and value.bit_length() <= PRECISION):
        return value.as_integer_ratio()
    numerator, denominator = value.as_integer_ratio()
    mantissa, exponent = _rounded(abs(numerator), denominator, PRECISION)
    sign = -1 if numerator < 0 else 1
    return (sign * mantissa << exponent, 1) if exponent >= 0 else (sign * mantissa, 1 << -exponent)


def canonical(value: int | Decimal) -> int | Decimal:
    """Return the digits with which Terraform writes the number that a decimal is read as."""
    if isinstance(value, ShortInt | ShortDecimal) or (isinstance(value, int) and value.bit_length() <= PRECISION):
        return value
    if not value:
        return MINUS_ZERO if isinstance(value, Decimal) and value.is_signed() else 0
    return nearest(*value.as_integer_ratio())


def written(value: int | Decimal) -> int | Decimal:
    """Return the digits with which Terraform writes a number: below a power of two, they may name its neighbour."""
    precision = precision_of(value)
    if precision == PRECISION and (isinstance(value, int) or len(value.as_tuple().digits) < _DIGITS - 3):
        return value
    numerator, denominator = exact(value)
    if isinstance(value, int) and value.bit_length() <= precision <= COUNTED and precision != CALCULATED:
        return int(value)
    mantissa, exponent = _rounded(abs(numerator), denominator, precision)
    if precision == PRECISION and mantissa & (mantissa - 1):
        return value
    digits = _shortest(mantissa, exponent, symmetric=True)
    return negative(digits) if value < 0 else digits


def same(a: int | Decimal, b: int | Decimal) -> bool:
    """Tell whether two numbers are equal to Terraform, which compares how they are written."""
    if isinstance(a, ShortDecimal) or isinstance(b, ShortDecimal):
        return written(a) == written(b)
    return a == b


def negative(value: int | Decimal) -> int | Decimal:
    """Return a number with the other sign; the minus of a Decimal would round it."""
    if not value:
        return 0 if value is MINUS_ZERO else MINUS_ZERO
    other = value.copy_negate() if isinstance(value, Decimal) else -value
    return short(other, precision_of(value)) if isinstance(value, ShortInt | ShortDecimal) else other


def is_negative(value: int | Decimal) -> bool:
    """Tell whether a number is written with a minus."""
    return value < 0 or value is MINUS_ZERO


def _rounded(numerator: int, denominator: int, precision: int) -> tuple[int, int]:
    """Return mantissa (of all bits) and binary exponent of the number nearest to a fraction that is not negative."""
    if not numerator:
        return 0, 0
    exponent = numerator.bit_length() - denominator.bit_length() - precision
    while True:
        scaled = numerator << -exponent if exponent < 0 else numerator
        divisor = denominator << exponent if exponent > 0 else denominator
        mantissa, rest = divmod(scaled, divisor)
        if mantissa.bit_length() <= precision:
            break
        exponent += 1
    if 2 * rest > divisor or (2 * rest == divisor and mantissa & 1):
        mantissa += 1
    if mantissa.bit_length() > precision:
        return mantissa >> 1, exponent + 1
    return mantissa, exponent


def _held(mantissa: int, exponent: int) -> int | Decimal:
    """Return the exact value of a number."""
    even = (mantissa & -mantissa).bit_length() - 1
    mantissa, exponent = mantissa >> even, exponent + even
    if exponent >= 0:
        return mantissa << exponent
    return Decimal((0, tuple(map(int, str(mantissa * 5**-exponent))), exponent))


def _shortest(mantissa: int, exponent: int, *, symmetric: bool = False) -> int | Decimal:
    """Return the decimal with the fewest digits that is nearest to this number and to no other one.

    With ``symmetric`` the next smaller number is taken to be as far away as the next larger one.
    """
    numerator, denominator = (mantissa << exponent, 1) if exponent >= 0 else (mantissa, 1 << -exponent)
    names = _near(mantissa, exponent) if symmetric else _nearest_to(mantissa, exponent)
    magnitude = (numerator.bit_length() - denominator.bit_length()) * 30103 // 100000
    few, many = -magnitude - 2, _DIGITS - magnitude
    while few < many:
        places = (few + many) // 2
        if names(*_ratio(_digits(numerator, denominator, places), places)):
            many = places
        else:
            few = places + 1
    digits = _digits(numerator, denominator, many)
    if many <= 0:
        whole: int = digits * 10**-many
        return whole
    return Decimal((0, tuple(map(int, str(digits))), -many))


def _nearest_to(mantissa: int, exponent: int) -> Callable[[int, int], bool]:
    def names(numerator: int, denominator: int) -> bool:
        return _rounded(numerator, denominator, mantissa.bit_length()) == (mantissa, exponent)

    return names


def _near(mantissa: int, exponent: int) -> Callable[[int, int], bool]:
    def names(numerator: int, denominator: int) -> bool:
        scaled = numerator << max(-exponent, 0)
        divisor = denominator << max(exponent, 0)
        off = 2 * abs(scaled - mantissa * divisor)
        return off < divisor or (off == divisor and mantissa % 2 == 0)

    return names


def _digits(numerator: int, denominator: int, places: int) -> int:
    """Return a fraction times ten to the power of ``places``, rounded to a whole number."""
    scaled, divisor = _ratio_scaled(numerator, denominator, places)
    return (2 * scaled + divisor) // (2 * divisor)


def _ratio(digits: int, places: int) -> tuple[int, int]:
    return (digits, 10**places) if places >= 0 else (digits * 10**-places, 1)


def _ratio_scaled(numerator: int, denominator: int, places: int) -> tuple[int, int]:
    if places >= 0:
        return numerator * 10**places, denominator
    return numerator, denominator * 10**-places
