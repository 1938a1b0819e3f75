"""``finops-guard policy validate``."""

from __future__ import annotations

import click
from msgspec.structs import replace

from finops_guard.cli.main import EXIT_ERROR
from finops_guard.cli.options import configured, today
from finops_guard.cli.policy.loading import CONFIG
from finops_guard.cli.terminal import complain, harmless
from finops_guard.cli.workspace import Workspace, locate
from finops_guard.errors import ConfigError, PolicyError, Problem, UsageError
from finops_guard.settings import Settings


@click.command()
@click.argument("directories", nargs=-1, metavar="[DIRECTORIES]...")
@click.option("--bundled", is_flag=True, help="Also check the policies that ship with finops-guard.")
@CONFIG
@click.option("--allow-empty", is_flag=True, help="Exit with 0 if there are no policies of your own.")
def command(directories: tuple[str, ...], bundled: bool, config_file: str | None, allow_empty: bool) -> int:
    """Check the policies of directories (default: the configured ones), and the configuration that changes them.

    Without directories, the files that the configuration names and the register of exceptions are checked, too. Every
    problem is told with its file, line and column; exit code 2 where there is one. What is probably a slip (an
    attribute that no known version of a provider has) is told as a warning.
    """
    from finops_guard.policy import advice, validation
    from finops_guard.policy.validation import Validated
    from finops_guard.reporters.styling import count

    workspace = locate((".",))
    validated, settings = Validated(), Settings()
    try:
        settings = configured(workspace, config_file)
    except (ConfigError, PolicyError) as failure:
        validated += Validated(problems=failure.problems)
    named = tuple(map(workspace.directory, directories))
    if named:
        settings = replace(settings, policy_directories=named)
    validated += validation.own(settings, workspace.tree)
    if not (named or validated.problems):
        validated += Validated(problems=_exceptions(workspace, settings))
    if bundled:
        validated += validation.bundled()
    for problem in validated.problems:
        complain(f"error: {problem}")
    if validated.problems:
        complain(f"{count(len(validated.problems), 'problem')} to put right")
        return EXIT_ERROR
    if not (validated.files or allow_empty):
        where = harmless(", ".join(settings.policy_directories))
        raise UsageError(
            f"there are no policies in {where}"
            if where
            else "there are no policies of your own here: name their "
            "directory, set policy-directories in .finops-guard.yaml, or use --bundled"
        )
    for warning in (each for file in validated.files for each in advice.warnings(file)):
        complain(f"warning: {warning}")
    verb = "is" if len(validated.files) == 1 else "are"
    click.echo(f"{count(len(validated.files), 'policy', 'policies')} {verb} valid")
    return 0


def _exceptions(workspace: Workspace, settings: Settings) -> tuple[Problem, ...]:
    """Return what is wrong in the register of exceptions; that one has expired is no mistake in it."""
    from finops_guard.governance import EXCEPTIONS

    if not workspace.tree.is_dir(EXCEPTIONS):
        return ()
    from finops_guard.documents.model import as_problem
    from finops_guard.governance import register
    from finops_guard.maturity.approvers import approvers
    from finops_guard.policy import loader

    known = loader.by_name(settings, workspace.tree)
    found = register.read(workspace.tree, known, today(), approvers(workspace.tree))
    return tuple(map(as_problem, found.diagnostics))
