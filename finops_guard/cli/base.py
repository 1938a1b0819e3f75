"""What ``--base`` names: a revision of git, a directory, or a report of ``finops-guard cost``."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

from msgspec.structs import replace

from finops_guard.cli.borrowing import BorrowingTree
from finops_guard.cli.workspace import Workspace, locate
from finops_guard.errors import ConfigError, Problem, UsageError
from finops_guard.findings import Finding
from finops_guard.novelty import BASELINE, listed_in
from finops_guard.novelty.past import Before, Earlier, moved
from finops_guard.pricing.base import Base
from finops_guard.pricing.breakdown import Breakdown
from finops_guard.pricing.estimates import exactly
from finops_guard.settings import Settings
from finops_guard.tree import Tree, TreeError

_MAX_COMPARED = 64 * 1024 * 1024

_REPORT = "make a report of the base, and give that: finops-guard cost {0} --format json --output base.json"


def read(
    workspace: Workspace, settings: Settings, given: str, *, with_findings: bool = False, with_files: bool = False
) -> Before:
    """Return the base that is named; what is read of it is read by the same settings and paths as the scan.

    ``with_findings``: it is judged, too, by the policies of now; ``with_files``: it must tell which files changed.
    What is not written as a path is a revision, whatever files there are: who proposes a change may add a directory
    that has the name of a branch. Raise UsageError where there is no such thing.
    """
    if not given:
        raise UsageError("--base is empty: name a git revision, a directory or a report")
    if not _is_path(given):
        _refuse_given(settings, given)
        return _revision(workspace, settings, given, with_findings)
    if os.path.isdir(given):
        _refuse_given(settings, given)
        return _directory(workspace, settings, given, with_findings)
    if with_files:
        raise UsageError(f"--changed-only: the report {given} has no files: name a git revision or a directory")
    return Before(_report(workspace, settings, given))


def _is_path(given: str) -> bool:
    return given.startswith(".") or given.endswith(("/", os.sep, ".json")) or os.path.isabs(given)


def _refuse_given(settings: Settings, given: str) -> None:
    """Refuse what exists in one state only: there is no plan of another state, and nothing else on standard input."""
    if settings.plans:
        raise UsageError(
            Problem(f"--base {given}: with --plan, the base is a report", hint=_REPORT.format("--plan OLD"))
        )
    if settings.stdin is not None:
        message = f"--base {given}: with standard input, the base is a report"
        raise UsageError(Problem(message, hint=_REPORT.format("-")))


def _directory(workspace: Workspace, settings: Settings, given: str, with_findings: bool) -> Before:
    if len(workspace.paths) != 1:
        raise UsageError("--base with a directory compares one path: name one")
    (after,) = workspace.paths
    if not workspace.tree.is_dir(after):
        raise UsageError("--base with a directory compares one directory: name one")
    other = locate((given,))
    (before,) = other.paths
    state = other.tree.base

    def is_unchanged(path: str) -> bool:
        then = _content(state, moved(path, after, before))
        return then is not None and then == _content(workspace.tree, path)

    costs, earlier, worth = _judged(workspace, settings, state, other.paths, with_findings, (before, after))
    base = Base(f"directory {given}", costs, before, after)
    return Before(base, earlier, worth, is_unchanged, _listed(state, settings))


def _revision(workspace: Workspace, settings: Settings, given: str, with_findings: bool) -> Before:
    from finops_guard.revisions import RevisionTree, commit_of, is_blob

    hint = f"for the file or directory of that name, write ./{given}" if os.path.exists(given) else ""
    git = shutil.which("git", path=workspace.search_path())
    if git is None:
        raise UsageError(Problem(f"--base {given} is a revision, and git is not installed", hint=hint))
    if hint and not commit_of(git, workspace.tree.base.root, given):
        raise UsageError(Problem(f"--base {given}: git knows no such revision here", hint=hint))
    with RevisionTree(git, workspace.tree.base.root, given) as tree:
        paths = tuple(path for path in workspace.paths if tree.is_dir(path) or tree.is_file(path))
        base = f"commit {tree.commit[:12]} ({given})"
        if not paths:
            nothing = Earlier((), (), ()) if with_findings else None
            return Before(Base(base, Breakdown((), exactly(0))), nothing, is_unchanged=lambda _path: False)
        costs, earlier, worth = _judged(workspace, settings, tree, paths, with_findings)
        blobs = tree.blobs()

        def is_unchanged(path: str) -> bool:
            content = _content(workspace.tree, path)
            return content is not None and is_blob(content, blobs.get(path, ""))

        return Before(Base(base, costs), earlier, worth, is_unchanged, _listed(tree, settings))


def _report(workspace: Workspace, settings: Settings, given: str) -> Base:
    from finops_guard.pricing.base_report import MAX_SIZE
    from finops_guard.pricing.base_report import read as read_report

    if not os.path.exists(given):
        raise UsageError(f"--base {given}: no such file or directory")
    if not os.path.isfile(given):
        raise UsageError(f"--base {given}: neither a regular file nor a directory")
    try:
        with open(given, "rb") as file:
            data = file.read(MAX_SIZE + 1)
    except OSError as failure:
        raise UsageError(f"--base {given} cannot be read: {failure.strerror}") from None
    if len(data) > MAX_SIZE:
        raise UsageError(f"--base {given}: a report of more than {MAX_SIZE >> 20} MiB is not read")
    return read_report(data, given, settings.prices.currency, _within(workspace))


def _within(workspace: Workspace) -> Callable[[str, str], bool]:
    """Return what tells whether a resource, by its root and its file, is among what is scanned."""
    paths = workspace.paths
    roots = tuple(path if workspace.tree.is_dir(path) else path.rpartition("/")[0] for path in paths)
    if not paths or "" in paths:
        return lambda _root, _file: True
    return lambda root, file: any(_below(root, each) for each in roots) or any(_below(file, each) for each in paths)


def _below(path: str, directory: str) -> bool:
    return path == directory or path.startswith(f"{directory}/")


def _judged(
    workspace: Workspace,
    settings: Settings,
    state: Tree,
    paths: tuple[str, ...],
    with_findings: bool,
    directories: tuple[str, str] = ("", ""),
) -> tuple[Breakdown, Earlier | None, Callable[[str], Finding] | None]:
    """Return the costs of another state of the workspace's tree, and maybe what is found in it.

    What it rests on of today is named as missing.
    """
    from finops_guard.judging import judge_before
    from finops_guard.scan import appraise

    files = {path for kind, path in settings.terraform.assignments if kind == "var-file"}
    tree = BorrowingTree(state, workspace.tree.base, files)
    earlier, worth = None, None
    over = workspace.tree.over(tree)
    if with_findings:
        costs, earlier, worth = judge_before(over, paths, settings, workspace.tree, directories)
    else:
        costs, _, _ = appraise(over, paths, settings)
    return replace(costs, missing=(*costs.missing, *tree.missing())), earlier, worth


def _listed(state: Tree, settings: Settings) -> frozenset[str] | None:
    """Return what the baseline of another state lists: nothing where there was none, or none that can be read."""
    if settings.baseline == "":
        return None
    path = settings.baseline or BASELINE
    try:
        listed = listed_in(state, path) if state.is_file(path) else None
    except ConfigError:
        listed = None
    return frozenset(each.fingerprint for each in listed.entries) if listed is not None else frozenset()


def _content(tree: Tree, path: str) -> bytes | None:
    try:
        return tree.read(path, _MAX_COMPARED)
    except TreeError:
        return None
