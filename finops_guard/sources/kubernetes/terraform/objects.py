"""Manifests out of the values of Terraform resources: their keys as Kubernetes has them, their spans Terraform's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from finops_guard.documents.model import SpannedDict
from finops_guard.location import Span
from finops_guard.sources.kubernetes.terraform.provider import MODES, NUMBERS, list_name, object_name
from finops_guard.values import SENSITIVE, OpenDict, Raw, Value, conceal

# What all manifests of a scan hold together, in values: one map may be shared by thousands of resources.
MAX_NODES = 1_000_000

_SOURCE = "persistent_volume_source"  # its blocks stand in a volume's ``spec`` itself
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_MODE = re.compile(r"[0-7]{1,6}")
# The parts of a Secret that hold what it keeps.
_SECRET = ("data", "stringData")


class ExhaustedError(Exception):
    """The manifests of a scan hold more than may be read."""


class Budget:
    """What is left of the values that the manifests of a scan may hold."""

    __slots__ = ("left",)

    def __init__(self, nodes: int = MAX_NODES) -> None:
        self.left = nodes

    def spend(self, nodes: int) -> None:
        """Use up some of it; raise ExhaustedError where nothing is left."""
        self.left -= nodes
        if self.left < 0:
            raise ExhaustedError


def typed(version: str, kind: str, values: Value, span: Span, budget: Budget) -> Value:
    """Return the manifest of a resource whose arguments are spelled out in blocks (``kubernetes_deployment``)."""
    header = {"apiVersion": Value(version, span), "kind": Value(kind, span)}
    made = _Blocks(kind, budget).object(values, "", span, header)
    return secured(made) if kind == "Secret" else made


def untyped(value: Value, span: Span, budget: Budget) -> Value:
    """Return a manifest that is written as one, as far as it is known; a part that no file holds has the span."""
    budget.spend(1)
    raw, origin = value.raw, value.origin or span
    if isinstance(raw, Mapping):
        items = {key: untyped(item, origin, budget) for key, item in raw.items() if item.raw is not None}
        return _mapping(items, value, origin)
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        return Value([untyped(item, origin, budget) for item in raw], origin, value.marks)
    return Value(raw, origin, value.marks)


def secured(manifest: Value) -> Value:
    """Return the manifest of a Secret with what it keeps marked as sensitive, and out of every excerpt."""
    if not isinstance(manifest.raw, Mapping):
        return manifest
    items = dict(manifest.raw)
    for key in _SECRET:
        if key in items:
            conceal(items[key])
            items[key] = _sensitive(items[key])
    return _mapping(items, manifest, manifest.origin)


class _Blocks:
    """Follows the blocks of one resource."""

    def __init__(self, kind: str, budget: Budget) -> None:
        self._kind = kind
        self._budget = budget

    def object(self, block: Value, within: str, around: Span, header: Mapping[str, Value] | None = None) -> Value:
        """Return what the arguments and blocks of a block make; ``within`` is its name, empty for the resource."""
        span = block.origin or around
        return _mapping({**(header or {}), **self._items(block, within, span)}, block, span)

    def _items(self, block: Value, within: str, span: Span) -> dict[str, Value]:
        items: dict[str, Value] = {}
        for name, value in block.raw.items() if isinstance(block.raw, Mapping) else ():
            if name == _SOURCE:
                for source in value.items():
                    items.update(self._items(source, within, source.origin or span))
                continue
            key, made = self._argument(name, value, within, span)
            if made is not None:
                items[key] = made
        return items

    def _argument(self, name: str, value: Value, within: str, around: Span) -> tuple[str, Value | None]:
        self._budget.spend(1)
        raw, listed = value.raw, list_name(within, name)
        single = object_name(self._kind, within, name)
        if raw is None or not single:
            return "", None
        if value.is_unknown:
            return listed or single, value if value.origin else Value(raw, around, value.marks)
        if isinstance(raw, Mapping):
            # An argument that is a map: its keys are the user's own.
            nested = name in {"metadata", "spec"}
            return single, self.object(value, name, around) if nested else untyped(value, around, self._budget)
        if not isinstance(raw, Sequence) or isinstance(raw, str):
            return single, Value(_scalar(name, raw), value.origin or around, value.marks)
        if not all(isinstance(item.raw, Mapping) for item in raw):
            return single, untyped(value, around, self._budget)
        blocks = [self.object(item, name, value.origin or around) for item in raw]
        if listed:
            return listed, Value(blocks, value.origin or around, value.marks) if blocks else None
        return single, blocks[0] if blocks else None


def _mapping(items: Mapping[str, Value], written: Value, span: Span | None) -> Value:
    """Return an object of a manifest; as open as what it is made from."""
    raw = written.raw
    if isinstance(raw, OpenDict):
        return Value(OpenDict(items, raw.causes, raw.shapes, raw.further), span, written.marks)
    spans = {key: value.origin for key, value in items.items() if value.origin is not None}
    return Value(SpannedDict(items, spans), span, written.marks)


def _scalar(name: str, raw: Raw) -> Raw:
    """Return an argument as manifests have it: numbers that the provider takes as texts."""
    if isinstance(raw, str) and name in NUMBERS and _NUMBER.fullmatch(raw):
        return int(raw)
    if isinstance(raw, str) and name in MODES and _MODE.fullmatch(raw):
        return int(raw, 8)
    return raw


def _sensitive(value: Value) -> Value:
    raw = value.raw
    if isinstance(raw, Mapping):
        return _mapping({key: _sensitive(item) for key, item in raw.items()}, value, value.origin).marked(SENSITIVE)
    return value.marked(SENSITIVE)
