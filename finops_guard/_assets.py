"""Where the bundled policies and schemas are: inside a wheel, or beside the package in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def directory(name: str) -> Path:
    """Return the directory ``policies`` or ``schemas``; raise FileNotFoundError where the installation is damaged."""
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"finops-guard is not installed completely: its {name} directory is missing")
