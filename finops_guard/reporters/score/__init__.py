"""Reporters of the maturity score: pure functions from a statement to text, one module a format."""

from __future__ import annotations

from importlib import import_module

from finops_guard.reporters.options import Options
from finops_guard.reporters.score.statement import Statement

__all__ = ["REPORTERS", "render"]

# Format name -> module with render(statement, options) -> str; imported when it is asked for.
REPORTERS: dict[str, str] = {
    "text": "finops_guard.reporters.score.text",
    "json": "finops_guard.reporters.score.json",
    "markdown": "finops_guard.reporters.score.markdown",
    "html": "finops_guard.reporters.score.html",
    "csv": "finops_guard.reporters.score.csv",
}


def render(statement: Statement, format: str, options: Options) -> str:
    """Return a statement in one of the formats of :data:`REPORTERS`."""
    text: str = import_module(REPORTERS[format]).render(statement, options)
    return text
