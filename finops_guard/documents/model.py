"""What reading a text gives: documents of values, mappings that know where their keys stand, and limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from finops_guard.diagnostics import Diagnostic, Level, notice
from finops_guard.errors import Problem
from finops_guard.location import Location, SourceText, Span
from finops_guard.values import Value


class Limits(Struct, frozen=True):
    """How much of one text is read; a document beyond a limit is left out, with a diagnostic that names the limit.

    ``depth``: nested collections, aliases followed. ``nodes``: keys, scalars and collections of the whole text, with
    every alias counted as often as it is used. ``documents``: documents read. ``diagnostics``: of each level.
    """

    depth: int = 100
    nodes: int = 500_000
    documents: int = 10_000
    diagnostics: int = 100


class SpannedDict(dict[str, Value]):
    """A mapping's values by key, and in ``key_spans`` where each key is written (a merged key: at its anchor).

    Of a rendered mapping, they may hold a key that it has not: where the value stands for which it is left out.
    """

    __slots__ = ("key_spans",)

    def __init__(
        self, items: Mapping[str, Value] | Iterable[tuple[str, Value]] = (), key_spans: Mapping[str, Span] | None = None
    ) -> None:
        super().__init__(items)
        self.key_spans: Mapping[str, Span] = key_spans or {}


class Document(Struct, frozen=True):
    """One document of a text. ``span`` reaches from its first to its last content character."""

    value: Value
    span: Span


class UnreadableError(Exception):
    """A document cannot be read (used within this package only): a diagnostic kind, a clause, offsets, a hint."""

    def __init__(self, kind: str, message: str, start: int, end: int, hint: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.start = start
        self.end = end
        self.hint = hint


class Reading:
    """The state of reading one text: what is left of its limits, and the diagnostics so far."""

    __slots__ = ("diagnostics", "limits", "nodes", "source")

    def __init__(self, source: SourceText, limits: Limits) -> None:
        self.source = source
        self.limits = limits
        self.nodes = 0
        self.diagnostics: dict[Level, list[Diagnostic]] = {level: [] for level in Level}

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep a diagnostic, unless there are enough of its level."""
        kept = self.diagnostics[diagnostic.level]
        if len(kept) < self.limits.diagnostics:
            kept.append(diagnostic)

    def count(self, nodes: int, start: int, end: int) -> None:
        """Use up some of the nodes that may be read."""
        self.nodes += nodes
        if self.nodes > self.limits.nodes:
            limit = f"more than {self.limits.nodes:,} keys and values, aliases counted as often as they are used"
            raise UnreadableError("too-large", limit, start, end)

    def repeated(self, key: str, span: Span, first: Span) -> None:
        """Say that a mapping's key is written again."""
        if len(self.diagnostics[Level.NOTICE]) >= self.limits.diagnostics:
            return
        shown = key if len(key) <= 60 else key[:60] + "…"
        message = f'the key "{shown}" is written twice in one mapping; the last one counts'
        hint = f"it is first written in line {self.line(first.start)}"
        self.add(notice("duplicate-key", message, span, hint))

    def line(self, offset: int) -> int:
        """Return the 1-based line of an offset."""
        return self.source.position(offset)[0]


def key_span(value: Value, key: str) -> Span | None:
    """Return where ``key`` is written in a mapping; None where it is nowhere, or was not read from a text."""
    raw = value.raw
    return raw.key_spans.get(key) if isinstance(raw, SpannedDict) else None


def as_problem(diagnostic: Diagnostic) -> Problem:
    """Return a diagnostic as a problem, for input outside the scanned tree (configuration, policies)."""
    where = diagnostic.span.location() if diagnostic.span else Location(diagnostic.path)
    return Problem(diagnostic.message, where, diagnostic.hint)
