"""``finops-guard cache``: what is kept between runs, and how to be rid of it."""

from __future__ import annotations

import click

from finops_guard.cache import marks, store
from finops_guard.cli.terminal import harmless
from finops_guard.errors import UsageError


@click.group()
def command() -> None:
    """Look at what is kept between scans, and remove it.

    A scan of which nothing has changed prints what it printed before: the same command line in the same directory, with
    the same files, programs, environment, day and version. Nothing in it is ever executed.
    """


@command.command()
def info() -> None:
    """Show where the cache is, and how large."""
    where = store.directory()
    if where is None:
        click.echo("Nothing is kept: no home directory is known (XDG_CACHE_HOME or HOME).")
        return
    found = store.entries()
    used = sum(size for _, size, _ in found) / 1024 / 1024
    click.echo(f"Directory  {harmless(where)}")
    click.echo(f"Scans      {len(found):,}")
    click.echo(f"Size       {used:,.1f} of at most {store.MAX_TOTAL // 1024 // 1024:,} MiB")


@command.command()
def clear() -> None:
    """Remove all that is kept."""
    removed = store.clear()
    marks.clear()
    if store.entries():
        raise UsageError("the cache cannot be removed: see finops-guard cache info")
    click.echo(f"Removed {removed:,} {'scan' if removed == 1 else 'scans'}.")
