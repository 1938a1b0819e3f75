"""Which resource addresses a written address means."""

from __future__ import annotations

import re
from functools import lru_cache

# A part of an address with its instance key, in which a quoted text may hold dots: bucket["a.b"].
_PART = re.compile(r'(?:[^.\["]|"(?:[^"\\]|\\.)*"?|\[(?:"(?:[^"\\]|\\.)*"|[^\]"])*\]?)+')


def matches(pattern: str, address: str, *, relative: bool = False) -> bool:
    """Tell whether an address is the one that is written, or lies within it.

    ``module.bucket["logs"]`` means everything in that instance of the module, ``module.bucket`` in every instance, and
    ``*`` stands for any characters of one part. ``relative``: the pattern may begin at any module of the address.
    """
    wanted, parts = _parts(pattern), _parts(address)
    starts = [0]
    while relative and parts[starts[-1] : starts[-1] + 1] == ("module",):
        starts.append(starts[-1] + 2)
    return any(_begins(parts[start:], wanted) for start in starts)


def anchor(pattern: str) -> tuple[str, str] | None:
    """Return the first two parts of what is written, without instance keys; None where they hold wildcards.

    Only an address with the same two, or the same first one where there is no second, can be meant.
    """
    first, second = ((*(part.partition("[")[0] for part in _parts(pattern)[:2]), "", ""))[:2]
    return None if "*" in first + second else (first, second)


@lru_cache(maxsize=4096)
def _parts(address: str) -> tuple[str, ...]:
    return tuple(_PART.findall(address))


def _begins(parts: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return 0 < len(wanted) <= len(parts) and all(map(_same, wanted, parts))


def _same(wanted: str, part: str) -> bool:
    if wanted == part or ("[" not in wanted and wanted == part.partition("[")[0]):
        return True
    return "*" in wanted and _pattern(wanted).fullmatch(part) is not None


@lru_cache(maxsize=4096)
def _pattern(wanted: str) -> re.Pattern[str]:
    """Return what a part with wildcards matches; where it has no instance key, with any key."""
    text = ".*".join(map(re.escape, re.split(r"\*+", wanted)))
    return re.compile(text if "[" in wanted else rf"{text}(?:\[.*\])?", re.DOTALL)
