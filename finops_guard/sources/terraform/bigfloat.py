"""Terraform's numbers: binary floating point with 512 bits, each written as the shortest decimal that names it.

A number is an int where it is whole and else a Decimal. Both hold the shortest decimal digits that only one 512-bit
number is nearest to, as Terraform prints them, so that equal numbers have equal digits.
"""

from __future__ import annotations

from decimal import Decimal

PRECISION = 512
# The most decimal digits that tell two numbers of 512 bits apart.
_DIGITS = 157


def nearest(numerator: int, denominator: int) -> int | Decimal:
    """Return the 512-bit number nearest to a fraction (a tie goes to the even one); the denominator is positive."""
    if numerator < 0:
        return negative(nearest(-numerator, denominator))
    if numerator % denominator == 0:
        whole = numerator // denominator
        if whole.bit_length() <= PRECISION:
            return whole
    return _shortest(*_rounded(numerator, denominator))


def exact(value: int | Decimal) -> tuple[int, int]:
    """Return the fraction that the 512-bit number nearest to a decimal stands for."""
    if isinstance(value, int) and value.bit_length() <= PRECISION:
        return value, 1
    numerator, denominator = value.as_integer_ratio()
    mantissa, exponent = _rounded(abs(numerator), denominator)
    sign = -1 if numerator < 0 else 1
    return (sign * mantissa << exponent, 1) if exponent >= 0 else (sign * mantissa, 1 << -exponent)


def canonical(value: int | Decimal) -> int | Decimal:
    """Return the digits with which Terraform writes the number that a decimal is read as."""
    if isinstance(value, int) and value.bit_length() <= PRECISION:
        return value
    return nearest(*value.as_integer_ratio())


def negative(value: int | Decimal) -> int | Decimal:
    """Return a number with the other sign; the minus of a Decimal would round it."""
    return value.copy_negate() if isinstance(value, Decimal) else -value


def _rounded(numerator: int, denominator: int) -> tuple[int, int]:
    """Return mantissa (of 512 bits) and binary exponent of the number nearest to a fraction that is not negative."""
    if not numerator:
        return 0, 0
    exponent = numerator.bit_length() - denominator.bit_length() - PRECISION
    while True:
        scaled = numerator << -exponent if exponent < 0 else numerator
        divisor = denominator << exponent if exponent > 0 else denominator
        mantissa, rest = divmod(scaled, divisor)
        if mantissa.bit_length() <= PRECISION:
            break
        exponent += 1
    if 2 * rest > divisor or (2 * rest == divisor and mantissa & 1):
        mantissa += 1
    if mantissa.bit_length() > PRECISION:
        return mantissa >> 1, exponent + 1
    return mantissa, exponent


def _shortest(mantissa: int, exponent: int) -> int | Decimal:
    """Return the decimal with the fewest digits that is nearest to this number and to no other one."""
    numerator, denominator = (mantissa << exponent, 1) if exponent >= 0 else (mantissa, 1 << -exponent)
    magnitude = (numerator.bit_length() - denominator.bit_length()) * 30103 // 100000
    few, many = -magnitude - 2, _DIGITS - magnitude
    while few < many:
        places = (few + many) // 2
        if _rounded(*_ratio(_digits(numerator, denominator, places), places)) == (mantissa, exponent):
            many = places
        else:
            few = places + 1
    digits = _digits(numerator, denominator, many)
    if many <= 0:
        whole: int = digits * 10**-many
        return whole
    return Decimal((0, tuple(map(int, str(digits))), -many))


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
