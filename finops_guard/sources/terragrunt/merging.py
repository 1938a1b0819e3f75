"""Merge inputs over those of an included configuration."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from finops_guard.sources.terraform.access import bounded
from finops_guard.values import OpenDict, Unknown, Value, shapes_of


class MergeStrategy(StrEnum):
    """What an ``include`` block does with the configuration it names; as Terragrunt's documentation has it."""

    NO_MERGE = "no_merge"
    SHALLOW = "shallow"
    DEEP = "deep"


def merged(parent: Value, child: Value, strategy: MergeStrategy) -> Value:
    """Return a child's inputs over its parent's: key by key; with ``deep`` within objects too, lists one after another.

    Raise EvaluationError where the result would hold too much.
    """
    if strategy is MergeStrategy.NO_MERGE:
        return child
    if isinstance(child.raw, Unknown):
        return Value(Unknown([*child.causes, *parent.causes]), child.origin, child.marks | parent.marks)
    if not isinstance(child.raw, Mapping):
        return parent
    found = dict(parent.raw) if isinstance(parent.raw, Mapping) else {}
    if child.causes:
        for key in found:
            found[key] = child.get(key) or found[key]
    for key, value in child.raw.items():
        before = parent.get(key)
        found[key] = value if before is None or strategy is MergeStrategy.SHALLOW else _deep(before, value)
    causes = [*child.causes, *parent.causes]
    raw = OpenDict(found, causes, [*shapes_of(child), *shapes_of(parent)]) if causes else found
    return bounded(Value(raw, child.origin, child.marks | parent.marks))


def _deep(parent: Value, child: Value) -> Value:
    if isinstance(parent.raw, Mapping) and isinstance(child.raw, Mapping):
        return merged(parent, child, MergeStrategy.DEEP)
    if isinstance(parent.raw, list) and isinstance(child.raw, list):
        return bounded(Value([*parent.raw, *child.raw], child.origin, parent.marks | child.marks))
    if isinstance(child.raw, Unknown) or (isinstance(parent.raw, Unknown) and isinstance(child.raw, Mapping | list)):
        # The one that is not known may be of the kind that is merged with the other.
        return Value(Unknown([*child.causes, *parent.causes]), child.origin, parent.marks | child.marks)
    return child
