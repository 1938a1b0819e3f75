"""Patterns in the language of .gitignore, bounded so that none can take long whatever it is matched against.

Most patterns are a name or ``*`` with an ending: they are compared as text, for to compile an expression for each would
take longer than most scans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

# Our own bounds: no file written by hand comes near them.
MAX_PATTERNS = 2_000
MAX_LENGTH = 500
MAX_STARS = 6  # between two slashes
MAX_DEEP = 3  # parts that are ``**``: each multiplies the time by the depth of a path

_SPECIAL = frozenset("*?[\\")


class Rejected(Struct, frozen=True):
    """One pattern that is left out: its index among the given ones, and why."""

    index: int
    reason: str


class _Pattern(Struct, frozen=True):
    """One pattern: ``expression`` decides where there is one, else ``text``, which stands at the end of what matches.

    ``above`` is that text where it ends a directory in the path.
    ``ignores`` is False for one that starts with ``!``. ``directories``: it matches no files.
    """

    ignores: bool
    directories: bool
    text: str
    above: str
    expression: re.Pattern[str] | None

    def matches(self, path: str) -> bool | None:
        """Tell whether a path, written with a slash before it, matches; None: no, but a directory above it does."""
        if self.expression is not None:
            found = self.expression.match(path)
            return found is not None and (True if found.end() == len(path) else None)
        if path.endswith(self.text):
            return True
        return None if self.above in path else False


class Patterns:
    """The patterns of one file, of which the last one that matches counts."""

    def __init__(self, patterns: Sequence[_Pattern]) -> None:
        self._last_first = patterns[::-1]

    def ignores(self, path: str, *, is_dir: bool = False) -> bool | None:
        """Tell whether a path is ignored; None where no pattern matches it.

        A pattern that matches a directory above it counts where none matches the path itself.
        """
        path = f"/{path}"
        above = path.rpartition("/")[0]
        inherited: bool | None = None
        for pattern in self._last_first:
            if pattern.directories and not is_dir:
                found = None if above and pattern.matches(above) is not False else False
            else:
                found = pattern.matches(path)
            if found:
                return pattern.ignores
            if found is None and inherited is None:
                inherited = pattern.ignores
        return inherited


def problem(pattern: str) -> str:
    """Return why a pattern cannot be used; empty where it can."""
    rejected = compiled([pattern])[1]
    return rejected[0].reason if rejected else ""


def compiled(patterns: Sequence[str]) -> tuple[Patterns | None, list[Rejected]]:
    """Return the patterns as one (None: there is none) and those left out, in order; blank lines and comments count."""
    rejected: list[Rejected] = []
    parts = list(_parts(patterns[:MAX_PATTERNS], rejected))
    if len(patterns) > MAX_PATTERNS:
        rejected.append(Rejected(MAX_PATTERNS, f"only the first {MAX_PATTERNS:,} lines are read"))
    return (Patterns(parts) if parts else None), rejected


def _parts(patterns: Sequence[str], rejected: list[Rejected]) -> Iterator[_Pattern]:
    for index, line in enumerate(patterns):
        pattern = line.rstrip()
        if not pattern or pattern.startswith("#") or pattern == "/":
            continue
        if reason := _too_much(pattern):
            rejected.append(Rejected(index, reason))
            continue
        if line != pattern and len(pattern) > len(pattern.rstrip("\\")):
            pattern += " "  # a blank behind a backslash is part of the pattern
        try:
            yield _pattern(pattern)
        except (ValueError, re.error):
            rejected.append(Rejected(index, "it is not a valid pattern"))


def _too_much(pattern: str) -> str:
    if len(pattern) > MAX_LENGTH:
        return f"it is longer than {MAX_LENGTH} characters"
    names = pattern.split("/")
    if any(name.count("*") > MAX_STARS for name in names):
        return f"it has more than {MAX_STARS} stars between two slashes"
    return f"it has more than {MAX_DEEP} parts **" if names.count("**") > MAX_DEEP else ""


def _pattern(line: str) -> _Pattern:
    """Return the pattern of a line; raise ValueError or re.error where it is none."""
    body = line.removeprefix("!")
    if not body:
        raise ValueError
    path = body.removesuffix("/")
    name = path.removeprefix("**/")
    if "/" not in name:
        text = name.removeprefix("*")
        if _SPECIAL.isdisjoint(text):
            text = text if text != name else f"/{name}"
            return _Pattern(body == line, path != body, text, f"{text}/", None)
    anchored = path.removeprefix("/") if "/" in path else f"**/{name}"
    return _Pattern(body == line, path != body, "", "", _expression(anchored))


def _expression(path: str) -> re.Pattern[str]:
    """Return the expression of an anchored pattern; it matches up to the end of a part of the path."""
    names = path.split("/")
    written = ""
    for at, name in enumerate(names):
        if name != "**":
            written += "/" + _name(name)
        elif at == len(names) - 1:
            written += "/.+"
        elif at == 0 or names[at - 1] != "**":
            written += "(?:/.+)?"
    return re.compile(rf"{written}(?=/|\Z)", re.DOTALL)


def _name(name: str) -> str:
    """Return the expression of what stands between two slashes.

    A star that another one follows needs to try no more than the first place where what stands between them fits: the
    time grows with the length of a name, not with a power of it.
    """
    pieces = [""]
    at = 0
    while at < len(name):
        sign = name[at]
        at += 1
        if sign == "*":
            pieces.append("")
        elif sign == "?":
            pieces[-1] += "[^/]"
        elif sign == "[":
            written, at = _class(name, at)
            pieces[-1] += written
        elif sign == "\\":
            if at == len(name):
                raise ValueError
            pieces[-1] += re.escape(name[at])
            at += 1
        else:
            pieces[-1] += re.escape(sign)
    first, *others = pieces
    if not others:
        return first
    *inner, last = others
    return first + "".join(f"(?>[^/]*?{piece})" for piece in inner if piece) + "[^/]*" + last


def _class(name: str, at: int) -> tuple[str, int]:
    """Return the expression of the brackets that open before ``at``, and where they end; without an end none fits."""
    negated = name[at : at + 1] in ("!", "^")
    start = at = at + negated
    signs = ""
    while at < len(name):
        if name[at] == "]" and at > start:
            return f"(?!/)[{'^' * negated}{signs}]", at + 1
        first, at = _sign(name, at)
        signs += first
        if name[at : at + 1] == "-" and name[at + 1 : at + 2] not in ("", "]"):
            last, at = _sign(name, at + 1)
            signs += f"-{last}"
    return "(?!)", at


def _sign(name: str, at: int) -> tuple[str, int]:
    """Return the expression of one character within brackets, and where it ends."""
    at += name[at] == "\\" and at + 1 < len(name)
    return re.escape(name[at]), at + 1
