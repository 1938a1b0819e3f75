"""Cost reporters: pure functions from a breakdown to text, one module a format."""

from __future__ import annotations

from importlib import import_module

from finops_guard.errors import Problem, UsageError
from finops_guard.pricing.breakdown import Breakdown
from finops_guard.reporters.cost.display import Display

__all__ = ["REPORTERS", "Display", "render"]

# Format name -> module with render(breakdown, display) -> str; imported when it is asked for.
REPORTERS: dict[str, str] = {
    "text": "finops_guard.reporters.cost.text",
    "json": "finops_guard.reporters.cost.json",
    "csv": "finops_guard.reporters.cost.csv",
    "markdown": "finops_guard.reporters.cost.markdown",
    "html": "finops_guard.reporters.cost.html",
    "usage": "finops_guard.reporters.cost.usage",
}


def render(found: Breakdown, format: str, display: Display) -> str:
    """Return a breakdown in one of the formats of :data:`REPORTERS`; raise UsageError for any other."""
    if format not in REPORTERS:
        raise UsageError(Problem(f"unknown format {format!r}", hint=f"known are {', '.join(REPORTERS)}"))
    text: str = import_module(REPORTERS[format]).render(found, display)
    return text
