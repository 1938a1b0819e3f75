"""In how many ways a regular expression can read one text: what bounds the time that matching takes.

Python's matcher tries one way after the other. There are exponentially many where the body of a repeated group leaves
a choice, as in ``(a|aa)+`` and ``(a+)+``, and polynomially many where repeats that stand one behind the other take the
same characters, as in ``.*.*``. Only choices between parts that begin with the same character count.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from math import prod
from typing import TypeAlias

from msgspec import Struct

MAX_LENGTH = 1000
MAX_DEPTH = 20

# What each repeat counts that leaves a choice. Two of them are taken, or 20 optional parts.
_REPEAT_WAYS = 128
MAX_WAYS = 2**20

_TOKEN = re.compile(
    r"""(?P<nothing>\(\?(?:\#[^)]*|[aiLmsu]+)\)|\\[AbBZ]|[\^$])
      | (?P<again>\(\?P=\w+\)|\\[1-9]\d?)
      | (?P<look>\(\?<?[=!])
      | (?P<open>\((?:\?(?:P<\w+>|>|[aiLmsu]*(?:-[imsu]+)?:))?(?!\?))
      | (?P<close>\)) | (?P<bar>\|)
      | (?P<one>\\(?:x..|u.{4}|U.{8}|N\{[^}]*\}|0[0-7]{0,2}|.)|\[\^?\]?(?:\\.|[^\]\\])*\]|[^(\\])""",
    re.DOTALL | re.VERBOSE,
)
_REPEAT = re.compile(r"(?:([*+?])|\{(\d*)(,?)(\d*)\})[?+]?")

# Stands for all characters that are not sampled.
_OTHER = "\U0010ffff"
_SAMPLE = "".join(map(chr, range(128))) + "\xa0\xe9\u017f\u212a\u0663\u2028\u4e2d"
# ASCII letters match the other two of the sample where case is ignored, but nothing that is not sampled.
_WIDE = frozenset("\xa0\xe9\u0663\u2028\u4e2d")
_EVERYTHING = frozenset(_SAMPLE + _OTHER)

Characters: TypeAlias = frozenset[str]
_NONE: Characters = frozenset()


class UnreadableError(Exception):
    """The expression holds what is not judged; the message says what."""


class _Part(Struct, frozen=True):
    """One character of a class (``alternatives`` is None) or a group, ``least`` to ``most`` times (None: no bound)."""

    characters: Characters
    alternatives: tuple[tuple[_Part, ...], ...] | None = None
    least: int = 1
    most: int | None = 1
    looks: bool = False

    @property
    def is_loop(self) -> bool:
        return self.alternatives is not None and not self.looks and (self.most is None or self.most > 1)

    @property
    def can_be_empty(self) -> bool:
        return self.least == 0 or self.looks or (self.alternatives is not None and any(map(_empty, self.alternatives)))


def ways(text: str) -> int | None:
    """Return about how many ways a valid expression has to read a text; None where that has no bound.

    Raise UnreadableError for what is nested too deep, and for constructs that policies do not need.
    """
    reader = _Reader(text)
    return _ways((reader.group(0),), _NONE)


class _Reader:
    """Reads an expression that Python compiles; ``at`` is the offset of what comes next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def group(self, depth: int, *, looks: bool = False) -> _Part:
        """Read alternatives up to the end of their group, which is behind then."""
        if depth > MAX_DEPTH:
            raise UnreadableError(f"it nests groups more than {MAX_DEPTH} levels deep")
        alternatives: list[tuple[_Part, ...]] = []
        parts: list[_Part] = []
        while self.at < len(self.text):
            found = _TOKEN.match(self.text, self.at)
            if found is None:
                raise UnreadableError(f"it holds {self.text[self.at : self.at + 4]}, which policies cannot use")
            self.at = found.end()
            kind = found.lastgroup
            if kind == "close":
                break
            if kind == "bar":
                alternatives.append(tuple(parts))
                parts = []
            elif kind in ("open", "look"):
                parts.append(self._repeated(self.group(depth + 1, looks=kind == "look")))
            elif kind != "nothing":
                parts.append(self._repeated(_Part(_EVERYTHING if kind == "again" else _characters(found[0]))))
        alternatives.append(tuple(parts))
        within = (part.characters for alternative in alternatives for part in alternative)
        return _Part(_NONE.union(*within), tuple(alternatives), looks=looks)

    def _repeated(self, part: _Part) -> _Part:
        """Return the part with the repeat that follows it."""
        found = _REPEAT.match(self.text, self.at)
        if found is None or found[0].startswith(("{}", "{,}")):
            return part
        self.at = found.end()
        if found[1]:
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}[found[1]]
        else:
            least = int(found[2] or "0")
            most = int(found[4]) if found[4] else None if found[3] else least
        return _Part(part.characters, part.alternatives, least, most, part.looks)


@cache
def _characters(token: str) -> Characters:
    """Return what an escape, a class or a character stands for, upper and lower case alike."""
    one = re.compile(token, re.IGNORECASE | re.DOTALL)
    found = {character for character in _SAMPLE if one.fullmatch(character)}
    # A superset is enough: what is written as a code, or beyond ASCII, may be any character that is not sampled.
    if not token.isascii() or re.search(r"\\[xuUN0]", token) or not found.isdisjoint(_WIDE):
        found.add(_OTHER)
    return frozenset(found)


def _empty(parts: tuple[_Part, ...]) -> bool:
    return all(part.can_be_empty for part in parts)


def _first(parts: tuple[_Part, ...], follow: Characters) -> Characters:
    """Return what a sequence can begin with, when ``follow`` can stand behind it."""
    for part in reversed(parts):
        follow = _first_of(part) | follow if part.can_be_empty else _first_of(part)
    return follow


def _first_of(part: _Part) -> Characters:
    if part.looks:
        return _NONE
    if part.alternatives is None:
        return part.characters
    return _NONE.union(*(_first(parts, _NONE) for parts in part.alternatives))


def _fold(
    parts: tuple[_Part, ...], follow: Characters, judge: Callable[[_Part, Characters], int | None]
) -> list[int | None]:
    """Return what ``judge`` says of each part, given what can stand behind it."""
    found: list[int | None] = []
    for part in reversed(parts):
        found.append(judge(part, follow))
        follow = _first_of(part) | follow if part.can_be_empty else _first_of(part)
    return found


def _ways(parts: tuple[_Part, ...], follow: Characters) -> int | None:
    counts = _fold(parts, follow, _ways_of)
    known = [count for count in counts if count is not None]
    return prod(known) if len(known) == len(counts) else None


def _ways_of(part: _Part, follow: Characters) -> int | None:
    """Return in how many ways one part can be read that stands in no repeated group."""
    if part.alternatives is None:
        if part.least == part.most or part.characters.isdisjoint(follow):
            return 1
        return _REPEAT_WAYS if part.most is None else min(part.most - part.least + 1, _REPEAT_WAYS)
    if part.is_loop:
        # Each way within the loop is the only one, but it can be left behind every character.
        if not _is_certain_loop(part):
            return None
        return 1 if part.characters.isdisjoint(follow) else _REPEAT_WAYS
    behind = _NONE if part.looks else follow
    each = [_ways(parts, behind) for parts in part.alternatives]
    known = [count for count in each if count is not None]
    if len(known) < len(each):
        return None
    begins = [_first(parts, behind) for parts in part.alternatives]
    if part.least == 0:
        known.append(1)
        begins.append(behind)
    return sum(known) if _overlap(begins) else max(known)


def _overlap(sets: list[Characters]) -> bool:
    return len(_NONE.union(*sets)) < sum(map(len, sets))


def _is_certain_loop(part: _Part) -> bool:
    """Tell whether each character decides how the body of a repeated group is read, and whether it begins again."""
    once = _Part(part.characters, part.alternatives)
    return _is_certain(once, _first_of(part))


def _is_certain(part: _Part, follow: Characters) -> bool:
    """Tell whether the next character alone decides how one part is read that stands in a repeated group."""
    if part.alternatives is None:
        return part.least == part.most or part.characters.isdisjoint(follow)
    if part.looks:
        return False
    if part.is_loop:
        begin = _first_of(part)
        return begin.isdisjoint(follow) and _is_certain(_Part(part.characters, part.alternatives), begin | follow)
    begins = [_first(parts, _NONE) for parts in part.alternatives]
    empty = sum(map(_empty, part.alternatives)) + (part.least == 0)
    if empty:
        begins.append(follow)
    if empty > 1 or _overlap(begins):
        return False
    return all(
        all(_fold(parts, follow, lambda inner, behind: int(_is_certain(inner, behind)))) for parts in part.alternatives
    )
