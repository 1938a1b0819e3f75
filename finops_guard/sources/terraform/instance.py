"""A module as it would be deployed: its inputs, locals, resources and calls, evaluated on demand and once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from finops_guard.diagnostics import notice
from finops_guard.location import Span
from finops_guard.sources.terraform import calls, variables
from finops_guard.sources.terraform.access import bounded, get_attribute
from finops_guard.sources.terraform.ast import Attribute, Block, Call
from finops_guard.sources.terraform.blocks import (
    ANY_NUMBER,
    BLOCK_STEPS,
    META_ARGUMENTS,
    Expansion,
    Instance,
    evaluate_body,
    expand,
)
from finops_guard.sources.terraform.calls import Inputs, Outputs
from finops_guard.sources.terraform.configuration import Module
from finops_guard.sources.terraform.context import Context, relative
from finops_guard.sources.terraform.expressions import attempt
from finops_guard.sources.terraform.kinds import BlockObject, EvaluationError
from finops_guard.sources.terraform.provider_data import complete, tags_all
from finops_guard.sources.terraform.providers import ProviderConfig, chosen, visible
from finops_guard.sources.terraform.scope import Scope
from finops_guard.values import Cause, CauseKind, OpenDict, Raw, Unknown, Value, unknown


class ResourceInstance(Struct, frozen=True):
    """One instance of a resource block; ``values`` holds its arguments, without meta-arguments.

    ``number`` is why it is not known how many there are of it, ``counts`` all numbers that there can be; nothing: any.
    """

    address: str
    block: Block
    values: Value
    provider: ProviderConfig | None
    module: ModuleInstance
    number: tuple[Cause, ...]
    counts: tuple[int, ...]


class Caller(Struct, frozen=True):
    """The call that makes a module instance, and the module instance that holds it."""

    module: ModuleInstance
    block: Block


class ModuleInstance:
    """One instance of a module. ``address`` is empty for a root module, else ``module.a["x"].module.b``.

    ``number`` is why it is not known how many there are of it, ``counts`` all numbers that there can be; nothing: any.
    """

    def __init__(
        self,
        context: Context,
        module: Module,
        inputs: Inputs,
        *,
        address: str = "",
        path: tuple[str, ...] = (),
        providers: Mapping[str, ProviderConfig] | None = None,
        caller: Caller | None = None,
        number: tuple[Cause, ...] = (),
        counts: tuple[int, ...] = (1,),
    ) -> None:
        self.number = number
        self.counts = counts
        self.context = context
        self.module = module
        self.inputs = inputs
        self.address = address
        self.path = path
        self.caller = caller
        self.providers = visible(self, providers or {})
        self._values: dict[tuple[str, ...], Value] = {}
        self._active: set[tuple[str, ...]] = set()
        self._children: dict[str, list[tuple[Instance, ModuleInstance]] | Value] = {}
        self._expansions: dict[tuple[str, str, str], Expansion] = {}
        context.visited.add(module.path)
        if module.cut is not None:
            context.missing.append(module.cut)

    def qualify(self, local: str) -> str:
        return f"{self.address}.{local}" if self.address else local

    def scope(self, at: Attribute | Block, names: Mapping[str, Value] | None = None) -> Scope:
        return Scope(self, at.source, self.context.budget, names)

    # References

    def resolve(self, path: tuple[str, ...], span: Span) -> tuple[Value, int]:
        """Return the value of the longest prefix of a reference that names something, and its length."""
        root = path[0]
        if root == "resource" and len(path) > 2:
            return self._resource_value("resource", path[1], path[2], span), 3
        if root in ("path", "terraform"):
            return self._ambient(path, span), min(2, len(path))
        table: dict[str, Callable[[str], Value]] = {
            "var": self.variable,
            "local": self.local,
            "module": self._call_value,
        }
        if root in table and len(path) > 1:
            return self._once((root, path[1]), table[root], span), 2
        if root == "data" and len(path) > 2:
            return self._resource_value("data", path[1], path[2], span), 3
        if root == "ephemeral" and len(path) > 2:
            return unknown(CauseKind.COMPUTED, f"{'.'.join(path[:3])} is opened at apply time", span), 3
        if root in ("each", "count", "self"):
            raise EvaluationError(f"{root} cannot be used here", span)
        if len(path) > 1:
            if path[2:3] == ("tags_all",):
                return self._tags_all(root, path[1], span), 3
            return self._resource_value("resource", root, path[1], span), 2
        raise EvaluationError(f"{root} names nothing", span)

    def call(self, name: str, node: Call, scope: Scope) -> Value:
        from finops_guard.sources.terraform import special

        return special.call(self.context, self.module.path, name, node, scope)

    def _once(self, key: tuple[str, ...], make: Callable[[str], Value], span: Span | None) -> Value:
        """Return a memoized value; a value that needs itself is Unknown."""
        found = self._values.get(key)
        if found is not None:
            return found
        if key in self._active:
            return self._cycle(key, span)
        self._active.add(key)
        try:
            found = self._values[key] = make(key[-1])
        finally:
            self._active.discard(key)
        return found

    def _cycle(self, key: tuple[str, ...], span: Span | None) -> Value:
        """Say once that something needs itself, which Terraform refuses; its value is Unknown."""
        text = f"{_name(key)} refers to itself"
        cause = Cause(CauseKind.ERROR, text, span)
        if span is not None:
            self.context.once(notice("cycle", text, span, "terraform refuses a configuration with a cycle"))
        return Value(Unknown((cause,)), span)

    def _ambient(self, path: tuple[str, ...], span: Span) -> Value:
        name = ".".join(path[:2])
        if name == "terraform.workspace":
            return Value(self.context.settings.terraform.workspace, span)
        if name == "path.root":
            return Value(".", span)
        if name == "path.module":
            return Value(relative(self.context.root, self.module.path), span)
        return unknown(CauseKind.IMPURE, f"{name} depends on the machine", span)

    def variable(self, name: str) -> Value:
        """Return an input variable: what is given, else its default, converted to its type."""
        return variables.variable(self, name)

    def local(self, name: str) -> Value:
        attribute = self.module.locals.get(name)
        if attribute is None and self.module.cut is not None:
            return Value(Unknown([self.module.cut]))
        if attribute is None:
            raise EvaluationError(f"local.{name} is not declared")
        return attempt(attribute.value, self.scope(attribute))

    def output(self, name: str) -> Value:
        """Return an output value."""
        block = self.module.outputs.get(name)
        if block is None:
            raise EvaluationError(f"the module has no output {name}")
        attribute = block.body.attributes.get("value")
        if attribute is None:
            cut = block.body.cut
            return Value(None if cut is None else Unknown([cut]), block.span)
        return variables.marked(
            block, self._once(("output", name), lambda _: attempt(attribute.value, self.scope(block)), None)
        )

    # Resources

    def expansion(self, kind: str, type_: str, name: str, block: Block) -> Expansion:
        key = (kind, type_, name)
        if key not in self._expansions:
            expansion = expand(block.body, self.scope(block), self.qualify(_local_name(kind, type_, name)))
            for cause in expansion.causes:
                if cause.kind is CauseKind.LIMIT:
                    self.context.limited(cause.text, cause.span or block.span)
            self._expansions[key] = expansion
        return self._expansions[key]

    def _resource_value(self, kind: str, type_: str, name: str, span: Span) -> Value:
        table = self.module.resources if kind == "resource" else self.module.data
        block = table.get((type_, name))
        if block is None:
            raise EvaluationError(f"{_local_name(kind, type_, name)} is not declared", span)
        return self._once((kind, type_, name), lambda _: self._expanded(kind, type_, name, block), span)

    def _expanded(self, kind: str, type_: str, name: str, block: Block) -> Value:
        expansion = self.expansion(kind, type_, name, block)
        made = {
            instance.key: self._instance_value(kind, type_, name, block, instance) for instance in expansion.instances
        }
        return _collect(expansion, made, block.span, self.qualify(_local_name(kind, type_, name) + ANY_NUMBER))

    def _instance_value(self, kind: str, type_: str, name: str, block: Block, instance: Instance) -> Value:
        address = self.qualify(_local_name(kind, type_, name) + instance.suffix)
        self.context.budget.steps += BLOCK_STEPS
        return self._once(
            (kind, type_, name, instance.suffix, address),
            lambda _: Value(self._body(kind, type_, block, instance, address), block.span),
            block.span,
        )

    def _body(self, kind: str, type_: str, block: Block, instance: Instance, address: str) -> BlockObject | OpenDict:
        is_data = kind == "data"
        scope = self.scope(block, instance.names)
        made = evaluate_body(block.body, scope, address, skip=META_ARGUMENTS, is_data=is_data, resource=address)
        if block.body.json:
            from finops_guard.sources.terraform.json_blocks import as_lists

            made = as_lists(type_, made)
        return complete(type_, made, chosen(self, type_, block), block.span, scope.budget) if is_data else made

    def _tags_all(self, type_: str, name: str, span: Span) -> Value:
        """Return an AWS resource's own and default tags; as the cloud's where neither is written."""
        resource = self._resource_value("resource", type_, name, span)
        provider = chosen(self, type_, self.module.resources[type_, name])
        found = tags_all(resource, provider, span) if type_.startswith("aws_") else None
        return found or get_attribute(resource, "tags_all", span)

    def resources(self) -> Iterator[ResourceInstance]:
        """Yield every resource instance of this module and of the modules it calls, in the order of the text."""
        for name, block in self.module.variables.items():
            if variables.flag(block, "sensitive"):
                # Evaluated even where nothing uses it, so that its text is concealed before anything is shown.
                self._once(("var", name), self.variable, block.span)
        self._validate()
        for (type_, name), block in self.module.resources.items():
            expansion = self.expansion("resource", type_, name, block)
            for instance in expansion.instances:
                yield ResourceInstance(
                    self.qualify(f"{type_}.{name}{instance.suffix}"),
                    block,
                    self._instance_value("resource", type_, name, block, instance),
                    chosen(self, type_, block),
                    self,
                    self.number + expansion.number(instance),
                    expansion.times(instance, self.counts),
                )
        for name in self.module.calls:
            children = self.called(name)
            if isinstance(children, list):
                for _, child in children:
                    yield from child.resources()

    def _validate(self) -> None:
        """Report variables that fail their validation; not a root's own defaults, which only say: give me a value."""
        for name, block in self.module.variables.items():
            if not self.path and self.inputs.get(name) is None:
                continue
            if any(inner.type == "validation" for inner in block.body.blocks):
                from finops_guard.sources.terraform.validation import validate

                value = self._once(("var", name), self.variable, block.span)
                self.context.diagnostics += validate(name, block, value, self.scope(block))

    # Module calls

    def _call_value(self, name: str) -> Value:
        children = self.called(name)
        if isinstance(children, Value):
            return children
        block = self.module.calls[name]
        expansion = self.expansion("module", "module", name, block)
        made: dict[int | str | None, Value] = {
            instance.key: Value(Outputs(child), block.span) for instance, child in children
        }
        return _collect(expansion, made, block.span)

    def called(self, name: str) -> list[tuple[Instance, ModuleInstance]] | Value:
        """Return the instances of a called module, or why there are none."""
        if name not in self._children:
            self._children[name] = calls.instances(self, name)
        return self._children[name]

    def child(
        self,
        name: str,
        call: Block,
        instance: Instance,
        module: Module,
        inputs: Inputs,
        providers: Mapping[str, ProviderConfig],
    ) -> ModuleInstance:
        """Return one instance of a module that this one calls."""
        expansion = self.expansion("module", "module", name, call)
        return ModuleInstance(
            self.context,
            module,
            inputs,
            address=self.qualify(f"module.{name}{instance.suffix}"),
            path=(*self.path, name),
            providers=providers,
            caller=Caller(self, call),
            number=self.number + expansion.number(instance),
            counts=expansion.times(instance, self.counts),
        )


def _local_name(kind: str, type_: str, name: str) -> str:
    """Return how a reference within its module writes a resource, data source or module call."""
    return f"data.{type_}.{name}" if kind == "data" else f"{type_}.{name}"


def _name(key: tuple[str, ...]) -> str:
    """Return how a reference writes what :meth:`ModuleInstance._once` remembers under a key."""
    return ".".join(key[1:3] if key[0] == "resource" else key[:3])


def _collect(expansion: Expansion, made: Mapping[int | str | None, Value], span: Span, resource: str = "") -> Value:
    """Return what a reference to an expanded block gives: the object, a list of them, or a map of them.

    ``resource`` is the address of any instance, where the block is a resource's.
    """
    if expansion.mode == "single":
        return made[None]
    if expansion.causes:
        causes = expansion.causes
        if resource:
            causes = tuple(Cause(each.kind, each.text, each.span, resource) for each in causes)
        return Value(Unknown(causes), span)
    raw: Raw
    raw = list(made.values()) if expansion.mode == "count" else {str(key): value for key, value in made.items()}
    return bounded(Value(raw, span))
