"""How format() writes numbers: the verbs b, d, o, x, X and e, E, f, g, G.

Numbers are what Terraform holds: 512 binary digits. Where a decimal number lies exactly between two results, the
binary number that stands for it decides, as it does there.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_UP, Context, Decimal

from finops_guard.sources.terraform.bigfloat import is_negative, written
from finops_guard.sources.terraform.kinds import EvaluationError

_PRECISION = 512
# Digits before or after the point that are written out at most.
_MAX_DIGITS = 1000
_MAX_BITS = 4096
_MAX_PLACE = 5000
_EXACT = Context(prec=8000, Emax=10**6, Emin=-(10**6))


def whole(verb: str, value: int | Decimal, flags: str, precision: int | None) -> str:
    """Return a whole number in the base of a verb; ``precision`` is the least number of digits."""
    if isinstance(value, Decimal):
        raise EvaluationError("format() needs a whole number for this verb")
    if value.bit_length() > _MAX_BITS:
        raise EvaluationError(f"format() takes whole numbers of at most {_MAX_BITS:,} bits")
    digits = format(abs(value), verb)
    if precision is not None:
        digits = "" if precision == 0 and value == 0 else digits.rjust(precision, "0")
    prefix = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}.get(verb, "") if "#" in flags else ""
    return _signed(prefix + digits, value < 0, flags)


def real(verb: str, value: int | Decimal, flags: str, precision: int | None) -> str:
    """Return a number with a fixed point (f), an exponent (e), or whichever is shorter (g)."""
    exact = Decimal(written(value))
    size = exact.copy_abs()
    lower = verb.lower()
    if size and abs(size.adjusted()) > _MAX_DIGITS and lower == "f":
        if size.adjusted() > 0:
            raise EvaluationError(f"format() writes numbers of at most {_MAX_DIGITS:,} digits")
        size = Decimal(0)
    if lower == "f":
        text = format(_rounded(size, -(6 if precision is None else precision)), "f")
    elif lower == "e":
        text = _with_exponent(size, 6 if precision is None else precision)
    else:
        text = shortest(size) if precision is None else _general(size, max(precision, 1))
    return _signed(text.upper() if verb.isupper() else text, is_negative(value), flags)


def _signed(text: str, negative: bool, flags: str) -> str:
    return ("-" if negative else "+" if "+" in flags else " " if " " in flags else "") + text


def shortest(size: Decimal) -> str:
    """Return a number of at least 0 with as many digits as it takes, with an exponent from 10^6 on."""
    digits = "".join(map(str, size.as_tuple().digits)).rstrip("0") or "0"
    point = size.adjusted() + 1 if size else 0
    if size and not -4 <= point - 1 < 6:
        return _with_exponent(size, len(digits) - 1)
    return _plain(size)


def _plain(size: Decimal) -> str:
    text = format(size, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _general(size: Decimal, digits: int) -> str:
    if not size:
        return "0"
    rounded = _rounded(size, size.adjusted() + 1 - digits)
    if -4 <= rounded.adjusted() < digits:
        return _plain(rounded)
    mantissa, exponent = _with_exponent(rounded, digits - 1).split("e")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{exponent}"


def _with_exponent(size: Decimal, precision: int) -> str:
    rounded = _rounded(size, size.adjusted() - precision) if size else size
    exponent = rounded.adjusted() if size else 0
    digits = "".join(map(str, rounded.as_tuple().digits)).ljust(precision + 1, "0")[: precision + 1]
    point = "." + digits[1:] if precision else ""
    return f"{digits[0]}{point}e{'-' if exponent < 0 else '+'}{abs(exponent):02}"


def _rounded(size: Decimal, place: int) -> Decimal:
    """Return a number rounded to a multiple of 10^place: half to even, unless the binary number is off the half."""
    if abs(place) > _MAX_PLACE:
        raise EvaluationError(f"format() rounds at most {_MAX_PLACE:,} places from the decimal point")
    unit = Decimal((0, (1,), place))
    low = size.quantize(unit, ROUND_DOWN, _EXACT)
    if _EXACT.subtract(size, low) != Decimal((0, (5,), place - 1)):
        return size.quantize(unit, ROUND_HALF_EVEN, _EXACT)
    off = _binary_excess(size)
    return size.quantize(unit, ROUND_UP if off > 0 else ROUND_DOWN if off < 0 else ROUND_HALF_EVEN, _EXACT)


def _binary_excess(size: Decimal) -> int:
    """Return whether the nearest number of 512 binary digits is above (1), below (-1) or equal to (0) a number."""
    above, below = size.as_integer_ratio()
    shift = _PRECISION - (above.bit_length() - below.bit_length())
    above, below = (above << shift, below) if shift > 0 else (above, below << -shift)
    if above >= below << _PRECISION:
        below <<= 1
    mantissa, rest = divmod(above, below)
    if not rest:
        return 0
    return 1 if 2 * rest > below or (2 * rest == below and mantissa % 2) else -1
