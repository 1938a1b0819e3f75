"""``finops-guard audit``: its subcommands, one module each."""

from __future__ import annotations

import click

from finops_guard.cli.main import LazyGroup

# name -> (module with an attribute ``command``, one line of help)
COMMANDS: dict[str, tuple[str, str]] = {
    "export": ("finops_guard.cli.audit.export", "Write controls, exceptions and results of a scan as evidence."),
    "log": ("finops_guard.cli.audit.log", "Add a report to a log that shows tampering."),
    "verify": ("finops_guard.cli.audit.verify", "Check a log, or the files of an export."),
    "replay": ("finops_guard.cli.audit.replay", "Perform a recorded scan again, and compare."),
}


@click.group(cls=LazyGroup, commands_by_name=COMMANDS)
def command() -> None:
    """Write evidence for auditors, keep a log that shows tampering, and perform recorded scans again."""
