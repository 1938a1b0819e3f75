"""``finops-guard exception list``."""

from __future__ import annotations

from typing import Any

import click
from msgspec.structs import replace

from finops_guard.cli import options
from finops_guard.cli.terminal import complain
from finops_guard.cli.workspace import locate
from finops_guard.findings import ExceptionState
from finops_guard.governance import EXCEPTIONS
from finops_guard.resources import FileStatus


@click.command(cls=options.OrderedCommand)
@click.option("--format", "format_", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@options.output
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([each.value for each in ExceptionState]),
    help="Only exceptions in this state (repeatable).",
)
@options.config
@options.profile
@options.policies
@options.as_of
@options.plan
@options.reading
def command(format_: str, output: str, states: tuple[str, ...], config_file: str | None, **chosen: Any) -> int:
    """List the exceptions of the register with what each is worth today, by a scan of the whole tree.

    They are in-force, expiring (within 14 days), stale (nothing needs it), void (what it covers costs more than its
    cap), expired or ended. Each has what it cost a month at the grant and costs now, and whose resources these are.
    What only comments let stand is listed as unmanaged. Files that break a rule are not listed: finops-guard exception
    check tells them.
    """
    from finops_guard.reporters import register
    from finops_guard.scan import scan

    workspace = locate((".",))
    settings = replace(options.settings_of(workspace, config_file, chosen), baseline="")
    report = scan(workspace.tree, [""], settings)
    found = [each for each in report.exceptions if not states or each.state.value in states]
    if format_ == "json":
        text = register.as_json(report, found)
    elif format_ == "csv":
        text = register.as_csv(found)
    else:
        text = register.as_text(report, found)
    options.write(text, output)
    if any(file.status is FileStatus.BROKEN and file.path.startswith(f"{EXCEPTIONS}/") for file in report.files):
        complain("warning: files of the register break rules: finops-guard exception check tells them")
    return 0
