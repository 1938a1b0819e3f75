"""What a repository declares below ``.finops``: commitment targets, unit metrics, shared costs, a forecast.

Each file is read strictly. One that is not right counts as if it were not there, and a notice says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from msgspec import Struct, field

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.governance.wording import PLACEHOLDERS
from finops_guard.location import Location, SourceText
from finops_guard.tree import Tree, TreeError
from finops_guard.values import Value

DIRECTORY = ".finops"
COMMITMENTS = f"{DIRECTORY}/commitments.yaml"
UNIT_METRICS = f"{DIRECTORY}/unit-metrics.yaml"
SHARED_COSTS = f"{DIRECTORY}/shared-costs.yaml"
FORECAST = f"{DIRECTORY}/forecast.csv"

MAX_SIZE = 1024 * 1024
MAX_ROWS = 10_000

# Each file with its schema, and the list that it holds.
_LISTS = {
    COMMITMENTS: ("commitments", "targets"),
    UNIT_METRICS: ("unit-metrics", "metrics"),
    SHARED_COSTS: ("shared-costs", "shared"),
}
_KIND = "declaration-invalid"
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])").fullmatch
_AMOUNT = re.compile(r"\d{1,20}(\.\d{1,9})?").fullmatch


class Forecast(Struct, frozen=True):
    """A forecast: how many rows it has, and how many of them name the business driver behind the figure."""

    location: Location
    rows: int
    driven: int


class Declared(Struct, frozen=True):
    """What the files hold, by their path: the items of each list. ``diagnostics`` say what is wrong in them."""

    lists: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    forecast: Forecast | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


def read(tree: Tree) -> Declared:
    """Return what the files of a tree declare; most trees have none of them."""
    if not tree.is_dir(DIRECTORY):
        return Declared()
    lists: dict[str, tuple[Value, ...]] = {}
    diagnostics: list[Diagnostic] = []
    for path, (schema_name, key) in _LISTS.items():
        if not tree.is_file(path):
            continue
        value, problems = document(tree, path, schema_name)
        diagnostics += problems
        listed = value.get(key) if value is not None else None
        if listed is not None:
            lists[path] = tuple(listed.items())
    forecast = None
    if tree.is_file(FORECAST):
        forecast, problems = _forecast(tree)
        diagnostics += problems
    return Declared(lists, forecast, tuple(diagnostics))


def document(tree: Tree, path: str, schema_name: str) -> tuple[Value | None, list[Diagnostic]]:
    """Return the one document of a file where it meets its schema, and else what is wrong with it."""
    from finops_guard import schema
    from finops_guard.documents.loader import load

    source, problems = _source(tree, path)
    if source is None:
        return None, problems
    documents, diagnostics = load(source)
    found = [notice(_KIND, each.message, each.span or path, each.hint) for each in diagnostics]
    if not found and len(documents) != 1:
        found = [notice(_KIND, "the file must hold one document", path)]
    if found:
        return None, found
    value = documents[0].value
    for problem in schema.validated(source.text, value, schema_name):
        at = problem.location
        place = source.character(source.offset(at.line, at.column)) if at else path
        found.append(notice(_KIND, problem.message, place, problem.hint))
    return (None if found else value), found


def _source(tree: Tree, path: str) -> tuple[SourceText | None, list[Diagnostic]]:
    from finops_guard.documents.decoding import DecodeError, decode

    try:
        return SourceText(path, decode(tree.read(path, MAX_SIZE))), []
    except (TreeError, DecodeError) as failure:
        return None, [notice(_KIND, f"the file cannot be read: {failure}", path)]


def _forecast(tree: Tree) -> tuple[Forecast | None, list[Diagnostic]]:
    import csv
    import io

    source, problems = _source(tree, FORECAST)
    if source is None:
        return None, problems
    reader = csv.DictReader(io.StringIO(source.text), strict=True)
    try:
        names = {name.strip().casefold(): name for name in reader.fieldnames or ()}
        if not {"month", "amount"} <= set(names):
            text = "a forecast has the columns month, scope, amount and currency, and driver where one is known"
            return None, [notice(_KIND, text, FORECAST)]
        rows = driven = 0
        for row in islice(_filled(reader), MAX_ROWS):
            cells = {name: (row.get(key) or "").strip() for name, key in names.items()}
            if not _MONTH(cells["month"]) or not _AMOUNT(cells["amount"]):
                text = f"line {reader.line_num} has no month such as 2026-01, or no amount such as 1234.50"
                return None, [notice(_KIND, text, FORECAST)]
            rows += 1
            driven += cells.get("driver", "").casefold() not in PLACEHOLDERS
    except csv.Error as failure:
        return None, [notice(_KIND, f"the file is no CSV: {failure}", FORECAST)]
    return Forecast(Location(FORECAST), rows, driven), []


def _filled(rows: Iterator[dict[str, str]]) -> Iterator[dict[str, str]]:
    return (row for row in rows if any(isinstance(cell, str) and cell.strip() for cell in row.values()))
