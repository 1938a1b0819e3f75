"""``finops-guard policy list``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from finops_guard.cli.policy.loading import CONFIG, POLICY_DIR, all_entries, here
from finops_guard.cli.terminal import colour, complain, width
from finops_guard.errors import UsageError
from finops_guard.findings import Severity
from finops_guard.policy.model import Profile
from finops_guard.reference.entries import PACKS

if TYPE_CHECKING:
    from finops_guard.reference.entries import Entry

_PROVIDERS = ("aws", "azure", "gcp", "kubernetes")
_SEVERITIES = [each.value for each in Severity]
_PROFILES = [each.value for each in Profile]


@click.command()
@click.argument("words", nargs=-1)
@click.option("--provider", "providers", multiple=True, type=click.Choice(_PROVIDERS), help="About this provider.")
@click.option("--pack", "packs", multiple=True, type=click.Choice(PACKS), help="Of this directory, or your own.")
@click.option("--capability", "capabilities", multiple=True, metavar="NAME", help="Of this FinOps capability.")
@click.option(
    "--severity",
    "severities",
    multiple=True,
    type=click.Choice(_SEVERITIES),
    help="As severe as this here.",
)
@click.option("--active", is_flag=True, help="Only those that a scan here asks for.")
@click.option("--profile", type=click.Choice(_PROFILES), help="The profile that decides what blocks.")
@POLICY_DIR
@CONFIG
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(
    words: tuple[str, ...],
    providers: tuple[str, ...],
    packs: tuple[str, ...],
    capabilities: tuple[str, ...],
    severities: tuple[str, ...],
    active: bool,
    profile: str | None,
    policy_directories: tuple[str, ...],
    config_file: str | None,
    format_: str,
) -> None:
    """List the policies, all or those that hold all WORDS in their texts or in their names elsewhere.

    An option may be repeated: any of its values fits. Severities are those of the profile and the configuration;
    "(off)" is a policy that neither asks for. --format json is described by schemas/policies-v1.schema.json.
    """
    from finops_guard.reference import entries

    workspace, settings = here(config_file, policy_directories)
    settings = replace(settings, profile=profile or settings.profile)
    known = all_entries(settings, workspace)
    asked = _capabilities(known, capabilities)
    chosen = [
        each
        for each in known
        if (not providers or not each.providers or set(providers) & set(each.providers))
        and (not packs or each.pack in packs)
        and (not asked or each.policy.capability in asked)
        and (not severities or (each.active and each.policy.severity in severities))
        and (not active or each.active)
        and _holds(each, words)
    ]
    if not chosen:
        complain("no policy is like that; finops-guard policy list without words and options shows all")
    if format_ == "json":
        click.echo(entries.document(chosen, settings.profile), nl=False)
        return
    from finops_guard.reference.table import table
    from finops_guard.reporters.styling import Style

    # Where a program reads it, nothing is cut.
    to_people = sys.stdout.isatty() or "COLUMNS" in os.environ
    click.echo(table(chosen, Style(colour(sys.stdout)), width() if to_people else None), nl=False, color=True)


def _capabilities(known: list[Entry], given: tuple[str, ...]) -> frozenset[str]:
    """Return capabilities as policies write them; raise UsageError for one that none has."""
    from finops_guard.schema import suggest

    spellings = {each.policy.capability.casefold(): each.policy.capability for each in known}
    for name in given:
        if name.casefold() not in spellings:
            hint = suggest(name, spellings.values()) or f"capabilities: {'; '.join(sorted(spellings.values()))}"
            raise UsageError(f'no policy serves the capability "{name}": {hint}')
    return frozenset(spellings[name.casefold()] for name in given)


def _holds(entry: Entry, words: tuple[str, ...]) -> bool:
    policy = entry.policy
    names = [name for _, name in entry.equivalents]
    text = "\n".join([policy.id, policy.name, policy.title, policy.description, policy.remediation, *names]).casefold()
    return all(word.casefold() in text for word in words)
