"""Patterns in the language of .gitignore, bounded so that none can take long whatever it is matched against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# Our own bounds: no file written by hand comes near them.
MAX_PATTERNS = 2_000
MAX_LENGTH = 500
MAX_STARS = 6  # between two slashes
MAX_DEEP = 3  # parts that are ``**``: each multiplies the time by the depth of a path

# As pathspec writes them: a star, and what stands between it and the next star of the same name.
_STAR = "[^/]*"
_STAR_BEFORE_STAR = re.compile(r"\[\^/\]\*((?:\[\^/\](?![*+])|[^/])*?)(?=\[\^/\]\*)")


class Rejected(Struct, frozen=True):
    """One pattern that is left out: its index among the given ones, and why."""

    index: int
    reason: str


def problem(pattern: str) -> str:
    """Return why a pattern cannot be used; empty where it can."""
    rejected = compiled([pattern])[1]
    return rejected[0].reason if rejected else ""


def compiled(patterns: Sequence[str]) -> tuple[GitIgnoreSpec | None, list[Rejected]]:
    """Return the patterns as one (None: there is none) and those left out, in order; blank lines and comments count."""
    rejected: list[Rejected] = []
    parts = list(_parts(patterns[:MAX_PATTERNS], rejected))
    if len(patterns) > MAX_PATTERNS:
        rejected.append(Rejected(MAX_PATTERNS, f"only the first {MAX_PATTERNS:,} lines are read"))
    return (_spec(parts) if parts else None), rejected


def _parts(patterns: Iterable[str], rejected: list[Rejected]) -> Iterator[Any]:
    for index, pattern in enumerate(patterns):
        if not pattern.strip() or pattern.startswith("#"):
            continue
        if reason := _too_much(pattern):
            rejected.append(Rejected(index, reason))
            continue
        try:
            yield from map(_bounded, _spec_of(pattern).patterns)
        except (ValueError, re.error):
            rejected.append(Rejected(index, "it is not a valid pattern"))


def _too_much(pattern: str) -> str:
    if len(pattern) > MAX_LENGTH:
        return f"it is longer than {MAX_LENGTH} characters"
    names = pattern.split("/")
    if any(name.count("*") > MAX_STARS for name in names):
        return f"it has more than {MAX_STARS} stars between two slashes"
    return f"it has more than {MAX_DEEP} parts **" if names.count("**") > MAX_DEEP else ""


def _bounded(part: Any) -> Any:
    """Return a pattern of pathspec so that its time grows with the length of a name, not with a power of it.

    A star that another one follows needs to try no more than the first place where what stands between them fits.
    """
    if part.regex is None or part.regex.pattern.count(_STAR) < 2:
        return part
    return type(part)(re.compile(_STAR_BEFORE_STAR.sub(r"(?>[^/]*?\1)", part.regex.pattern)), part.include)


def _spec_of(pattern: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines([pattern], **_backend())


def _spec(parts: Sequence[Any]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec(parts, **_backend())


def _backend() -> dict[str, Any]:
    """Return what keeps pathspec to Python's own expressions, whatever else is installed; older ones know no other."""
    from pathspec import PathSpec

    return {"backend": "simple"} if "backend" in (PathSpec.__init__.__kwdefaults__ or {}) else {}
