"""``finops-guard policy``: its subcommands, one module each."""

from __future__ import annotations

import click

from finops_guard.cli.main import LazyGroup

# name -> (module with an attribute ``command``, one line of help)
COMMANDS: dict[str, tuple[str, str]] = {
    "list": ("finops_guard.cli.policy.listing", "List the policies, all or some of them."),
    "show": ("finops_guard.cli.policy.show", "Show one policy whole, by id, name, or its name elsewhere."),
    "new": ("finops_guard.cli.policy.new", "Write a policy and its fixture to begin with."),
    "validate": ("finops_guard.cli.policy.validate", "Check policies and configuration, and tell every problem."),
    "test": ("finops_guard.cli.policy.test", "Try policies on fixtures that say what must be found."),
    "import": ("finops_guard.cli.policy.importing", "Make policies of those of AWS Organizations or Azure Policy."),
    "docs": ("finops_guard.cli.policy.docs", "Write a page of documentation a policy, and an index."),
}


@click.group(cls=LazyGroup, commands_by_name=COMMANDS)
def command() -> None:
    """List, explain, write, test and document policies."""
