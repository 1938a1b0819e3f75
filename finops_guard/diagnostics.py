"""What a source says about input it could not read or not fully evaluate."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from finops_guard.location import Span


class Level(StrEnum):
    """How much a diagnostic matters: an error becomes a finding, a notice is only listed."""

    ERROR = "error"
    NOTICE = "notice"


class Diagnostic(Struct, frozen=True):
    """One statement about the input: a stable kind, what is wrong, where, and what to do next.

    ``kind`` is a short stable slug (``syntax``, ``too-large``, ``module-not-found``, ``duplicate-key`` ...).
    ``span`` may be None where the file has no readable text; ``path`` is always set.
    """

    level: Level
    kind: str
    message: str
    path: str
    span: Span | None = None
    hint: str = ""


def error(kind: str, message: str, at: Span | str, hint: str = "") -> Diagnostic:
    """Return an error diagnostic at a span, or at a whole file given by its path."""
    return _diagnostic(Level.ERROR, kind, message, at, hint)


def notice(kind: str, message: str, at: Span | str, hint: str = "") -> Diagnostic:
    """Return a notice at a span, or at a whole file given by its path."""
    return _diagnostic(Level.NOTICE, kind, message, at, hint)


def _diagnostic(level: Level, kind: str, message: str, at: Span | str, hint: str) -> Diagnostic:
    if isinstance(at, Span):
        return Diagnostic(level, kind, message, at.path, at, hint)
    return Diagnostic(level, kind, message, at, None, hint)
