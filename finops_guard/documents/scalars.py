"""Plain scalars as kubectl reads them: YAML 1.1 words and numbers, with the choices of its parser (go-yaml v2).

Kept as text, as kubectl does: times, dates, ``=``, base-60 numbers (``1:30``), and numbers beyond the range of a
64-bit float. Kept as text where kubectl refuses the document: ``.nan`` and ``.inf``.
"""

from __future__ import annotations

import re
from decimal import Decimal

WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}

_STARTS = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)").fullmatch
_BASED = re.compile(r"([-+]?)0(?:[xX]([0-9a-fA-F]+)|[bB]([01]+)|[oO]?([0-7]+))").fullmatch
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,18})?").fullmatch
_SURROGATE = re.compile("[\ud800-\udfff]")

# A 64-bit float ends near 1.8e308, and becomes 0 below 5e-324.
MAX_EXPONENT = 308
MIN_EXPONENT = -324
MAX_NUMBER_LENGTH = 400


def resolve(text: str) -> None | bool | int | Decimal | str:
    """Return what a plain scalar stands for."""
    if text[:1] in _STARTS and text:
        return number(text.replace("_", ""), text)
    return WORDS.get(text, text)


def number(digits: str, text: str) -> int | Decimal | str:
    """Return the number written as ``digits``, exactly; ``text`` where it is none or out of range."""
    if len(digits) > MAX_NUMBER_LENGTH:
        return text
    if _INTEGER(digits):
        return int(digits) if len(digits) <= MAX_EXPONENT else text
    if found := _BASED(digits):
        sign, hexadecimal, binary, octal = found.groups()
        base = 16 if hexadecimal else 2 if binary else 8
        return int(sign + (hexadecimal or binary or octal), base)
    if _FLOAT(digits):
        exact = Decimal(digits)
        if exact and exact.adjusted() > MAX_EXPONENT:
            return text
        return exact if not exact or exact.adjusted() >= MIN_EXPONENT else Decimal(0)
    return text


def printable(text: str) -> str:
    """Return text with half surrogate pairs (``\\ud83d`` alone) replaced: they cannot be written to any file."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
