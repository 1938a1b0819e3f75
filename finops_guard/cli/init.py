"""``finops-guard init``."""

from __future__ import annotations

import os

import click

from finops_guard.cli.writing import whole
from finops_guard.config.files import NAMES
from finops_guard.config.template import TEMPLATE
from finops_guard.errors import UsageError


@click.command()
@click.option("--force", is_flag=True, help="Overwrite a configuration that is there already.")
def command(force: bool) -> None:
    """Write a commented .finops-guard.yaml into the working directory."""
    target, *others = NAMES
    for other in others:
        if os.path.lexists(other):
            raise UsageError(f"{other} is there already: only one configuration counts, so remove it first")
    if os.path.lexists(target) and not force:
        raise UsageError(f"{target} is there already (use --force to overwrite it)")
    if os.path.lexists(target) and (os.path.islink(target) or not os.path.isfile(target)):
        raise UsageError(f"{target} is not a regular file: remove it first")
    try:
        whole(target, TEMPLATE)
    except OSError as failure:
        raise UsageError(f"{target} cannot be written: {failure.strerror}") from None
    click.echo(f"Wrote {target}. Next: finops-guard scan")
