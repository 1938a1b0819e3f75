"""The one type that the elements of a list, set or map have: what Terraform converts them to."""

from __future__ import annotations

from collections.abc import Mapping

from finops_guard.sources.terraform.operators import EvaluationError, SetList, to_string
from finops_guard.sources.terraform.types import make_set
from finops_guard.values import OpenDict, Unknown, Value


def unify(values: list[Value]) -> list[Value]:
    """Return values of one type, in their order; null and Unknown stay; raise EvaluationError where there is none.

    Beside a string, numbers and bools are strings; lists and objects are unified part by part.
    """
    known = [at for at, value in enumerate(values) if not (value.raw is None or isinstance(value.raw, Unknown))]
    if len(known) < 2:
        return values
    made = list(values)
    for at, value in zip(known, _unified([values[at] for at in known]), strict=True):
        made[at] = value
    return made


def _unified(values: list[Value]) -> list[Value]:
    kinds = {_kind(value) for value in values}
    if kinds <= {"string", "number", "bool"}:
        if len(kinds) == 1:
            return values
        if "string" not in kinds:
            raise EvaluationError("a number and a bool have no common type")
        return [value if isinstance(value.raw, str) else _text(value) for value in values]
    if kinds <= {"list", "set"}:
        return _lists(values)
    if kinds == {"object"}:
        return _objects(values)
    raise EvaluationError("the elements have no common type")


def _kind(value: Value) -> str:
    raw = value.raw
    if isinstance(raw, str):
        return "string"
    if isinstance(raw, bool):
        return "bool"
    if isinstance(raw, SetList):
        return "set"
    return "list" if isinstance(raw, list) else "object" if isinstance(raw, Mapping) else "number"


def _text(value: Value) -> Value:
    return Value(to_string(value), value.origin, value.marks)


def _lists(values: list[Value]) -> list[Value]:
    """Unify position by position where all lists are as long, else all their elements together."""
    rows = [list(value.items()) for value in values]
    lengths = {len(row) for row in rows}
    if len(lengths) == 1:
        columns = [unify(list(column)) for column in zip(*rows, strict=True)]
        made = [list(row) for row in zip(*columns, strict=True)] if columns else rows
    else:
        flat = iter(unify([item for row in rows for item in row]))
        made = [[next(flat) for _ in row] for row in rows]
    return [_same_kind(value, row) for value, row in zip(values, made, strict=True)]


def _same_kind(value: Value, items: list[Value]) -> Value:
    if isinstance(value.raw, SetList):
        return make_set(items, value.origin, value.marks)
    return Value(items, value.origin, value.marks, value.weight)


def _objects(values: list[Value]) -> list[Value]:
    """Unify key by key where all objects have the same keys, else all their values together, as a map."""
    tables = [value.raw for value in values if isinstance(value.raw, Mapping)]
    if any(type(table) not in (dict, OpenDict) for table in tables):
        # Resources and the outputs of modules have their schema's types.
        return values
    if all(table.keys() == tables[0].keys() for table in tables):
        columns = {key: iter(unify([table[key] for table in tables])) for key in tables[0]}
        made = [{key: next(columns[key]) for key in table} for table in tables]
    else:
        flat = iter(unify([item for table in tables for item in table.values()]))
        made = [{key: next(flat) for key in table} for table in tables]
    return [_same_table(value, table) for value, table in zip(values, made, strict=True)]


def _same_table(value: Value, items: dict[str, Value]) -> Value:
    raw = value.raw
    made = OpenDict(items, raw.causes, raw.shapes, raw.further) if isinstance(raw, OpenDict) else items
    return Value(made, value.origin, value.marks, value.weight)
