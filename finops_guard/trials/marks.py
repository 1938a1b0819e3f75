"""What a fixture says must be found: comments at the end of its lines.

``# expect: FG-TAG-001`` or ``# unresolved: FG-TAG-001, FG-TAG-002`` (or with ``//``) marks findings that must point at
the line; every line without a mark must stay clean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from finops_guard.errors import Problem
from finops_guard.findings import Verdict
from finops_guard.location import Location
from finops_guard.schema import suggest

_VERDICTS = {"expect": Verdict.FAIL, "unresolved": Verdict.UNRESOLVED}
_ID = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*-[0-9]{3,6}")
# Up to the next comment: a line may have both kinds of marks.
_MARK = re.compile(r"(?:#|//)[ \t]*(?P<word>[A-Za-z_-]{4,14}):[ \t]*(?P<ids>(?:(?!#|//).)*)")
_WRITTEN = re.compile(r"[ \t]*(?:#|//)[ \t]*(?:expect|unresolved):(?:(?![ \t]*(?:#|//)).)*")


class Mark(Struct, frozen=True, order=True):
    """A verdict other than pass at one line (1-based) of a fixture."""

    line: int
    policy: str
    verdict: Verdict


def marks(text: str) -> Iterator[Mark]:
    """Yield the marks of a text, in order."""
    for number, line in enumerate(text.split("\n"), 1):
        for found in _MARK.finditer(line):
            if found["word"] in _VERDICTS:
                for id_ in _ids(found["ids"]):
                    if _ID.fullmatch(id_):
                        yield Mark(number, id_, _VERDICTS[found["word"]])


def problems(path: str, text: str, known: dict[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with the marks of a text; ``known`` are the ids of all policies, by id and by name."""
    for number, line in enumerate(text.split("\n"), 1):
        for found in _MARK.finditer(line):
            word, where = found["word"], Location(path, number, found.start("word") + 1)
            names = list(_ids(found["ids"]))
            if word not in _VERDICTS:
                hint = suggest(word, _VERDICTS)
                if hint and any(_ID.fullmatch(name) for name in names):
                    yield Problem(f'"{word}" is no mark', where, hint)
                continue
            at = found.start("ids")
            for name in names:
                at = line.index(name, at)
                if name not in known or not _ID.fullmatch(name):
                    yield _unknown(name, known, Location(path, number, at + 1))
                at += len(name)
            if not any(names):
                yield Problem(f'"{word}" names no policy', where, f"write # {word}: and the id of the policy")


def without_marks(text: str) -> str:
    """Return a text without its marks."""
    return "\n".join(_WRITTEN.sub("", line).rstrip() if _WRITTEN.search(line) else line for line in text.split("\n"))


def _ids(text: str) -> Iterator[str]:
    for part in text.split(","):
        if name := part.strip():
            yield name


def _unknown(name: str, known: dict[str, str], where: Location) -> Problem:
    if name in known:
        return Problem(f'"{name}" is no id but the name of a policy', where, f"write {known[name]}")
    hint = suggest(name, set(known.values())) or "marks are ids, joined by commas, and nothing after them"
    return Problem(f'there is no policy "{name[:80]}"', where, hint)
