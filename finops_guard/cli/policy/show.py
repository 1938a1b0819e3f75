"""``finops-guard policy show``, and what ``finops-guard explain`` shares with it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from finops_guard.cli.policy.loading import CONFIG, POLICY_DIR, all_entries, here
from finops_guard.cli.terminal import colour, harmless, width
from finops_guard.errors import UsageError
from finops_guard.reporters.styling import Style, count

if TYPE_CHECKING:
    from finops_guard.reference.entries import Entry


@click.command()
@click.argument("policy_id", metavar="ID")
@click.option("--format", "format_", type=click.Choice(["text", "yaml", "json"]), default="text", show_default=True)
@POLICY_DIR
@CONFIG
def command(policy_id: str, format_: str, policy_directories: tuple[str, ...], config_file: str | None) -> None:
    """Show one policy whole: what it asks for and why, what it is about, its parameters, where it comes from.

    ID is an id, a name, or what another tool calls the same (CKV2_AWS_61). The parameters are those that the
    configuration makes; --format yaml is a policy file with them.
    """
    from finops_guard.reference import entries, text

    workspace, settings = here(config_file, policy_directories)
    found = find(all_entries(settings, workspace), policy_id)
    if format_ == "json":
        click.echo(entries.document(found, settings.profile), nl=False)
    elif format_ == "yaml":
        click.echo("\n---\n".join(harmless(entries.yaml_text(entries.as_file(each))) for each in found))
    else:
        present(found, policy_id, text.shown)


def find(known: list[Entry], name: str) -> list[Entry]:
    """Return the policies that a name means; raise UsageError where there is none."""
    from finops_guard.reference.entries import named
    from finops_guard.schema import suggest

    if found := named(known, name):
        return found
    names = [called for each in known for called in (each.policy.id, each.policy.name)]
    names += [called for each in known for _, called in each.equivalents]
    hint = suggest(name, names).replace('"', "") or "`finops-guard policy list` shows all"
    raise UsageError(f"there is no policy {name}: {hint}")


def present(found: list[Entry], name: str, text: Callable[[Entry, Style, int], str]) -> None:
    """Print the one policy that is meant; of several, which they are."""
    style = Style(colour(sys.stdout))
    if len(found) == 1:
        click.echo(text(found[0], style, width()), color=True)
        return
    from finops_guard.reference.table import table

    click.echo(f"{count(len(found), 'policy', 'policies')} are called {harmless(name)} elsewhere:\n")
    click.echo(table(found, style, width()), nl=False, color=True)
