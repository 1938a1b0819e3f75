"""What the terminal can show, by the conventions NO_COLOR and FORCE_COLOR, and what may be printed on it."""

from __future__ import annotations

import os
import sys
from typing import TextIO

import click

# Messages are longer than what a report shows of one value.
_MAX_LINE = 2_000


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
        # A terminal may not know its size, and say 0.
        return (os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 0) or 100
    except (OSError, ValueError):
        return 100


def harmless(text: str) -> str:
    """Return text that may come from files or names without controls or commands of a CI system, line by line."""
    from finops_guard.reporters.styling import neutralise

    return "\n".join(neutralise(line, _MAX_LINE) for line in text.split("\n"))


def complain(text: str) -> None:
    """Print one message, as one line, on standard error; where that cannot be written there is nobody to tell."""
    from finops_guard.reporters.styling import neutralise

    try:
        click.echo(neutralise(text, _MAX_LINE), err=True)
    except OSError:
        discard(sys.stderr)


def discard(stream: TextIO | None) -> None:
    """Send what a stream still holds, and all that follows, nowhere: it cannot be written any more."""
    if stream is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
