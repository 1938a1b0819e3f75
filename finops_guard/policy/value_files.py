"""Lists of values that stand in files of their own: ``{file: ids.csv, column: id}`` in place of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from finops_guard.errors import Problem
from finops_guard.location import Location
from finops_guard.tree import Tree, TreeError, join, parent
from finops_guard.values import Value, show

if TYPE_CHECKING:
    from finops_guard.location import SourceText

# Our own bounds: a hundred thousand ids of twenty characters.
MAX_SIZE = 4 * 1024 * 1024
MAX_VALUES = 100_000
MAX_PROBLEMS = 20

_KEYS = frozenset({"file", "column", "key"})
_HINT = "a path starts at the file that names it, and stays within the scanned directory or the directory of policies"


class _WrongFileError(Exception):
    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


class ValueFiles:
    """Reads the files that parameters name, each once. ``directories`` are those of policies outside of the tree."""

    def __init__(self, tree: Tree | None, directories: Iterable[str] = ()) -> None:
        self._tree = tree
        self._directories = tuple(each.rstrip("/") for each in directories if each.startswith("/"))
        self._known: dict[tuple[str, str, str], list[str]] = {}

    def resolve(self, value: Value) -> tuple[Any, list[Problem]]:
        """Return a value as plain data with the lists of files in place of their names, and what is wrong with them."""
        problems: list[Problem] = []
        return self._resolved(value, problems), problems

    @staticmethod
    def digest(resolved: Any) -> str:
        """Return what tells one content of the files from another."""
        from msgspec import json

        from finops_guard.digest import sha256_hex

        return sha256_hex(json.encode(resolved, enc_hook=str, order="deterministic").decode())

    def _resolved(self, value: Value, problems: list[Problem]) -> Any:
        raw = value.raw
        if isinstance(raw, Mapping):
            if is_reference(raw):
                return self._values(value, problems)
            return {key: self._resolved(item, problems) for key, item in raw.items()}
        if isinstance(raw, Sequence) and not isinstance(raw, str):
            return [self._resolved(item, problems) for item in raw]
        return raw

    def _values(self, reference: Value, problems: list[Problem]) -> list[str]:
        file, column, key = (_text(reference.get(name)) for name in ("file", "column", "key"))
        at = reference.get("file") or reference
        where = at.origin.location() if at.origin else None
        try:
            path = self._path(file, where)
            if (path, column, key) not in self._known:
                self._known[path, column, key] = self._read(path, column, key, where)
            return self._known[path, column, key]
        except _WrongFileError as failure:
            problems += failure.problems
            return []

    def _path(self, file: str, where: Location | None) -> str:
        """Return the path of a file in the tree; raise _WrongFileError where it leaves what may be read."""
        base = parent(where.path) if where else ""
        above = next((each for each in self._directories if f"{base}/".startswith(f"{each}/")), "")
        path = None if file.startswith(("/", "\\", "~")) or file[1:2] == ":" else join(base, file)
        if path is None or not (f"{path}/".startswith(f"{above}/") if above else not path.startswith("/")):
            shown = show(Value(file))
            raise _WrongFileError([Problem(f"the file {shown} lies outside of what may be read", where, _HINT)])
        return path

    def _read(self, path: str, column: str, key: str, where: Location | None) -> list[str]:
        from finops_guard.documents.decoding import DecodeError, decode
        from finops_guard.location import SourceText

        if self._tree is None:
            raise _WrongFileError([Problem(f"the file {show(Value(path))} cannot be read here", where)])
        try:
            source = SourceText(path, decode(self._tree.read(path, MAX_SIZE)))
        except (TreeError, DecodeError) as failure:
            shown = show(Value(path))
            raise _WrongFileError([Problem(f"the file {shown} cannot be read: {failure}", where, _HINT)]) from None
        is_table = path.lower().endswith(".csv")
        if is_table if key else column and not is_table:
            message = "key is for YAML and JSON, column for CSV"
            raise _WrongFileError([Problem(message, where, f"write {'column' if key else 'key'} instead")])
        values: list[str] = []
        problems: list[Problem] = []
        for each in _table(source, column) if is_table else _document(source, key):
            if isinstance(each, Problem):
                problems.append(each)
                if len(problems) >= MAX_PROBLEMS:
                    break
            else:
                values.append(each)
        if not (problems or values):
            problems.append(
                Problem("this file lists no values", Location(path), "put them in, or do not name the file")
            )
        if len(values) > MAX_VALUES:
            problems.append(Problem(f"more than {MAX_VALUES:,} values", Location(path)))
        if problems:
            raise _WrongFileError(problems)
        return list(dict.fromkeys(values))


def named(path: str, data: Any) -> Iterator[str]:
    """Yield the files that the data of a file names for their values, as paths of the tree."""
    if isinstance(data, Mapping):
        file = data.get("file")
        found = join(parent(path), file) if isinstance(file, str) else None
        if found is not None:
            yield found
        for item in data.values():
            yield from named(path, item)
    elif isinstance(data, list):
        for item in data:
            yield from named(path, item)


def is_reference(raw: Mapping[str, Any]) -> bool:
    """Tell whether a mapping stands for the list in a file: ``file`` is a text, and all else says where in it."""
    file = raw.get("file")
    text = file.raw if isinstance(file, Value) else file
    return isinstance(text, str) and raw.keys() <= _KEYS


def _table(source: SourceText, column: str) -> Iterator[str | Problem]:
    """Yield the values in one column of a CSV text (the first one without a name), and every row without one."""
    import csv
    from io import StringIO

    reader = csv.reader(StringIO(source.text, newline=""), strict=True)
    at: int | None = None
    line = 1
    try:
        for row in reader:
            place = Location(source.path, line, 1, line, 1)
            line = reader.line_num + 1
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if at is None:
                at = cells.index(column) if column in cells else 0 if not column else None
                if at is None:
                    from finops_guard.schema import suggest

                    is_other = len(cells) == 1 and any(sign in cells[0] for sign in ";\t")
                    hint = "cells are separated by commas" if is_other else suggest(column, cells)
                    hint = hint or f"columns: {', '.join(cells[:20])}"
                    yield Problem(f"there is no column {show(Value(column))}", place, hint)
                    return
            elif at < len(cells) and cells[at]:
                yield cells[at]
            else:
                yield Problem("this row has no value in the column", place)
    except csv.Error as failure:
        yield Problem(f"not valid CSV: {failure}", Location(source.path, line, 1, line, 1))


def _document(source: SourceText, key: str) -> Iterator[str | Problem]:
    """Yield the scalars of a YAML or JSON list (of that under a dotted path) as texts, and what is no scalar in it."""
    from finops_guard.documents.loader import load
    from finops_guard.documents.model import as_problem
    from finops_guard.policy.checks.comparing import scalar_text

    documents, diagnostics = load(source)
    yield from map(as_problem, diagnostics)
    if diagnostics or len(documents) != 1:
        if not diagnostics:
            yield Problem("a file of values holds one document", Location(source.path))
        return
    found: Value | None = documents[0].value
    around = found
    for step in key.split(".") if key else ():
        found = found.get(step) if found is not None else None
        around = found or around
    where = around.origin.location() if around is not None and around.origin else Location(source.path)
    if found is None or not isinstance(found.raw, list | tuple):
        what = f'there is no list under "{key}"' if key else "this is no list"
        yield Problem(what, where, "" if key else "name the list by key: a.b")
        return
    for item in found.items():
        text = scalar_text(item)
        if text:
            yield text
        else:
            place = item.origin.location() if item.origin else where
            yield Problem(f"{show(item)} is no text, number, true or false", place)


def _text(value: Value | None) -> str:
    return str(value.raw) if value is not None else ""
