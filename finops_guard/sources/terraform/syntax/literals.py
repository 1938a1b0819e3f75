"""What literal text means: numbers, and strings with their escapes."""

from __future__ import annotations

import re
from decimal import Decimal
from unicodedata import normalize

from finops_guard.sources.terraform.syntax.failure import HINTS, SyntaxFailure
from finops_guard.sources.terraform.syntax.lexing import HCL

KEYWORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}

_NUMBER = r"[0-9]+(\.[0-9]+)?([eE][-+]?([0-9]+))?\Z"
_SELECTORS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}

# Terraform's own bound: a larger exponent is an invalid number literal.
_MAX_EXPONENT = 2**31 - 1
# int() refuses longer texts (sys.get_int_max_str_digits); a Decimal holds them as exactly.
_MAX_INT_DIGITS = 4000


def number(text: str, at: int) -> int | Decimal:
    """Return the exact value of a number token: int without fraction and exponent, else Decimal, never expanded."""
    if text.isdecimal() and len(text) <= _MAX_INT_DIGITS:
        return int(text)
    found = re.match(_NUMBER, text)
    if found is None:
        raise SyntaxFailure(f'"{text[:40]}" is not a number', at, at + len(text), "a number has one decimal point")
    exponent = (found[3] or "0").lstrip("0")
    if len(exponent) > 10 or int(exponent or "0") > _MAX_EXPONENT:
        raise SyntaxFailure(f"the exponent of this number is above {_MAX_EXPONENT:,}", at, at + len(text))
    return Decimal(text)


def string(text: str) -> str:
    """Return a string as Terraform holds it: in Unicode's normal form C."""
    return text if text.isascii() else normalize("NFC", text)


def check_name(name: str, at: int) -> None:
    """Raise SyntaxFailure where a name (or a path of names) holds what Unicode does not take for a letter or mark."""
    for part in name.split("."):
        if not part.replace("-", "_").isidentifier():
            wrong = next((index for index, char in enumerate(part) if not f"a{char}".isidentifier() and char != "-"), 0)
            what = f'"{part}" is not a name: U+{ord(part[wrong]):04X} is no letter'
            raise SyntaxFailure(what, at + wrong, at + wrong + 1, HINTS.get(part[wrong], ""))
        at += len(part) + 1


def check_names(found: re.Match[str], *groups: int | str) -> None:
    """Raise SyntaxFailure as check_name does for the names in groups of a match."""
    for group in groups:
        name: str | None = found[group]
        if name and not name.isascii():
            check_name(name, found.start(group))


def unescape_quoted(text: str, at: int) -> str:
    """Return what the text between quotes means; ``at`` is its offset, for the failure of an unknown escape."""
    if "\\" not in text and "{" not in text:
        return string(text)
    return string(HCL.ESCAPE.sub(lambda found: _unescape(found, at), text))


def unescape_line(text: str) -> str:
    """Return what the text of a heredoc or bare template means: only ``$${`` and ``%%{`` are escapes there."""
    if "{" in text:
        text = HCL.MARKUP.sub(r"\1{", text)
    return string(text)


def _unescape(found: re.Match[str], at: int) -> str:
    if found[4]:
        return f"{found[4]}{{"
    if found[3]:
        known = _SELECTORS.get(found[3])
        if known is not None:
            return known
        what = f'"{found[0]}" is not an escape sequence'
        hint = r'write "\\" for a backslash; known are \n \r \t \" \\ \uXXXX and \UXXXXXXXX'
        raise SyntaxFailure(what, at + found.start(), at + found.end(), hint)
    code = int(found[1] or found[2], 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise SyntaxFailure(f"U+{code:04X} is not a character", at + found.start(), at + found.end())
    return chr(code)
