"""``finops-guard audit replay``."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from finops_guard.cli import options
from finops_guard.cli.terminal import harmless
from finops_guard.cli.workspace import Workspace, locate
from finops_guard.errors import Problem, UsageError
from finops_guard.settings import Settings

if TYPE_CHECKING:
    from finops_guard.audit.replaying import RecordedScan, Replayed
    from finops_guard.report import Report
    from finops_guard.revisions import RevisionTree

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@click.command()
@click.argument("report", type=click.Path())
@click.option("--working-tree", is_flag=True, help="Scan the files as they are now, not those of the commit.")
@click.option("--var", "variables", multiple=True, metavar="NAME=VALUE", help="A variable's value (repeatable).")
@click.option("--outside", is_flag=True, help="Also read what the report names outside of the repository.")
def command(report: str, working_tree: bool, variables: tuple[str, ...], outside: bool) -> int:
    """Perform a recorded scan again, and compare what it finds, byte by byte.

    REPORT is what finops-guard scan --record --format json wrote, or report.json of an export. The commit that it
    names is read from git's objects, in the repository around the working directory: nothing is checked out. Exit code
    1 means that the report says something else than what comes out now; what could be the reason is told.
    """
    from finops_guard.audit.replaying import compare, read
    from finops_guard.cli.audit.reading import content
    from finops_guard.reporters import Options
    from finops_guard.reporters.json import render

    data = content(report)
    document, found = read(data, report)
    values = dict(_pair(each) for each in variables)
    workspace = locate((".",))
    _check_paths(found, outside=outside)
    with ExitStack() as stack:
        state = None if working_tree else _commit(workspace, found, stack)
        made = _scanned(workspace, found, values, state)
    verdicts = "all" if "evaluations" in document else "unresolved"
    again = render(made, Options(verdicts=verdicts)).encode()
    return _tell(
        compare(data, again), f"commit {state.commit[:12]}" if state is not None else "the working tree", found
    )


def _pair(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not equals or not name.strip():
        raise UsageError("--var: write it as NAME=VALUE")
    return name, value


def _check_paths(found: RecordedScan, *, outside: bool) -> None:
    """Refuse a report that would have other files read than those of the repository, unless that is wanted."""
    from finops_guard.audit.recording import is_outside

    files = (*found.options.files, found.config or "")
    impossible = [path for path in found.paths if is_outside(path) or not _is_path(path)]
    impossible += [path for path in files if os.path.isabs(path) or not _is_path(path)]
    if impossible:
        raise UsageError(f"the report names a path that no recorded scan has: {impossible[0]}")
    leaving = [path for path in files if is_outside(path)]
    if leaving and not outside:
        raise UsageError(
            Problem(f"the report names {leaving[0]}, outside of the repository", hint="--outside reads it")
        )


def _is_path(text: str) -> bool:
    """Tell whether there can be a file of that name."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def _commit(workspace: Workspace, found: RecordedScan, stack: ExitStack) -> RevisionTree | None:
    """Return the recorded commit, open; None where there was none, or the files were not those of it."""
    from finops_guard.cli.audit.recording import checked_out
    from finops_guard.revisions import RevisionTree

    if not found.commit:
        return None
    if found.uncommitted:
        if not checked_out(workspace)[1]:
            raise UsageError(
                "the report is about a repository: perform it again in there (or with --working-tree here)"
            )
        return None
    if not _COMMIT.fullmatch(found.commit):
        raise UsageError("the report names a commit by something that is no digest")
    git = shutil.which("git", path=workspace.search_path())
    if git is None:
        raise UsageError("the report is about a commit, and git is not installed")
    return stack.enter_context(RevisionTree(git, workspace.tree.base.root, found.commit))


def _scanned(workspace: Workspace, found: RecordedScan, values: dict[str, str], state: RevisionTree | None) -> Report:
    """Return the report of a scan of the recorded paths, in the commit or in the working tree, by recorded settings."""
    from finops_guard.audit.recording import Noted, recorded, restored
    from finops_guard.cli.audit.recording import head
    from finops_guard.cli.borrowing import BorrowingTree
    from finops_guard.scan import scan

    root, tree = workspace.tree.base.root, workspace.tree
    if state is not None:
        # That there is a repository is no part of a commit.
        tree = tree.over(BorrowingTree(state, workspace.tree.base, {".git"}))
    paths = tuple(path for path in found.paths if tree.is_dir(path) or tree.is_file(path))
    if not paths:
        raise UsageError(f"nothing to scan: {found.paths[0] if found.paths else 'the report'} is not here")
    there = replace(workspace, tree=tree, paths=paths)
    noted = Noted()
    tree.on_read, tree.on_ask = noted.read.add, noted.asked.add
    given = _inside(there, found)
    config = given.config or ""
    settings = replace(restored(_configured(there, config, given), given.options, values), stdin=None)
    settings = replace(
        settings,
        terraform=replace(settings.terraform, environ=options.variables()),
        kubernetes=replace(settings.kubernetes, search_path=workspace.search_path()),
    )
    made = scan(tree, paths, settings)
    tree.on_read = tree.on_ask = None
    if state is not None:
        return recorded(made, tree, root, noted, paths, config, settings, state)
    with ExitStack() as stack:
        return recorded(made, tree, root, noted, paths, config, settings, head(workspace, stack))


def _configured(workspace: Workspace, config: str, found: RecordedScan) -> Settings:
    if not config:
        return options.configured(workspace, None, found.options.policy_directories)
    from finops_guard.config.reading import load

    return load(workspace.tree, config, found.options.policy_directories)


def _inside(workspace: Workspace, found: RecordedScan) -> RecordedScan:
    """Return the record with paths as the tree has them: outside of the root, absolute and mounted."""
    from finops_guard.audit.recording import is_outside

    root = workspace.tree.base.root

    def placed(path: str) -> str:
        if not is_outside(path):
            return path
        absolute = os.path.realpath(os.path.join(root, path))
        directory = absolute if os.path.isdir(absolute) else os.path.dirname(absolute)
        workspace.tree.mount(directory, directory)
        return absolute

    given = found.options
    files = [each.partition("=") for each in given.assignments]
    return replace(
        found,
        config=placed(found.config) if found.config else None,
        options=replace(
            given,
            assignments=tuple(f"{kind}={name if kind == 'var' else placed(name)}" for kind, _, name in files),
            plans=tuple(map(placed, given.plans)),
            policy_directories=tuple(map(placed, given.policy_directories)),
            baseline=placed(given.baseline) if given.baseline else given.baseline,
        ),
    )


def _tell(outcome: Replayed, where: str, found: RecordedScan) -> int:
    if found.uncommitted:
        click.echo(harmless(f"files were not as they were committed, so {where} was scanned: {found.uncommitted[0]}"))
    if outcome.same_bytes:
        click.echo(f"{where}: the report is the same, byte by byte")
        return 0
    same = "the findings are the same, byte by byte" if outcome.same_findings else "the findings differ"
    parts = f"of the report differs: {', '.join(outcome.parts)}" if outcome.parts else "the report is laid out anew"
    click.echo(harmless(f"{where}: {same}; {parts}"))
    for line in outcome.differences:
        click.echo(harmless(f"  {line}"))
    if outcome.causes:
        click.echo("What it was made from that is not the same:")
    elif not outcome.same_content:
        click.echo("Nothing else that is recorded differs: the report was changed, or something that is not recorded")
    for line in outcome.causes:
        click.echo(harmless(f"  {line}"))
    return 0 if outcome.same_content else 1
