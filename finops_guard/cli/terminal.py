"""What the terminal can show, by the conventions NO_COLOR and FORCE_COLOR."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def colour(stream: TextIO) -> bool:
    """Tell whether to write colours: FORCE_COLOR: yes; NO_COLOR, TERM=dumb: no; else only a terminal."""
    if os.environ.get("FORCE_COLOR"):
        return True
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def width() -> int:
    """Return the columns of the terminal; 100 where there is none."""
    given = os.environ.get("COLUMNS", "")
    if given.isdigit() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 100
    except (OSError, ValueError):
        return 100
