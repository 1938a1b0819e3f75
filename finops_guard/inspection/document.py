"""The documents of ``inspect`` as JSON: ``inspect-v1`` (schemas/inspect-v1.schema.json).

What could not be read stands beside what was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from finops_guard import __version__
from finops_guard.diagnostics import Diagnostic
from finops_guard.inspection.values import Plain, location, place
from finops_guard.location import Location
from finops_guard.sources.terraform.roots import Directory

VERSION = "inspect-v1"
SCHEMA = "urn:finops-guard:schema:inspect-v1"


def document(kind: str, content: Iterable[dict[str, Plain]], diagnostics: Iterable[Diagnostic]) -> dict[str, Plain]:
    """Return a document about ``resources`` or ``roots``, in order of place."""
    said = sorted({_diagnostic_key(each): each for each in diagnostics}.items())
    return {
        "$schema": SCHEMA,
        "version": VERSION,
        "tool": {"name": "finops-guard", "version": __version__},
        kind: [*content],
        "diagnostics": [_diagnostic(each) for _, each in said],
    }


def written(data: dict[str, Plain]) -> str:
    """Return a document as indented JSON, ending in a newline; strings are ASCII with escapes."""
    return json.dumps(data, indent=2, allow_nan=False) + "\n"


def directory(found: Directory, workspace: str) -> dict[str, Plain]:
    """Return one directory of configuration; only root modules have a workspace."""
    return {
        "path": found.path,
        "role": found.role.value,
        "reasons": [reason.value for reason in found.reasons],
        "location": location(found.span),
        "called_by": [*found.called_by],
        "calls": [*found.calls],
        "workspace": workspace if found.role == "root" else None,
        "variable_files": [*found.variable_files],
        "variables_given": [*found.given],
        "variables_missing": [*found.missing],
    }


def _where(diagnostic: Diagnostic) -> Location:
    return diagnostic.span.location() if diagnostic.span else Location(diagnostic.path)


def _diagnostic_key(diagnostic: Diagnostic) -> tuple[Location, str, str]:
    return _where(diagnostic), diagnostic.kind, diagnostic.message


def _diagnostic(diagnostic: Diagnostic) -> Plain:
    return {
        "level": diagnostic.level.value,
        "kind": diagnostic.kind,
        "message": diagnostic.message,
        "location": place(_where(diagnostic)),
        "hint": diagnostic.hint,
    }
