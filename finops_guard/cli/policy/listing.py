"""``finops-guard policy list``."""

from __future__ import annotations

import json

import click

from finops_guard.cli.terminal import harmless
from finops_guard.cli.workspace import locate
from finops_guard.policy.model import Policy
from finops_guard.settings import Settings


@click.command()
@click.option("--policy-dir", "policy_directories", multiple=True, metavar="DIR", help="Also load policies from here.")
@click.option("--profile", default="crawl", show_default=True, help="The profile that decides what blocks.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(policy_directories: tuple[str, ...], profile: str, format_: str) -> None:
    """List every policy with its id, name, severity in the profile, providers and title."""
    from finops_guard.policy import loader

    workspace = locate((".",))
    directories = tuple(map(workspace.directory, policy_directories))
    policies = loader.load(Settings(profile=profile, policy_directories=directories), workspace.tree)
    rows = [
        {
            "id": each.id,
            "name": each.name,
            "severity": each.severity.value,
            "blocks_from": each.blocks_from.value,
            "applies_from": each.applies_from.value,
            "capability": each.capability,
            "providers": list(each.match.providers) or ["all"],
            "title": each.title,
        }
        for each in policies
    ]
    if format_ == "json":
        click.echo(json.dumps(rows, indent=2))
        return
    shown = list(map(_cells, policies))
    widths = [max(len(row[at]) for row in shown) for at in range(4)]
    for row in shown:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        click.echo("  ".join([*cells, row[-1]]))


def _cells(policy: Policy) -> list[str]:
    providers = ", ".join(policy.match.providers) or "all"
    cells = (policy.id, policy.name, policy.severity.value, providers, policy.title)
    return [harmless(cell.replace("\n", " ")) for cell in cells]
