"""Checks the table of size attributes against the providers' schemas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finops_guard.catalog.size_attributes import attributes, types
from tools.provider_schema import ProviderSchema

_STORAGE = {"string", "stringList"}


def wrong_paths(provider: str, versions: Sequence[ProviderSchema]) -> Iterator[str]:
    """Yield one sentence for each type or path of the table that no version of the provider has as a string."""
    for type_ in types():
        if type_.partition("_")[0] != provider:
            continue
        schemas = [version.resources[type_] for version in versions if type_ in version.resources]
        if not schemas:
            yield f"{type_}: no such resource type"
        for size in attributes(type_):
            found = [schema.at(size.path) for schema in schemas]
            if schemas and not any(attribute and attribute.storage in _STORAGE for attribute in found):
                yield f"{type_}.{size.path}: no such attribute"
