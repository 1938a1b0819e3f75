"""Kubernetes quantities (``500m``, ``1.5Gi``, ``1e3``), exactly as kubectl accepts and rounds them."""

from __future__ import annotations

import re
from decimal import ROUND_UP, Context, Decimal

# The suffixes of Kubernetes' resource.Quantity: powers of ten and of 1024. There is no ``K``.
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}

# Digits may be missing altogether: kubectl reads ``Ki`` and ``.`` as 0, but not ``Pi`` and ``Ei``.
_QUANTITY = r"([-+]?)([0-9]*)(?:\.([0-9]*))?(?:([KMGTPE]i)|[eE]([-+]?[0-9]+)|([numkMGTPE]?))"
# The white space that is cut off: Unicode's, without what JSON writes as an escape sequence.
_BLANKS = " \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"

_NANO = Decimal("1e-9")
_LARGEST = Decimal(2**63 - 1)  # a quantity with a power of 1024 is never larger
_EXACT = Context(prec=2000)
MAX_LENGTH = 400
MAX_EXPONENT = 999


def parse_quantity(written: str | int | Decimal) -> Decimal | None:
    """Return the amount in the base unit (cores, bytes, pieces); None where kubectl does not accept the quantity.

    Fractions below a billionth are rounded up, away from zero. Exponents beyond 999, which would keep kubectl busy for
    minutes, and quantities of more than 400 characters are not accepted.
    """
    if isinstance(written, bool):
        return None
    text = written.strip(_BLANKS) if isinstance(written, str) else format(Decimal(written), "E")
    found = re.fullmatch(_QUANTITY, text) if 0 < len(text) <= MAX_LENGTH else None
    if found is None:
        return None
    sign, whole, fraction, binary, exponent, decimal = found.groups()
    if exponent and len(exponent.lstrip("+-0")) > len(str(MAX_EXPONENT)):
        return None
    if binary in {"Pi", "Ei"} and not (whole or fraction):
        return None
    amount = Decimal(f"{sign}{whole or '0'}.{fraction or '0'}")
    if binary:
        amount = _EXACT.multiply(amount, Decimal(2 ** _BINARY[binary]))
        amount = max(-_LARGEST, min(_LARGEST, amount))
    else:
        amount = amount.scaleb(int(exponent) if exponent else _DECIMAL[decimal], _EXACT)
    lowest = amount.as_tuple().exponent
    if isinstance(lowest, int) and lowest < -9:
        amount = amount.quantize(_NANO, ROUND_UP, _EXACT)
    return amount
