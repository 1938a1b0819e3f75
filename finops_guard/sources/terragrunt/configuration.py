"""One Terragrunt configuration file, evaluated on demand for one unit."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field

from finops_guard.diagnostics import Diagnostic, error, notice
from finops_guard.location import SourceText, Span
from finops_guard.settings import Settings
from finops_guard.sources.terraform.access import bounded
from finops_guard.sources.terraform.ast import Attribute, Block, Body, Call, Literal, ObjectExpr
from finops_guard.sources.terraform.context import Context
from finops_guard.sources.terraform.expressions import attempt
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.loading import Loader
from finops_guard.sources.terraform.scope import Budget, Scope
from finops_guard.sources.terragrunt.merging import MergeStrategy, merged
from finops_guard.sources.terragrunt.rooted import locate
from finops_guard.tree import parent
from finops_guard.values import Cause, CauseKind, OpenDict, Unknown, Value, unknown

# How much reading one more configuration file costs, in evaluation steps: a file can be read again and again.
_FILE_STEPS = 500


class Evaluation(Struct):
    """What all configuration files that one unit reads share.

    ``files`` are the ones that were read; ``reading`` are those whose reading has not ended, to notice a circle.
    """

    loader: Loader
    settings: Settings
    unit: str
    budget: Budget = field(default_factory=Budget)
    files: dict[str, None] = field(default_factory=dict)
    reading: set[str] = field(default_factory=set)
    diagnostics: dict[Diagnostic, None] = field(default_factory=dict)

    def report(self, diagnostic: Diagnostic) -> None:
        self.diagnostics[diagnostic] = None

    def functions(self) -> Context:
        """Return what Terraform's functions need: they see files by their path from the scan root."""
        return Context(self.loader, self.settings, "", {}, self.budget)

    def body(self, path: str) -> Body | None:
        """Return what a configuration file holds; None where it cannot be read, which the loader then reports."""
        self.files[path] = None
        parsed = self.loader.file(path)
        if parsed is None:
            return None
        self.budget.spend(_FILE_STEPS)
        return parsed.body


class Include(Struct, frozen=True):
    """One ``include`` block that leads to a file: what it is called, and what becomes of it."""

    label: str
    configuration: Configuration
    exposed: bool
    strategy: MergeStrategy


class Configuration:
    """One file. ``directory`` is what ``get_terragrunt_dir()`` gives in it: the unit's, also in a file it includes.

    ``child`` is the configuration that includes this one.
    """

    def __init__(
        self,
        evaluation: Evaluation,
        path: str,
        body: Body,
        *,
        directory: str | None = None,
        child: Configuration | None = None,
    ) -> None:
        self.evaluation: Evaluation = evaluation
        self.path = path
        self.home: str = parent(path)
        self.body = body
        self.directory: str = self.home if directory is None else directory
        self.child = child
        self._values: dict[tuple[str, ...], Value] = {}
        self._active: set[tuple[str, ...]] = set()
        self._includes: list[Include] | None = None
        self._unread: list[Cause] = [] if body.cut is None else [body.cut]
        self._including = False

    def blocks(self, type_: str) -> list[Block]:
        return [block for block in self.body.blocks if block.type == type_]

    def value(self, attribute: Attribute) -> Value:
        """Return the value of an argument; an error in it makes it Unknown."""
        return attempt(attribute.value, Scope(self, attribute.source, self.evaluation.budget))

    # References and calls

    def resolve(self, path: tuple[str, ...], span: Span) -> tuple[Value, int]:
        """Return the value of the longest prefix of a reference that names something, and its length."""
        root, name = path[0], path[1] if len(path) > 1 else ""
        if root == "local" and name:
            return self._once(("local", name), self.local, span), 2
        if root == "include":
            return self._included(name, span)
        if root == "dependency" and name:
            return self._dependency(name, span), 2
        if root == "feature" and name:
            return self._once(("feature", name), self._feature, span), 2
        if root == "values":
            return unknown(CauseKind.NO_VALUE, "values are given by the stack that makes the unit", span), 1
        raise EvaluationError(f"{root} names nothing", span)

    def call(self, name: str, node: Call, scope: Scope) -> Value:
        from finops_guard.sources.terragrunt import calls

        return calls.call(self, name, node, scope)

    def _once(self, key: tuple[str, ...], make: Callable[[str], Value], span: Span) -> Value:
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

    def local(self, name: str) -> Value:
        for block in self.blocks("locals"):
            attribute = block.body.attributes.get(name)
            if attribute is not None:
                return self.value(attribute)
        for body in (self.body, *(block.body for block in self.blocks("locals"))):
            if body.cut is not None:
                return Value(Unknown([body.cut]))
        raise EvaluationError(f"local.{name} is not declared")

    def _feature(self, name: str) -> Value:
        for block in self.blocks("feature"):
            default = block.body.attributes.get("default")
            if block.labels == [name] and default is not None:
                return Value({"value": self.value(default)}, block.span)
        raise EvaluationError(f"feature.{name} is not declared")

    def _included(self, name: str, span: Span) -> tuple[Value, int]:
        by_label = {include.label: include for include in self.includes()}
        label, used = (name, 2) if name in by_label and name else ("", 1)
        if label not in by_label:
            if self._unread:
                return Value(Unknown(self._unread), span), used
            raise EvaluationError("there is no include block of that name", span)
        include = by_label[label]
        if not include.exposed:
            raise EvaluationError("the include block does not expose what it includes", span)
        return include.configuration.exposed(), used

    def _dependency(self, name: str, span: Span) -> Value:
        if name not in self.dependencies():
            raise EvaluationError(f"dependency.{name} is not declared", span)
        cause = Cause(CauseKind.DATA_SOURCE, f"dependency.{name}.outputs are in the state of another unit", span)
        return Value(OpenDict({"outputs": Value(Unknown((cause,)), span)}, (cause,)), span)

    def dependencies(self) -> set[str]:
        """Return the names of the dependencies: a file's own, and with a merge those of the other side too."""
        found = {block.labels[0] for each in self.family() for block in each.blocks("dependency") if block.labels}
        return found if self.child is None else found | self.child.dependencies()

    def family(self) -> list[Configuration]:
        """Return this configuration and those it merges, the first one deciding."""
        others = [each.configuration for each in self.includes() if each.strategy is not MergeStrategy.NO_MERGE]
        return [self, *reversed(others)]

    # Includes

    def includes(self) -> list[Include]:
        """Return the included configurations in the order of the text; what leads nowhere is reported once."""
        if self._includes is None:
            if self._including:
                raise EvaluationError("the path of an include block depends on an include block")
            self._including = True
            try:
                made = [self._include(block) for block in self.blocks("include")]
            finally:
                self._including = False
            self._includes = [include for include in made if include is not None]
        return self._includes

    def _include(self, block: Block) -> Include | None:
        label = block.labels[0] if block.labels else ""
        attributes = block.body.attributes
        strategy = self._strategy(attributes.get("merge_strategy"))
        where = attributes.get("path")
        path = self._include_path(block, where) if where is not None else None
        if where is None:
            self._not_included("include", "the include block has no path", block.span)
        if path is None or where is None:
            return None
        body = self.evaluation.body(path)
        if body is None:
            self._not_included("include", "the included file cannot be read", where.span)
            return None
        included = Configuration(self.evaluation, path, body, directory=self.directory, child=self)
        expose = attributes.get("expose")
        exposed = expose is not None and self.value(expose).raw in (True, "true")
        return Include(label, included, exposed, strategy)

    def _include_path(self, block: Block, where: Attribute) -> str | None:
        """Return the file that an include block leads to; None where there is none, which is then reported."""
        if self.child is not None:
            text = "a configuration that is included cannot include another one: Terragrunt has one level of includes"
            self._not_included("include-nested", text, block.span)
            return None
        value = self.value(where)
        if not isinstance(value.raw, str):
            self._not_known(value, where)
            return None
        path = locate(value.raw, self.directory)
        if path is None:
            self._not_included("include", "the included file lies outside the scan root", where.span)
        elif path == self.path:
            self._not_included("include-cycle", "the configuration includes itself", where.span)
        elif not self.evaluation.loader.tree.is_file(path):
            self._not_included("include", "the included file does not exist", where.span)
        else:
            return path
        return None

    def _not_known(self, value: Value, where: Attribute) -> None:
        why = value.causes[0].text if value.causes else "it is not a text"
        failed = not value.causes or any(cause.kind is CauseKind.ERROR for cause in value.causes)
        text = f"what is included is not known: {why}"
        hint = "scan from the root of the repository: nothing above the scan root is read" if failed else ""
        self.evaluation.report((error if failed else notice)("include", text, where.span, hint))
        self._unread.append(Cause(CauseKind.MODULE, text, where.span))

    def _strategy(self, attribute: Attribute | None) -> MergeStrategy:
        if attribute is None:
            return MergeStrategy.SHALLOW
        written = self.value(attribute).raw
        if isinstance(written, str) and written in list(MergeStrategy):
            return MergeStrategy(written)
        text = "merge_strategy is one of no_merge, shallow and deep; shallow is taken"
        self.evaluation.report(error("include", text, attribute.span))
        return MergeStrategy.SHALLOW

    def _not_included(self, kind: str, text: str, span: Span) -> None:
        self.evaluation.report(error(kind, text, span))
        self._unread.append(Cause(CauseKind.MODULE, text, span))

    # What a configuration is made of

    def incomplete(self) -> list[Cause]:
        """Return why there may be more to this configuration: what could not be read of it, or is not included."""
        self.includes()
        return list(self._unread)

    def exposed(self) -> Value:
        """Return what another configuration sees of this one: its locals, inputs and dependencies."""
        return self._once(("exposed",), lambda _: self._exposed(), Span(self.source(), 0, 0))

    def source(self) -> SourceText:
        parsed = self.evaluation.loader.file(self.path)
        return SourceText(self.path, "") if parsed is None else parsed.source

    def _exposed(self) -> Value:
        span = Span(self.source(), 0, 0)
        names = [name for block in self.blocks("locals") for name in block.body.attributes]
        locals_ = {name: self._once(("local", name), self.local, span) for name in dict.fromkeys(names)}
        dependencies = {name: self._dependency(name, span) for name in sorted(self.dependencies())}
        cause = Cause(CauseKind.UNSUPPORTED, "only locals, inputs and dependencies of a configuration are read", span)
        parts = {
            "locals": bounded(Value(locals_, span)),
            "inputs": self.inputs(),
            "dependency": Value(dependencies, span),
        }
        return bounded(Value(OpenDict(parts, (cause,)), span))

    def inputs(self) -> Value:
        """Return the inputs, those of included configurations merged in: an object, or Unknown."""
        found = self._own_inputs()
        for include in reversed(self.includes()):
            if include.strategy is not MergeStrategy.NO_MERGE:
                found = merged(include.configuration.inputs(), found, include.strategy)
        if self._unread and isinstance(found.raw, dict):
            found = merged(Value(Unknown(self._unread)), found, MergeStrategy.SHALLOW)
        return found

    def _own_inputs(self) -> Value:
        attribute = self.body.attributes.get("inputs")
        if attribute is None:
            return Value({})
        node = attribute.value
        if isinstance(node, ObjectExpr) and all(
            isinstance(key, Literal) and isinstance(key.value, str) for key, _ in node.items
        ):
            # One by one: an input that fails leaves the others as they are.
            scope = Scope(self, attribute.source, self.evaluation.budget)
            items = {str(key.value): attempt(value, scope) for key, value in node.items if isinstance(key, Literal)}
            return bounded(Value(items, scope.span(node)))
        return self.value(attribute)

    def blocks_by_label(self, type_: str) -> dict[str, tuple[Configuration, Block]]:
        """Return the blocks of a type by label, with the configuration each stands in: the child's own ones win."""
        found: dict[str, tuple[Configuration, Block]] = {}
        for each in reversed(self.family()):
            for block in each.blocks(type_):
                found[block.labels[0] if block.labels else ""] = (each, block)
        return found

    def terraform(self) -> list[tuple[Configuration, Block]]:
        """Return the ``terraform`` blocks, the deciding one first."""
        return [(each, block) for each in self.family() for block in each.blocks("terraform")]
