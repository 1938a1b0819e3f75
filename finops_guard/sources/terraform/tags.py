"""Effective tags: a resource's own over its provider configuration's default tags, key by key with their origin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from finops_guard.catalog import taggable
from finops_guard.location import Span
from finops_guard.resources import Tag, TagOrigin, TagSet
from finops_guard.sources.terraform.providers import Ignored, ProviderConfig
from finops_guard.values import ANY_SHAPE, Cause, CauseKind, OpenDict, Shape, Unknown, Value, shapes_of

# Attributes that tag something the resource makes, not the resource itself.
_FOR_CHILDREN = frozenset({"volume_tags", "tag_specifications"})
# The labels of Kubernetes objects are found when all namespaces are known (sources.kubernetes.terraform).
_LATER = "kubernetes_"

# Tells for the path of an attribute where a key that it does not have would be given; None: where the resource stands.
Absent: TypeAlias = Callable[[str], Span | None]


def here(_: str) -> Span | None:
    """Tell that an absent key would be given where the resource stands."""
    return None


def effective(type_: str, values: Value, provider: ProviderConfig | None, place: Absent = here) -> TagSet | None:
    """Return the effective tags of a resource; None where its type carries none.

    ``place`` tells for the name of an attribute or block where a key that it does not have would be given.
    """
    known = taggable.lookup(type_)
    if known is None or type_.startswith(_LATER):
        return None
    tags: dict[str, Tag] = {}
    causes: list[Cause] = []
    shapes: list[Shape] = []
    if known.provider_defaults and provider is not None:
        defaults = provider.default_tags()
        if defaults is not None:
            _add_map(defaults, TagOrigin.DEFAULT_TAGS, tags, causes)
            shapes += shapes_of(defaults)
    for mode in known.modes:
        if mode.path in _FOR_CHILDREN:
            continue
        if mode.kind == "block" and isinstance(values.raw, OpenDict):
            causes += values.causes  # of the blocks that a syntax error hides
        for written in at(values, mode.path):
            shapes += shapes_of(written)
            if mode.kind == "block":
                _add_blocks(written, tags, causes, shapes)
            else:
                _add_map(written, TagOrigin.RESOURCE, tags, causes)
    if known.provider_defaults and provider is not None:
        for ignored in provider.ignored_tags():
            _leave_to_others(ignored, tags, causes, shapes)
    return TagSet(
        tags, tuple(dict.fromkeys(causes)), tuple(dict.fromkeys(shapes)) or (ANY_SHAPE,), place(known.modes[0].path)
    )


def _leave_to_others(ignored: Ignored, tags: dict[str, Tag], causes: list[Cause], shapes: list[Shape]) -> None:
    """Take the tags away that a provider configuration ignores: whether they are there is for others to say."""
    value = ignored.name
    if isinstance(value.raw, str):
        name, shape = value.raw, (value.raw, "")
        for key in [key for key in tags if (key.startswith(name) if ignored.is_prefix else key == name)]:
            del tags[key]
        text = "ignore_tags of the provider configuration leaves this tag to others"
        causes.append(Cause(CauseKind.COMPUTED, text, value.origin))
    else:
        shape = value.raw.shape if isinstance(value.raw, Unknown) else ANY_SHAPE
        causes += value.causes
    shapes.append(shape)


def tag_set(*maps: tuple[TagOrigin, Value | None], place: Span | None = None) -> TagSet:
    """Return the tags that several maps make together; a later one wins, one that is None gives nothing.

    ``place`` is where a key that is absent would be given.
    """
    tags: dict[str, Tag] = {}
    causes: list[Cause] = []
    shapes: list[Shape] = []
    for origin, value in maps:
        if value is not None:
            shapes += shapes_of(value)
            _add_map(value, origin, tags, causes)
    return TagSet(tags, tuple(dict.fromkeys(causes)), tuple(dict.fromkeys(shapes)) or (ANY_SHAPE,), place)


def at(value: Value, path: str) -> list[Value]:
    """Return what stands at a dotted path, through lists of blocks."""
    found = [value]
    for name in path.split("."):
        step: list[Value] = []
        for item in found:
            for each in item.items() if isinstance(item.raw, list) else (item,):
                inner = each.get(name)
                if inner is not None:
                    step.append(inner)
        found = step
    return found


def _add_map(value: Value, origin: TagOrigin, tags: dict[str, Tag], causes: list[Cause]) -> None:
    if value.causes:
        causes += value.causes
        _perhaps_replace(tags, value)
    if isinstance(value.raw, Mapping):
        for key, item in value.raw.items():
            # A null takes no tag away that is given otherwise: the providers drop it before they merge.
            if item.raw is not None or key not in tags:
                tags[key] = Tag(key, item.marked(value.marks), origin, item.origin)


def _perhaps_replace(tags: dict[str, Tag], later: Value) -> None:
    """Forget of the values of tags what a map over them, of which not all keys are known, may hold instead."""
    from finops_guard.sources.terraform.joining import perhaps

    for key, tag in tags.items():
        value = perhaps(key, tag.value, later)
        if value is not tag.value:
            tags[key] = Tag(key, value, tag.origin, tag.span)


def _add_blocks(value: Value, tags: dict[str, Tag], causes: list[Cause], shapes: list[Shape]) -> None:
    """Add ``tag { key = ... value = ... }`` blocks (the form of aws_autoscaling_group)."""
    causes += value.causes
    for block in value.items():
        key, item = block.get("key"), block.get("value")
        if key is None or item is None:
            continue
        if isinstance(key.raw, str):
            tags[key.raw] = Tag(key.raw, item, TagOrigin.RESOURCE, key.origin)
        elif isinstance(key.raw, Unknown):
            causes += key.causes
            shapes.append(key.raw.shape)
