"""Amounts of use as people write them: ``1500``, ``1.5k``, ``10M requests``, ``100 GB``."""

from __future__ import annotations

import re
from decimal import Decimal

# Our own bound: no bill has more of anything in a month.
MAX_AMOUNT = Decimal(10) ** 15

_FORM = re.compile(r"(?P<digits>\d{1,30}(?:\.\d{1,30})?) ?(?P<rest>[A-Za-z ]*)", re.ASCII)
_TIMES = {"k": 10**3, "K": 10**3, "M": 10**6}
_BYTES = frozenset({"kb", "kib", "mb", "mib", "gb", "gib", "tb", "tib"})


def canonical(key: str) -> str:
    """Return a key as it is looked up: ``standard.storage_gb`` is ``standard_storage_gb``, however it is nested."""
    return key.replace(".", "_")


def amount(text: str, key: str) -> Decimal | str:
    """Return an amount of what a key names, in single things, or why a text is none.

    What is written behind the number must be a word of the key (``100 GB`` of ``storage_gb``), and changes nothing.
    Where the key counts bytes, it must be there behind k and M: ``10M`` of them may be meant as 10 MB.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        return "is no number"
    words = frozenset(re.split(r"[_.-]", key.casefold()))
    rest, times = found["rest"], 1
    if rest[:1] in _TIMES and rest.casefold() not in words:
        times, rest = _TIMES[rest[0]], rest[1:].strip()
        if not rest and words & _BYTES:
            return f"may be meant in more than one way: write it in {max(words & _BYTES)}"
    if rest and rest.casefold() not in words:
        return f"is not in what {key} counts"
    number = Decimal(found["digits"]) * times
    return number if number <= MAX_AMOUNT else f"is more than {MAX_AMOUNT:,f}, more than a bill has of anything"
