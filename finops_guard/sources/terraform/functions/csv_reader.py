"""Comma-separated values as csvdecode() reads them: RFC 4180, strict about quotes and about the number of fields."""

from __future__ import annotations

import re

from finops_guard.sources.terraform.kinds import EvaluationError

_FIELD = re.compile(r'"((?:[^"]|"")*+)"(?=[,\n]|\Z)|([^",\n]*+)(?=[,\n]|\Z)')
_MAX_CELLS = 100_000


def read(text: str) -> list[dict[str, str]]:
    """Return the records of a text, by the names in its first line; raise EvaluationError where it is not valid."""
    rows = _rows(text.replace("\r\n", "\n").removesuffix("\r"))
    if not rows:
        raise EvaluationError("csvdecode() needs a line of column names")
    names = rows[0]
    if len(set(names)) < len(names):
        raise EvaluationError("csvdecode() needs column names that differ")
    return [dict(zip(names, row, strict=True)) for row in rows[1:]]


def _rows(text: str) -> list[list[str]]:
    rows: list[list[str]] = []
    row: list[str] = []
    at = cells = 0
    while at < len(text):
        if not row and text[at] == "\n":
            # An empty line is no record.
            at += 1
            continue
        at, field = _field(text, at)
        row.append(field)
        cells += 1
        if cells > _MAX_CELLS:
            raise EvaluationError(f"csvdecode() reads at most {_MAX_CELLS:,} fields")
        ends = at == len(text) or text[at] == "\n"
        if not ends and at + 1 == len(text):
            row.append("")
            ends = True
        if ends:
            rows.append(row)
            if len(row) != len(rows[0]):
                raise EvaluationError("csvdecode() needs as many fields in each line as in the first")
            row = []
        at += 1
    return rows


def _field(text: str, at: int) -> tuple[int, str]:
    """Return where the field at a position ends, and what it holds."""
    match = _FIELD.match(text, at)
    if match is None:
        raise EvaluationError("csvdecode() finds a quote where none may be")
    quoted: str | None = match[1]
    return match.end(), match[2] if quoted is None else quoted.replace('""', '"')
