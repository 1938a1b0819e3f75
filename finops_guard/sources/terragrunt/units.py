"""Judge Terragrunt units: each is a root of its own, deployed from the module that it names."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from finops_guard.diagnostics import Diagnostic, error, notice
from finops_guard.environment import detect
from finops_guard.location import SourceText, Span
from finops_guard.resources import FileRecord, FileStatus, Resource, Root
from finops_guard.settings import Settings
from finops_guard.sources.terraform.context import Context
from finops_guard.sources.terraform.declared import NAME
from finops_guard.sources.terraform.holdings import Holdings
from finops_guard.sources.terraform.judging import judge, root_of
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.loading import Loader
from finops_guard.sources.terraform.roots import local_calls
from finops_guard.sources.terraform.scope import Budget, exhausted
from finops_guard.sources.terraform.selection import Selection
from finops_guard.sources.terragrunt.configuration import Configuration, Evaluation
from finops_guard.sources.terragrunt.module import Missing, UnitInputs, UnitInstance, build, directory_of
from finops_guard.sources.terragrunt.rooted import settle
from finops_guard.sources.terragrunt.variables import given
from finops_guard.tree import Tree, parent
from finops_guard.values import Value

UNIT = "terragrunt.hcl"
STACK = "terragrunt.stack.hcl"
_DOWNLOAD = "what Terragrunt downloads is not read"


class Found(Struct):
    """What the units of a scan give; ``directories`` are those whose Terraform files are judged through units.

    ``modules`` has for the directory of each unit that of the module it deploys, None where that is not on disk.
    """

    resources: list[Resource] = field(default_factory=list)
    roots: list[Root] = field(default_factory=list)
    partial: list[Root] = field(default_factory=list)
    diagnostics: dict[Diagnostic, None] = field(default_factory=dict)
    directories: set[str] = field(default_factory=set)
    modules: dict[str, str | None] = field(default_factory=dict)
    judged: set[str] = field(default_factory=set)
    supporting: set[str] = field(default_factory=set)


class Units:
    """One reading of units: ``configurations`` are all terragrunt.hcl files, ``selected`` the files to judge.

    With ``selected`` None all of them are judged.
    """

    def __init__(
        self, tree: Tree, settings: Settings, configurations: Sequence[str], selected: frozenset[str] | None
    ) -> None:
        self.loader = Loader(tree, settings)
        self.settings = settings
        self.configurations = sorted(configurations)
        self.selected = selected
        self.found = Found()
        self.steps = 0
        self.held = 0

    def read(self) -> Found:
        """Judge every unit: a configuration that no other one includes or reads."""
        opened = [unit for path in self.configurations if (unit := self._open(path)) is not None]
        parents = {path for unit in opened for path in unit.evaluation.files if path != unit.path}
        self.found.supporting |= parents
        for unit in opened:
            if unit.path not in parents:
                self._judge(unit)
        self.found.diagnostics = dict.fromkeys([*self.loader.diagnostics, *self.found.diagnostics])
        return self.found

    def _open(self, path: str) -> Configuration | None:
        parsed = self.loader.file(path)
        if parsed is None:
            return None
        budget = Budget(exhausted=exhausted(self.steps, self.loader.characters))
        evaluation = Evaluation(self.loader, self.settings, parent(path), budget)
        evaluation.files[path] = None
        unit = Configuration(evaluation, path, parsed.body)
        try:
            unit.includes()
        except EvaluationError as failure:
            evaluation.report(error("include", failure.message, failure.span or Span(parsed.source, 0, 0)))
        self.steps += budget.steps
        return unit

    def _judge(self, unit: Configuration) -> None:
        evaluation = unit.evaluation
        limit = exhausted(self.steps, self.loader.characters)
        if limit is not None:
            evaluation.budget = Budget(exhausted=limit)
        before = evaluation.budget.steps
        try:
            directory = directory_of(unit)
            inputs = settle(unit.inputs())
            if isinstance(directory, Missing):
                self._without_module(unit, directory)
            elif self.loader.has_module(directory):
                self._judge_module(unit, directory, inputs)
        except EvaluationError as failure:
            source = self.loader.file(unit.path)
            where = failure.span or (Span(source.source, 0, 0) if source is not None else unit.path)
            evaluation.report(error("unit", f"the unit cannot be evaluated: {failure.message}", where))
        self.steps += evaluation.budget.steps - before
        self.found.supporting |= evaluation.files.keys() - {unit.path}
        self.found.diagnostics |= evaluation.diagnostics

    def _without_module(self, unit: Configuration, missing: Missing) -> None:
        evaluation = unit.evaluation
        cause = missing.cause
        if cause not in unit.incomplete():
            evaluation.report(notice("module-not-evaluated", cause.text, cause.span or unit.path, missing.hint))
        self.found.judged.add(unit.path)
        self.found.directories.add(evaluation.unit)
        self.found.modules[evaluation.unit] = None
        workspace = self.settings.terraform.workspace
        environment = detect(self.settings.environment, tags=None, workspace=workspace, path=evaluation.unit)
        self.found.roots.append(Root(evaluation.unit, NAME, self._span(unit), (), environment, (cause,)))

    def _judge_module(self, unit: Configuration, directory: str, inputs: Value) -> None:
        evaluation = unit.evaluation
        made = build(unit, directory)
        reached = self._reach({directory, evaluation.unit})
        self.found.directories |= reached
        self.found.modules[evaluation.unit] = directory
        self.found.judged.add(unit.path)
        whole = self._is_selected(evaluation.files)
        if not whole and not any(self._is_selected(self._files(each)) for each in reached):
            return
        context = Context(self.loader, self.settings, directory, {}, evaluation.budget, download=_DOWNLOAD)
        instance = UnitInstance(context, made, UnitInputs(made.module, given(unit, made.module), inputs))
        holdings = Holdings(self.held, "the unit")
        result = judge(instance, evaluation.unit, self._span(unit), holdings)
        self.held = holdings.held
        selection = None if whole or self.selected is None else Selection(self.loader, self.selected)
        self.found.resources += [each for each in result.resources if selection is None or selection.concerns(each)]
        for diagnostic in context.diagnostics:
            evaluation.report(diagnostic)
        root = root_of(instance, result, evaluation.unit, self._span(unit), selection, unit.incomplete())
        (self.found.roots if whole else self.found.partial).append(root)

    def _is_selected(self, paths: Sequence[str] | dict[str, None]) -> bool:
        return self.selected is None or any(path in self.selected for path in paths)

    def _files(self, directory: str) -> list[str]:
        return [file.source.path for file in self.loader.module(directory).files]

    def _reach(self, start: set[str]) -> set[str]:
        """Return directories and all that they call by a local path."""
        seen = set(start)
        pending = sorted(start)
        while pending:
            directory = pending.pop()
            further = local_calls(self.loader.module(directory)) - seen
            seen |= further
            pending += sorted(further)
        return seen

    def _span(self, unit: Configuration) -> Span:
        """Return where a finding about a whole unit points: its first block, else the start of its file."""
        if unit.body.blocks:
            return unit.body.blocks[0].span
        parsed = self.loader.file(unit.path)
        return Span(SourceText(unit.path, "") if parsed is None else parsed.source, 0, 0)


def is_scaffold(path: str) -> bool:
    """Tell whether a file is a template for ``terragrunt scaffold``, whose text is not HCL before it is rendered."""
    return ".boilerplate" in path.split("/")[:-1]


def records(units: Units, paths: Sequence[str]) -> list[FileRecord]:
    """Return what became of the given files: configurations, and Terraform files that are judged through units."""
    return [_record(units, path) for path in paths]


def _record(units: Units, path: str) -> FileRecord:
    name = path.rpartition("/")[2]
    if is_scaffold(path):
        return FileRecord(path, NAME, FileStatus.TEMPLATE, "a template that new units are made from")
    if path in units.loader.problems:
        return FileRecord(path, NAME, *units.loader.problems[path])
    if name == STACK:
        return FileRecord(path, NAME, FileStatus.TEMPLATE, "a stack is not evaluated, the units it generates are")
    if path in units.found.judged or (not name.endswith(".hcl") and parent(path) in units.found.directories):
        return FileRecord(path, NAME, FileStatus.JUDGED)
    if path in units.found.supporting:
        return FileRecord(path, NAME, FileStatus.SUPPORTING, "a configuration that units include or read")
    return FileRecord(path, NAME, FileStatus.SUPPORTING, "a configuration of which no unit is made")
