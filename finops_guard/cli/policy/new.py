"""``finops-guard policy new``."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable

import click

from finops_guard.cli import writing
from finops_guard.cli.policy.loading import CONFIG, here
from finops_guard.cli.terminal import harmless
from finops_guard.errors import UsageError
from finops_guard.findings import Severity

_FIRST = "ACME-OWN"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@click.command()
@click.argument("name")
@click.option("--id", "id_", metavar="ID", help="Its id (default: the next one after those of your policies).")
@click.option("--resource", metavar="TYPE", default="", help="The resource type or kind that it is about.")
@click.option("--provider", type=click.Choice(["aws", "azure", "gcp", "kubernetes"]), help="Its provider.")
@click.option("--check", default="attribute", show_default=True, help="attribute, tags or container_resources.")
@click.option("--severity", type=click.Choice([each.value for each in Severity]), default="warning", show_default=True)
@click.option("--capability", default="Usage Optimization", show_default=True, help="The FinOps capability.")
@click.option("--directory", metavar="DIR", help="Where (default: the first configured one, else policies).")
@CONFIG
def command(
    name: str,
    id_: str | None,
    resource: str,
    provider: str | None,
    check: str,
    severity: str,
    capability: str,
    directory: str | None,
    config_file: str | None,
) -> None:
    """Write a policy and its fixture to begin with, which pass finops-guard policy test as they are.

    NAME is lower-case words joined by dashes. Nothing is overwritten.
    """
    from finops_guard.policy import loader
    from finops_guard.scaffold.draft import draft
    from finops_guard.scaffold.shape import Wanted

    if not _NAME.fullmatch(name):
        raise UsageError(f"{name}: a policy is named with lower-case words joined by dashes, such as no-old-volumes")
    workspace, settings = here(config_file)
    target = directory or _directory(settings.policy_directories, workspace.tree.base.root)
    if os.path.isdir(target):  # its policies count, too, where it is not configured
        workspace, with_target = here(config_file, (target,))
        known = loader.names(with_target, workspace.tree)
    else:
        known = loader.names(settings, workspace.tree)
    for each in (name, id_):
        if each in known:
            raise UsageError(f"there is a policy {each} already")
    wanted = Wanted(id_ or _next_id(known.values()), name, check, resource, provider or "", severity, capability)
    made = draft(wanted)
    files = {made.policy_path: made.policy, made.fixture_path: made.fixture}
    if there := writing.present(target, files):
        raise UsageError(f"{there[0]} is there already")
    written = writing.write(target, files, replace=False)
    click.echo("".join(f"Wrote {harmless(path)}\n" for path in written), nl=False)
    configured = any(
        os.path.realpath(target) == os.path.realpath(_real(workspace.tree.base.root, each))
        for each in settings.policy_directories
    )
    if not configured:
        click.echo(f"Next: have it judged with policy-directories: [{harmless(target)}] in .finops-guard.yaml")
    click.echo(f"Then: finops-guard policy test{'' if configured else ' ' + harmless(target)}")


def _directory(configured: tuple[str, ...], root: str) -> str:
    if not configured:
        return "policies"
    return os.path.relpath(_real(root, configured[0]), os.path.realpath("."))


def _real(root: str, path: str) -> str:
    return os.path.join(root, path)


def _next_id(known: Iterable[str]) -> str:
    """Return the id after the highest of the prefix that most of a user's own policies have."""
    own = [id_ for id_ in set(known) if not id_.startswith("FG-") and id_.rpartition("-")[2].isdecimal()]
    prefixes = Counter(id_.rpartition("-")[0] for id_ in own)
    prefix = min(prefixes, key=lambda each: (-prefixes[each], each)) if prefixes else _FIRST
    highest = max((int(id_.rpartition("-")[2]) for id_ in own if id_.rpartition("-")[0] == prefix), default=0)
    return f"{prefix}-{highest + 1:03}"
