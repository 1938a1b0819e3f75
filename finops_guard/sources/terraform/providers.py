"""Provider configurations: their region and default tags, evaluated once where they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_guard.sources.terraform.ast import Block, Expression, Literal, Reference
from finops_guard.sources.terraform.blocks import evaluate_body
from finops_guard.values import Value

if TYPE_CHECKING:
    from finops_guard.sources.terraform.instance import ModuleInstance


def provider_key(node: Expression) -> str | None:
    """Return ``aws`` or ``aws.west`` for what names a provider configuration."""
    if isinstance(node, Reference):
        return ".".join(node.path[:2])
    if isinstance(node, Literal) and isinstance(node.value, str):
        return node.value
    return None


class ProviderConfig:
    """One ``provider`` block in the module instance that holds it."""

    __slots__ = ("_values", "block", "module")

    def __init__(self, module: ModuleInstance, block: Block) -> None:
        self.module = module
        self.block = block
        self._values: Value | None = None

    @property
    def name(self) -> str:
        return self.block.labels[0]

    @property
    def values(self) -> Value:
        if self._values is None:
            address = f"provider.{self.name}"
            body = evaluate_body(self.block.body, self.module.scope(self.block), address)
            self._values = Value(body, self.block.span)
        return self._values

    def default_tags(self) -> Value | None:
        """Return the map of tags that this configuration gives every resource; None where it has none."""
        if self.name == "aws":
            for block in self._blocks("default_tags"):
                return block.get("tags")
            return None
        if self.name in ("google", "google-beta"):
            return self.values.get("default_labels")
        return None

    def _blocks(self, name: str) -> list[Value]:
        """Return the nested blocks of a type (in JSON syntax an object stands for one)."""
        found = self.values.get(name)
        if found is None or found.raw is None:
            return []
        return list(found.items()) if isinstance(found.raw, list) else [found]

    def region(self) -> Value | None:
        return self.values.get("region")
