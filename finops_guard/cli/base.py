"""What ``--base`` names: a revision of git, a directory, or a report of ``finops-guard cost``."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

from msgspec.structs import replace

from finops_guard.cli.borrowing import BorrowingTree
from finops_guard.cli.workspace import Workspace, locate
from finops_guard.errors import Problem, UsageError
from finops_guard.pricing.base import Base
from finops_guard.pricing.breakdown import Breakdown
from finops_guard.pricing.estimates import exactly
from finops_guard.settings import Settings
from finops_guard.tree import Tree

_AMBIGUOUS = "write ./{0} for the file or directory, and refs/heads/{0}, refs/tags/{0} or its hash for the revision"
_REPORT = "make a report of the base, and give that: finops-guard cost {0} --format json --output base.json"


def read(workspace: Workspace, settings: Settings, given: str) -> Base:
    """Return the base that is named; what is read of it is read by the same settings and paths as the scan.

    Raise UsageError where there is no such thing, or where the name means two things: who proposes a change may add a
    directory that has the name of a branch.
    """
    if not given:
        raise UsageError("--base is empty: name a git revision, a directory or a report")
    is_there = os.path.exists(given)
    if is_there and not _is_path(given) and _names_revision(workspace, given):
        message = f"--base {given}: there is a revision and also a file or directory of this name"
        raise UsageError(Problem(message, hint=_AMBIGUOUS.format(given)))
    if os.path.isdir(given):
        _refuse_given(settings, given)
        return _directory(workspace, settings, given)
    if is_there:
        return _report(workspace, settings, given)
    if given.endswith(".json"):
        raise UsageError(f"--base {given}: no such file")
    _refuse_given(settings, given)
    return _revision(workspace, settings, given)


def _is_path(given: str) -> bool:
    return given.startswith((".", "/")) or given.endswith("/")


def _refuse_given(settings: Settings, given: str) -> None:
    """Refuse what exists in one state only: there is no plan of another state, and nothing else on standard input."""
    if settings.plans:
        raise UsageError(
            Problem(f"--base {given}: with --plan, the base is a report", hint=_REPORT.format("--plan OLD"))
        )
    if settings.stdin is not None:
        message = f"--base {given}: with standard input, the base is a report"
        raise UsageError(Problem(message, hint=_REPORT.format("-")))


def _directory(workspace: Workspace, settings: Settings, given: str) -> Base:
    if len(workspace.paths) != 1:
        raise UsageError("--base with a directory compares one path: name one")
    (after,) = workspace.paths
    if not workspace.tree.is_dir(after):
        raise UsageError("--base with a directory compares one directory: name one")
    other = locate((given,))
    (before,) = other.paths
    costs = _costs(workspace, settings, other.tree.base, other.paths)
    return Base(f"directory {given}", costs, before, after)


def _revision(workspace: Workspace, settings: Settings, given: str) -> Base:
    from finops_guard.revisions import RevisionTree

    with RevisionTree(_git(workspace, given), workspace.tree.base.root, given) as tree:
        paths = tuple(path for path in workspace.paths if tree.is_dir(path) or tree.is_file(path))
        costs = _costs(workspace, settings, tree, paths) if paths else Breakdown((), exactly(0))
        return Base(f"commit {tree.commit[:12]} ({given})", costs)


def _names_revision(workspace: Workspace, given: str) -> bool:
    """Tell whether git knows a revision of this name; without git, or outside of a repository, there is none."""
    from finops_guard.revisions import commit_of

    git = shutil.which("git", path=workspace.search_path())
    return git is not None and bool(commit_of(git, workspace.tree.base.root, given))


def _git(workspace: Workspace, given: str) -> str:
    git = shutil.which("git", path=workspace.search_path())
    if git is None:
        raise UsageError(f"--base {given}: no such directory or report, and git is not installed")
    return git


def _report(workspace: Workspace, settings: Settings, given: str) -> Base:
    from finops_guard.pricing.base_report import MAX_SIZE
    from finops_guard.pricing.base_report import read as read_report

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


def _costs(workspace: Workspace, settings: Settings, state: Tree, paths: tuple[str, ...]) -> Breakdown:
    """Return the costs of another state of the workspace's tree; what they rest on of today is named as missing."""
    from finops_guard.scan import appraise

    files = {path for kind, path in settings.terraform.assignments if kind == "var-file"}
    tree = BorrowingTree(state, workspace.tree.base, files)
    costs, _, _ = appraise(workspace.tree.over(tree), paths, settings)
    return replace(costs, missing=(*costs.missing, *tree.missing()))
