"""Patterns in the language of .gitignore, bounded so that none can take long whatever it is matched against."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
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
_STAR_BEFORE_STAR = r"\[\^/\]\*((?:\[\^/\](?![*+])|[^/])*?)(?=\[\^/\]\*)"


# What has a meaning of its own within a name, beside the wildcards.
_SPECIAL = frozenset("[\\")


class Rejected(Struct, frozen=True):
    """One pattern that is left out: its index among the given ones, and why."""

    index: int
    reason: str


def problem(pattern: str) -> str:
    """Return why a pattern cannot be used; empty where it can."""
    rejected = compiled([pattern])[1]
    return rejected[0].reason if rejected else ""


class Patterns:
    """The patterns of one file, of which the last that matches counts.

    pathspec decides, but only about paths that hold the literal part of some pattern: to import it and to compile what
    matches nothing takes a tenth of a small scan.
    """

    __slots__ = ("_literals", "_spec", "_written")

    def __init__(self, written: Sequence[str]) -> None:
        literals = {_literal(pattern) for pattern in written}
        self._written = written
        self._literals = () if "" in literals else tuple(sorted(literals))
        self._spec: GitIgnoreSpec | None = None

    def ignores(self, path: str) -> bool | None:
        """Tell whether a path (a directory's ends with a slash) is ignored; None where no pattern matches it."""
        parts = f"/{path.removesuffix('/')}/"
        if self._literals and not any(literal in parts for literal in self._literals):
            return None
        if self._spec is None:
            self._spec = _spec([part for pattern in self._written for part in _parts(pattern)])
        return self._spec.check_file(path).include


def compiled(patterns: Sequence[str]) -> tuple[Patterns | None, list[Rejected]]:
    """Return the patterns as one (None: there is none) and those left out, in order; blank lines and comments count."""
    rejected: list[Rejected] = []
    written = []
    for index, pattern in enumerate(patterns[:MAX_PATTERNS]):
        if pattern.strip() and not pattern.startswith("#"):
            if reason := _reason_against(pattern):
                rejected.append(Rejected(index, reason))
            else:
                written.append(pattern)
    if len(patterns) > MAX_PATTERNS:
        rejected.append(Rejected(MAX_PATTERNS, f"only the first {MAX_PATTERNS:,} lines are read"))
    return (Patterns(written) if written else None), rejected


def _literal(pattern: str) -> str:
    """Return a text that every path has which the pattern matches, in slashes where it begins or ends a part of it.

    It is empty where that cannot be told at a glance.
    """
    body = pattern.removeprefix("!").rstrip()
    if not _SPECIAL.isdisjoint(body) or body != body.lstrip():
        return ""
    names = [name for name in body.split("/") if name]
    literals = [literal for name in names for literal in re.split(r"[*?]", f"/{name}/")]
    return max((literal for literal in literals if literal.strip("/")), key=len, default="")


def _reason_against(pattern: str) -> str:
    """Return why a pattern is left out; empty where it is not. One with a literal part is always valid."""
    if reason := _too_much(pattern):
        return reason
    if not _literal(pattern):
        try:
            _parts(pattern)
        except (ValueError, re.error):
            return "it is not a valid pattern"
    return ""


def _parts(pattern: str) -> list[Any]:
    with warnings.catch_warnings():
        # A class such as [[a] or [a--z] means in .gitignore what it means to re today, which warns that it may change.
        warnings.simplefilter("ignore", FutureWarning)
        return [_bounded(part) for part in _spec_of(pattern).patterns]


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
    return type(part)(re.compile(re.sub(_STAR_BEFORE_STAR, r"(?>[^/]*?\1)", part.regex.pattern)), part.include)


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
