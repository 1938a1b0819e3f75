"""``finops-guard init``."""

from __future__ import annotations

from pathlib import Path

import click

from finops_guard.config import TEMPLATE
from finops_guard.config.files import NAMES
from finops_guard.errors import UsageError


@click.command()
@click.option("--force", is_flag=True, help="Overwrite a configuration that is there already.")
def command(force: bool) -> None:
    """Write a commented .finops-guard.yaml into the working directory."""
    target = Path(NAMES[0])
    if (target.exists() or target.is_symlink()) and not force:
        raise UsageError(f"{target} is there already (use --force to overwrite it)")
    try:
        target.write_text(TEMPLATE, encoding="utf-8")
    except OSError as failure:
        raise UsageError(f"{target} cannot be written: {failure.strerror}") from None
    click.echo(f"Wrote {target}. Next: finops-guard scan")
