"""What each Terraform resource type accepts at its top level: the names of its arguments, blocks and computed values.

Names any of the catalogued versions of a provider accepts, so that a typo is told from a version's difference.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from msgspec import Struct

from finops_guard.catalog import datafile
from finops_guard.catalog.taggable import providers


class TypeSchema(Struct, frozen=True):
    """The top-level names of a resource type.

    ``arguments`` are set with ``=``; ``blocks`` are nested blocks; ``computed`` can only be read (``id``, ``arn``).
    """

    arguments: frozenset[str]
    blocks: frozenset[str]
    computed: frozenset[str]

    def __contains__(self, name: object) -> bool:
        return name in self.arguments or name in self.blocks or name in self.computed


def lookup(type_: str) -> TypeSchema | None:
    """Return the names of a resource type; None for an unknown one."""
    prefix = type_.partition("_")[0]
    names = _types(prefix).get(type_) if prefix in providers() else None
    return TypeSchema(*map(frozenset, names)) if names else None


@cache
def _types(provider: str) -> dict[str, Any]:
    types: dict[str, Any] = datafile.read(f"attributes-{provider}")["types"]
    return types
