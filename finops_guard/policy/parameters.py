"""The parameters of a check: those of the policy, with the changes laid over them, and the check that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from finops_guard import schema
from finops_guard.documents.model import SpannedDict
from finops_guard.errors import Problem
from finops_guard.location import Location
from finops_guard.policy.checks import module
from finops_guard.policy.model import Check
from finops_guard.policy.patterns import ParameterError
from finops_guard.policy.value_files import ValueFiles
from finops_guard.values import Value, plain


class Configured(Struct, frozen=True):
    """A check with its parameters as plain data, lists of files in place of their names; None where there are problems.

    ``told`` are the parameters as they are written, which name the files; ``digest`` tells what these held apart.
    """

    check: Check | None
    told: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    digest: str = ""


def configured(name: str, parameters: Value, where: str, files: ValueFiles, *, is_valid: bool) -> Configured:
    """Return the check ``name`` with these parameters, and everything that is wrong with them.

    ``where`` names them in problems of what no file holds. ``is_valid``: they meet the schema for certain.
    """
    told = plain(parameters)
    told = told if isinstance(told, dict) else {}
    if not is_valid and (problems := _invalid(name, parameters, told, where)):
        return Configured(None, told, problems)
    resolved, missing = files.resolve(parameters)
    if missing:
        return Configured(None, told, tuple(missing))
    try:
        check = module(name).configure(resolved)
    except ParameterError as failure:
        return Configured(None, told, tuple(problem(each, parameters, where) for each in (failure, *failure.others)))
    return Configured(check, told, (), files.digest(resolved) if resolved != told else "")


def problem(failure: ParameterError, parameters: Value, where: str) -> Problem:
    """Return what is wrong with a parameter, at its place; named by its path where no file holds it."""
    path = ".".join(map(str, failure.path))
    place = schema.locate(parameters, failure.path)
    if place is None:
        return Problem(f"{where}.{path}".rstrip(".") + f": {failure.message}", None, failure.hint)
    if failure.within is not None:
        return Problem(failure.message, within(parameters, failure), failure.hint)
    return Problem(f'"{path}": {failure.message}', place, failure.hint)


def within(parameters: Value, failure: ParameterError) -> Location | None:
    """Return the place in a file of what is wrong within a text."""
    from finops_guard.policy.placing import placed

    text: Value | None = parameters
    for step in failure.path:
        if text is not None:
            text = text.get(step) if isinstance(step, str) else list(text.items())[step]
    found = placed(text, *failure.within) if text is not None and failure.within else None
    return found or schema.locate(parameters, failure.path)


def merged(base: Value, changes: Value) -> Value:
    """Return parameters with changes laid over them: mappings are merged, null removes a key, all else replaces.

    A mapping that names a file stands for a list: it replaces, and is replaced.
    """
    before, after = base.raw, changes.raw
    if not isinstance(after, Mapping):
        return changes
    if not isinstance(before, Mapping) or _is_file(before) or _is_file(after):
        before = {}
    result = dict(before)
    origin = base.origin if before else changes.origin
    for key, change in after.items():
        if change.is_null:
            result.pop(key, None)
            origin = change.origin or origin  # what is missing now is so because of this
        else:
            result[key] = merged(result.get(key, Value(None)), change)
    spans = {**_key_spans(before), **_key_spans(after)}
    return Value(SpannedDict(result, spans), origin or changes.origin)


def written(value: Value | None) -> Value | None:
    """Return the parameters of a check as they are written; a text alone is an expression that must hold."""
    if value is None or not isinstance(value.raw, str):
        return value
    return Value(SpannedDict({"require": value}), value.origin)


def as_value(data: object) -> Value:
    """Return plain data as a value that stands nowhere."""
    if isinstance(data, Mapping):
        return Value({str(key): as_value(item) for key, item in data.items()})
    if isinstance(data, list | tuple):
        return Value([as_value(item) for item in data])
    if data is None or isinstance(data, bool | int | Decimal | str):
        return Value(data)
    return Value(Decimal(str(data)) if isinstance(data, float) else str(data))


def at(document: Value | None, path: Sequence[str]) -> Value | None:
    """Return the part of a document at a path of keys; None where there is none."""
    for key in path:
        document = document.get(key) if document is not None else None
    return document


def _is_file(mapping: Mapping[str, Value]) -> bool:
    file = mapping.get("file")
    return file is not None and isinstance(file.raw, str)


def _key_spans(mapping: Mapping[str, Value]) -> Mapping[str, Any]:
    return mapping.key_spans if isinstance(mapping, SpannedDict) else {}


def _invalid(name: str, parameters: Value, told: Mapping[str, Any], where: str) -> tuple[Problem, ...]:
    import json

    text = json.dumps(told, sort_keys=True, default=str)
    found = schema.validated(text, parameters, "policy", name)
    return tuple(
        each if each.location is not None else Problem(f"{where}: {each.message}", None, each.hint) for each in found
    )
