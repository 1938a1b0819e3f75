"""``finops-guard exception check``."""

from __future__ import annotations

from collections.abc import Iterator

import click

from finops_guard.cli import options
from finops_guard.cli.exception.opening import Opened, exists, opened
from finops_guard.cli.main import EXIT_FINDINGS
from finops_guard.cli.terminal import complain, harmless
from finops_guard.errors import Problem
from finops_guard.governance.register import Register


@click.command()
@options.config
@options.as_of
def command(config_file: str | None, as_of: str | None) -> int:
    """Check the register of exceptions alone: nothing is scanned, so what is stale or above its cap is not told.

    Every problem is told with its file, line and column; exit code 1 where there is one. In a git repository, an id
    that its history has with an earlier day is one, too. That an exception has expired, or will soon, is said and is no
    problem: its file stays for the record.
    """
    from finops_guard.documents.model import as_problem
    from finops_guard.governance import EXCEPTIONS, register
    from finops_guard.governance.ledger import Ledger
    from finops_guard.maturity.ownership import code_owners
    from finops_guard.reporters.styling import count

    at = opened(config_file, as_of)
    tree = at.workspace.tree
    if not exists(at.workspace):
        click.echo(f"there is no register: {EXCEPTIONS} is not there")
        return 0
    found = at.read()
    problems = [*map(as_problem, found.diagnostics), *_older(at, found)]
    for problem in problems:
        complain(f"error: {problem}")
    taken = {entry.path for entry in register.entries(tree)}
    for unread in found.notices:
        _say(f"warning: {as_problem(unread)}")
    for granted in found.exceptions.values():
        if not granted.is_in_force(at.settings.as_of):
            how = f"ended on {granted.ended_on}" if granted.has_ended(at.settings.as_of) else "expired"
            _say(f"note: {granted.span.location()}: {granted.id} is not in force: it {how}")
    for soon in Ledger(found, at.settings.as_of, lambda _: None, "").diagnostics():
        _say(f"note: {as_problem(soon)}")
    owners = code_owners(tree)
    unowned = [path for path in sorted(taken) if owners is not None and owners.line_for(path) is None]
    if unowned and owners is not None:
        _say(f"warning: {owners.place} gives {unowned[0]} no owner: anybody may grant exceptions")
    elif owners is None:
        _say("warning: there is no CODEOWNERS file: anybody may grant exceptions")
    if problems:
        complain(f"{count(len(problems), 'problem')} to put right")
        return EXIT_FINDINGS
    in_force = sum(each.is_in_force(at.settings.as_of) for each in found.exceptions.values())
    click.echo(harmless(f"{count(len(found.exceptions), 'exception')} in order, {in_force:,} in force"))
    return 0


def _older(at: Opened, found: Register) -> Iterator[Problem]:
    """Yield which ids are in git's history with an earlier day: used again, or a time that began anew by itself."""
    recorded = at.recorded()
    for granted in found.exceptions.values():
        first = recorded.get(granted.id.casefold(), "")
        if first and first < granted.created:
            message = f"{granted.id} was created on {first}, as git's history has it, not on {granted.created}"
            hint = "give another exception an id of its own; one that is to last longer is renewed"
            yield Problem(message, granted.span.location(), hint)


def _say(text: str) -> None:
    click.echo(harmless(text))
