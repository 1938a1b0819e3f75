"""Which Terraform resource types carry tags (or labels), and where.

Built from the providers' schemas, several major versions of each: a type that any of them knows is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import TypeAlias

from msgspec import Struct

from finops_guard.catalog import datafile


class TagKind(StrEnum):
    """How tags are written at a path."""

    MAP = "map"  # an attribute that holds a map: tags = { owner = "shop" }
    BLOCK = "block"  # repeated blocks with key and value: tag { key = "owner" value = "shop" ... }
    TAG_SPECIFICATIONS = "tag_specifications"  # blocks with resource_type and tags, for what is launched from it
    VOLUME_TAGS = "volume_tags"  # a map, for the volumes an instance makes, not for the instance


class TagMode(Struct, frozen=True):
    """One place where tags are written: a dotted attribute path and the kind of it."""

    path: str
    kind: TagKind


class Taggability(Struct, frozen=True):
    """How a type is tagged.

    ``provider_defaults``: the provider configuration's default_tags (google: default_labels) reach the first mode.
    They reach neither tag specifications nor, before version 5.39 of the AWS provider, the volumes of an instance.
    """

    modes: tuple[TagMode, ...]
    provider_defaults: bool


_Types: TypeAlias = Mapping[str, Taggability | None]  # None: known, and not taggable

_PROVIDERS = ("aws", "azurerm", "google", "kubernetes")


def providers() -> tuple[str, ...]:
    """Return the providers the catalog knows, by the prefix of their types."""
    return _PROVIDERS


def lookup(type_: str) -> Taggability | None:
    """Return how a resource type is tagged; None: it carries no tags, or is unknown (see :func:`is_known`)."""
    return _of(type_).get(type_)


def is_known(type_: str) -> bool:
    """Tell whether a provider schema has the resource type, taggable or not."""
    return type_ in _of(type_)


def types(provider: str, *, taggable_only: bool = False) -> tuple[str, ...]:
    """Return the known resource types of a provider, sorted; none for a provider the catalog does not know."""
    if provider not in _PROVIDERS:
        return ()
    known = _provider(provider)
    return tuple(sorted(type_ for type_ in known if known[type_] or not taggable_only))


def suggest(type_: str) -> str | None:
    """Return the known type nearest to a misspelt one, or None where nothing is near."""
    from difflib import get_close_matches

    prefix = type_.partition("_")[0]
    near = get_close_matches(prefix, _PROVIDERS, n=1, cutoff=0.6)
    if not near:
        return None
    matches = get_close_matches(type_, types(near[0]), n=1, cutoff=0.8)
    return matches[0] if matches else None


def _of(type_: str) -> _Types:
    prefix = type_.partition("_")[0]
    return _provider(prefix) if prefix in _PROVIDERS else {}


@cache
def _provider(name: str) -> _Types:
    content = datafile.read(f"taggable-{name}")
    forms = [
        Taggability(tuple(TagMode(path, TagKind(kind)) for path, kind in form["modes"]), form["provider_defaults"])
        for form in content["forms"]
    ]
    known: dict[str, Taggability | None] = dict.fromkeys(content["untaggable"])
    for form, members in zip(forms, content["taggable"], strict=True):
        known.update(dict.fromkeys(members, form))
    return known
