"""Which policies a subcommand of ``policy`` is about: those of directories, configured or named, and bundled ones."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click
from msgspec import Struct
from msgspec.structs import replace

from finops_guard.cli.options import configured
from finops_guard.cli.workspace import Workspace, locate
from finops_guard.errors import UsageError
from finops_guard.policy.model import Policy
from finops_guard.settings import Settings

if TYPE_CHECKING:
    from finops_guard.reference.entries import Entry

CONFIG = click.option(
    "--config", "config_file", metavar="FILE", help="Configuration file (default: .finops-guard.yaml)."
)
POLICY_DIR = click.option(
    "--policy-dir", "policy_directories", multiple=True, metavar="DIR", help="Also load policies from here."
)


class Targets(Struct, frozen=True):
    """What the arguments of a command name.

    ``directories`` are paths of the tree that hold policies: those that are named, else the configured ones.
    ``names`` are the arguments that are no directories: ids, names or globs of policies.
    """

    workspace: Workspace
    settings: Settings
    directories: tuple[str, ...]
    names: tuple[str, ...]

    def chosen(self, policy: Policy, *, bundled: bool) -> bool:
        """Tell whether a policy is meant: it is named, or it is of one of the directories, or of the bundled ones."""
        from finops_guard.policy.patterns import Globs

        if self.names:
            globs = Globs(self.names)
            return globs.match(policy.id) or globs.match(policy.name)
        return bundled if policy.bundled else self.holds(policy)

    def holds(self, policy: Policy) -> bool:
        """Tell whether a policy was loaded from one of the directories."""
        return any(not directory or policy.path.startswith(f"{directory}/") for directory in self.directories)

    def as_written(self) -> Settings:
        """Return settings that load all policies of the directories, and the bundled ones, as their files say."""
        return Settings(policy_directories=self.directories)


def here(config_file: str | None, policy_directories: tuple[str, ...] = ()) -> tuple[Workspace, Settings]:
    """Return the workspace of the working directory and its settings, with further directories of policies."""
    workspace = locate((".",))
    settings = configured(workspace, config_file)
    added = tuple(map(workspace.directory, policy_directories))
    directories = tuple(dict.fromkeys((*settings.policy_directories, *added)))
    return workspace, replace(settings, policy_directories=directories)


def targets(arguments: tuple[str, ...], config_file: str | None, *, bundled: bool) -> Targets:
    """Return what the arguments of a command name; raise UsageError where that is nothing."""
    workspace, settings = here(config_file)
    named = [argument for argument in arguments if os.path.isdir(argument)]
    names = tuple(argument for argument in arguments if argument not in named)
    for name in names:
        if "/" in name or os.sep in name or not name:
            raise UsageError(f"{name or 'an empty argument'}: no such directory")
    directories = tuple(map(workspace.directory, named)) or settings.policy_directories
    if not (directories or names or bundled):
        raise UsageError(
            "there are no policies of your own here: name their directory, set policy-directories in "
            ".finops-guard.yaml, or use --bundled"
        )
    return Targets(workspace, settings, directories, names)


def refuse_unknown(names: tuple[str, ...], policies: tuple[Policy, ...]) -> None:
    """Raise UsageError where a name is neither a directory nor that of any policy."""
    from finops_guard.policy.patterns import Globs
    from finops_guard.schema import suggest

    known = sorted({name for policy in policies for name in (policy.id, policy.name)})
    for name in names:
        if not any(map(Globs([name]).match, known)):
            hint = suggest(name, known) or "`finops-guard policy list` shows all"
            raise UsageError(f"{name}: neither a directory nor a policy: {hint}")


def all_entries(settings: Settings, workspace: Workspace) -> list[Entry]:
    """Return all policies as they are configured, also those that a scan here does not ask for."""
    from finops_guard.policy import loader
    from finops_guard.reference.entries import entries

    tree = workspace.tree
    active = loader.in_profile(loader.load(settings, tree), settings)
    switched_on = {name: replace(override, enabled=True) for name, override in settings.policies.items()}
    whole = replace(settings, select=(), ignore=(), policies=switched_on)
    ids = frozenset(policy.id for policy in active)
    return entries(loader.load(whole, tree), loader.files(settings, tree), ids)
