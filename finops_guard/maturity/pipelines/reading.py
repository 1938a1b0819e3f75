"""What all pipeline formats share: a run of finops-guard, and reading YAML that may hold anything."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from finops_guard.location import Location, SourceText
from finops_guard.maturity.commands import Call, find_pre_commit, find_scan
from finops_guard.maturity.pipeline_files import mentioning
from finops_guard.tree import Tree
from finops_guard.values import Value

# More jobs of a file, or steps of a job, are not looked at.
MAX_JOBS = 100
MAX_STEPS = 100


class GuardRun(Struct, frozen=True):
    """One place where finops-guard runs by itself; ``weakness`` says why it does not hold back every change."""

    system: str
    location: Location
    weakness: str = ""


def document(tree: Tree, path: str) -> Value | None:
    """Return a YAML file's first document, None where it is absent, unreadable or does not mention finops-guard."""
    data = mentioning(tree, path)
    if data is None:
        return None
    from finops_guard.documents.decoding import DecodeError, decode
    from finops_guard.documents.loader import load

    try:
        text = decode(data)
    except DecodeError:
        return None
    documents, _ = load(SourceText(path, text))
    return documents[0].value if documents else None


def text_of(value: Value | None) -> str:
    return value.raw if value is not None and isinstance(value.raw, str) else ""


def fields_of(value: Value | None) -> Iterator[tuple[str, Value]]:
    if value is not None and isinstance(value.raw, dict):
        yield from value.raw.items()


def strings_of(value: Value | None) -> list[str]:
    """Return a string, or the strings of a list."""
    if value is None:
        return []
    return (
        [value.raw] if isinstance(value.raw, str) else [item.raw for item in value.items() if isinstance(item.raw, str)]
    )


def place_of(value: Value | None, path: str) -> Location:
    return value.origin.location() if value is not None and value.origin is not None else Location(path)


def _script_place(value: Value, path: str, call: Call) -> Location:
    """Return the line of a call within a script; a block scalar's text begins on the line after its indicator."""
    span = value.origin
    if span is None:
        return Location(path)
    start = span.location()
    if call.line == 0 and not span.text.startswith(("|", ">")):
        return start
    line = start.line + call.line + (1 if span.text.startswith(("|", ">")) else 0)
    text = span.source.line(line)
    column = len(text) - len(text.lstrip()) + 1
    return Location(path, line, column, line, len(text) + 1)


def literal_of(value: Value | None) -> str | bool | None:
    return value.raw if value is not None and isinstance(value.raw, str | bool) else None


def descend(value: Value | None, *keys: str) -> Value | None:
    for key in keys:
        value = value.get(key) if value is not None else None
    return value


def run_in_script(value: Value, path: str, system: str, hooked: bool, *, pipefail: bool) -> GuardRun | None:
    script = text_of(value)
    call = find_scan(script, pipefail=pipefail)
    if hooked and (call is None or call.swallowed):
        call = find_pre_commit(script, pipefail=pipefail) or call
    return GuardRun(system, _script_place(value, path, call), call.swallowed) if call is not None else None


def items_of(value: Value | None) -> list[Value]:
    return list(value.items())[:MAX_STEPS] if value is not None else []
