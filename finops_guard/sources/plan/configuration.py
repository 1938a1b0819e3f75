"""What a plan tells about the configuration it was made from: what is written, and how providers are configured."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from finops_guard.documents.scalars import printable
from finops_guard.sources.plan.references import named
from finops_guard.sources.terraform.addresses import without_keys
from finops_guard.values import Cause, CauseKind, Value, unknown

_CALL = re.compile(r'module\.([^.\[\]"]+)(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])?(?:\.|\Z)')

MAX_DEPTH = 64


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
        self._named: dict[tuple[str, ...], PlanNames] = {}

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

    def for_each(self, path: tuple[str, ...], type_: str, name: str) -> Any:
        """Return the expression that a resource is made for each element of; None where there is none."""
        return self._resources.get((path, type_, name), {}).get("for_each_expression")

    def module(self, path: tuple[str, ...]) -> Mapping[str, Any]:
        """Return what is told about a module; empty where that is nothing."""
        at = self._root
        for name in path:
            at = _object(_object(_object(at.get("module_calls")).get(name)).get("module"))
        return at

    def call(self, path: tuple[str, ...], name: str) -> Mapping[str, Any]:
        """Return what a module tells about one of its calls."""
        return _object(_object(self.module(path).get("module_calls")).get(name))

    def output(self, path: tuple[str, ...], name: str) -> Any:
        """Return the expression of an output of a module."""
        return _object(_object(self.module(path).get("outputs")).get(name)).get("expression")

    def naming(self, path: tuple[str, ...]) -> PlanNames:
        """Return what the expressions of a module name."""
        if path not in self._named:
            module = self.module(path)
            address = ".".join(f"module.{name}" for name in path)
            providers = [
                each for each in self._providers.values() if _object(each).get("module_address", "") == address
            ]
            self._named[path] = PlanNames(module, providers)
        return self._named[path]

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


class PlanNames:
    """What the expressions of one module name, as far as a plan tells it: it does not write locals out."""

    def __init__(self, module: Mapping[str, Any], providers: Sequence[Any]) -> None:
        by: dict[str, set[str]] = {}
        for own, part in _parts(module, providers):
            for reference in named(part):
                by.setdefault(".".join(without_keys(reference).split(".")[:2]), set()).add(own)
        self._by = by
        self._is_told = bool(module)

    def names(self, type_: str, name: str) -> bool | Cause:
        """Tell whether anything outside of a resource's own block names it; a Cause where that is not known."""
        own = f"{type_}.{name}"
        if self._by.get(own, set()) - {own}:
            return True
        local = next((each for each in sorted(self._by) if each.startswith("local.")), "")
        if local or not self._is_told:
            return Cause(CauseKind.UNSUPPORTED, f"{local or 'the configuration'} is not written out in the plan")
        return False


def _parts(module: Mapping[str, Any], providers: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """Yield what may name resources of a module, each with the resource that it is a part of (empty: none)."""
    resources = module.get("resources")
    for entry in map(_object, resources if isinstance(resources, list) else ()):
        managed = entry.get("mode") == "managed"
        yield f"{entry.get('type')}.{entry.get('name')}" if managed else "", entry
    yield "", module.get("outputs")
    for call in _object(module.get("module_calls")).values():
        yield "", {key: item for key, item in _object(call).items() if key != "module"}
    yield "", providers


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
