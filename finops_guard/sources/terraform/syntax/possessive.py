"""Possessive repeats where the interpreter has them right."""

from __future__ import annotations

import sys

# CPython's own note on 3.11.5: "re: fix matching of possessive quantifiers in the case of a subpattern containing
# backtracking". Before, such groups end too early.
_SOUND = sys.version_info >= (3, 11, 5)


def portable(pattern: str, *, sound: bool = _SOUND) -> str:
    """Return a pattern whose groups repeat possessively, or, where that is not sound, greedily.

    Both match the same where what follows a group cannot begin within it, as in all patterns of this package; a greedy
    group only gives up more slowly.
    """
    if not sound:
        for repeat in "*+?":
            pattern = pattern.replace(f"){repeat}+", f"){repeat}")
    return pattern
