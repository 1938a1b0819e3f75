"""What configures a root module, in the form of resources: provider blocks, module calls and the root's settings."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from itertools import islice

from msgspec import Struct

from finops_guard.location import Span
from finops_guard.resources import Environment, Move, Resource, Unread
from finops_guard.sources.terraform.ast import Attribute, Block, Literal, ObjectExpr
from finops_guard.sources.terraform.blocks import evaluate_body
from finops_guard.sources.terraform.configuration import Module, is_override
from finops_guard.sources.terraform.expressions import attempt
from finops_guard.sources.terraform.instance import ModuleInstance
from finops_guard.sources.terraform.moved import moved
from finops_guard.sources.terraform.provenance import Traced
from finops_guard.values import Value

NAME = "terraform"

# Blocks that one root module may have, over all its modules.
MAX_BLOCKS = 20_000

_CALL_META = frozenset({"count", "for_each", "providers", "depends_on"})
# What is no constant in the settings: the names of configurations that callers give.
_REFERENCES = "configuration_aliases"


class Place(Struct, frozen=True):
    """Where a root module stands: its directory, where a finding about all of it points, and its environment."""

    root: str
    span: Span
    environment: Environment


class Declared:
    """The configuration of one root module; nothing of it is evaluated before it is asked for.

    ``selected`` are the files whose blocks are judged; None: all.
    """

    def __init__(self, instance: ModuleInstance, place: Place, selected: Container[str] | None) -> None:
        self._instance = instance
        self._place = place
        self._selected = selected
        self._blocks: tuple[Resource, ...] | None = None
        self._unread: list[Unread] = []

    def blocks(self) -> tuple[Resource, ...]:
        """Return the settings of the root, and the provider blocks and module calls of all its modules."""
        if self._blocks is None:
            found = [self._settings()]
            for each in self._of_module(self._instance):
                if len(found) >= MAX_BLOCKS:
                    break
                found.append(each)
            self._blocks = tuple(each for each in found if self._is_selected(each.span.path))
        return self._blocks

    def unread(self) -> tuple[Unread, ...]:
        """Return the modules that are called and not on disk."""
        self.blocks()
        return tuple(self._unread)

    def moves(self) -> tuple[Move, ...]:
        """Return what the root module and the modules that it calls say was moved."""
        return tuple(islice(moved(self._instance), MAX_BLOCKS))

    def _is_selected(self, path: str) -> bool:
        return self._selected is None or path in self._selected

    def _of_module(self, module: ModuleInstance) -> Iterator[Resource]:
        for key, block in module.module.providers.items():
            configuration = module.providers.get(key)
            # One that only stands for what the module is given configures nothing.
            if configuration is not None and configuration.module is module:
                address = module.qualify(f"provider.{key}")
                yield self._block(module, block, address, configuration.values, configuration.name)
        for name, block in module.module.calls.items():
            yield from self._calls(module, name, block)

    def _calls(self, module: ModuleInstance, name: str, block: Block) -> Iterator[Resource]:
        called = module.called(name)
        for instance in module.expansion("module", "module", name, block).instances:
            address = module.qualify(f"module.{name}{instance.suffix}")
            body = evaluate_body(block.body, module.scope(block, instance.names), address, skip=_CALL_META)
            values = Value(body, block.span)
            if isinstance(called, Value):
                self._unread += [Unread(cause, values) for cause in called.causes]
            yield self._block(module, block, address, values)
        for _, child in called if isinstance(called, list) else ():
            yield from self._of_module(child)

    def _block(self, module: ModuleInstance, block: Block, address: str, values: Value, provider: str = "") -> Resource:
        return Resource(
            address=address,
            type=block.type,
            name=block.labels[0],
            provider=provider,
            source=NAME,
            root=self._place.root,
            span=block.span,
            values=values,
            environment=self._place.environment,
            module_path=module.path,
            provenance=Traced(module, block) if module.caller is not None else None,
        )

    def _settings(self) -> Resource:
        """Return the ``terraform`` blocks of the root module as one; an empty one where none is written."""
        instance = self._instance
        blocks = list(_settings_blocks(instance.module))
        values: dict[str, Value] = {}
        providers: dict[str, Value] = {}
        for block in blocks:
            made = evaluate_body(block.body, instance.scope(block), "terraform", skip=("required_providers",))
            values |= made
            for inner in block.body.blocks:
                if inner.type == "required_providers":
                    for name, attribute in inner.body.attributes.items():
                        providers[name] = _requirement(instance, attribute)
                    values["required_providers"] = Value(providers, inner.span)
        span = blocks[0].span if blocks else self._place.span
        return Resource(
            address="terraform",
            type="terraform",
            name="terraform",
            provider="",
            source=NAME,
            root=self._place.root,
            span=span,
            values=Value(values, span),
            environment=self._place.environment,
        )


def _settings_blocks(module: Module) -> Iterator[Block]:
    """Yield the ``terraform`` blocks of a module, those of override files last."""
    for over in (False, True):
        for file in module.files:
            if is_override(file.source.path) is over:
                yield from (block for block in file.body.blocks if block.type == "terraform" and not block.labels)


def _requirement(instance: ModuleInstance, attribute: Attribute) -> Value:
    """Return what is required of a provider: ``source`` and ``version``; the old form is a version alone."""
    node, scope = attribute.value, instance.scope(attribute)
    if not isinstance(node, ObjectExpr):
        return Value({"version": attempt(node, scope)}, attribute.span)
    found: Mapping[str, Value] = {
        key.value: attempt(value, scope)
        for key, value in node.items
        if isinstance(key, Literal) and isinstance(key.value, str) and key.value != _REFERENCES
    }
    return Value(found, attribute.span)
