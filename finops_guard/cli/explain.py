"""``finops-guard explain``."""

from __future__ import annotations

import difflib
import sys
import textwrap

import click

from finops_guard.cli.terminal import colour, harmless, width
from finops_guard.cli.workspace import locate
from finops_guard.errors import UsageError
from finops_guard.policy.model import Policy, Profile
from finops_guard.settings import Settings


@click.command()
@click.argument("policy_id", metavar="ID")
@click.option("--policy-dir", "policy_directories", multiple=True, metavar="DIR", help="Also load policies from here.")
def command(policy_id: str, policy_directories: tuple[str, ...]) -> None:
    """Explain one policy, named by its id or name: what it asks for, why, and how to fix a finding."""
    from finops_guard.policy import loader

    workspace = locate((".",))
    directories = tuple(map(workspace.directory, policy_directories))
    policies = loader.load(Settings(policy_directories=directories), workspace.tree)
    for policy in policies:
        if policy_id.lower() in (policy.id.lower(), policy.name.lower()):
            click.echo(_text(policy, colour(sys.stdout)), color=True)
            return
    names = [name for policy in policies for name in (policy.id, policy.name)]
    close = difflib.get_close_matches(policy_id, names, 1)
    hint = f"did you mean {close[0]}?" if close else "`finops-guard policy list` shows all"
    raise UsageError(f"there is no policy {policy_id}: {hint}")


def _text(policy: Policy, color: bool) -> str:
    import yaml

    def heading(text: str) -> str:
        return click.style(harmless(text), bold=True) if color else harmless(text)

    def paragraph(text: str) -> str:
        return harmless("\n".join(textwrap.fill(part, columns) for part in text.strip().split("\n\n")))

    columns = min(width(), 100)
    parameters = yaml.safe_dump(dict(policy.parameters), sort_keys=False, allow_unicode=True, width=columns).rstrip()
    checks = harmless(f"{policy.check_name}:\n{textwrap.indent(parameters, '  ')}")
    blocks = f"{policy.declared_severity}, blocks from profile {policy.blocks_from}"
    if policy.applies_from is not Profile.CRAWL:
        blocks = f"{policy.declared_severity}, applies from profile {policy.applies_from}, or where it is named"
    parts = [
        heading(f"{policy.id} {policy.name}"),
        paragraph(policy.title),
        f"{heading('Severity')}    {blocks}\n{heading('Capability')}  {harmless(policy.capability)}",
        f"{heading('Why')}\n{paragraph(policy.description)}",
        f"{heading('How to fix it')}\n{paragraph(policy.remediation)}",
        f"{heading('Checks')}\n{checks}",
    ]
    if policy.equivalents:
        names = [f"{tool}: {', '.join(known)}" for tool, known in policy.equivalents.items()]
        parts.append(heading("The same elsewhere") + "\n" + "\n".join(map(harmless, names)))
    if policy.references:
        parts.append(heading("See also") + "\n" + "\n".join(map(harmless, policy.references)))
    return "\n\n".join(parts)
