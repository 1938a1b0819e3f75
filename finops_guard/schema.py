"""Documents against JSON Schemas: every problem at once, each where it stands, in words a person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from finops_guard import __version__, _assets
from finops_guard.cache import marks
from finops_guard.digest import sha256_hex
from finops_guard.errors import Problem
from finops_guard.location import Location, Span
from finops_guard.values import Value, plain

# jsonschema's ValidationError, which types each of its fields as possibly unset.
_Error: TypeAlias = Any

_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}


def validate(value: Value, schema_name: str, part: str = "") -> list[Problem]:
    """Return every way in which a document breaks ``schemas/<schema_name>.schema.json``, in the order of the text.

    ``part`` names one definition (``$defs``) to validate against instead of the whole schema. A problem without a
    location (the value was not read from a file) names the path to the value in its message.
    """
    import json

    from jsonschema import Draft202012Validator

    schema = json.loads(_schema_text(schema_name))
    if part:
        schema = {"$defs": schema["$defs"], "$ref": f"#/$defs/{part}"}
    errors = Draft202012Validator(schema).iter_errors(plain(value))
    problems = [problem for error in errors for problem in _problems(error, value)]
    return sorted(dict.fromkeys(problems), key=lambda p: (p.location or Location(""), p.message))


def validated(text: str, value: Value, schema_name: str, part: str = "") -> list[Problem]:
    """Return what :func:`validate` returns for the document read from ``text``, remembering texts that were valid.

    The memory is a directory of empty files named by digest (of text, schema and version): it is best effort, and
    tells nothing but "valid". It spares a hook the import of jsonschema (75 ms) on every commit.
    """
    name = sha256_hex(f"{__version__}\0{schema_name}\0{part}\0{_schema_digest(schema_name)}\0{text}")
    if marks.is_marked(name):
        return []
    problems = validate(value, schema_name, part)
    if not problems:
        marks.mark(name)
    return problems


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the hint ``did you mean "..."?`` for the closest known word; empty where none is close."""
    from difflib import get_close_matches

    by_fold = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    close = get_close_matches(word.casefold(), sorted(by_fold), n=1, cutoff=0.6)
    return f'did you mean "{by_fold[close[0]]}"?' if close else ""


def locate(document: Value, path: Sequence[str | int], *, at_key: bool = False) -> Location | None:
    """Return where the value at a path (or its key) stands, else the closest part around it; None without a file."""
    span = _span(document, path, at_key)
    return span.location() if span else None


@cache
def _schema_text(name: str) -> str:
    return (_assets.directory("schemas") / f"{name}.schema.json").read_text(encoding="utf-8")


@cache
def _schema_digest(name: str) -> str:
    return sha256_hex(_schema_text(name))


def _problems(error: _Error, document: Value) -> Iterator[Problem]:
    """Yield what one error of jsonschema says; several for several unknown keys."""
    path = list(error.absolute_path)
    match error.validator:
        case "additionalProperties" if error.validator_value is False:
            known = error.schema.get("properties", {})
            for key in error.instance:
                if key not in known:
                    hint = suggest(key, known) or f"known keys: {', '.join(sorted(known))}"
                    yield _problem(document, [*path, key], f'unknown key "{_short(key)}"', hint, at_key=True)
        case "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            # jsonschema reports each missing key by itself, in order: the message starts with the key.
            key = next((k for k in missing if error.message.startswith(repr(k))), missing[0])
            hint = error.schema.get("properties", {}).get(key, {}).get("description", "")
            yield _problem(document, path, f'the key "{key}" is missing', hint, at_key=True)
        case "anyOf" | "oneOf":
            yield from _alternatives(error, document)
        case "not":
            yield _problem(document, path, f"{_label(path)} is not allowed here", "", at_key=True)
        case _:
            message, hint = _sentence(error, path)
            yield _problem(document, path, message, hint, at_key=error.validator == "propertyNames")


def _alternatives(error: _Error, document: Value) -> Iterator[Problem]:
    """Yield the problems of the alternative that comes closest, or one sentence that names all of them."""
    keys = [key for branch in error.validator_value for key in branch.get("required", [])]
    path = list(error.absolute_path)
    if keys and all("required" in branch for branch in error.validator_value):
        count = "one" if error.validator == "oneOf" else "at least one"
        names = ", ".join(f'"{key}"' for key in keys)
        yield _problem(document, path, f"{_label(path)} needs {count} of the keys {names}", "", at_key=True)
        return
    branches: dict[object, list[_Error]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    closest = [branch for branch in branches.values() if all(len(inner.relative_path) > 0 for inner in branch)]
    fitting = [branch for branch in branches.values() if all(inner.validator != "type" for inner in branch)]
    for inner in (closest or fitting or list(branches.values()))[0]:
        yield from _problems(inner, document)


def _sentence(error: _Error, path: Sequence[str | int]) -> tuple[str, str]:
    """Return message and hint for the errors that are about one value."""
    label, limit = _label(path), error.validator_value
    description = str(error.schema.get("description", ""))
    match error.validator:
        case "type":
            wanted = [limit] if isinstance(limit, str) else limit
            return f"{label} must be {' or '.join(_TYPES[t] for t in wanted)}, not {_kind(error.instance)}", description
        case "enum":
            options = [str(option) for option in limit]
            hint = suggest(error.instance, options) if isinstance(error.instance, str) else ""
            return f"{label} must be one of {', '.join(options)}, not {_show(error.instance)}", hint
        case "const":
            return f"{label} must be {_show(limit)}, not {_show(error.instance)}", description
        case "pattern":
            return f"{label} does not have the right form: {_show(error.instance)}", description or f"form: {limit}"
        case "minItems" | "minProperties" | "minLength":
            return f"{label} must not be empty" if limit == 1 else f"{label} has too few parts", description
        case "maxItems" | "maxProperties":
            return f"{label} must have at most {limit} {'entry' if limit == 1 else 'entries'}", description
        case "maxLength":
            return f"{label} is longer than {limit} characters", description
        case "minimum" | "exclusiveMinimum":
            bound = "at least" if error.validator == "minimum" else "more than"
            return f"{label} must be {bound} {limit}, not {_show(error.instance)}", description
        case "maximum" | "exclusiveMaximum":
            bound = "at most" if error.validator == "maximum" else "less than"
            return f"{label} must be {bound} {limit}, not {_show(error.instance)}", description
        case "uniqueItems":
            return f"{label} names something twice", ""
        case _:
            return f"{label}: {_short(error.message)}", description


def _problem(document: Value, path: Sequence[str | int], message: str, hint: str, at_key: bool = False) -> Problem:
    location = locate(document, path, at_key=at_key)
    if location is None and path:
        message = f"{_dotted(path)}: {message}"
    return Problem(message, location, hint)


def _span(document: Value, path: Sequence[str | int], at_key: bool) -> Span | None:
    """Return the span of the value at a path (or of its key), else of the closest part around it."""
    from finops_guard.documents.model import key_span

    at, span = document, document.origin
    for step in path:
        key = key_span(at, step) if isinstance(step, str) else None
        found = at.get(step) if isinstance(step, str) else _item(at, step)
        if found is None:
            return key or span
        span = (key if at_key or isinstance(found.raw, Mapping | list) else found.origin) or found.origin or key or span
        at = found
    return span


def _item(value: Value, index: int) -> Value | None:
    items = list(value.items())
    return items[index] if index < len(items) else None


def _dotted(path: Sequence[str | int]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _label(path: Sequence[str | int]) -> str:
    if not path:
        return "the document"
    named = next((at for at in range(len(path) - 1, -1, -1) if isinstance(path[at], str)), 0)
    return f'"{_short(_dotted(path[named:]))}"'


def _kind(instance: Any) -> str:
    if isinstance(instance, bool):
        return _TYPES["boolean"]
    kinds: list[tuple[type, str]] = [(dict, "object"), (list, "array"), (str, "string"), (type(None), "null")]
    return next((_TYPES[kind] for python, kind in kinds if isinstance(instance, python)), _TYPES["number"])


def _show(instance: Any) -> str:
    return f'"{_short(instance)}"' if isinstance(instance, str) else _short(str(instance))


def _short(text: str, limit: int = 80) -> str:
    clean = "".join(c if c.isprintable() else "�" for c in text[: limit + 1])
    return clean if len(clean) <= limit else clean[:limit] + "…"
