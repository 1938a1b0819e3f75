"""The documents of ``inspect`` for people: one block a resource, or a directory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from finops_guard.reporters.styling import cells, count, neutralise, wrap

_MAX_VALUE = 100
_LAST_QUOTED = re.compile(r'\[("(?:[^"\\]|\\.)*")\]$')
_WIDEST = 44
_WIDTH = 100

# A document as :mod:`finops_guard.inspection.document` makes it.
Data: TypeAlias = dict[str, Any]

_REASONS = {
    "not-called": "nothing here calls it",
    "circle": "only modules call it that it calls itself",
    "unit": "it is a Terragrunt unit",
    "backend": "it configures a backend",
    "provider": "it configures a provider",
    "below-modules": "it takes variables, configures nothing and lies below modules/",
    "examples": "it takes variables, configures nothing and has examples/",
}
_ROLES = {
    "root": "root module",
    "library": "module, judged by itself",
    "module": "module, judged through its callers",
}


def resources(data: Data) -> str:
    """Return the resources as text: where each belongs, tags, attributes, children, and unknowns with their causes."""
    found = data["resources"]
    lines = [line for each in found for line in (*_resource(each), "")]
    return "\n".join([*lines, *_diagnostics(data), f"{count(len(found), 'resource')}."]) + "\n"


def roots(data: Data) -> str:
    """Return the directories of configuration as text: which role each has, why, and where its variables come from."""
    found = data["roots"]
    lines = [line for each in found for line in (*_directory(each), "")]
    number = sum(each["role"] == "root" for each in found)
    total = f"{count(len(found), 'directory', 'directories')}, {count(number, 'root module')}."
    return "\n".join([*lines, *_diagnostics(data), total]) + "\n"


def _resource(data: Data) -> Iterator[str]:
    facts = [data["provider"], f"root {data['root'] or '.'}"]
    environment, region = data["environment"], data["region"]
    if environment["name"]:
        facts.append(f"environment {environment['name']} (by {environment['known_by']})")
    if region is not None:
        facts.append(f"region {_value(region)}")
    if data["change"]:
        facts.append(f"plan: {data['change']}")
    yield f"{_plain(data['address'])}  {_place(data['location'])}"
    yield "  " + _plain(", ".join(facts))
    tags = data["tags"]
    if tags is not None:
        is_open = any(each["path"] == "tags.*" for each in data["unknowns"])
        yield "  tags" if tags else f"  tags: {'not known' if is_open else 'none'}"
        yield from _table([(key, f"{_value(tag)}  {tag['origin']}", tag) for key, tag in tags.items()])
        if tags and is_open:
            yield "    … and maybe others"
    yield from _attributes(data, "  ", tags or {})
    for child in data["children"]:
        yield f"  {_plain(child['kind'])} {_plain(child['name'])}  {_place(child['location'])}"
    yield from _unknowns(data["unknowns"])


def _unknowns(unknowns: list[Data]) -> Iterator[str]:
    """Yield what is not known with its causes; what waits for the same, together."""
    waiting: dict[tuple[str, ...], list[str]] = {}
    for unknown in unknowns:
        causes = tuple(f"{_plain(cause['text'])}  {_place(cause['location'])}".rstrip() for cause in unknown["causes"])
        waiting.setdefault(causes, []).append(_plain(unknown["path"]))
    if waiting:
        yield "  unknown"
    for causes, paths in waiting.items():
        yield from wrap(", ".join(paths), _WIDTH, "    ")
        yield from (f"      {cause}" for cause in causes)


def _attributes(data: Data, indent: str, tags: Data) -> Iterator[str]:
    """Yield the attributes but those that the tags have told already."""
    entries = [entry for entry in data["attributes"] if not _is_told(entry, tags)]
    if entries:
        yield f"{indent}attributes"
        yield from _table([(entry["path"], _value(entry), entry) for entry in entries])
    if data["attributes_cut"]:
        yield f"{indent}  … and more that are not listed"


def _is_told(entry: Data, tags: Data) -> bool:
    path: str = entry["path"]
    quoted = _LAST_QUOTED.search(path)
    tag = tags.get(json.loads(quoted[1]) if quoted else path.rpartition(".")[2]) if "." in path or quoted else None
    return tag is not None and (tag["location"], tag["value"]) == (entry["location"], entry["value"])


def _table(rows: list[tuple[str, str, Data]]) -> Iterator[str]:
    shown = [(_plain(name), value, _place(entry["location"])) for name, value, entry in rows]
    width = min(max((cells(name) for name, _, _ in shown), default=0), _WIDEST)
    for name, value, where in shown:
        yield f"    {name}{' ' * (width - cells(name))}  {value}  {where}".rstrip()


def _directory(data: Data) -> Iterator[str]:
    yield f"{_plain(data['path'] or '.')}  {_ROLES[data['role']]}"
    reasons = [_REASONS[each] for each in data["reasons"] if each in _REASONS]
    if data["called_by"]:
        reasons.append(f"called by {', '.join(each or '.' for each in data['called_by'])}")
    yield f"  because    {_plain('; '.join(reasons))}"
    listed = (
        ("calls", [each or "." for each in data["calls"]]),
        ("workspace", [data["workspace"]] if data["workspace"] else []),
        ("values in", data["variable_files"]),
        ("given", data["variables_given"]),
        ("no value", data["variables_missing"]),
    )
    for label, items in listed:
        if items:
            yield f"  {label.ljust(9)}  {_plain(', '.join(items))}"


def _diagnostics(data: Data) -> Iterator[str]:
    for each in data["diagnostics"]:
        hint = f" ({each['hint']})" if each["hint"] else ""
        yield f"{each['level']}: {_place(each['location'])}: {_plain(each['message'] + hint)}"
    if data["diagnostics"]:
        yield ""


def _value(entry: Data) -> str:
    if entry["state"] != "known":
        return {"sensitive": "(sensitive)", "unknown": "(not known)"}[entry["state"]]
    return neutralise(json.dumps(entry["value"], ensure_ascii=False), _MAX_VALUE)


def _place(where: Data | None) -> str:
    return "" if where is None else _plain(f"{where['path']}:{where['line']}:{where['column']}")


def _plain(text: str) -> str:
    return neutralise(text)
