"""Comma-separated values (RFC 4180) that spreadsheets show as they are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from decimal import Decimal

from finops_guard.reporters.plain import exact
from finops_guard.reporters.styling import neutralise

# What spreadsheets take for the beginning of a formula, also the full-width ones.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_FORMULA = re.compile(rf"\s*[{_SIGNS}]")
# Where semicolons part cells, as in many countries, a cell begins behind each.
_BEHIND_SEMICOLON = re.compile(rf";(?=[\s\"']*[{_SIGNS}])")
_LONG = 4_000


def written(rows: Iterable[Iterable[str]]) -> str:
    """Return rows, of which the first are the names of the columns, with the line ends of the standard."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerows(rows)
    return target.getvalue()


def cell(text: str) -> str:
    """Return a text as one line; what looks like a formula begins with ``'``, as OWASP advises."""
    shown = neutralise(text, _LONG)
    if ";" in shown:
        shown = _BEHIND_SEMICOLON.sub(";'", shown)
    return f"'{shown}" if _FORMULA.match(shown) else shown


def figure(number: Decimal | None) -> str:
    """Return all digits of a number; nothing where there is none, or no bound."""
    return "" if number is None else exact(number)
