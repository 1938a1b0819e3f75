"""``finops-guard diff``."""

from __future__ import annotations

import sys
from typing import Any

import click

from finops_guard.cli import options
from finops_guard.cli.base import read
from finops_guard.cli.terminal import colour, width
from finops_guard.cli.workspace import locate
from finops_guard.errors import UsageError
from finops_guard.reporters import Options
from finops_guard.reporters.difference import FORMATS
from finops_guard.reporters.difference import render as render_difference


@click.command(cls=options.OrderedCommand)
@options.paths
@options.base
@options.config
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@options.output
@options.plan
@options.reading
def command(
    paths: tuple[str, ...], base: str | None, config_file: str | None, format_: str, output: str, **chosen: Any
) -> None:
    """Show what a change costs: by resource and component, new, changed and removed.

    PATHS are directories or files (default: the working directory). The base is read by the same settings: of a
    revision from git's objects, without a checkout; a directory stands for the one of PATHS; a report is what
    finops-guard cost --format json writes. A change of cost is no failure: policies judge it (finops-guard scan).
    """
    from finops_guard.scan import difference

    if base is None:
        raise UsageError("--base is missing: name a git revision, a directory or a report")
    workspace = locate(paths or (".",))
    settings = options.settings_of(workspace, config_file, chosen)
    found = difference(workspace.tree, workspace.paths, settings, read(workspace, settings, base).base)
    shown = Options(
        color=output == "-" and colour(sys.stdout), width=width(), prefix=workspace.here or "", base=workspace.base
    )
    options.write(render_difference(found, format_, shown), output)
