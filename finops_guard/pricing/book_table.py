"""The rows of a price book, from CSV or YAML: texts by column, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from finops_guard.documents.loader import load
from finops_guard.documents.model import Limits, as_problem, key_span
from finops_guard.errors import Problem
from finops_guard.location import Location, SourceText, Span
from finops_guard.schema import suggest, validated
from finops_guard.values import Value, all_causes, show

# Columns and whether a row must have them.
COLUMNS: Mapping[str, bool] = {
    "vendor": True,
    "service": True,
    "component": True,
    "attribute": False,
    "region": False,
    "unit": True,
    "price": True,
    "currency": False,
    "tier_from": False,
    "source": False,
    "date": False,
    "unlisted": False,
}
LIMITS = Limits(depth=12, nodes=600_000, documents=2)

_CELL = re.compile(r'[ \t]*(?:"(?P<quoted>[^"]*(?:""[^"]*)*)"[ \t]*|(?P<plain>[^,\r\n]*))(?P<end>,|\r?\n|\r|\Z)')


class Cell(Struct, frozen=True):
    """What one row says in one column, and where."""

    text: str
    span: Span


class Row(Struct, frozen=True):
    """What one row says, by column; what it does not say is left out."""

    cells: Mapping[str, Cell]
    span: Span


def rows(source: SourceText) -> Iterator[Row | Problem]:
    """Yield the rows of a price book, and what is wrong with its form."""
    if source.path.lower().endswith(".csv"):
        yield from _csv(source)
    else:
        yield from _yaml(source)


def _csv(source: SourceText) -> Iterator[Row | Problem]:
    columns: list[str] | None = None
    for cells in _lines(source):
        if isinstance(cells, Problem):
            yield cells
            return
        if not any(cell.text for cell in cells) or cells[0].text.startswith("#"):
            continue
        if columns is None:
            columns = [cell.text.casefold() for cell in cells]
            problems = list(_header(cells))
            yield from problems
            if problems:
                return
            continue
        span = Span(source, cells[0].span.start, cells[-1].span.end)
        if len(cells) > len(columns):
            more = f"a row of {len(cells)} cells below {len(columns)} columns"
            yield Problem(more, cells[len(columns)].span.location(), "put texts with commas into quotes")
            continue
        yield Row({column: cell for column, cell in zip(columns, cells, strict=False) if cell.text}, span)
    if columns is None:
        yield Problem("this price book is empty", Location(source.path), f"its columns: {', '.join(COLUMNS)}")


def _header(cells: list[Cell]) -> Iterator[Problem]:
    names = [cell.text.casefold() for cell in cells]
    for at, cell in enumerate(cells):
        shown = show(Value(cell.text))
        if names[at] not in COLUMNS:
            is_other = len(cells) == 1 and any(sign in cell.text for sign in ";\t")
            hint = "cells are separated by commas" if is_other else suggest(names[at], COLUMNS)
            yield Problem(f"there is no column {shown}", cell.span.location(), hint or f"columns: {', '.join(COLUMNS)}")
            if is_other:
                return
        elif names[at] in names[:at]:
            yield Problem(f"the column {shown} is there twice", cell.span.location(), "remove one of them")
    for name, is_needed in COLUMNS.items():
        if is_needed and name not in names:
            yield Problem(f'the column "{name}" is missing', cells[0].span.location())


def _lines(source: SourceText) -> Iterator[list[Cell] | Problem]:
    """Yield the cells of each line; a quote that is not in order ends the table."""
    text, at = source.text, 0
    cells: list[Cell] = []
    while at < len(text) or cells:
        found = _CELL.match(text, at)
        if found is None:
            return
        name = "plain" if found["quoted"] is None else "quoted"
        start, end = found.span(name)
        content = found[name].strip() if name == "plain" else found[name].replace('""', '"').strip()
        if name == "plain" and content.startswith('"'):
            where = Span(source, start, start + 1).location()
            yield Problem("this quote does not end with its cell", where, 'write a quote within a text twice: ""')
            return
        cells.append(Cell(content, Span(source, start, start + len(found[name].rstrip()) if name == "plain" else end)))
        at = found.end()
        if found["end"] != ",":
            yield cells
            cells = []


def _yaml(source: SourceText) -> Iterator[Row | Problem]:
    documents, diagnostics = load(source, limits=LIMITS)
    yield from map(as_problem, diagnostics)
    for document in documents[1:2]:
        yield Problem("a second document in one price book", document.span.location(), "remove the line ---")
    if diagnostics or len(documents) != 1:
        if not documents and not diagnostics:
            yield Problem("this price book is empty", Location(source.path))
        return
    value = documents[0].value
    causes = all_causes(value)
    for cause in causes:
        yield Problem(cause.text, cause.span.location() if cause.span else Location(source.path))
    problems = [] if causes else validated(source.text, value, "price-book")
    yield from problems
    if causes or problems:
        return
    listed = value.get("prices")
    for item in listed.items() if listed is not None else ():
        raw = item.raw if isinstance(item.raw, Mapping) else {}
        span = item.origin or Span(source, 0, 0)
        yield Row(
            {key: Cell(_text(each), each.origin or key_span(item, key) or span) for key, each in raw.items()}, span
        )


def _text(value: Value) -> str:
    return str(value.raw).lower() if isinstance(value.raw, bool) else str(value.raw).strip()
