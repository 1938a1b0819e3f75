"""``finops-guard exception``: its subcommands, one module each."""

from __future__ import annotations

import click

from finops_guard.cli.main import LazyGroup

# name -> (module with an attribute ``command``, one line of help)
COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("finops_guard.cli.exception.new", "Write an exception for a finding, with the next free id."),
    "list": ("finops_guard.cli.exception.listing", "List the exceptions with what each is worth today."),
    "check": ("finops_guard.cli.exception.check", "Check the register alone, and tell every problem."),
    "renew": ("finops_guard.cli.exception.renew", "Give an exception a later last day."),
    "expire": ("finops_guard.cli.exception.expire", "End an exception today."),
}


@click.group(cls=LazyGroup, commands_by_name=COMMANDS)
def command() -> None:
    """Grant, list, check, renew and end exceptions: who lets a finding stand, why, until when and at what cost."""
