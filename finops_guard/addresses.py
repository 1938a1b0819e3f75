"""Which resource addresses a written address means."""

from __future__ import annotations

import re
from functools import lru_cache

# A part of an address with its instance key, in which a quoted text may hold dots: bucket["a.b"].
_PART = re.compile(r'(?:[^.\["]|"(?:[^"\\]|\\.)*"?|\[(?:"(?:[^"\\]|\\.)*"|[^\]"])*\]?)+')


def matches(pattern: str, address: str, *, relative: bool = False, whole: bool = False) -> bool:
    """Tell whether an address is the one that is written, or lies within it.

    ``module.bucket["logs"]`` means everything in that instance of the module, ``module.bucket`` in every instance, and
    ``*`` stands for any characters of one part. ``relative``: the pattern may begin at any module of the address.
    ``whole``: what lies within it is not meant.
    """
    wanted, found = parts(pattern), parts(address)
    if whole and len(wanted) != len(found):
        return False
    starts = [0]
    while relative and found[starts[-1] : starts[-1] + 1] == ("module",):
        starts.append(starts[-1] + 2)
    return any(_begins(found[start:], wanted) for start in starts)


def anchor(pattern: str) -> tuple[str, str] | None:
    """Return the first two parts of what is written, without instance keys; None where they hold wildcards.

    Only an address with the same two, or the same first one where there is no second, can be meant.
    """
    first, second = ((*(part.partition("[")[0] for part in parts(pattern)[:2]), "", ""))[:2]
    return None if "*" in first + second else (first, second)


@lru_cache(maxsize=4096)
def parts(address: str) -> tuple[str, ...]:
    """Return the parts of an address, each with its instance key."""
    return tuple(_PART.findall(address))


def without_keys(address: str) -> str:
    """Return an address without the instance keys of its parts."""
    return ".".join(part.partition("[")[0] for part in parts(address))


def _begins(found: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return 0 < len(wanted) <= len(found) and all(map(_same, wanted, found))


def _same(wanted: str, part: str) -> bool:
    """Tell whether a part is the wanted one; where that has no instance key, with any key."""
    name = part.partition("[")[0]
    if wanted == part or ("[" not in wanted and wanted == name):
        return True
    if "*" not in wanted:
        return False
    return _fits(wanted, part) or ("[" not in wanted and _fits(wanted, name))


def _fits(glob: str, text: str) -> bool:
    """Tell whether a text has the form of a glob: each piece at its first place, so that no text takes long."""
    first, *pieces, last = glob.split("*")
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in pieces:
        at = text.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True
