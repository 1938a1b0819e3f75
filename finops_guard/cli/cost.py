"""``finops-guard cost``."""

from __future__ import annotations

import sys
from typing import Any

import click

from finops_guard import __version__
from finops_guard.cli import options, standard_input
from finops_guard.cli.terminal import colour, width
from finops_guard.cli.workspace import locate
from finops_guard.errors import UsageError
from finops_guard.reporters.cost import REPORTERS, Display, render
from finops_guard.reporters.options import Options


@click.command(cls=options.OrderedCommand)
@options.paths
@options.config
@click.option("--format", "format_", type=click.Choice(list(REPORTERS)), default="text", show_default=True)
@options.output
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Show only the N costliest resources.")
@click.option(
    "--show-unpriced/--no-unpriced",
    "unpriced",
    default=True,
    show_default=True,
    help="Whether to show what has no figure, and why.",
)
@options.plan
@options.reading
@options.allow_empty
def command(paths: tuple[str, ...], config_file: str | None, format_: str, output: str, **chosen: Any) -> None:
    """Show what Terraform and Kubernetes resources cost a month: by project, module, resource and component.

    PATHS are directories or files (default: the working directory), or - alone: manifests on standard input. Prices are
    list prices that ship with finops-guard. What has none is named, with the reason, and is in no total. The formats
    json and csv always hold everything.
    """
    from finops_guard.scan import appraise

    workspace = locate(paths or (".",))
    settings = options.settings_of(workspace, config_file, chosen)
    found, files, notices = appraise(workspace.tree, workspace.paths, settings)
    why = "" if files else "no Terraform or Kubernetes files here"
    why = standard_input.why_nothing(files) or why
    if why and not chosen["allow_empty"]:
        raise UsageError(f"nothing to price: {why} (use --allow-empty where that is expected)")
    for each in notices:
        hint = f"; {each.hint}" if each.hint else ""
        click.echo(f"notice: {each.span.location() if each.span else each.path}: {each.message}{hint}", err=True)
    page = Options(
        color=output == "-" and colour(sys.stdout), width=width(), prefix=workspace.here or "", base=workspace.base
    )
    options.write(render(found, format_, Display(page, __version__, chosen["top"], chosen["unpriced"])), output)
