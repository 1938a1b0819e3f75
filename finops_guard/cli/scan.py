"""``finops-guard scan``."""

from __future__ import annotations

import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from finops_guard.cli import options, standard_input
from finops_guard.cli.links import hyperlink
from finops_guard.cli.main import EXIT_FINDINGS
from finops_guard.cli.outputs import comment_name, link_base, outputs, write_all
from finops_guard.cli.remembered import Remembered
from finops_guard.cli.terminal import width
from finops_guard.cli.watching import REPORT, Watch, terminal
from finops_guard.cli.workspace import Workspace, locate
from finops_guard.errors import UsageError
from finops_guard.findings import dearest_first
from finops_guard.reporters import REPORTERS, Options, render
from finops_guard.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from finops_guard.cli.audit.recording import Recorder
    from finops_guard.novelty.past import Before
    from finops_guard.report import Report


@click.command(cls=options.OrderedCommand)
@options.paths
@options.config
@options.profile
@options.reports(REPORTERS, "sarif=report.sarif")
@click.option(
    "--verdicts",
    type=click.Choice(["fail", "unresolved", "all"]),
    default="unresolved",
    show_default=True,
    help="What to show: failures, also what is unresolved, or every evaluation.",
)
@click.option(
    "--sort",
    type=click.Choice(["place", "cost"]),
    default="place",
    show_default=True,
    help="The order of findings: by place, or within each severity by what they save, then by what is at stake.",
)
@click.option(
    "--comment-name", metavar="NAME", default="scan", help="What tells this scan's comment from others (markdown)."
)
@click.option(
    "--link-base", metavar="URL", default="", help="Where files of the commit are shown, for links (markdown)."
)
@click.option(
    "--group-by",
    type=click.Choice(["file", "policy", "owner", "environment"]),
    default="file",
    show_default=True,
    help="What findings are listed under (text only).",
)
@click.option("--no-snippets", "snippets", flag_value=False, default=True, help="Leave source lines out (text only).")
@click.option(
    "--hyperlinks",
    metavar="auto|always|never|ADDRESS",
    default="auto",
    help="Whether places are links, or to what: vscode://file{path}:{line}:{column} (text only; default: auto).",
)
@click.option("-q", "--quiet", is_flag=True, help="Text has only what fails the scan, a line each; else nothing.")
@click.option("-v", "--verbose", is_flag=True, help="Tell why each file was taken, and what takes time (stderr).")
@options.policies
@options.judging
@options.as_of
@options.base
@click.option("--changed-only", is_flag=True, help="With --base: only what has to do with a changed file, new or not.")
@options.baseline
@options.plan
@options.reading
@click.option("--record", is_flag=True, help="Let the JSON say what it was made from (finops-guard audit replay).")
@click.option("--no-cache", is_flag=True, help="Scan even if nothing has changed since the same scan before.")
@click.option(
    "--jobs",
    type=click.IntRange(0, 64),
    default=0,
    metavar="N",
    help="How many processes share a scan of all of a tree (default: as many as are worth it).",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@options.allow_empty
def command(
    paths: tuple[str, ...],
    config_file: str | None,
    format_: str | None,
    given_outputs: tuple[str, ...],
    base: str | None,
    **chosen: Any,
) -> int:
    """Judge Terraform and Kubernetes files by the policies.

    PATHS are directories or files (default: the working directory), or - alone: manifests on standard input. Exit code
    1 means that something fails.
    """
    from finops_guard.scan import scan

    started = time.perf_counter()
    wanted = outputs(given_outputs, format_)
    name, base_of_links = comment_name(chosen["comment_name"]), link_base(chosen["link_base"])
    if chosen["quiet"] and chosen["verbose"]:
        raise UsageError("--quiet and --verbose: which of the two?")
    remembered = click.get_current_context().find_object(Remembered)
    workspace = _located(paths, remembered)
    links = hyperlink(chosen["hyperlinks"], workspace.tree.base.root, sys.stdout)
    is_json = any(each.format == "json" for each in wanted)
    recorder = _recorder(workspace, config_file, base, chosen["sort"], is_json=is_json) if chosen["record"] else None
    settings = options.settings_of(workspace, config_file, chosen)
    changed_only = chosen["changed_only"]
    if changed_only and base is None:
        raise UsageError("--changed-only needs --base: the git revision or the directory that files are compared with")
    watch = _watch(workspace, chosen)
    if base is not None:
        watch.stage("base")
    try:
        before = _before(workspace, settings, base, changed_only=changed_only)
        report = scan(
            workspace.tree, workspace.paths, settings, before, watch, changed_only=changed_only, jobs=chosen["jobs"]
        )
        if recorder is not None:
            report = recorder.recorded(report, settings)
    finally:
        watch.clear()
    why = "" if report.files or report.findings else "no Terraform or Kubernetes files here"
    why = standard_input.why_nothing(report.files) or why
    if why and not chosen["allow_empty"]:
        raise UsageError(f"nothing to scan: {why} (use --allow-empty where that is expected)")
    if chosen["sort"] == "cost":
        report = replace(report, findings=tuple(sorted(report.findings, key=dearest_first)))
    shown = Options(
        width=width(),
        seconds=time.perf_counter() - started,
        prefix=workspace.here or "",
        base=workspace.base,
        verdicts=chosen["verdicts"],
        name=name,
        link_base=base_of_links,
        hyperlink=links,
        quiet=chosen["quiet"],
        snippets=chosen["snippets"],
        group_by=chosen["group_by"],
        sort=chosen["sort"],
    )
    watch.stage(REPORT)
    told = write_all(partial(render, report), wanted, shown)
    watch.finish()
    code = EXIT_FINDINGS if report.failed and not chosen["exit_zero"] else 0
    if remembered is not None and is_repeatable(report):
        remembered.keep(code, told, shown.seconds or 0)
    return code


def _located(paths: tuple[str, ...], remembered: Remembered | None) -> Workspace:
    if remembered is None:
        return locate(paths or (".",))
    from finops_guard.cache.witnessed import WitnessedTree

    remembered.around(paths)
    return locate(paths or (".",), lambda root: WitnessedTree(root, remembered.witness))


def is_repeatable(report: Report) -> bool:
    """Tell whether the same files give the same report: what took too long may take less the next time."""
    return not any(" seconds" in each.message for each in report.notices)


def _watch(workspace: Workspace, chosen: dict[str, Any]) -> Watch:
    """Return what follows the scan, told of each file that is read where there is anybody to tell."""
    shown = Options(prefix=workspace.here or "", base=workspace.base)
    watch = Watch(terminal(quiet=chosen["quiet"]), verbose=chosen["verbose"], path=shown.path, width=width())
    if watch.is_needed:
        workspace.tree.on_read = _both(workspace.tree.on_read, watch.file)
    return watch


def _both(first: Callable[[str], None] | None, then: Callable[[str], None]) -> Callable[[str], None]:
    if first is None:
        return then

    def told(path: str) -> None:
        first(path)
        then(path)

    return told


def _recorder(workspace: Workspace, config_file: str | None, base: str | None, sort: str, *, is_json: bool) -> Recorder:
    from finops_guard.cli.audit.recording import Recorder

    if base is not None:
        raise UsageError("--record keeps a whole scan: leave --base out")
    if not is_json:
        raise UsageError("--record is about JSON: add --output json=FILE, or --format json")
    if sort != "place":
        raise UsageError(f"--record keeps findings in the order of their places: leave --sort {sort} out")
    return Recorder(workspace, config_file)


def _before(workspace: Workspace, settings: Settings, base: str | None, *, changed_only: bool) -> Before | None:
    if base is None:
        return None
    from finops_guard.cli.base import read

    return read(workspace, settings, base, with_findings=not changed_only, with_files=changed_only)
