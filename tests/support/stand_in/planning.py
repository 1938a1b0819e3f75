"""What a provider plans for a resource: what it computes is not known yet, and default tags are merged.

From the documentation of each provider: ``tags_all`` of AWS is the map of all tags, those of the provider's
``default_tags`` included; ``terraform_labels`` and ``effective_labels`` of Google's are the same of ``default_labels``.
A merged map is unknown as a whole as soon as one of the resource's own tags is, and where it would be empty. Nulls are
dropped before maps are merged, and ``ignore_tags`` afterwards: seen in plans of the AWS provider 5.100.0.
Google's ``goog-terraform-provisioned`` label is left out: it says nothing about a configuration.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.stand_in.messages import UNKNOWN
from tests.support.stand_in.schemas import Attribute, Block

_OWN_LABELS = ("labels", "resource_labels", "user_labels")
_LABELS = ("terraform_labels", "effective_labels")


def planned(block: Block, proposed: dict[str, Any], configuration: Mapping[str, Any]) -> dict[str, Any]:
    """Return the planned values of a resource that Terraform proposes."""
    made = completed(block, proposed)
    if "tags_all" in block.attributes and "tags" in block.attributes:
        everything = merged(default_tags(configuration), proposed.get("tags"), proposed.get("tags_all"))
        made["tags_all"] = without_ignored(everything, configuration)
    for name in _LABELS:
        if name in block.attributes:
            own = next((proposed.get(each) for each in _OWN_LABELS if each in block.attributes), None)
            made[name] = merged(configuration.get("default_labels"), own, None)
    return made


def default_tags(configuration: Mapping[str, Any]) -> Any:
    """Return the tags that a configuration of the AWS provider gives to all resources."""
    blocks = configuration.get("default_tags") or []
    return blocks[0].get("tags") if blocks else None


def merged(defaults: Any, own: Any, written: Any) -> Any:
    """Return the map of all tags; what is written for it counts where a configuration does so."""
    if written is not None:
        return written
    if _is_open(defaults) or _is_open(own):
        return UNKNOWN
    return {**_given(defaults), **_given(own)} or UNKNOWN


def without_ignored(tags: Any, configuration: Mapping[str, Any]) -> Any:
    """Return the map of all tags without those that ``ignore_tags`` of the AWS provider names."""
    keys: set[str] = set()
    prefixes: tuple[str, ...] = ()
    for block in configuration.get("ignore_tags") or []:
        keys |= set(block.get("keys") or [])
        prefixes += tuple(block.get("key_prefixes") or [])
    if tags == UNKNOWN or not (keys or prefixes):
        return tags
    return {key: value for key, value in tags.items() if key not in keys and not key.startswith(prefixes)} or UNKNOWN


def _given(tags: Any) -> dict[str, Any]:
    """Return a map without nulls: they take nothing away that is given otherwise."""
    return {key: value for key, value in (tags or {}).items() if value is not None}


def _is_open(tags: Any) -> bool:
    return tags == UNKNOWN or (isinstance(tags, Mapping) and UNKNOWN in tags.values())


def completed(block: Block, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a block's values with what is computed and not set as unknown; what is write-only is not kept."""
    made = dict(values)
    for name, attribute in block.attributes.items():
        made[name] = _attribute(attribute, values.get(name))
    for name, (inner, nesting) in block.blocks.items():
        made[name] = _nested(inner, nesting, values.get(name))
    return made


def _attribute(attribute: Attribute, value: Any) -> Any:
    if attribute.write_only:
        return None
    if value is None:
        return UNKNOWN if attribute.computed else None
    return _nested(*attribute.nested, value) if attribute.nested is not None else value


def _nested(block: Block, nesting: str, value: Any) -> Any:
    if value is None or value == UNKNOWN:
        return value
    if nesting == "1":
        return completed(block, value)
    if nesting == "m":
        return {key: _item(block, each) for key, each in value.items()}
    return [_item(block, each) for each in value]


def _item(block: Block, value: Any) -> Any:
    return value if value is None or value == UNKNOWN else completed(block, value)
