"""The patterns of fileset(): ``*``, ``?``, ``[abc]``, ``[^a-c]``, ``{a,b}`` in a segment, and ``**`` for any segments.

All states of a pattern are followed at once, as the bits of one number, so that the time is linear in the name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from functools import lru_cache

from finops_guard.sources.terraform.kinds import EvaluationError

_MAX_PATTERN = 500
# The braces of a pattern are written out: as many alternatives, with as many signs together, at most.
_MAX_ALTERNATIVES = 64
_MAX_SIGNS = 2000

_ANY = "any number of characters"  # the sign for ``*``
_Sign = str | Callable[[str], bool]
_Segment = Callable[[str], bool]


@lru_cache(maxsize=128)
def matcher(pattern: str) -> Callable[[str], bool]:
    """Return what tells whether a relative path matches; raise EvaluationError for a pattern that is not valid."""
    if len(pattern) > _MAX_PATTERN:
        raise EvaluationError(f"fileset() takes patterns of at most {_MAX_PATTERN} characters")
    clean = posixpath.normpath(f"/{pattern}").lstrip("/") if pattern else ""
    segments = [None if text == "**" else _segment(text) for text in clean.split("/")]
    return lambda path: _match_path(segments, path.split("/"))


def _match_path(segments: list[_Segment | None], names: list[str]) -> bool:
    """Tell whether the segments, where None is any number of names, match all the names."""
    at = resume_segment = resume_name = 0
    resume_segment = -1
    seen = 0
    while seen < len(names):
        segment = segments[at] if at < len(segments) else _nothing
        if segment is None:
            at += 1
            resume_segment, resume_name = at, seen
        elif segment(names[seen]):
            at += 1
            seen += 1
        elif resume_segment >= 0:
            # The last ``**`` takes one more name; what stood before it need not be looked at again.
            resume_name += 1
            at, seen = resume_segment, resume_name
        else:
            return False
    return all(segment is None for segment in segments[at:])


def _nothing(_: str) -> bool:
    return False


def _segment(text: str) -> _Segment:
    alternatives = _alternatives(text)
    if len(alternatives) == 1:
        return alternatives[0]
    return lambda name: any(matches(name) for matches in alternatives)


def _alternatives(text: str) -> list[_Segment]:
    """Return what matches each way to write out the braces of a segment."""
    written: list[list[_Sign]] = [[]]
    options: list[list[_Sign]] | None = None  # of the brace that is open
    at = 0
    while at < len(text):
        character = text[at]
        if options is not None and character in ",}":
            at += 1
            if character == ",":
                options.append([])
                continue
            if len(written) * len(options) > _MAX_ALTERNATIVES:
                raise EvaluationError(f"the pattern of fileset() has more than {_MAX_ALTERNATIVES} alternatives")
            written = [[*before, *option] for before in written for option in options]
            options = None
        elif character == "{":
            if options is not None:
                raise EvaluationError("fileset() takes no braces within braces")
            options = [[]]
            at += 1
        else:
            sign, at = _sign(text, at)
            for signs in written if options is None else options[-1:]:
                signs.append(sign)
    if options is not None:
        raise _invalid()
    if sum(map(len, written)) > _MAX_SIGNS:
        raise EvaluationError(f"the alternatives in the pattern of fileset() have more than {_MAX_SIGNS:,} characters")
    return [_compiled(signs) for signs in written]


def _sign(text: str, at: int) -> tuple[_Sign, int]:
    """Return the sign at ``at``, and where the next one stands."""
    character = text[at]
    if character == "*":
        return _ANY, at + 1
    if character == "?":
        return _one, at + 1
    if character == "[":
        return _class(text, at + 1)
    if character == "\\":
        if at + 1 == len(text):
            raise _invalid()
        return text[at + 1], at + 2
    return character, at + 1


def _one(_: str) -> bool:
    return True


def _class(text: str, at: int) -> tuple[Callable[[str], bool], int]:
    """Return what tells whether a character is in the class whose bracket stands before ``at``."""
    negated = text.startswith("^", at)
    at += negated
    ranges: list[tuple[str, str]] = []
    while not text.startswith("]", at):
        low, at = _member(text, at)
        high = low
        if text.startswith("-", at):
            high, at = _member(text, at + 1)
        ranges.append((low, high))
    if not ranges:
        raise _invalid()
    return lambda character: any(low <= character <= high for low, high in ranges) is not negated, at + 1


def _member(text: str, at: int) -> tuple[str, int]:
    at += text.startswith("\\", at)
    if at >= len(text) or (text[at] in "]-" and text[at - 1] != "\\"):
        raise _invalid()
    return text[at], at + 1


def _compiled(signs: list[_Sign]) -> _Segment:
    """Return what tells whether a name matches the signs."""
    kept = [sign for at, sign in enumerate(signs) if sign is not _ANY or at == 0 or signs[at - 1] is not _ANY]
    stars = sum(1 << at for at, sign in enumerate(kept) if sign is _ANY)
    # Of each character, the signs that it satisfies; filled as names bring them.
    known: dict[str, int] = {}

    def satisfied(character: str) -> int:
        fits = (sign(character) if callable(sign) else sign == character for sign in kept)
        return sum(1 << at for at, fit in enumerate(fits) if fit)

    def match(name: str) -> bool:
        states = 1 | (stars & 1) << 1
        for character in name:
            taken = known.get(character)
            if taken is None:
                taken = satisfied(character)
                if len(known) < 256:
                    known[character] = taken
            states = (states & taken) << 1 | (states & stars)
            states |= (states & stars) << 1
            if not states:
                return False
        return bool(states >> len(kept) & 1)

    return match


def _invalid() -> EvaluationError:
    return EvaluationError("fileset() needs a valid pattern")
