"""Module calls: where they lead, what goes into a called module, and what comes out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from finops_guard.diagnostics import notice
from finops_guard.location import Span
from finops_guard.sources.terraform.ast import Attribute, Block, Literal
from finops_guard.sources.terraform.blocks import Instance
from finops_guard.sources.terraform.context import MAX_MODULE_DEPTH, MAX_MODULES
from finops_guard.sources.terraform.expressions import attempt
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.providers import passed
from finops_guard.sources.terraform.scope import Scope
from finops_guard.tree import join
from finops_guard.values import Cause, CauseKind, Unknown, Value

if TYPE_CHECKING:
    from finops_guard.sources.terraform.instance import ModuleInstance

_META_ARGUMENTS = frozenset({"source", "version", "providers", "count", "for_each", "depends_on"})


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
        written = argument(self._block, name)
        if written is not None:
            return attempt(written.value, self._scope)
        cut = self._block.body.cut
        return None if cut is None else Value(Unknown([cut]), cut.span)


class Outputs(Mapping[str, Value]):
    """The outputs of a module instance, each evaluated when it is asked for: two modules may use each other's."""

    __slots__ = ("_child",)

    def __init__(self, child: ModuleInstance) -> None:
        self._child = child

    def __getitem__(self, name: str) -> Value:
        if name not in self._child.module.outputs:
            raise KeyError(name)
        return self._child.output(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._child.module.outputs)

    def __len__(self) -> int:
        return len(self._child.module.outputs)

    def __contains__(self, name: object) -> bool:
        return name in self._child.module.outputs


def argument(call: Block, name: str) -> Attribute | None:
    """Return what a call gives to a variable of the called module; None where it gives nothing."""
    return None if name in _META_ARGUMENTS else call.body.attributes.get(name)


def instances(caller: ModuleInstance, name: str) -> list[tuple[Instance, ModuleInstance]] | Value:
    """Return the instances of a called module, or Unknown with the reason why there are none."""
    block = caller.module.calls.get(name)
    if block is None:
        raise EvaluationError(f"module.{name} is not declared")
    expansion = caller.expansion("module", "module", name, block)
    if not expansion.instances:
        return []
    directory = _directory(caller, name, block)
    if isinstance(directory, Value):
        return directory
    caller.context.modules += len(expansion.instances)
    if caller.context.modules > MAX_MODULES:
        why = f"is left out: the root module makes more than {MAX_MODULES:,} modules"
        return _absent(caller, name, why, block.span)
    module = caller.context.loader.module(directory)
    providers = passed(caller, block)
    made = []
    for instance in expansion.instances:
        inputs = CallInputs(block, caller.scope(block, instance.names))
        made.append((instance, caller.child(name, block, instance, module, inputs, providers)))
    return made


def _directory(caller: ModuleInstance, name: str, block: Block) -> str | Value:
    """Return the directory a call leads to, or Unknown where it is not on disk; then a notice says so once."""
    source = block.body.attributes.get("source")
    where = source.span if source is not None else block.span
    text = source.value.value if source is not None and isinstance(source.value, Literal) else None
    if not isinstance(text, str):
        return _absent(caller, name, "has no source that can be read", where)
    if len(caller.path) >= MAX_MODULE_DEPTH:
        return _absent(caller, name, f"is nested deeper than {MAX_MODULE_DEPTH} modules", where)
    loader = caller.context.loader
    if text.startswith(("./", "../")) or text in (".", ".."):
        directory = join(caller.module.path, text)
        if directory is None:
            return _absent(caller, name, "lies outside the scan root", where)
        if not loader.has_module(directory):
            return _absent(caller, name, f"({text}) is not on disk", where)
        if _is_within(caller, directory):
            return _absent(
                caller, name, f"({text}) holds this very call, so that Terraform never ends to load it", where
            )
        return directory
    installed = caller.context.installed.get(".".join((*caller.path, name)))
    if installed is not None and loader.has_module(installed):
        return installed
    return _absent(caller, name, f"({text}) is not downloaded", where, caller.context.download)


def _is_within(caller: ModuleInstance | None, directory: str) -> bool:
    """Tell whether a module instance, or one around it, is of the module of a directory: calls of it would have no end.

    Several of them would be as many as two to the power of the depth, too.
    """
    while caller is not None and caller.module.path != directory:
        caller = caller.caller.module if caller.caller is not None else None
    return caller is not None


def _absent(caller: ModuleInstance, name: str, why: str, span: Span, hint: str = "") -> Value:
    text = f"module.{name} {why}"
    caller.context.diagnostics.append(notice("module-not-evaluated", text, span, hint))
    cause = Cause(CauseKind.MODULE, text, span)
    caller.context.missing.append(cause)
    return Value(Unknown((cause,)), span)
