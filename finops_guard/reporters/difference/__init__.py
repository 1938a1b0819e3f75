"""Reporters of what a change costs: pure functions from a comparison to text, one module a format."""

from __future__ import annotations

from importlib import import_module

from finops_guard.pricing.comparison import Comparison
from finops_guard.reporters.options import Options

# Format name -> module with render(comparison, options) -> str; imported when it is asked for.
FORMATS: dict[str, str] = {
    "text": "finops_guard.reporters.difference.text",
    "json": "finops_guard.reporters.difference.json",
    "markdown": "finops_guard.reporters.difference.markdown",
}


def render(comparison: Comparison, format: str, options: Options) -> str:
    """Return a comparison in one of the formats of :data:`FORMATS`."""
    text: str = import_module(FORMATS[format]).render(comparison, options)
    return text
