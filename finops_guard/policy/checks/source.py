"""The check ``source``: what could not be read is a finding, never a pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from finops_guard.diagnostics import Diagnostic
from finops_guard.findings import Verdict
from finops_guard.policy.model import Judged, Outcome
from finops_guard.policy.patterns import Globs

FIELDS = ("kind", "hint")


def configure(parameters: Mapping[str, Any]) -> SourceCheck:
    """Return the check for ``kinds`` of diagnostics (all without it), but for those of ``unless``."""
    return SourceCheck(Globs(parameters.get("kinds", ["*"])), Globs(parameters.get("unless", ())))


class SourceCheck(Struct, frozen=True):
    """Judges the error diagnostics of one file, each on its own."""

    kinds: Globs
    unless: Globs

    def judge(self, judged: Judged) -> Iterator[Outcome]:
        for diagnostic in judged if isinstance(judged, tuple) else ():
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
