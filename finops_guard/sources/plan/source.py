"""Terraform (and OpenTofu) plans as a source of resources: what ``terraform show -json`` writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from finops_guard.budget_comments import BudgetComment
from finops_guard.diagnostics import Diagnostic, error, notice
from finops_guard.documents.model import Limits, Reading, UnreadableError
from finops_guard.environment import detect
from finops_guard.errors import Problem, UsageError
from finops_guard.location import SourceText, Span
from finops_guard.resources import FileRecord, FileStatus, Resource, ResourceSet, Root
from finops_guard.settings import Settings
from finops_guard.sources.plan.configuration import Configuration
from finops_guard.sources.plan.document import PlanDocument
from finops_guard.sources.plan.document import read as read_document
from finops_guard.sources.plan.resources import NAME, Planned, change_of, is_sound, resource_of
from finops_guard.sources.plan.written import configured
from finops_guard.sources.terraform.configuration import is_values
from finops_guard.sources.terraform.launching import with_templates
from finops_guard.suppressions import Suppression
from finops_guard.tree import Tree, parent
from finops_guard.values import Cause, CauseKind

LIMITS = Limits(nodes=2_000_000)

_CONTEXT = "configuration beside a plan: positions are taken from it"


def read(
    tree: Tree, paths: Sequence[str], settings: Settings, context: Callable[[], Sequence[str]] | None = None
) -> ResourceSet:
    """Return the resources that will be there once the plans in the given files are applied.

    ``context`` gives the Terraform files in which positions are looked for; they are not judged themselves.
    Raise UsageError where a file is no plan.
    """
    files = list(context()) if context is not None else []
    plans: list[ResourceSet] = []
    records: dict[str, FileRecord] = {}
    suppressions: dict[Suppression, None] = {}
    budgets: dict[BudgetComment, None] = {}
    for path in paths:
        plan, beside = _read_plan(tree, path, settings, files)
        plans.append(plan)
        records.update((record.path, record) for record in beside.files)
        suppressions.update(dict.fromkeys(beside.suppressions))
        budgets.update(dict.fromkeys(beside.budgets))
    found = sum(_told_apart(paths, plans), ResourceSet())
    files_beside = tuple(map(_as_context, records.values()))
    return found + ResourceSet(files=files_beside, suppressions=tuple(suppressions), budgets=tuple(budgets))


def _told_apart(paths: Sequence[str], plans: Sequence[ResourceSet]) -> list[ResourceSet]:
    """Return the plans, those of the same root with what tells them apart: their environments, else their files."""
    by_root: dict[str, list[int]] = {}
    for at, plan in enumerate(plans):
        for root in plan.roots:
            by_root.setdefault(root.path, []).append(at)
    told = list(plans)
    for places in by_root.values():
        names = [plans[at].roots[0].environment.name for at in places]
        if len(places) > 1:
            by_environment = None not in names and len(set(names)) == len(names)
            for at, name in zip(places, names, strict=True):
                told[at] = _named(plans[at], str(name) if by_environment else paths[at])
    return told


def _named(plan: ResourceSet, name: str) -> ResourceSet:
    resources = tuple(replace(each, plan=name) for each in plan.resources)
    roots = tuple(replace(root, resources=resources, plan=name) for root in plan.roots)
    return replace(plan, resources=resources, roots=roots)


def _as_context(record: FileRecord) -> FileRecord:
    if record.status is FileStatus.JUDGED or (record.status is FileStatus.SUPPORTING and not is_values(record.path)):
        return FileRecord(record.path, record.source, FileStatus.SUPPORTING, _CONTEXT)
    return record


def _read_plan(tree: Tree, path: str, settings: Settings, files: Sequence[str]) -> tuple[ResourceSet, ResourceSet]:
    """Return what a plan holds, and what the configuration beside it does."""
    document = read_document(tree, path)
    text = document.source
    diagnostics: list[Diagnostic] = [notice("plan-incomplete", each, path) for each in document.statements]
    sound = []
    for part in document.changes:
        if is_sound(part):
            sound.append(part)
        else:
            message = "this resource change has no address, type, name or change: it is not judged"
            diagnostics.append(error("plan", message, Span(text, part.start, min(part.end, part.start + 1))))
    judged = [(part, change) for part in sound if (change := change_of(part)) is not None]
    configuration = Configuration(document.configuration, document.variables)
    addresses = {part.data["address"] for part, _ in judged}
    beside, written = configured(tree, files, settings, configuration, path, addresses)
    root = beside.root if beside is not None else _directory(path)
    if beside is None and files and judged:
        message = "no configuration among the scanned paths makes these resources: findings point into the plan"
        diagnostics.append(notice("plan-alone", message, path, "give the directory that was planned as PATH"))
    variable = _environment(configuration, settings)
    plan = Planned(Reading(text, LIMITS), configuration, settings, beside, root, variable)
    try:
        resources = tuple(with_templates([resource_of(plan, part, change) for part, change in judged]))
    except UnreadableError as failure:
        where = Span(text, failure.start, min(failure.end, len(text.text))).location()
        raise UsageError(Problem(f"the plan cannot be read: {failure.message}", where, failure.hint)) from None
    _conceal_others(text, plan.shown)
    roots = _root(document, plan, resources)
    record = FileRecord(path, "plan", FileStatus.JUDGED)
    return ResourceSet(resources, roots, (record,), tuple(diagnostics)), written


def _directory(path: str) -> str:
    """Return the directory of a plan within the tree; the tree's root for one outside of it."""
    return "" if path.startswith("/") or path[1:2] == ":" else parent(path)


def _root(document: PlanDocument, plan: Planned, resources: tuple[Resource, ...]) -> tuple[Root, ...]:
    if not resources:
        return ()
    environment = detect(
        plan.settings.environment,
        tags=None,
        workspace=plan.settings.terraform.workspace,
        path=plan.root,
        variable=plan.variable,
    )
    whole = Span(document.source, 0, 0)
    causes = tuple(Cause(CauseKind.LIMIT, each, whole) for each in document.statements)
    first = min((each.span for each in resources if parent(each.span.path) == plan.root), default=resources[0].span)
    made = plan.configured.made if plan.configured is not None else None
    configuration = made.configuration if made is not None else None
    return (Root(plan.root, NAME, first, resources, environment, causes, configuration=configuration),)


def _environment(configuration: Configuration, settings: Settings) -> str | None:
    """Return the value of the plan's variable that names its environment (``environment``, ``env`` ...)."""
    for name in settings.environment.tags:
        value = configuration.variable(name)
        if isinstance(value, str) and value and not configuration.is_sensitive(name):
            return value
    return None


def _conceal_others(text: SourceText, shown: Sequence[tuple[int, int]]) -> None:
    """Keep out of excerpts what is not judged: prior values, variables and the like hold secrets without a mark."""
    at = 0
    for start, end in sorted(shown):
        if start > at:
            text.conceal(at, start)
        at = max(at, end)
    text.conceal(at, len(text.text))
