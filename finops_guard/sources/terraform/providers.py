"""Provider configurations: their region and default tags, evaluated once where they are written, and who sees which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from finops_guard.location import SourceText
from finops_guard.sources.terraform.ast import Block, Body, Expression, Literal, ObjectExpr, Reference
from finops_guard.sources.terraform.blocks import evaluate_body
from finops_guard.values import Cause, Value

if TYPE_CHECKING:
    from finops_guard.sources.terraform.instance import ModuleInstance

# What a provider block in a called module may hold and still only stand for the configuration it is passed: the form of
# Terraform before configuration_aliases.
_PROXY = frozenset({"alias", "version"})
# The key of a configuration that may be there, because a syntax error hides a part of the module.
_HIDDEN = ""


def provider_key(node: Expression) -> str | None:
    """Return ``aws`` or ``aws.west`` for what names a provider configuration."""
    if isinstance(node, Reference):
        return ".".join(node.path[:2])
    if isinstance(node, Literal) and isinstance(node.value, str):
        return node.value
    return None


class Ignored(Struct, frozen=True):
    """A tag that a configuration ignores, by its key or by what its key begins with; Unknown stands for any number."""

    name: Value
    is_prefix: bool


class ProviderConfig:
    """One ``provider`` block in the module instance that holds it."""

    __slots__ = ("_account", "_values", "block", "module")

    def __init__(self, module: ModuleInstance, block: Block) -> None:
        self.module = module
        self.block = block
        self._values: Value | None = None
        self._account: tuple[Value | None] | None = None

    @property
    def name(self) -> str:
        """The provider's own name (``aws``), whatever local name its module gives it."""
        local = self.block.labels[0]
        return self.module.module.required_providers.get(local, local).rpartition("/")[2]

    @property
    def values(self) -> Value:
        if self._values is None:
            address = f"provider.{self.block.labels[0]}"
            body = evaluate_body(self.block.body, self.module.scope(self.block), address)
            self._values = Value(body, self.block.span)
        return self._values

    def default_tags(self) -> Value | None:
        """Return the map of tags that this configuration gives every resource; None where it has none."""
        if self.name == "aws":
            for block in self.blocks("default_tags"):
                return block.get("tags")
            return None
        if self.name in ("google", "google-beta"):
            return self.values.get("default_labels")
        return None

    def ignored_tags(self) -> list[Ignored]:
        """Return the tags that this configuration leaves to others: those of ``ignore_tags`` of the AWS provider."""
        if self.name != "aws":
            return []
        found = []
        for block in self.blocks("ignore_tags"):
            for name in ("keys", "key_prefixes"):
                written = block.get(name)
                if written is not None:
                    names = [written] if written.is_unknown else list(written.items())
                    found += [Ignored(each, is_prefix=name == "key_prefixes") for each in names]
        return found

    def blocks(self, name: str) -> list[Value]:
        """Return the nested blocks of a type (in JSON syntax an object stands for one)."""
        found = self.values.get(name)
        if found is None or found.raw is None:
            return []
        return list(found.items()) if isinstance(found.raw, list) else [found]

    def region(self) -> Value | None:
        return self.values.get("region")

    def account(self, find: Callable[[ProviderConfig], Value | None]) -> Value | None:
        """Return the account that ``find`` finds in this configuration, which is asked once."""
        if self._account is None:
            self._account = (find(self),)
        return self._account[0]


def default_tags(provider: ProviderConfig | None) -> Value | None:
    """Return the tags that a resource's provider configuration gives; None where it has none, or there is none."""
    return provider.default_tags() if provider is not None else None


class UnreadConfig(ProviderConfig):
    """A configuration that may stand where a syntax error hides it: nothing about it is known."""

    __slots__ = ()

    def __init__(self, module: ModuleInstance, cut: Cause) -> None:
        source = cut.span.source if cut.span is not None else SourceText("", "")
        super().__init__(module, Block(source, 0, 0, 0, "provider", [""], Body({}, [], cut=cut)))

    def default_tags(self) -> Value | None:
        return self.values.get("default_tags")


def visible(module: ModuleInstance, given: Mapping[str, ProviderConfig]) -> dict[str, ProviderConfig]:
    """Return the configurations that resources of a module can name: its own ones, and those it is given.

    An empty block in a called module only stands for the configuration that it is given.
    """
    found = dict(given)
    if module.module.cut is not None:
        found.setdefault(_HIDDEN, UnreadConfig(module, module.module.cut))
    for key, block in module.module.providers.items():
        proxy = module.path and not block.body.cut and not block.body.blocks and block.body.attributes.keys() <= _PROXY
        if not proxy or key not in found:
            found[key] = ProviderConfig(module, block)
    return found


def passed(caller: ModuleInstance, call: Block) -> dict[str, ProviderConfig]:
    """Return what a called module sees of its caller's configurations: the default ones, and those passed by name."""
    configurations = caller.providers
    seen = {key: config for key, config in configurations.items() if "." not in key}
    written = call.body.attributes.get("providers")
    if written is None and call.body.cut is not None:
        return {_HIDDEN: UnreadConfig(caller, call.body.cut)}
    if written is None or not isinstance(written.value, ObjectExpr):
        return seen
    for inner, outer in written.value.items:
        inner_key, outer_key = provider_key(inner), provider_key(outer)
        if inner_key is None or outer_key is None:
            continue
        if outer_key in configurations:
            seen[inner_key] = configurations[outer_key]
        else:
            seen.pop(inner_key, None)
    return seen


def chosen(module: ModuleInstance, type_: str, block: Block) -> ProviderConfig | None:
    """Return the provider configuration of a resource: the one it names, else its type's default one."""
    named = block.body.attributes.get("provider")
    if named is None and block.body.cut is not None:
        return UnreadConfig(module, block.body.cut)
    key = type_.partition("_")[0] if named is None else provider_key(named.value)
    hidden = module.providers.get(_HIDDEN)
    return hidden if key is None else module.providers.get(key, hidden)
