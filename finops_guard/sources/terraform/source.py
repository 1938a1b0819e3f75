"""Terraform (and OpenTofu) configuration as a source of resources."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, field

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.environment import detect
from finops_guard.location import SourceText, Span
from finops_guard.resources import Environment, FileRecord, FileStatus, Resource, ResourceSet, Root, TagSet
from finops_guard.settings import Settings
from finops_guard.sources.terraform import configuration
from finops_guard.sources.terraform.ast import Literal
from finops_guard.sources.terraform.children import children_of
from finops_guard.sources.terraform.configuration import Module, is_library
from finops_guard.sources.terraform.context import Context
from finops_guard.sources.terraform.holdings import Holdings
from finops_guard.sources.terraform.inputs import root_inputs
from finops_guard.sources.terraform.installed import installed_modules
from finops_guard.sources.terraform.instance import ModuleInstance, ResourceInstance
from finops_guard.sources.terraform.loading import Loader
from finops_guard.sources.terraform.provenance import Traced
from finops_guard.sources.terraform.region import region_of
from finops_guard.sources.terraform.scope import Budget, total_steps
from finops_guard.sources.terraform.tags import effective, here
from finops_guard.tree import Tree, join, parent

NAME = "terraform"

_LOCAL_SOURCE = re.compile(r'"?source"?\s*[:=]\s*"(\.{1,2}(?:/[^"\n$]*)?)"')


def claims(path: str) -> bool:
    """Tell whether a file is Terraform's by its name."""
    return configuration.is_configuration(path) or configuration.is_values(path)


def read(
    tree: Tree, paths: Sequence[str], settings: Settings, context: Callable[[], Sequence[str]] | None = None
) -> ResourceSet:
    """Return the resources that the given files define, as they would be deployed.

    ``context`` gives the Terraform files of the whole tree, where ``paths`` is only a part of it: a module among the
    paths is then judged through the root modules that call it.
    """
    return _Reading(tree, paths, settings, context).result()


class _Found(Struct):
    resources: list[Resource] = field(default_factory=list)
    roots: list[Root] = field(default_factory=list)
    diagnostics: dict[Diagnostic, None] = field(default_factory=dict)


class _Reading:
    """One read() call."""

    def __init__(
        self, tree: Tree, paths: Sequence[str], settings: Settings, context: Callable[[], Sequence[str]] | None
    ) -> None:
        self.loader = Loader(tree, settings)
        self.settings = settings
        self.selected = sorted(paths)
        self.selected_files = set(self.selected)
        self.directories: dict[str, list[str]] = {}
        for path in self.selected:
            if configuration.is_configuration(path):
                self.directories.setdefault(parent(path), []).append(path)
        self.partial = context is not None
        self.around = self._surroundings(context() if context is not None else ())
        self.visited: set[str] = set()
        self.steps = 0
        self.held = 0
        self.traced: Traced | None = None

    def _surroundings(self, paths: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in sorted(paths):
            if configuration.is_configuration(path):
                found.setdefault(parent(path), []).append(path)
        return found

    def result(self) -> ResourceSet:
        found = _Found()
        for path in self.selected:
            if configuration.is_values(path):
                self.loader.file(path)
        for directory in self._roots():
            self._judge_root(directory, found)
        files = tuple(self._record(path) for path in self.selected)
        diagnostics = (*self.loader.diagnostics, *found.diagnostics)
        if self.partial:
            diagnostics = tuple(each for each in diagnostics if each.path in self.selected_files)
        return ResourceSet(tuple(found.resources), tuple(found.roots), files, diagnostics)

    # Which directories are roots

    def _roots(self) -> list[str]:
        """Return the directories to judge as roots: those that nothing calls, and what no such root reaches."""
        calls = {directory: self._calls(directory, files) for directory, files in self.directories.items()}
        for directory, files in self.around.items():
            if directory not in calls:
                calls[directory] = self._calls_by_text(directory, files)
        called = {target for source, targets in calls.items() for target in targets if target != source}
        roots = [directory for directory in sorted(calls) if directory not in called]
        reached = {root: _reach(root, calls) for root in roots}
        covered = set().union(*reached.values()) if reached else set()
        for directory in sorted(self.directories):
            if directory not in covered:
                # Modules that only call each other in a circle.
                roots.append(directory)
                reached[directory] = _reach(directory, calls)
                covered |= reached[directory]
        return [root for root in sorted(roots) if reached[root] & self.directories.keys()]

    def _calls(self, directory: str, files: list[str]) -> set[str]:
        everything = self.around.get(directory, files)
        module = self.loader.module(directory, everything)
        targets = set()
        for block in module.calls.values():
            source = block.body.attributes.get("source")
            if source is not None and isinstance(source.value, Literal) and isinstance(source.value.value, str):
                targets |= _local_target(directory, source.value.value)
        return targets

    def _calls_by_text(self, directory: str, files: list[str]) -> set[str]:
        """Find local calls in files that are only context, without parsing them."""
        targets = set()
        for path in files:
            source = self.loader.text(path)
            if source is not None:
                for text in _LOCAL_SOURCE.findall(source.text):
                    targets |= _local_target(directory, text)
        return targets

    # Judging one root

    def _judge_root(self, directory: str, found: _Found) -> None:
        module = self.loader.module(directory, self.around.get(directory, self.directories.get(directory)))
        if not module.files:
            return
        library = is_library(module)
        budget = Budget(exhausted=self.steps > total_steps(self.loader.characters))
        context = Context(self.loader, self.settings, directory, {}, budget, library=library)
        context.installed = installed_modules(self.loader, directory, context.diagnostics)
        if library:
            text = (
                f"nothing here calls the module {directory}: it was judged by itself, its callers may give other values"
            )
            context.diagnostics.append(notice("library", text, _root_span(module)))
        instance = ModuleInstance(context, module, root_inputs(self.loader, module))
        whole = directory in self.directories or not self.partial
        variable = self._environment_variable(instance)
        resources: list[Resource] = []
        holdings = Holdings(self.held, "the root module")
        for each in instance.resources():
            if not holdings.begin():
                break
            resource = self._resource(each, directory, variable, holdings)
            resources.append(resource)
            if whole or resource.span.path in self.selected_files:
                found.resources.append(resource)
        self.held = holdings.held
        if holdings.exceeded:
            context.limited(holdings.exceeded, _root_span(module))
        for text in budget.exceeded:
            context.limited(f"{text}; values that need more are unknown", _root_span(module))
        self.steps += budget.steps
        self.visited |= context.visited
        found.diagnostics.update(dict.fromkeys(context.diagnostics))
        if whole and not library:
            environment = detect(
                self.settings.environment,
                tags=None,
                workspace=self.settings.terraform.workspace,
                path=directory,
                variable=variable,
            )
            causes = tuple(dict.fromkeys(context.missing))
            found.roots.append(Root(directory, NAME, _root_span(module), tuple(resources), environment, causes))

    def _environment_variable(self, instance: ModuleInstance) -> str | None:
        """Return the value of the root module's variable that names its environment (``environment``, ``env`` ...)."""
        for name in self.settings.environment.tags:
            if name in instance.module.variables:
                value = instance.resolve(("var", name), instance.module.variables[name].span)[0]
                if isinstance(value.raw, str) and value.raw and not value.is_sensitive:
                    return value.raw
        return None

    def _environment(self, tags: TagSet | None, path: str, variable: str | None) -> Environment:
        workspace = self.settings.terraform.workspace
        return detect(self.settings.environment, tags=tags, workspace=workspace, path=path, variable=variable)

    def _resource(self, each: ResourceInstance, root: str, variable: str | None, holdings: Holdings) -> Resource:
        type_ = each.block.labels[0]
        traced = self._traced(each)
        place = traced.absent if traced is not None else here
        tags = effective(type_, each.values, each.provider, place)
        return Resource(
            address=each.address,
            type=type_,
            name=each.block.labels[1],
            provider=type_.partition("_")[0],
            source=NAME,
            root=root,
            span=each.block.span,
            values=each.values,
            tags=tags,
            environment=detect(
                self.settings.environment,
                tags=tags,
                workspace=self.settings.terraform.workspace,
                path=root,
                variable=variable,
            ),
            region=region_of(each.values, each.provider),
            module_path=each.module.path,
            children=holdings.kept(tags, children_of(type_, each.values, each.block.span, each.provider)),
            provenance=traced,
        )

    def _traced(self, each: ResourceInstance) -> Traced | None:
        """Return what traces a resource of a called module: the same for all instances of its block."""
        if each.module.caller is None:
            return None
        last = self.traced
        if last is None or last.module is not each.module or last.block is not each.block:
            self.traced = last = Traced(each.module, each.block)
        return last

    def _record(self, path: str) -> FileRecord:
        if path in self.loader.problems:
            return FileRecord(path, NAME, *self.loader.problems[path])
        if configuration.is_values(path):
            return FileRecord(path, NAME, FileStatus.SUPPORTING, "variable values")
        if parent(path) in self.visited:
            return FileRecord(path, NAME, FileStatus.JUDGED)
        return FileRecord(path, NAME, FileStatus.SUPPORTING, "a module of which no instance is made")


def _local_target(directory: str, source: str) -> set[str]:
    if source.startswith(("./", "../")) or source in (".", ".."):
        target = join(directory, source)
        return set() if target is None else {target}
    return set()


def _reach(root: str, calls: Mapping[str, set[str]]) -> set[str]:
    """Return a directory and everything it calls, directly or not."""
    seen = {root}
    pending = [root]
    while pending:
        for target in calls.get(pending.pop(), ()):
            if target not in seen:
                seen.add(target)
                pending.append(target)
    return seen


def _root_span(module: Module) -> Span:
    """Return where a finding about a whole root module points: its first block, else the start of its first file."""
    if module.first_block is not None:
        return module.first_block.span
    source: SourceText = module.files[0].source
    return Span(source, 0, 0)
