"""``finops-guard explain``."""

from __future__ import annotations

import click

from finops_guard.cli.policy.loading import CONFIG, POLICY_DIR, all_entries, here
from finops_guard.cli.policy.show import find, present


@click.command()
@click.argument("policy_id", metavar="ID")
@POLICY_DIR
@CONFIG
def command(policy_id: str, policy_directories: tuple[str, ...], config_file: str | None) -> None:
    """Explain one policy: what it asks for, why, and how to fix a finding.

    ID is an id, a name, or what another tool calls the same (CKV2_AWS_61).
    """
    from finops_guard.reference import text

    workspace, settings = here(config_file, policy_directories)
    present(find(all_entries(settings, workspace), policy_id), policy_id, text.explained)
