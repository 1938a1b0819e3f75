"""Compares the resources that were read from a plan with those that were read from its configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from finops_guard.resources import Resource, TagSet
from finops_guard.values import Unknown, Value
from tests.support.plan_comparison import Comparison, Difference, ResourceComparison
from tests.support.stand_in.schemas import Block

# The name of a child that has none of its own: its place in a list or set.
_PLACE = re.compile(r"\[\d+\]$|^\d+$")


def compare_sources(
    from_plan: Mapping[str, Resource], ours: Mapping[str, Resource], blocks: Mapping[str, Block]
) -> Comparison:
    """Compare the resources that were read from a plan with ours: values, tags, region and children.

    Only where both decide: a plan tells less than the configuration of what is not known yet.
    """
    made = Comparison()
    for address, resource in from_plan.items():
        if address not in ours:
            made.differences.append(Difference("address", address, "", "has it", "has not"))
            continue
        one = ResourceComparison(made, address)
        after, unknown = _parts(resource.values)
        one.block("", after, unknown, ours[address].values, blocks[resource.type])
        _same_tags(one, "", resource.tags, ours[address].tags)
        _same_region(one, resource, ours[address])
        _same_children(one, resource, ours[address])
    made.differences = [each for each in made.differences if each.kind in {"value", "address"}]
    return made


def _same_tags(one: ResourceComparison, path: str, planned: TagSet | None, ours: TagSet | None) -> None:
    """Compare tags as two sources have them, where both decide."""
    if (planned is None) != (ours is None):
        one.differs("value", f"{path} tags", planned, ours)
    elif planned is not None and ours is not None:
        for key in dict.fromkeys([*planned.tags, *ours.tags]):
            first, second = planned.tags.get(key), ours.tags.get(key)
            if first is not None and second is not None:
                one.value(f"{path} tag {key}", *_parts(first.value), second.value, "string")
                if first.origin is not second.origin:
                    one.differs("value", f"{path} origin of tag {key}", first.origin, second.origin)
            elif (second is None and not ours.open) or (first is None and not planned.open):
                present = first or second
                if present is not None and not present.value.is_null:
                    one.differs("value", f"{path} tag {key}", first, second)


def _same_region(one: ResourceComparison, planned: Resource, ours: Resource) -> None:
    if planned.region is not None and planned.region.is_unknown:
        return  # a plan does not tell an argument that is null from one that is not known yet
    if planned.region is not None and ours.region is not None:
        one.value(" region", *_parts(planned.region), ours.region, "string")
    elif planned.region is not None or ours.region is not None:
        one.differs("value", " region", planned.region, ours.region)


def _same_children(one: ResourceComparison, planned: Resource, ours: Resource) -> None:
    """Compare the children; those that are named after a place in a set may have another one."""
    names = [[_PLACE.sub("", child.name) for child in each.children] for each in (planned, ours)]
    if sorted(names[0]) != sorted(names[1]):
        one.differs("value", " children", *names)
        return
    mine = {child.name: child for child in ours.children}
    for child in planned.children:
        if child.name in mine:
            _same_tags(one, f" {child.name}", child.tags, mine[child.name].tags)


def _parts(value: Value) -> tuple[Any, Any]:
    """Return a value as a plan has it: what is known, and a mask of what is not."""
    raw = value.raw
    if isinstance(raw, Unknown):
        return None, True
    if isinstance(raw, Mapping):
        parts = {key: _parts(item) for key, item in raw.items()}
        return {key: each for key, (each, _) in parts.items()}, {key: mask for key, (_, mask) in parts.items()}
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        items = [_parts(item) for item in raw]
        return [each for each, _ in items], [mask for _, mask in items]
    return raw, None
