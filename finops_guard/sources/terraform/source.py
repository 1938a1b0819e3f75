"""Terraform (and OpenTofu) configuration as a source of resources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct, field

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.location import SourceText, Span
from finops_guard.resources import NO_INSTANCE, FileRecord, FileStatus, Resource, ResourceSet, Root
from finops_guard.settings import Settings
from finops_guard.sources.terraform import configuration, roots
from finops_guard.sources.terraform.configuration import Module
from finops_guard.sources.terraform.context import Context
from finops_guard.sources.terraform.declared import NAME
from finops_guard.sources.terraform.holdings import Holdings
from finops_guard.sources.terraform.inputs import root_inputs
from finops_guard.sources.terraform.installed import installed_modules
from finops_guard.sources.terraform.instance import ModuleInstance
from finops_guard.sources.terraform.judging import judge, root_of
from finops_guard.sources.terraform.loading import Loader
from finops_guard.sources.terraform.scope import Budget, exhausted
from finops_guard.sources.terraform.selection import Selection, valued_by
from finops_guard.tree import Tree, parent

_LOCAL_SOURCE = r'"?source"?\s*[:=]\s*"(\.{1,2}(?:/[^"\n$]*)?)"'

# Providers whose resources make Kubernetes objects, which others belong to.
_KUBERNETES = frozenset({"kubernetes", "kubectl"})


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
    return Reading(tree, paths, settings, context).result()


class Found(Struct):
    """What roots make, in their order."""

    resources: list[Resource] = field(default_factory=list)
    around: list[Resource] = field(default_factory=list)
    roots: list[Root] = field(default_factory=list)
    partial: list[Root] = field(default_factory=list)
    diagnostics: dict[Diagnostic, None] = field(default_factory=dict)


class Reading:
    """One read() call. Several processes may share its work: each parses some directories and judges some roots."""

    def __init__(
        self, tree: Tree, paths: Sequence[str], settings: Settings, context: Callable[[], Sequence[str]] | None
    ) -> None:
        self.loader = Loader(tree, settings)
        self.settings = settings
        self.selected = sorted(paths)
        self.selection = Selection(self.loader, self.selected)
        self.directories: dict[str, list[str]] = {}
        for path in self.selected:
            if configuration.is_configuration(path):
                self.directories.setdefault(parent(path), []).append(path)
        self.partial = context is not None
        self.around = self._surroundings(context() if context is not None else ())
        for directory in valued_by(self.loader, self.selected, self.around, settings):
            self.directories.setdefault(directory, self.around[directory])
        self.visited: set[str] = set()
        self.steps = 0
        self.held = 0

    def _surroundings(self, paths: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in sorted(paths):
            if configuration.is_configuration(path):
                found.setdefault(parent(path), []).append(path)
        return found

    def result(self) -> ResourceSet:
        self.read_values()
        calls = self._calls()
        judged = list(roots.decide(calls, self.directories))
        found = Found()
        self.judge(judged, found)
        self.report_unmade(judged, calls, found)
        return self.made(found)

    def read_values(self) -> None:
        """Read the files of variable values."""
        for path in self.selected:
            if configuration.is_values(path):
                self.loader.file(path)

    def judge(self, directories: Sequence[str], found: Found) -> None:
        """Judge some roots."""
        for directory in directories:
            self._judge_root(directory, found)

    def report_unmade(self, judged: Sequence[str], calls: Mapping[str, set[str]], found: Found) -> None:
        """Say which modules roots call without that any instance of them is made anywhere."""
        for directory in judged:
            self._report_unmade(directory, calls, found)

    def made(self, found: Found) -> ResourceSet:
        """Return all that was found, with what is to be said about the files."""
        files = tuple(self._record(path) for path in self.selected)
        diagnostics = (*self.loader.diagnostics, *found.diagnostics)
        if self.partial:
            diagnostics = tuple(each for each in diagnostics if each.path in self.selection.files)
        suppressions = tuple(self.loader.suppressions)
        return ResourceSet(
            tuple(found.resources),
            tuple(found.roots),
            files,
            diagnostics,
            suppressions,
            tuple(found.around),
            tuple(found.partial),
            budgets=tuple(self.loader.budgets),
        )

    # Which directories are roots

    def _calls(self) -> dict[str, set[str]]:
        """Return every directory of configuration with those that it calls."""
        calls = self.calls_of(self.directories)
        for directory, files in self.around.items():
            if directory not in calls:
                calls[directory] = self._calls_by_text(directory, files)
        return calls

    def calls_of(self, directories: Iterable[str]) -> dict[str, set[str]]:
        """Return some of the directories of configuration with those that they call."""
        files = self.directories
        return {
            directory: roots.local_calls(self.loader.module(directory, self.around.get(directory, files[directory])))
            for directory in directories
        }

    def _calls_by_text(self, directory: str, files: list[str]) -> set[str]:
        """Find local calls in files that are only context, without parsing them."""
        targets: set[str | None] = set()
        for path in files:
            source = self.loader.text(path)
            if source is not None:
                targets |= {roots.local_target(directory, text) for text in re.findall(_LOCAL_SOURCE, source.text)}
        return {target for target in targets if target is not None}

    # Judging one root

    def _judge_root(self, directory: str, found: Found) -> None:
        module = self.loader.module(directory, self.around.get(directory, self.directories.get(directory)))
        if not module.files:
            return
        library = roots.library(module, self.loader.tree) is not None
        budget = Budget(exhausted=exhausted(self.steps, self.loader.characters))
        context = Context(self.loader, self.settings, directory, {}, budget, library=library)
        context.installed = installed_modules(self.loader, directory, context.diagnostics)
        if library:
            name = directory or "the top directory"
            text = f"nothing here calls this module: it was judged by itself, callers may give other values: {name}"
            context.diagnostics.append(notice("library", text, _root_span(module)))
        instance = ModuleInstance(context, module, root_inputs(self.loader, module))
        whole = directory in self.directories or not self.partial
        holdings = Holdings(self.held, "the root module")
        made = judge(instance, directory, _root_span(module), holdings)
        self.held = holdings.held
        for each in made.resources:
            if whole or self.selection.concerns(each):
                found.resources.append(each)
            elif each.provider in _KUBERNETES:
                found.around.append(each)
        for text in budget.exceeded:
            context.limited(f"{text}; values that need more are unknown", _root_span(module))
        self.steps += budget.steps
        self.visited |= context.visited
        found.diagnostics.update(dict.fromkeys(context.diagnostics))
        root = root_of(instance, made, directory, _root_span(module), None if whole else self.selection)
        (found.roots if whole and not library else found.partial).append(root)

    def _report_unmade(self, directory: str, calls: Mapping[str, set[str]], found: Found) -> None:
        """Say which modules a root module calls without that any instance of them is made anywhere."""
        left = roots.reach(directory, calls) & self.directories.keys() - self.visited
        unmade = sorted(each for each in left if self.loader.module(each).files)
        if unmade:
            more = f" and {len(unmade) - 1:,} more" if len(unmade) > 1 else ""
            text = "with these values no instance is made of some modules that the root module calls: "
            text += f"{directory or '.'} ({unmade[0]}{more})"
            hint = "give the variables of the root module their values: --var-file"
            found.diagnostics[notice("no-instance", text, _root_span(self.loader.module(directory)), hint)] = None

    def _record(self, path: str) -> FileRecord:
        if path in self.loader.problems:
            return FileRecord(path, NAME, *self.loader.problems[path])
        if configuration.is_values(path):
            return FileRecord(path, NAME, FileStatus.SUPPORTING, "variable values")
        if parent(path) in self.visited:
            return FileRecord(path, NAME, FileStatus.JUDGED)
        return FileRecord(path, NAME, FileStatus.SUPPORTING, NO_INSTANCE)


def _root_span(module: Module) -> Span:
    """Return where a finding about a whole root module points: its first block, else the start of its first file."""
    if module.first_block is not None:
        return module.first_block.span
    source: SourceText = module.files[0].source
    return Span(source, 0, 0)
