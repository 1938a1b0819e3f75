"""The git repository around what the command line names."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from finops_guard.cli.borrowing import BorrowingTree
from finops_guard.cli.workspace import Workspace
from finops_guard.settings import Settings
from finops_guard.tree import Tree

if TYPE_CHECKING:
    from finops_guard.history import Repository


def repository(workspace: Workspace, settings: Settings) -> Repository:
    """Return what is scanned as a repository whose states can be: as they were, with what is not part of them."""
    from finops_guard.history import Repository

    files = {path for kind, path in settings.terraform.assignments if kind == "var-file"}
    base = workspace.tree.base

    def over(state: Tree) -> Tree:
        return workspace.tree.over(BorrowingTree(state, base, files))

    git = shutil.which("git", path=workspace.search_path()) or ""
    return Repository(git, base.root, workspace.tree, workspace.paths, over)
