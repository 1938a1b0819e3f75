"""Derives from a provider's schemas which resource types carry tags, where, and what each type accepts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tools.provider_schema import ProviderSchema, ResourceSchema

Mode = tuple[str, str]  # dotted path, kind

# Attributes that look like tags and are not the resource's own.
_NOT_TAGS = {
    ("aws_devopsguru_resource_collection", "tags"),  # selects resources by tag
    ("aws_inspector_resource_group", "tags"),  # selects resources by tag
    ("aws_autoscaling_group_tag", "tag"),  # is itself a tag, of a group made elsewhere
    ("google_cloud_identity_group", "labels"),  # tells the kind of group
    ("google_monitoring_notification_channel", "labels"),  # the channel's settings: an address, a token
}
_MAPS = {
    "aws": {"tags": "map", "volume_tags": "volume_tags"},
    "azurerm": {"tags": "map"},
    "google": {
        "labels": "map",
        "user_labels": "map",
        "resource_labels": "map",
        "settings.user_labels": "map",  # google_sql_database_instance
        "metadata.labels": "map",  # google_cloud_run_service
    },
    "kubernetes": {"metadata.labels": "map"},
}
_BLOCKS = {"aws": {"tag": "block", "tag_specifications": "tag_specifications"}}
# Computed attributes that hold the provider's default tags merged with the resource's own.
_MERGED = {"aws": {"tags_all"}, "google": {"effective_labels", "terraform_labels"}}


def modes(provider: str, type_: str, schema: ResourceSchema) -> tuple[Mode, ...]:
    """Return where a type is tagged, in the order of the tables above; empty for an untaggable type."""
    found: list[Mode] = []
    for path, kind in _MAPS[provider].items():
        attribute = schema.at(path)
        if attribute and attribute.string_map:
            found.append((path, kind))
    for path, kind in _BLOCKS.get(provider, {}).items():
        attribute = schema.at(path)
        if attribute and attribute.block:
            found.append((path, kind))
    return tuple(mode for mode in found if (type_, mode[0]) not in _NOT_TAGS)


def default_tags_reach(provider: str, found: Sequence[Mode], schema: ResourceSchema) -> bool:
    """Tell whether the provider configuration's default tags are merged into the first mode."""
    nested = bool(found) and "." in found[0][0]
    names = schema.nested_readable if nested else schema.readable | schema.attributes.keys()
    return bool(found) and not names.isdisjoint(_MERGED.get(provider, set()))


def taggable(provider: str, versions: Sequence[ProviderSchema]) -> dict[str, Any]:
    """Return the content of a provider's taggable file from its versions, oldest first.

    A type is described as in the newest version that can tag it; types with the same description share it.
    """
    described: dict[str, tuple[tuple[Mode, ...], bool]] = {}
    known: set[str] = set()
    for version in versions:
        known |= version.resources.keys()
        for type_, schema in version.resources.items():
            if found := modes(provider, type_, schema):
                described[type_] = found, default_tags_reach(provider, found, schema)
    members: defaultdict[tuple[tuple[Mode, ...], bool], list[str]] = defaultdict(list)
    for type_, description in sorted(described.items()):
        members[description].append(type_)
    forms = sorted(members)
    return {
        "forms": [{"modes": form, "provider_defaults": defaults} for form, defaults in forms],
        "taggable": [members[form] for form in forms],
        "untaggable": sorted(known - described.keys()),
    }


def attributes(versions: Sequence[ProviderSchema]) -> dict[str, Any]:
    """Return the content of a provider's attributes file: of each type its arguments, blocks and computed attributes.

    Names that any version accepts; ``computed`` are those that no version lets one set (``id`` among them).
    """
    types: dict[str, tuple[set[str], set[str], set[str]]] = {}
    for version in versions:
        for type_, schema in version.resources.items():
            arguments, blocks, computed = types.setdefault(type_, (set(), set(), set()))
            for name, attribute in schema.attributes.items():
                (blocks if attribute.block else arguments).add(name)
            computed |= schema.readable
    return {
        "types": {
            type_: [
                sorted(arguments - {"id"}),
                sorted(blocks),
                sorted((computed | {"id"}) - (arguments - {"id"}) - blocks),
            ]
            for type_, (arguments, blocks, computed) in sorted(types.items())
        }
    }
