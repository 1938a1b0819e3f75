"""Reporters: pure functions from a report to text, one module a format."""

from __future__ import annotations

from importlib import import_module

from finops_guard.errors import Problem, UsageError
from finops_guard.report import Report
from finops_guard.reporters.options import Options

__all__ = ["REPORTERS", "Options", "render"]

# Format name -> module with render(report, options) -> str; imported when it is asked for.
REPORTERS: dict[str, str] = {
    "text": "finops_guard.reporters.text",
    "json": "finops_guard.reporters.json",
    "sarif": "finops_guard.reporters.sarif",
    "junit": "finops_guard.reporters.junit",
    "gitlab": "finops_guard.reporters.gitlab",
    "jsonl": "finops_guard.reporters.jsonl",
    "csv": "finops_guard.reporters.csv",
    "markdown": "finops_guard.reporters.markdown",
    "github": "finops_guard.reporters.github",
    "html": "finops_guard.reporters.html",
}


def render(report: Report, format: str, options: Options) -> str:
    """Return a report in one of the formats of :data:`REPORTERS`; raise UsageError for any other."""
    if format not in REPORTERS:
        raise UsageError(Problem(f"unknown format {format!r}", hint=f"known are {', '.join(REPORTERS)}"))
    text: str = import_module(REPORTERS[format]).render(report, options)
    return text
