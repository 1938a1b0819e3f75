"""``finops-guard exception expire``."""

from __future__ import annotations

import click

from finops_guard.cli import options
from finops_guard.cli.exception.opening import opened
from finops_guard.cli.terminal import harmless
from finops_guard.errors import UsageError


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--reason", required=True, metavar="TEXT", help="Why it ends.")
@click.option("--by", default="", metavar="NAME", help="Who ends it.")
@options.config
@options.as_of
def command(id_: str, reason: str, by: str, config_file: str | None, as_of: str | None) -> int:
    """End an exception today: from now on it lets nothing stand, and its file says why.

    All else in the file stays as it is written, also the day until which it was granted.
    """
    from finops_guard.governance import drafting

    at = opened(config_file, as_of)
    granted = at.find(id_)
    if granted.ended_on:
        raise UsageError(f"{granted.id} was ended on {granted.ended_on} already")
    if at.settings.as_of > granted.expires:
        raise UsageError(f"{granted.id} expired on {granted.expires} already")
    if not reason.strip():
        raise UsageError("--reason is empty: say why it ends")
    path = granted.span.path
    try:
        text = drafting.ended(path, at.text(path), at.settings.as_of, by, reason)
    except drafting.FixedFormError:
        raise UsageError(f"{path} is written in a form that cannot be added to: end it by hand") from None
    written = at.put(path, text, replace=True)
    click.echo(harmless(f"{written}: {granted.id} ends on {at.settings.as_of}"))
    return 0
