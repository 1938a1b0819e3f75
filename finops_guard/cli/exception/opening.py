"""The register of exceptions around the working directory, with the policies and the day it is judged by."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from finops_guard.cli import options
from finops_guard.cli.terminal import complain
from finops_guard.cli.workspace import Workspace, locate
from finops_guard.cli.writing import write
from finops_guard.documents.decoding import decode
from finops_guard.documents.model import as_problem
from finops_guard.errors import Problem, UsageError
from finops_guard.governance import EXCEPTIONS, register
from finops_guard.governance.dates import day
from finops_guard.governance.granted import GrantedException
from finops_guard.governance.proposed import ProposedTree
from finops_guard.governance.rules import Rules
from finops_guard.maturity.approvers import approvers
from finops_guard.policy import loader
from finops_guard.policy.model import Policy, PolicyFile
from finops_guard.settings import Settings
from finops_guard.tree import Tree


class Opened(Struct, frozen=True):
    """A register with all that its rules depend on: the active ``policies``, and all that are ``known`` by name."""

    workspace: Workspace
    settings: Settings
    policies: Sequence[Policy]
    known: dict[str, PolicyFile]

    @property
    def today(self) -> date:
        found = day(self.settings.as_of)
        if found is None:
            raise AssertionError("the settings have a day")
        return found

    @property
    def rules(self) -> Rules:
        return Rules(self.known, self.settings.as_of, approvers(self.workspace.tree))

    def read(self, tree: Tree | None = None) -> register.Register:
        """Return the register, as it is or in another state of the tree."""
        where = tree or self.workspace.tree
        return register.read(where, self.known, self.settings.as_of, approvers(where))

    def find(self, id_: str) -> GrantedException:
        """Return the exception of an id in any case; raise UsageError where there is none that keeps the rules."""
        found = self.read()
        for name, granted in found.exceptions.items():
            if name.casefold() == id_.casefold():
                return granted
        if found.diagnostics:
            raise UsageError([Problem(f"no exception {id_} keeps the rules"), *map(as_problem, found.diagnostics)])
        raise UsageError(f"there is no exception {id_} (finops-guard exception list shows all)")

    def text(self, path: str) -> str:
        """Return the text of a file of the register that was read before."""
        return decode(self.workspace.tree.read(path, register.MAX_FILE_SIZE))

    def recorded(self) -> dict[str, str]:
        """Return the first day of each id (in small letters) that git has in the register's history, if it has one."""
        from finops_guard.history.exceptions import first_created
        from finops_guard.revisions import is_shallow

        git = shutil.which("git", path=self.workspace.search_path())
        if git is None:
            return {}
        unknown = "warning: it is not known which ids were used before"
        root = self.workspace.tree.base.root
        try:
            if is_shallow(git, root):
                complain(f"{unknown}: a shallow clone has only its newest commits (actions/checkout: fetch-depth: 0)")
            return first_created(git, root)
        except UsageError as failure:
            for problem in failure.problems:
                complain(f"{unknown}: {problem}")
            return {}

    def proposed(self, path: str, text: str) -> ProposedTree:
        return ProposedTree(self.workspace.tree, path, text)

    def refuse(self, path: str, text: str) -> None:
        """Raise UsageError where a file of the register would break a rule, or make another one break it."""
        # Also what another file breaks only now: its id is taken where its name is later.
        before = {(each.path, each.message) for each in self.read().diagnostics if each.path != path}
        found = self.read(self.proposed(path, text)).diagnostics
        problems = [as_problem(each) for each in found if (each.path, each.message) not in before]
        if problems:
            raise UsageError([*problems, Problem("nothing is written")])

    def put(self, path: str, text: str, *, replace: bool) -> str:
        """Write a file of the register where its rules are kept, and return where; raise UsageError where not.

        Nothing is written through a link, also not where the working directory lies below the root.
        """
        self.refuse(path, text)
        root = self.workspace.tree.base.root
        target = os.path.join(root, *path.split("/"))
        directory, name = os.path.split(target)
        if os.path.realpath(target) != target:
            raise UsageError(f"{os.path.relpath(target)} leads through a symbolic link: nothing is written")
        write(directory, {name: text}, replace=replace)
        return os.path.relpath(target)


def opened(config_file: str | None, as_of: str | None) -> Opened:
    """Return the register around the working directory on a day (None: today)."""
    workspace = locate((".",))
    settings = options.configured(workspace, config_file)
    settings = options.on_day(settings, as_of)
    policies = loader.load(settings, workspace.tree)
    return Opened(workspace, settings, policies, loader.by_name(settings, workspace.tree))


def exists(workspace: Workspace) -> bool:
    """Tell whether there is a register at all."""
    return workspace.tree.is_dir(EXCEPTIONS)


def last_day(given: str | None, days: int | None, start: date, longest: int) -> str:
    """Return the last day that is asked for: a day, so many days from the start, else as late as the rules allow."""
    from datetime import timedelta

    if given is not None and days is not None:
        raise UsageError("--expires and --days: which of the two?")
    if given is None:
        length = longest if days is None else days
        try:
            return (start + timedelta(days=length)).isoformat()
        except OverflowError:
            raise UsageError(f"--days {days}: no such day") from None
    if day(given) is None:
        raise UsageError(f"--expires {given}: write a day of the calendar as 2026-12-31")
    return given
