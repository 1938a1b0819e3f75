"""What a reader takes for one character (a grapheme cluster), as length(), substr(), strrev() and split() count them.

After Unicode Standard Annex 29, https://www.unicode.org/reports/tr29/, from the categories that Python knows; the
pictographs are the blocks that hold them.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from finops_guard.sources.terraform.kinds import EvaluationError

# How long a text may be whose characters may take several code points.
MAX_LENGTH = 200_000
# Below this, every code point is a character, but for "\r\n".
_JOINING = "\u0300"
_JOINER = "\u200d"
_PREPENDED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")


def graphemes(text: str) -> list[str]:
    """Return a text cut into clusters; joined, they are the text."""
    if "\r" not in text and (text.isascii() or max(text) < _JOINING):
        return list(text)
    if len(text) > MAX_LENGTH:
        raise EvaluationError(f"the characters of a text of more than {MAX_LENGTH:,} code points are not counted")
    cuts = [0]
    flags = 0  # how many halves of a flag stand in a row
    for at in range(1, len(text)):
        flags = flags + 1 if _regional(text[at - 1]) else 0
        if _regional(text[at]) and flags:
            if flags % 2 == 0:
                cuts.append(at)
        elif _boundary(text, at):
            cuts.append(at)
    return [text[start:end] for start, end in pairwise([*cuts, len(text)])] if text else []


def _boundary(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before == "\r" and after == "\n":
        return False
    if _control(before) or _control(after):
        return True
    if _extends(after) or before in _PREPENDED or not _hangul_break(before, after):
        return False
    if before == _JOINER and _pictograph(after):
        return not _after_pictograph(text, at - 2)
    return True


def _control(character: str) -> bool:
    if character in "\u200c\u200d" or character in _PREPENDED or "\U000e0020" <= character <= "\U000e007f":
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")


def _extends(character: str) -> bool:
    if character < "\u0300":
        return False
    if character in "\u200c\u200d\uff9e\uff9f\u0e33\u0eb3" or "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    return unicodedata.category(character) in ("Mn", "Me", "Mc") or "\U000e0020" <= character <= "\U000e007f"


def _regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


# Emoji that stand outside of the blocks that hold nothing else.
_PICTOGRAPHS = frozenset(
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2328\u23cf\u24c2\u25b6\u25c0\u2934\u2935\u3030\u303d\u3297\u3299"
)
_PICTOGRAPH_BLOCKS = (
    ("\u2194", "\u21aa"),
    ("\u231a", "\u231b"),
    ("\u23e9", "\u23fa"),
    ("\u25aa", "\u25fe"),
    ("\u2600", "\u27bf"),
    ("\u2b05", "\u2b55"),
    ("\U0001f000", "\U0001f1e5"),
    ("\U0001f200", "\U0001f3fa"),
    ("\U0001f400", "\U0001fffd"),
)


def _pictograph(character: str) -> bool:
    return character in _PICTOGRAPHS or any(low <= character <= high for low, high in _PICTOGRAPH_BLOCKS)


def _after_pictograph(text: str, at: int) -> bool:
    while at >= 0 and _extends(text[at]) and text[at] != _JOINER:
        at -= 1
    return at >= 0 and _pictograph(text[at])


def _hangul(character: str) -> str:
    if "\u1100" <= character <= "\u115f" or "\ua960" <= character <= "\ua97c":
        return "L"
    if "\u1160" <= character <= "\u11a7" or "\ud7b0" <= character <= "\ud7c6":
        return "V"
    if "\u11a8" <= character <= "\u11ff" or "\ud7cb" <= character <= "\ud7fb":
        return "T"
    if "\uac00" <= character <= "\ud7a3":
        return "LVT" if (ord(character) - 0xAC00) % 28 else "LV"
    return ""


def _hangul_break(before: str, after: str) -> bool:
    first, second = _hangul(before), _hangul(after)
    if first == "L":
        return second not in ("L", "V", "LV", "LVT")
    if first in ("V", "LV"):
        return second not in ("V", "T")
    return not (first in ("T", "LVT") and second == "T")
