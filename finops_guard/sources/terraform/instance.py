"""A module as it would be deployed: its inputs, locals, resources and calls, evaluated on demand and once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct, field

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.location import Span
from finops_guard.settings import Settings
from finops_guard.sources.terraform.access import bounded
from finops_guard.sources.terraform.ast import Attribute, Block, Call, Literal, ObjectExpr
from finops_guard.sources.terraform.blocks import (
    BLOCK_STEPS,
    META_ARGUMENTS,
    Expansion,
    Instance,
    evaluate_body,
    expand,
)
from finops_guard.sources.terraform.calls import CallInputs, Inputs, Outputs
from finops_guard.sources.terraform.configuration import Module
from finops_guard.sources.terraform.conversion import convert
from finops_guard.sources.terraform.expressions import attempt
from finops_guard.sources.terraform.loading import Loader
from finops_guard.sources.terraform.operators import EvaluationError
from finops_guard.sources.terraform.providers import ProviderConfig, provider_key
from finops_guard.sources.terraform.scope import Budget, Scope
from finops_guard.sources.terraform.types import parse_type, remark
from finops_guard.tree import Tree, join
from finops_guard.values import EPHEMERAL, SENSITIVE, Cause, CauseKind, Raw, Unknown, Value, conceal, unknown

MAX_MODULE_DEPTH = 64
# Module instances that one root module may make: a module that calls itself twice doubles at every level.
MAX_MODULES = 5_000
# Resources that one root module may make, over all its modules; each costs about 50 microseconds.
MAX_RESOURCES = 20_000


# The defaults with which a module leaves a choice to its callers.
_NOTHING: tuple[object, ...] = (None, [], {}, "")


class Context(Struct):
    """What all module instances below one root module share.

    ``library``: the root is a module that nothing here calls, so whatever its variables hold by default can be given by
    callers elsewhere; an empty default says nothing about what they give.
    """

    loader: Loader
    settings: Settings
    root: str
    installed: Mapping[str, str]
    budget: Budget = field(default_factory=Budget)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)
    missing: list[Cause] = field(default_factory=list)
    modules: int = 0
    library: bool = False

    @property
    def tree(self) -> Tree:
        return self.loader.tree


class ResourceInstance(Struct, frozen=True):
    """One instance of a resource block; ``values`` holds its arguments, without meta-arguments."""

    address: str
    block: Block
    values: Value
    provider: ProviderConfig | None
    module: ModuleInstance


class ModuleInstance:
    """One instance of a module. ``address`` is empty for a root module, else ``module.a["x"].module.b``."""

    def __init__(
        self,
        context: Context,
        module: Module,
        inputs: Inputs,
        *,
        address: str = "",
        path: tuple[str, ...] = (),
        providers: Mapping[str, ProviderConfig] | None = None,
    ) -> None:
        self.context = context
        self.module = module
        self.inputs = inputs
        self.address = address
        self.path = path
        self.providers: dict[str, ProviderConfig] = {
            **(providers or {}),
            **{key: ProviderConfig(self, block) for key, block in module.providers.items()},
        }
        self._values: dict[tuple[str, ...], Value] = {}
        self._active: set[tuple[str, ...]] = set()
        self._children: dict[str, list[tuple[Instance, ModuleInstance]] | Value] = {}
        self._expansions: dict[tuple[str, str, str], Expansion] = {}
        context.visited.add(module.path)

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
            return unknown(CauseKind.ERROR, f"{'.'.join(key)} refers to itself", span)
        self._active.add(key)
        try:
            found = self._values[key] = make(key[-1])
        finally:
            self._active.discard(key)
        return found

    def _ambient(self, path: tuple[str, ...], span: Span) -> Value:
        name = ".".join(path[:2])
        if name == "terraform.workspace":
            return Value(self.context.settings.terraform.workspace, span)
        if name == "path.root":
            return Value(".", span)
        if name == "path.module":
            return Value(_relative(self.context.root, self.module.path), span)
        return unknown(CauseKind.IMPURE, f"{name} depends on the machine", span)

    def variable(self, name: str) -> Value:
        """Return an input variable: what is given, else its default, converted to its type."""
        block = self.module.variables.get(name)
        if block is None:
            raise EvaluationError(f"var.{name} is not declared")
        attributes = block.body.attributes
        value = self.inputs.get(name)
        if value is not None and self._flag(block, "sensitive"):
            # As it was written: what does not convert is shown as little as what does.
            conceal(value)
        default = attributes.get("default")
        if value is None or (value.raw is None and self._flag(block, "nullable") is False):
            if default is not None:
                value = attempt(default.value, self.scope(default))
                if self.context.library and not self.path and value.raw in _NOTHING:
                    text = f"var.{name} is for the caller of the module to give"
                    return self._mark(block, unknown(CauseKind.NO_VALUE, text, block.span))
            elif value is None:
                return self._mark(block, unknown(CauseKind.NO_VALUE, f"var.{name} has no value", block.span))
        constraint = attributes.get("type")
        kind = parse_type(constraint.value) if constraint is not None else None
        if kind is not None and constraint is not None:
            scope = self.scope(constraint)
            try:
                value = convert(value, kind, lambda node: attempt(node, scope))
            except EvaluationError as failure:
                why = "its value is sensitive" if self._flag(block, "sensitive") else failure.message
                text = f"var.{name} does not have its declared type: {why}"
                value = unknown(CauseKind.ERROR, text, value.origin or block.span)
        return self._mark(block, value)

    def _flag(self, block: Block, name: str) -> bool | None:
        attribute = block.body.attributes.get(name)
        if attribute is None or not isinstance(attribute.value, Literal):
            return None
        written = attribute.value.value
        return written if isinstance(written, bool) else {"true": True, "false": False}.get(str(written))

    def _mark(self, block: Block, value: Value) -> Value:
        if self._flag(block, "ephemeral"):
            value = remark(value, EPHEMERAL)
        if not self._flag(block, "sensitive"):
            return value
        conceal(value)
        default = block.body.attributes.get("default")
        if default is not None:
            Span(default.source, default.value.start, default.value.end).conceal()
        return remark(value, SENSITIVE)

    def local(self, name: str) -> Value:
        attribute = self.module.locals.get(name)
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
            return Value(None, block.span)
        return self._mark(
            block, self._once(("output", name), lambda _: attempt(attribute.value, self.scope(block)), None)
        )

    # Resources

    def _expansion(self, kind: str, type_: str, name: str, block: Block) -> Expansion:
        key = (kind, type_, name)
        if key not in self._expansions:
            local = f"{type_}.{name}" if kind == "resource" else f"data.{type_}.{name}"
            self._expansions[key] = expand(block.body, self.scope(block), self.qualify(local))
        return self._expansions[key]

    def _resource_value(self, kind: str, type_: str, name: str, span: Span) -> Value:
        table = self.module.resources if kind == "resource" else self.module.data
        block = table.get((type_, name))
        local = f"{type_}.{name}" if kind == "resource" else f"data.{type_}.{name}"
        if block is None:
            raise EvaluationError(f"{local} is not declared", span)
        return self._once((kind, type_, name), lambda _: self._expanded(kind, type_, name, block), span)

    def _expanded(self, kind: str, type_: str, name: str, block: Block) -> Value:
        expansion = self._expansion(kind, type_, name, block)
        made = {
            instance.key: self._instance_value(kind, type_, name, block, instance) for instance in expansion.instances
        }
        return _collect(expansion, made, block.span)

    def _instance_value(self, kind: str, type_: str, name: str, block: Block, instance: Instance) -> Value:
        local = f"{type_}.{name}" if kind == "resource" else f"data.{type_}.{name}"
        address = self.qualify(local + instance.suffix)
        self.context.budget.steps += BLOCK_STEPS
        return self._once(
            (kind, type_, name, instance.suffix, address),
            lambda _: Value(
                evaluate_body(
                    block.body,
                    self.scope(block, instance.names),
                    address,
                    skip=META_ARGUMENTS,
                    is_data=kind == "data",
                ),
                block.span,
            ),
            block.span,
        )

    def resources(self) -> Iterator[ResourceInstance]:
        """Yield every resource instance of this module and of the modules it calls, in the order of the text."""
        for name, block in self.module.variables.items():
            if self._flag(block, "sensitive"):
                # Evaluated even where nothing uses it, so that its text is concealed before anything is shown.
                self._once(("var", name), self.variable, block.span)
        self._validate()
        for (type_, name), block in self.module.resources.items():
            for instance in self._expansion("resource", type_, name, block).instances:
                yield ResourceInstance(
                    self.qualify(f"{type_}.{name}{instance.suffix}"),
                    block,
                    self._instance_value("resource", type_, name, block, instance),
                    self.provider_for(type_, block),
                    self,
                )
        for name in self.module.calls:
            children = self._instances(name)
            if isinstance(children, list):
                for _, child in children:
                    yield from child.resources()

    def _validate(self) -> None:
        for name, block in self.module.variables.items():
            if any(inner.type == "validation" for inner in block.body.blocks):
                from finops_guard.sources.terraform.validation import validate

                value = self._once(("var", name), self.variable, block.span)
                self.context.diagnostics += validate(name, block, value, self.scope(block))

    # Providers

    def provider_for(self, type_: str, block: Block) -> ProviderConfig | None:
        """Return the provider configuration of a resource: the one it names, else its type's default one."""
        chosen = block.body.attributes.get("provider")
        if chosen is not None:
            key = provider_key(chosen.value)
            if key is not None and key in self.providers:
                return self.providers[key]
            return None
        return self.providers.get(type_.partition("_")[0])

    def _provided(self, block: Block) -> dict[str, ProviderConfig]:
        """Return the provider configurations that a called module sees: the default ones, and those passed by name."""
        seen = {key: config for key, config in self.providers.items() if "." not in key}
        passed = block.body.attributes.get("providers")
        if passed is None or not isinstance(passed.value, ObjectExpr):
            return seen
        for inner, outer in passed.value.items:
            inner_key, outer_key = provider_key(inner), provider_key(outer)
            if inner_key is None or outer_key is None:
                continue
            if outer_key in self.providers:
                seen[inner_key] = self.providers[outer_key]
            else:
                seen.pop(inner_key, None)
        return seen

    # Module calls

    def _call_value(self, name: str) -> Value:
        children = self._instances(name)
        if isinstance(children, Value):
            return children
        block = self.module.calls[name]
        expansion = self._expansion("module", "module", name, block)
        made: dict[int | str | None, Value] = {
            instance.key: Value(Outputs(child), block.span) for instance, child in children
        }
        return _collect(expansion, made, block.span)

    def _instances(self, name: str) -> list[tuple[Instance, ModuleInstance]] | Value:
        """Return the instances of a called module, or why there are none."""
        if name not in self._children:
            block = self.module.calls.get(name)
            if block is None:
                raise EvaluationError(f"module.{name} is not declared")
            self._children[name] = self._make_instances(name, block)
        return self._children[name]

    def _make_instances(self, name: str, block: Block) -> list[tuple[Instance, ModuleInstance]] | Value:
        expansion = self._expansion("module", "module", name, block)
        if not expansion.instances:
            return []
        directory = self._directory(name, block)
        if isinstance(directory, Value):
            return directory
        self.context.modules += len(expansion.instances)
        if self.context.modules > MAX_MODULES:
            return self._absent(
                name, f"is left out: the root module makes more than {MAX_MODULES:,} modules", block.span
            )
        module = self.context.loader.module(directory)
        providers = self._provided(block)
        made = []
        for instance in expansion.instances:
            child = ModuleInstance(
                self.context,
                module,
                CallInputs(block, self.scope(block, instance.names)),
                address=self.qualify(f"module.{name}{instance.suffix}"),
                path=(*self.path, name),
                providers=providers,
            )
            made.append((instance, child))
        return made

    def _directory(self, name: str, block: Block) -> str | Value:
        """Return the directory a call leads to, or Unknown where it is not on disk; then a notice says so once."""
        source = block.body.attributes.get("source")
        where = source.span if source is not None else block.span
        text = source.value.value if source is not None and isinstance(source.value, Literal) else None
        if not isinstance(text, str):
            return self._absent(name, "has no source that can be read", where)
        if len(self.path) >= MAX_MODULE_DEPTH:
            return self._absent(name, f"is nested deeper than {MAX_MODULE_DEPTH} modules", where)
        if text.startswith(("./", "../")) or text in (".", ".."):
            directory = join(self.module.path, text)
            if directory is None:
                return self._absent(name, "lies outside the scan root", where)
            if not self.context.loader.has_module(directory):
                return self._absent(name, f"({text}) is not on disk", where)
            return directory
        installed = self.context.installed.get(".".join((*self.path, name)))
        if installed is not None and self.context.loader.has_module(installed):
            return installed
        return self._absent(name, f"({text}) is not downloaded", where, "run `terraform init` to have it judged")

    def _absent(self, name: str, why: str, span: Span, hint: str = "") -> Value:
        text = f"module.{name} {why}"
        self.context.diagnostics.append(notice("module-not-evaluated", text, span, hint))
        cause = Cause(CauseKind.MODULE, text, span)
        self.context.missing.append(cause)
        return Value(Unknown((cause,)), span)


def _collect(expansion: Expansion, made: Mapping[int | str | None, Value], span: Span) -> Value:
    """Return what a reference to an expanded block gives: the object, a list of them, or a map of them."""
    if expansion.mode == "single":
        return made[None]
    if expansion.causes:
        return Value(Unknown(expansion.causes), span)
    raw: Raw
    raw = list(made.values()) if expansion.mode == "count" else {str(key): value for key, value in made.items()}
    return bounded(Value(raw, span))


def _relative(root: str, directory: str) -> str:
    """Return ``path.module``: the directory as seen from the root module."""
    here = root.split("/") if root else []
    there = directory.split("/") if directory else []
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    parts = [".."] * (len(here) - common) + there[common:]
    return "/".join(parts) or "."
