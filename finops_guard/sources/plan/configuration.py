"""What a plan tells about the configuration it was made from: what is written, and how providers are configured."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from finops_guard.documents.scalars import printable
from finops_guard.sources.plan.merging import Path
from finops_guard.values import Cause, CauseKind, Value, unknown

_CALL = re.compile(r'module\.([^.\[\]"]+)(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])?(?:\.|\Z)')

MAX_DEPTH = 64
# One that refers to more things than this waits for several of them.
MAX_REFERENCES = 50
# The attribute of a managed resource; other references begin with one of these words.
_ATTRIBUTE = re.compile(r"(?!(?:var|local|module|data|each|count|path|self|terraform)\.)[\w-]+\.[^.]+\.[^.]+").fullmatch


def module_path(address: str) -> tuple[str, ...]:
    """Return the names of the calls in a module's address: ``module.a["x.y"].module.b[0]`` is (a, b)."""
    return tuple(found[1] for found in _CALL.finditer(address))


class Configuration:
    """The ``configuration`` section of a plan; everything in it may be missing."""

    def __init__(self, data: Mapping[str, Any], variables: Mapping[str, Any]) -> None:
        self._root = _object(data.get("root_module"))
        self._providers = _object(data.get("provider_config"))
        self._variables = variables
        self._resources = {key: entry for path, entry in _walk(self._root, ()) if (key := _key(path, entry))}

    def names(self) -> frozenset[tuple[tuple[str, ...], str, str]]:
        """Return (module path, type, name) of every managed resource that is configured."""
        return frozenset(self._resources)

    def is_sensitive(self, variable: str) -> bool:
        return _object(_object(self._root.get("variables")).get(variable)).get("sensitive") is True

    def variable(self, name: str) -> Any:
        """Return the value that the plan was made with; None where it has none."""
        return _object(self._variables.get(name)).get("value")

    def written(self, path: tuple[str, ...], type_: str, name: str) -> Mapping[str, Any] | None:
        """Return the expressions of a resource by argument; None where the plan does not hold its configuration."""
        entry = self._resources.get((path, type_, name))
        expressions = entry.get("expressions") if entry is not None else None
        return expressions if isinstance(expressions, dict) else ({} if entry is not None else None)

    def region(self, path: tuple[str, ...], type_: str, name: str) -> Value | None:
        """Return the region of a resource's provider configuration; None where none is written."""
        key, expressions = self._provider(path, type_, name)
        return _constant(expressions.get("region"), f"the region of provider {key}")

    def default_tags(self, path: tuple[str, ...], type_: str, name: str) -> Value | None:
        """Return the tags that a resource's provider configuration gives to all; None where it gives none."""
        key, expressions = self._provider(path, type_, name)
        blocks = expressions.get("default_tags")
        if isinstance(blocks, list):
            written = _object(blocks[0]).get("tags") if blocks else None
        else:
            written = expressions.get("default_labels")
        return _constant(written, f"the default tags of provider {key}")

    def _provider(self, path: tuple[str, ...], type_: str, name: str) -> tuple[str, Mapping[str, Any]]:
        entry = self._resources.get((path, type_, name), {})
        key = entry.get("provider_config_key")
        if not isinstance(key, str):
            return "", {}
        return key, _object(_object(self._providers.get(key)).get("expressions"))


class Referring:
    """Tells of a resource's unknown values which resource of the plan they wait for, as its expressions refer to it."""

    __slots__ = ("_expressions", "_module")

    def __init__(self, module: str, expressions: Mapping[str, Any]) -> None:
        self._module = f"{module}." if module else ""
        self._expressions = expressions

    def __call__(self, path: Path, value: Value) -> tuple[None, tuple[Cause, ...]]:
        if value.raw is not None:
            return None, ()
        at: Any = self._expressions
        for step in path:
            if isinstance(step, str):
                at = at.get(step) if isinstance(at, dict) else None
            else:
                at = at[step] if isinstance(at, list) and step < len(at) else None
        name = _reference(at)
        text = f"{self._module}{name} is known after apply"
        return None, (Cause(CauseKind.COMPUTED, text),) if name else ()


def _reference(expression: Any) -> str:
    """Return the one attribute of a resource that an expression refers to; empty where it is none, or several."""
    references = expression.get("references") if isinstance(expression, dict) else None
    names = [each for each in references if isinstance(each, str)] if isinstance(references, list) else []
    if len(names) > MAX_REFERENCES:
        return ""
    # Terraform lists the resource behind its attribute, too: x.y[0].id, x.y[0], x.y.
    leaves = [name for name in names if not any(other != name and other.startswith(name) for other in names)]
    return printable(leaves[0]) if len(leaves) == 1 and _ATTRIBUTE(leaves[0]) else ""


def pruned(open_: Any, written: Any) -> Any:
    """Return what is unknown without what the provider computes on its own: a policy is about the code.

    ``open_`` is an object of ``after_unknown``, ``written`` the expressions beside it.
    """
    if not isinstance(open_, dict) or not isinstance(written, Mapping):
        return open_
    kept = {}
    for key, item in open_.items():
        if key not in written:
            continue
        blocks = written[key]
        if isinstance(item, list) and isinstance(blocks, list) and len(item) == len(blocks):
            kept[key] = [pruned(each, block) for each, block in zip(item, blocks, strict=True)]
        else:
            kept[key] = item
    return kept


def with_blocks(written: Any, beside: Value) -> Mapping[str, Any]:
    """Return the expressions of a resource or block with what the plan does not tell of it: what is made dynamically.

    ``beside`` is what the configuration makes of it.
    """
    found = dict(_object(written))
    for name, value in beside.raw.items() if isinstance(beside.raw, Mapping) else ():
        items = list(value.items())
        if not items or not all(isinstance(item.raw, Mapping) for item in items):
            found.setdefault(name, None)
            continue
        told = found.get(name)
        blocks = told if isinstance(told, list) and len(told) == len(items) else [None] * len(items)
        found[name] = [with_blocks(block, item) for block, item in zip(blocks, items, strict=True)]
    return found


def _object(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}


def _key(path: tuple[str, ...], entry: Mapping[str, Any]) -> tuple[tuple[str, ...], str, str] | None:
    type_, name = entry.get("type"), entry.get("name")
    managed = entry.get("mode") == "managed"
    return (path, type_, name) if managed and isinstance(type_, str) and isinstance(name, str) else None


def _walk(module: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Yield the resource entries of a module and the modules it calls, with the names of the calls."""
    resources = module.get("resources")
    for entry in resources if isinstance(resources, list) else ():
        yield path, _object(entry)
    if len(path) < MAX_DEPTH:
        for name, call in _object(module.get("module_calls")).items():
            yield from _walk(_object(_object(call).get("module")), (*path, name))


def _constant(expression: Any, what: str) -> Value | None:
    """Return the value of an expression of the plan: those that refer to something are not written out in it."""
    if not isinstance(expression, dict):
        return None
    if "constant_value" in expression:
        return _value(expression["constant_value"], what)
    references = expression.get("references")
    names = [each for each in references if isinstance(each, str)] if isinstance(references, list) else []
    return _not_written_out(f"{what} (from {names[0]})" if names else what)


def _not_written_out(what: str) -> Value:
    return unknown(CauseKind.UNSUPPORTED, f"{what} is not written out in the plan")


def _value(data: Any, what: str) -> Value:
    if isinstance(data, dict):
        return Value({printable(key): _value(item, what) for key, item in data.items() if not isinstance(item, dict)})
    if isinstance(data, str):
        # Terraform writes the templates of JSON syntax as if they were plain texts.
        is_open = "${" in data or "%{" in data
        return _not_written_out(what) if is_open else Value(printable(data))
    return Value(data if isinstance(data, bool) else None)
