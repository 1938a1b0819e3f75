"""Globs and regular expressions as policies write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

# The longest tag value of any provider (AWS and Azure: 256 characters). A longer text matches no pattern, so that
# the time a pattern takes is bounded by its own form and not by the scanned tree.
MAX_SUBJECT = 256


class ParameterError(Exception):
    """A parameter of a check has no meaning; ``path`` leads to it within the check's parameters.

    ``within`` is the 1-based line and column in a text that it is. ``others`` are further ones, found with it.
    """

    def __init__(
        self,
        path: tuple[str | int, ...],
        message: str,
        hint: str = "",
        within: tuple[int, int] | None = None,
        others: Sequence[ParameterError] = (),
    ) -> None:
        super().__init__(message)
        self.path = path
        self.message = message
        self.hint = hint
        self.within = within
        self.others = tuple(others)


# How many answers of a list of globs are kept.
_MAX_KNOWN = 2_000


class Globs:
    """Names and globs, where ``*`` stands for any characters, ``?`` for any one, and nothing else is special."""

    __slots__ = ("_globs", "_known", "exact")

    def __init__(self, patterns: Iterable[str]) -> None:
        every = tuple(patterns)
        self.exact = frozenset(pattern for pattern in every if not is_glob(pattern))
        # With what stands before the first wildcard: most names differ there, which is told without a pattern.
        self._globs = tuple(
            (re.split(r"[*?]", pattern, maxsplit=1)[0], pattern.replace("[", "[[]"))
            for pattern in every
            if is_glob(pattern)
        )
        self._known: dict[str, bool] = {}

    def __bool__(self) -> bool:
        return bool(self.exact or self._globs)

    def match(self, name: str) -> bool:
        """Tell whether one of the patterns matches the whole name, case and all."""
        if name in self.exact or not self._globs:
            return name in self.exact
        # The same few keys, types and names are asked for again and again.
        known = self._known.get(name)
        if known is None:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            known = any(name.startswith(begin) and fnmatchcase(name, glob) for begin, glob in self._globs)
            self._known[name] = known
        return known


def is_glob(pattern: str) -> bool:
    """Tell whether a pattern can match more than one name."""
    return "*" in pattern or "?" in pattern


def expression(text: str, path: tuple[str | int, ...], *, ignore_case: bool = False) -> re.Pattern[str]:
    """Return a compiled regular expression; raise ParameterError where it is none, or may take forever to match."""
    from finops_guard.policy.ambiguity import MAX_LENGTH, MAX_WAYS, UnreadableError, ways

    if len(text) > MAX_LENGTH:
        raise ParameterError(path, f"this regular expression has more than {MAX_LENGTH:,} characters")
    try:
        compiled = re.compile(text, re.IGNORECASE if ignore_case else 0)
    except (re.error, OverflowError, RecursionError) as failure:
        raise ParameterError(path, f"this is no regular expression: {failure}") from None
    try:
        count = ways(text)
    except UnreadableError as failure:
        raise ParameterError(path, f"this regular expression cannot be used: {failure}") from None
    if count is None:
        raise ParameterError(
            path,
            "this regular expression may take forever: it repeats a group that can be read in more than one way",
            "let each character decide: [a-z]+ for ([a-z]+)+, (-[a-z]+)* with a separator, alternatives that begin "
            "with different characters",
        )
    if count > MAX_WAYS:
        raise ParameterError(
            path,
            "this regular expression may take forever: too many of its repeats and optional parts take the same "
            "characters",
            "let what follows a repeat begin with a character that the repeat does not take: [^-]*- for .*-",
        )
    return compiled


def full_match(pattern: re.Pattern[str], subject: str) -> bool:
    """Tell whether the whole subject matches; a subject longer than ``MAX_SUBJECT`` never does."""
    return len(subject) <= MAX_SUBJECT and pattern.fullmatch(subject) is not None
