"""``finops-guard exception renew``."""

from __future__ import annotations

import click

from finops_guard.cli import options
from finops_guard.cli.exception.opening import last_day, opened
from finops_guard.cli.terminal import harmless
from finops_guard.errors import UsageError


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--approved-by", required=True, metavar="NAME", help="Who grants it; not the one who asked.")
@click.option("--approved-in", default="", metavar="TEXT", help="Where: a pull request, a ticket, minutes.")
@click.option("--expires", metavar="DATE", help="The new last day (default: as late as the rules allow).")
@click.option("--days", type=click.IntRange(1, 3650), help="The new last day, as days from today.")
@options.config
@options.as_of
def command(
    id_: str,
    approved_by: str,
    approved_in: str,
    expires: str | None,
    days: int | None,
    config_file: str | None,
    as_of: str | None,
) -> int:
    """Give an exception a later last day, and write down who granted it.

    All else in its file stays as it is written. What the rules refuse (a third renewal, too many days, an approval of
    one's own) is not written.
    """
    from finops_guard.governance import drafting
    from finops_guard.governance.rules import MAX_RENEWALS

    at = opened(config_file, as_of)
    granted = at.find(id_)
    if granted.ended_on:
        raise UsageError(f"{granted.id} was ended on {granted.ended_on}: grant a new one (finops-guard exception new)")
    if granted.renewals >= MAX_RENEWALS:
        raise UsageError(f"{granted.id} was renewed {MAX_RENEWALS} times already: put the findings right")
    until = last_day(expires, days, at.today, at.rules.longest(granted.kind, granted.policies))
    if until <= granted.expires:
        raise UsageError(f"{until} is no later than {granted.expires}, the last day of {granted.id} already")
    path = granted.span.path
    renewal = [("on", at.settings.as_of), ("approved_by", approved_by)]
    renewal += [("approved_in", approved_in)] if approved_in else []
    try:
        text = drafting.renewed(path, at.text(path), until, renewal)
    except drafting.FixedFormError:
        raise UsageError(f"{path} is written in a form that cannot be added to: renew it by hand") from None
    written = at.put(path, text, replace=True)
    click.echo(harmless(f"{written}: {granted.id} is renewed until {until} ({granted.renewals + 1} of {MAX_RENEWALS})"))
    return 0
