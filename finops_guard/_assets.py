"""Where the bundled policies and schemas are: inside a wheel, or beside the package in a checkout."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def directory(name: str) -> Path:
    """Return the directory ``policies`` or ``schemas``; raise FileNotFoundError where the installation is damaged."""
    from pathlib import Path  # takes a tenth of a small scan's time to import, and few scans come here

    package = Path(__file__).parent
    for candidate in (package / "_data" / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"finops-guard is not installed completely: its {name} directory is missing")
