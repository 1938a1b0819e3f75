"""What goes into a called module, and what comes out of it; both evaluated only when they are asked for."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from typing import TYPE_CHECKING, Protocol

from finops_guard.sources.terraform.ast import Block
from finops_guard.sources.terraform.expressions import attempt
from finops_guard.sources.terraform.operators import BlockObject
from finops_guard.sources.terraform.scope import Scope
from finops_guard.values import Value

if TYPE_CHECKING:
    from finops_guard.sources.terraform.instance import ModuleInstance

_CALL_ARGUMENTS = frozenset({"source", "version", "providers", "count", "for_each", "depends_on"})


class Inputs(Protocol):
    """What a module's variables are given."""

    def get(self, name: str, /) -> Value | None:
        """Return the value given to a variable; None where none is given."""
        ...


class CallInputs:
    """The arguments of a module call, evaluated when they are asked for: they may need the module's own outputs."""

    __slots__ = ("_block", "_scope")

    def __init__(self, block: Block, scope: Scope) -> None:
        self._block = block
        self._scope = scope

    def get(self, name: str) -> Value | None:
        attribute = self._block.body.attributes.get(name)
        if attribute is None or name in _CALL_ARGUMENTS:
            return None
        return attempt(attribute.value, self._scope)


class Outputs(BlockObject):
    """The outputs of a module instance, each evaluated when it is asked for: two modules may use each other's."""

    def __init__(self, child: ModuleInstance) -> None:
        super().__init__(child.address)
        self._child = child

    def __getitem__(self, name: str) -> Value:
        return self._child.output(name)

    def get(self, name: str, default: Value | None = None) -> Value | None:  # type: ignore[override]
        return self._child.output(name) if name in self._child.module.outputs else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._child.module.outputs)

    def __len__(self) -> int:
        return len(self._child.module.outputs)

    def __contains__(self, name: object) -> bool:
        return name in self._child.module.outputs

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        return KeysView(self)

    def values(self) -> ValuesView[Value]:  # type: ignore[override]
        return ValuesView(self)

    def items(self) -> ItemsView[str, Value]:  # type: ignore[override]
        return ItemsView(self)
