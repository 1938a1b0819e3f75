"""Globs and regular expressions as policies write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from msgspec import Struct

# The longest tag value of any provider (AWS and Azure: 256 characters). A longer text matches no pattern, so that
# the time a pattern takes is bounded by its own form and not by the scanned tree.
MAX_SUBJECT = 256


class ParameterError(Exception):
    """A parameter of a check has no meaning; ``path`` leads to it within the check's parameters."""

    def __init__(self, path: tuple[str | int, ...], message: str, hint: str = "") -> None:
        super().__init__(message)
        self.path = path
        self.message = message
        self.hint = hint


class Globs:
    """Names and globs, where ``*`` stands for any characters, ``?`` for any one, and nothing else is special."""

    __slots__ = ("_globs", "exact")

    def __init__(self, patterns: Iterable[str]) -> None:
        every = tuple(patterns)
        self.exact = frozenset(pattern for pattern in every if not is_glob(pattern))
        self._globs = tuple(pattern.replace("[", "[[]") for pattern in every if is_glob(pattern))

    def __bool__(self) -> bool:
        return bool(self.exact or self._globs)

    def match(self, name: str) -> bool:
        """Tell whether one of the patterns matches the whole name, case and all."""
        return name in self.exact or any(fnmatchcase(name, glob) for glob in self._globs)


def is_glob(pattern: str) -> bool:
    """Tell whether a pattern can match more than one name."""
    return "*" in pattern or "?" in pattern


def expression(text: str, path: tuple[str | int, ...], *, ignore_case: bool = False) -> re.Pattern[str]:
    """Return a compiled regular expression; raise ParameterError where it is none, or may take forever to match."""
    try:
        compiled = re.compile(text, re.IGNORECASE if ignore_case else 0)
    except (re.error, OverflowError, RecursionError) as failure:
        raise ParameterError(path, f"this is no regular expression: {failure}") from None
    if _explodes(text):
        raise ParameterError(
            path,
            "this regular expression may take forever: it repeats a group that itself only repeats",
            "repeat once, as in [a-z]+ instead of ([a-z]+)+, or begin each repetition with a separator: (-[a-z]+)*",
        )
    return compiled


def full_match(pattern: re.Pattern[str], subject: str) -> bool:
    """Tell whether the whole subject matches; a subject longer than ``MAX_SUBJECT`` never does."""
    return len(subject) <= MAX_SUBJECT and pattern.fullmatch(subject) is not None


_TOKEN = r"""\\. | \[\^?\]?(?:\\.|[^\]\\])*\]                        # an escape, a class
    | \(\?(?:\#[^)]*|P=\w+|[aiLmsux-]+)\)                         # a group that only sets or refers to something
    | \((?:\?(?:[aiLmsux-]*:|P<\w+>|<?[=!>]))? | \) | \|          # the start and end of a group, an alternative
    | [*+?][?+]? | \{\d*,?\d*\}[?+]? | .                          # a repeat, any other character
    """
_REPEAT = r"[*+?][?+]?|\{\d*,?\d*\}[?+]?"


class _Group(Struct):
    """What an open group holds: of the alternative at hand, whether a part is certain to take a character (``fixed``)
    and one repeats without bound (``loose``); ``slack`` where an alternative before was loose and not fixed."""

    fixed: bool = False
    loose: bool = False
    slack: bool = False

    def end_alternative(self) -> None:
        self.slack = self.slack or (self.loose and not self.fixed)
        self.fixed = self.loose = False

    def add(self, repeat: str, *, slack: bool = False) -> None:
        """Add one part with the repeat that follows it."""
        self.loose = self.loose or slack or _is_unbounded(repeat)
        self.fixed = self.fixed or not (
            slack or repeat.startswith(("*", "+", "?", "{0", "{,")) or _is_unbounded(repeat)
        )


def _explodes(text: str) -> bool:
    """Tell whether an unbounded repeat holds an alternative of nothing but repeated parts, as in ``(a+)+``.

    This finds the usual slip, not every slow expression: policies are reviewed, and subjects are short.
    """
    tokens = re.findall(_TOKEN, text, re.DOTALL | re.VERBOSE)
    groups = [_Group()]
    for token, following in zip(tokens, [*tokens[1:], ""], strict=True):
        repeat = following if re.fullmatch(_REPEAT, following) else ""
        if token == "|":
            groups[-1].end_alternative()
        elif token == ")" and len(groups) > 1:
            group = groups.pop()
            group.end_alternative()
            if group.slack and _is_unbounded(repeat):
                return True
            groups[-1].add(repeat, slack=group.slack)
        elif token.startswith("(") and not token.endswith(")"):
            groups.append(_Group())
        elif not token.startswith("(") and not re.fullmatch(_REPEAT, token):
            groups[-1].add(repeat)
    return False


def _is_unbounded(repeat: str) -> bool:
    return repeat.startswith(("*", "+")) or repeat.rstrip("?+").endswith(",}")
