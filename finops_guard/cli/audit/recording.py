"""A scan that is followed, so that its report can tell what it was made from."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack

from finops_guard.audit.recording import Noted, recorded
from finops_guard.cli.workspace import Workspace
from finops_guard.config.files import find
from finops_guard.errors import UsageError
from finops_guard.report import Report
from finops_guard.revisions import RevisionTree, commit_of
from finops_guard.settings import Settings


class Recorder:
    """Notes each file that is read of a workspace from now on, and what is asked about."""

    def __init__(self, workspace: Workspace, config_file: str | None) -> None:
        """Raise UsageError where the scan could not be performed again, because what it reads is gone afterwards."""
        if workspace.stdin:
            raise UsageError("standard input cannot be recorded: write the manifests into files")
        self._workspace = workspace
        self._noted = Noted()
        workspace.tree.on_read, workspace.tree.on_ask = self._noted.read.add, self._noted.asked.add
        given = workspace.file(config_file) if config_file is not None else find(workspace.tree, workspace.start)
        self._config = given or ""

    def recorded(self, report: Report, settings: Settings) -> Report:
        """Return the report with what it was made from."""
        self._workspace.tree.on_read = self._workspace.tree.on_ask = None
        tree, root, paths = self._workspace.tree, self._workspace.tree.base.root, self._workspace.paths
        with ExitStack() as stack:
            state = head(self._workspace, stack)
            return recorded(report, tree, root, self._noted, paths, self._config, settings, state)


def head(workspace: Workspace, stack: ExitStack) -> RevisionTree | None:
    """Return the commit that is checked out in a workspace, open until the stack ends; None where there is none."""
    program, commit = checked_out(workspace)
    return stack.enter_context(RevisionTree(program, workspace.tree.base.root, commit)) if commit else None


def checked_out(workspace: Workspace) -> tuple[str, str]:
    """Return the program git, and the commit that is checked out in a workspace; both empty where there is none."""
    root = workspace.tree.base.root
    program = shutil.which("git", path=workspace.search_path())
    if program is None or not os.path.exists(os.path.join(root, ".git")):
        return "", ""
    commit = commit_of(program, root, "HEAD")
    return (program, commit) if commit else ("", "")
