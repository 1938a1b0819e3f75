"""Texts that are there and say nothing."""

from __future__ import annotations

import unicodedata

# In small letters; also what stands in a tag's place.
PLACEHOLDERS = frozenset(("", "-", "?", "changeme", "n/a", "na", "none", "null", "tbd", "todo", "unknown", "xxx"))
_UNDONE = ("changeme", "fixme", "tbd", "todo", "xxx")
MIN_REASON = 20
# "because because because" has six different letters and digits.
_MIN_LETTERS = 7


def visible(text: str) -> str:
    """Return a text without what no reader sees, and with one blank where there is space."""
    if not text.isascii():
        text = "".join(each for each in text if unicodedata.category(each) != "Cf")
    return " ".join(text.split())


def is_reason(text: str) -> bool:
    """Tell whether a text can be a reason: long enough without what is not seen, no note to write one, no one word."""
    plain = visible(text).casefold()
    letters = set(filter(str.isalnum, plain))
    return len(plain) >= MIN_REASON and len(letters) >= _MIN_LETTERS and not plain.startswith(_UNDONE)
