"""The check ``source``: what could not be read is a finding, never a pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from finops_guard.diagnostics import Diagnostic
from finops_guard.findings import Verdict
from finops_guard.policy.model import Judged, Outcome, ReadFile
from finops_guard.policy.patterns import Globs

FIELDS = ("kind", "hint")

_DEFAULTS: tuple[tuple[str, tuple[str, ...]], ...] = (("kinds", ("*",)), ("unless", ()), ("files", ("*",)))


def configure(parameters: Mapping[str, Any]) -> SourceCheck:
    """Return the check for ``kinds`` of diagnostics (all without it) but those of ``unless``, in ``files`` (all)."""
    kinds, unless, files = (parameters.get(name, default) for name, default in _DEFAULTS)
    return SourceCheck(Globs(kinds), Globs(unless), Globs(files))


class SourceCheck(Struct, frozen=True):
    """Judges the error diagnostics of one file, each on its own."""

    kinds: Globs
    unless: Globs
    files: Globs

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        if not isinstance(judged, ReadFile) or not self.files.match(judged.path):
            return None
        return self._judge(judged.diagnostics)

    def _judge(self, diagnostics: Sequence[Diagnostic]) -> Iterator[Outcome]:
        for diagnostic in diagnostics:
            if self.kinds.match(diagnostic.kind) and not self.unless.match(diagnostic.kind):
                yield _outcome(diagnostic)


def _outcome(diagnostic: Diagnostic) -> Outcome:
    message = f"{diagnostic.message} ({diagnostic.hint})" if diagnostic.hint else diagnostic.message
    return Outcome(
        Verdict.FAIL,
        message,
        key=f"{diagnostic.kind}: {diagnostic.message}",
        span=diagnostic.span,
        fields={"kind": diagnostic.kind, "hint": diagnostic.hint},
    )
