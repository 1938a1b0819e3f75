"""CODEOWNERS: which files have an owner who must review a change (the formats of GitHub and GitLab)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct, field

# GitHub reads at most 3 MB; no sane file comes near this many lines. Of a longer one nothing counts, because its last
# lines decide.
MAX_LINES = 10_000
MAX_LINE = 1_000
MAX_STEPS = 32

# GitLab: "[Name] @default-owners", "^[Name]" for an optional section, "[Name][2]" for two approvals.
_SECTION = re.compile(r"(\^?)\[[^\]]*\](?:\[\d+\])?(.*)")


class _Section(Struct):
    optional: bool = False
    default_owners: tuple[str, ...] = ()
    lines: list[tuple[str, tuple[str, ...], int]] = field(default_factory=list)  # pattern, owners, line number


def owned_at(text: str, path: str, *, on_github: bool = False) -> int | None:
    """Return the number of the line (1-based) that gives a path an owner; None where nothing does.

    Within a section the last pattern that matches counts, and one without owners takes the file out again. GitHub has
    no sections: there the line of one is a pattern like any other.
    """
    return next((line for _, line in _owned(text, path, on_github=on_github)), None)


def owners_at(text: str, path: str, *, on_github: bool = False) -> tuple[str, ...]:
    """Return everyone who must review a path, as the file writes them; optional sections ask nobody."""
    return tuple(dict.fromkeys(owner for owners, _ in _owned(text, path, on_github=on_github) for owner in owners))


def _owned(text: str, path: str, *, on_github: bool) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield for each section that gives a path owners: them, and the number of the line."""
    for section in _sections(text, on_github=on_github):
        last = next((line for line in reversed(section.lines) if matches(line[0], path)), None)
        if last is not None and last[1] and not section.optional:
            yield last[1], last[2]


@lru_cache(maxsize=2)
def _sections(text: str, *, on_github: bool) -> list[_Section]:
    sections = [_Section()]
    lines = _lines(text)
    for number, line in enumerate(lines if len(lines) <= MAX_LINES else (), 1):
        content = re.split(r"(?:^|\s)#", line[:MAX_LINE], maxsplit=1)[0].strip()
        if not content:
            continue
        header = None if on_github else _SECTION.fullmatch(content)
        if header:
            sections.append(_Section(header[1] == "^", _owners(header[2].split())))
            continue
        pattern, *owners = content.replace("\\ ", "\0").split()
        named = _owners(owners) if owners else sections[-1].default_owners
        sections[-1].lines.append((pattern.replace("\0", " "), named, number))
    return sections


def _lines(text: str) -> list[str]:
    """Return the lines as git and its hosts see them: no other character than a line feed ends one."""
    return text.removeprefix("\ufeff").split("\n")


def _owners(words: list[str]) -> tuple[str, ...]:
    return tuple(word for word in words if re.search(r"@\w", word))


def has_sections(text: str) -> bool:
    """Tell whether it is written in GitLab's format."""
    return any(_SECTION.match(line) for line in _lines(text)[:MAX_LINES])


def are_people(owners: Sequence[str], *, on_gitlab: bool) -> bool:
    """Tell whether all owners are certainly people: on GitLab ``@name`` may be a group."""
    return bool(owners) and all(
        not owner.startswith("@") or not (on_gitlab or "/" in owner or owner.startswith("@@")) for owner in owners
    )


def matches(pattern: str, path: str) -> bool:
    """Tell whether a CODEOWNERS pattern matches a path relative to the repository's root.

    A pattern with a slash before its end is anchored at the root, any other matches at every depth; a directory
    matches all below it; ``dir/*`` matches only files right in ``dir``. ``?`` is not supported: it matches nothing.
    """
    body = pattern.rstrip("/")
    anchored = "/" in body
    steps = [step for step in body.split("/") if step]
    if not steps:
        return pattern == "/"
    if len(steps) > MAX_STEPS:
        return False
    if not anchored:
        steps = ["**", *steps]
    parts = path.split("/")
    ends = _ends(steps, parts)
    if len(parts) in ends and not pattern.endswith("/"):
        return True
    if steps[-1] == "*" and anchored:
        return False
    return any(0 < end < len(parts) for end in ends)


def _ends(steps: list[str], parts: list[str]) -> set[int]:
    """Return after how many parts of a path the steps can end; ``**`` is any number, at the end at least one."""
    reached = {0}
    for at, step in enumerate(steps):
        if step == "**":
            reached = set(range(min(reached) + (at == len(steps) - 1), len(parts) + 1))
        else:
            reached = {here + 1 for here in reached if here < len(parts) and _name_matches(step, parts[here])}
        if not reached:
            break
    return reached


def _name_matches(pattern: str, name: str) -> bool:
    """Match one name with ``*``; piece by piece, so that no pattern takes long."""
    first, *pieces = pattern.split("*")
    if not pieces:
        return pattern == name
    *middle, last = pieces
    if not name.startswith(first) or not name.endswith(last) or len(name) < len(first) + len(last):
        return False
    at, end = len(first), len(name) - len(last)
    for piece in middle:
        at = name.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True
