"""``finops-guard policy test``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from finops_guard.cli.main import EXIT_ERROR, EXIT_FINDINGS
from finops_guard.cli.policy.loading import CONFIG, Targets, refuse_unknown, targets
from finops_guard.cli.terminal import colour, complain, width
from finops_guard.errors import UsageError

if TYPE_CHECKING:
    from finops_guard.trials.running import Ran

_NO_CHECKOUT = (
    "the fixtures of the bundled policies are not installed: run this in a clone of the repository (tests/policies)"
)


@click.command()
@click.argument("arguments", nargs=-1, metavar="[DIRECTORIES OR POLICIES]...")
@click.option("--bundled", is_flag=True, help="Also try the policies that ship with finops-guard.")
@click.option("--strict", is_flag=True, help="A policy without any fixture fails.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@CONFIG
def command(arguments: tuple[str, ...], bundled: bool, strict: bool, format_: str, config_file: str | None) -> int:
    """Try policies on fixtures that say what must be found.

    Fixtures are files tests/<policy>.tf or .yaml (or tests/<policy>.<word>.tf) beside the policies, and the cases under
    tests: of a policy itself. A comment "# expect: ID" marks a line that must be found, "# unresolved: ID" one that
    cannot be decided; every other line must stay clean.

    Without directories, the configured ones are tried; ids, names or globs choose among their policies and the bundled
    ones. Exit code 1 means that something differs from the marks, 2 that a policy, a fixture or a mark is wrong.
    """
    meant = targets(arguments, config_file, bundled=bundled)
    ran = _run(meant, bundled)
    if format_ == "json":
        from finops_guard.trials import document

        click.echo(document.render(ran), nl=False)
    else:
        from finops_guard.reporters.styling import Style
        from finops_guard.trials import text

        click.echo(text.render(ran, Style(colour(sys.stdout)), width()), nl=False, color=True)
    for problem in ran.problems:
        complain(f"error: {problem}")
    if ran.problems:
        return EXIT_ERROR
    return EXIT_FINDINGS if not ran.passed or (strict and ran.untried) else 0


def _run(meant: Targets, bundled: bool) -> Ran:
    from finops_guard.policy import loader
    from finops_guard.settings import Settings
    from finops_guard.trials import fixtures, running
    from finops_guard.trials.bundled import DIRECTORY, checkout

    tree = meant.workspace.tree
    policies = loader.load(meant.as_written(), tree)
    refuse_unknown(meant.names, policies)
    chosen = [policy for policy in policies if meant.chosen(policy, bundled=bundled)]
    directories = [found for each in meant.directories for found in fixtures.directories(tree, each)]
    cases, problems = running.gather(tree, dict.fromkeys(directories))
    if any(policy.bundled for policy in chosen):
        repository = checkout()
        if repository is None:
            raise UsageError(_NO_CHECKOUT)
        shipped, wrong = running.gather(repository, [DIRECTORY])
        cases += shipped
        problems += wrong
    files = [file for file in loader.files(meant.as_written(), tree) if not file.bundled]
    inline, more = running.gather_inline(files)
    configured = meant.settings
    settings = Settings(environment=configured.environment, kubernetes=configured.kubernetes)
    ids = {policy.id for policy in chosen}
    return running.run(
        policies, lambda policy: policy.id in ids, [*cases, *inline], settings, problems=[*problems, *more]
    )
