"""``finops-guard diff``."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from msgspec.structs import replace

from finops_guard.cli import options
from finops_guard.cli.terminal import colour, width
from finops_guard.cli.workspace import Workspace, locate
from finops_guard.errors import UsageError
from finops_guard.pricing.comparison import Comparison
from finops_guard.reporters import Options
from finops_guard.reporters.difference import FORMATS
from finops_guard.reporters.difference import render as render_difference
from finops_guard.resources import ResourceSet
from finops_guard.settings import Settings
from finops_guard.tree import DirectoryTree, Tree


@click.command(cls=options.OrderedCommand)
@options.paths
@click.option("--base", required=True, metavar="REF|DIR", help="What to compare with: a git revision, or a directory.")
@options.config
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@options.output
@options.reading
def command(
    paths: tuple[str, ...], base: str, config_file: str | None, format_: str, output: str, **chosen: Any
) -> None:
    """Show what a change costs: by resource and component, new, changed and removed.

    PATHS are directories or files (default: the working directory). The base is read by the same settings: of a
    revision from git's objects, without a checkout. A directory stands for the one of PATHS. A change of cost is no
    failure: budgets and their policies judge it (finops-guard scan).
    """
    workspace = locate(paths or (".",))
    settings = options.settings_of(workspace, config_file, chosen)
    found = _compared(workspace, settings, base)
    to_terminal = output == "-"
    shown = Options(color=to_terminal and colour(sys.stdout), width=width(), prefix=workspace.here or "")
    options.write(render_difference(found, format_, shown), output)


def _compared(workspace: Workspace, settings: Settings, base: str) -> Comparison:
    if os.path.isdir(base):
        if len(workspace.paths) != 1:
            raise UsageError("--base with a directory compares one path: name one")
        (path,) = workspace.paths
        before = _observed(DirectoryTree(base), ("",), settings)
        after = _observed(workspace.tree, workspace.paths, settings)
        return _comparison(before, after, settings, path)
    with _revision(workspace, base) as tree:
        paths = tuple(path for path in workspace.paths if tree.is_dir(path) or tree.is_file(path))
        before = _observed(tree, paths, settings) if paths else ResourceSet()
    return _comparison(before, _observed(workspace.tree, workspace.paths, settings), settings)


def _observed(tree: Tree, paths: tuple[str, ...], settings: Settings) -> ResourceSet:
    from finops_guard.scan import observe

    return observe(tree, paths, settings)


def _comparison(before: ResourceSet, after: ResourceSet, settings: Settings, path: str = "") -> Comparison:
    """Compare two scans, both by the usage and the prices of today; the roots of the later are seen from a path."""
    from finops_guard.pricing.comparison import compare, priced, unread
    from finops_guard.pricing.configured import costs_for

    costs = costs_for(settings, after)
    now = [replace(each, root=_inside(each.root, path)) for each in priced(after, costs)]
    return compare(priced(before, costs_for(settings, before)), now, costs.currency, unread(before, after))


@contextmanager
def _revision(workspace: Workspace, base: str) -> Iterator[Tree]:
    from finops_guard.revisions import RevisionTree

    git = shutil.which("git", path=workspace.search_path())
    if git is None:
        raise UsageError(f"--base {base}: no such directory, and git is not installed")
    with RevisionTree(git, workspace.tree.base.root, base) as tree:
        yield tree


def _inside(root: str, path: str) -> str:
    """Return a root as seen from the path that it is below."""
    return root if not path else root.removeprefix(path).removeprefix("/")
