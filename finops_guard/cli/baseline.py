"""``finops-guard baseline``: the file with findings that stood before, made, shown and cleared of what is fixed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from finops_guard.cli import options
from finops_guard.cli.terminal import harmless
from finops_guard.cli.workspace import Workspace, locate
from finops_guard.cli.writing import write
from finops_guard.errors import Problem, UsageError
from finops_guard.findings import Enforcement, Finding, Severity
from finops_guard.novelty import BASELINE, listed_in
from finops_guard.novelty.baseline import Baseline, Entry, entry, written
from finops_guard.novelty.comparing import is_below
from finops_guard.reporters.styling import count

if TYPE_CHECKING:
    from finops_guard.report import Report
    from finops_guard.settings import Settings

_file = click.option(
    "--baseline",
    "baseline_file",
    metavar="FILE",
    help="The baseline (default: .finops/baseline.json at the root).",
)


@click.group()
def command() -> None:
    """List the findings that stand today, so that only later ones are reported.

    The file belongs into the repository; scan reads .finops/baseline.json by itself. It says which findings are known,
    and nothing more: an exception (docs/exceptions.md) says who lets something stand, why, and until when.
    """


@command.command(cls=options.OrderedCommand)
@options.paths
@options.config
@_file
@click.option("--replace", "is_replacing", is_flag=True, help="Write it anew; what is listed already keeps its day.")
@options.profile
@options.policies
@options.as_of
@options.plan
@options.reading
def create(paths: tuple[str, ...], config_file: str | None, is_replacing: bool, **chosen: Any) -> int:
    """Write a baseline of what a scan finds now.

    PATHS are directories or files (default: the working directory). Scan with the same options afterwards. What a
    policy enforces hard is not listed: nothing lets that stand.
    """
    workspace = locate(paths or (".",))
    at = _path(workspace, chosen["baseline_file"])
    there = _existing(workspace, at)
    if there is not None and not is_replacing:
        hint = "--replace writes it anew, finops-guard baseline prune takes out what is fixed"
        raise UsageError(Problem(f"{at} is there already", hint=hint))
    report, settings = _scanned(workspace, config_file, chosen, "")
    since = there.since() if there is not None else {}
    day = settings.as_of
    listed = [
        entry(each, since.get(each.fingerprint, day))
        for each in report.findings
        if each.enforcement is not Enforcement.HARD
    ]
    kept = _elsewhere(there, workspace)
    _write(at, [*listed, *kept])
    click.echo(harmless(f"{at}: {_count(len(listed) + len(kept))} listed{_of_severities(report.findings)}"))
    if kept:
        click.echo(f"{_count(len(kept))} of them stand where this scan did not look")
    if hard := len(report.findings) - len(listed):
        click.echo(f"{_count(hard)} of policies that are enforced hard {'is' if hard == 1 else 'are'} not listed")
    return 0


@command.command(cls=options.OrderedCommand)
@options.config
@_file
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(config_file: str | None, format_: str, **chosen: Any) -> int:
    """Show what a baseline lists, by policy and by age; finops-guard baseline prune --dry-run tells what is stale."""
    workspace = locate((".",))
    found = _given(workspace, config_file, chosen["baseline_file"])
    if format_ == "json":
        click.echo(written(found.entries), nl=False)
        return 0
    click.echo(harmless(f"{found.path}: {_count(len(found.entries))}"))
    by_policy: dict[str, list[Entry]] = {}
    for each in found.entries:
        by_policy.setdefault(each.policy, []).append(each)
    for policy, entries in sorted(by_policy.items(), key=lambda item: (-len(item[1]), item[0])):
        oldest = min(each.since for each in entries)
        click.echo(harmless(f"\n{policy}  {_count(len(entries))}, the oldest of {oldest}"))
        for (path, address), number in Counter((each.path, each.address) for each in entries).items():
            times = f" ({number} findings)" if number > 1 else ""
            click.echo(harmless(f"  {path}  {address}{times}"))
    return 0


@command.command(cls=options.OrderedCommand)
@options.paths
@options.config
@_file
@click.option("--dry-run", is_flag=True, help="Only say what would be taken out; exit with 1 where there is anything.")
@options.profile
@options.policies
@options.as_of
@options.plan
@options.reading
def prune(paths: tuple[str, ...], config_file: str | None, dry_run: bool, **chosen: Any) -> int:
    """Take out of a baseline what is no finding any more.

    Only what a scan of PATHS with these options would find is taken out: entries of other paths, of policies that do
    not apply, and of roots with broken files are kept. Findings that were moved or renamed are listed as they are now.
    """
    workspace = locate(paths or (".",))
    found = _given(workspace, config_file, chosen["baseline_file"])
    report, _ = _scanned(workspace, config_file, chosen, found.path)
    novelty = report.novelty
    if novelty is None:
        raise AssertionError("a scan with a baseline compares")
    since = found.since()
    stale = {each.fingerprint for each in novelty.stale}
    renamed = {each.was: each.finding for each in novelty.known if each.was and each.was != each.finding.fingerprint}
    kept = [
        entry(renamed[each.fingerprint], since[each.fingerprint]) if each.fingerprint in renamed else each
        for each in found.entries
        if each.fingerprint not in stale
    ]
    verb = "would be taken out" if dry_run else "taken out"
    for gone in novelty.stale:
        about = "" if gone.message.startswith(gone.address) else f"{gone.address}: "
        click.echo(harmless(f"{gone.policy}  {gone.location.path}  {about}{gone.message}"))
    if not dry_run and (stale or renamed):
        _write(_outside(workspace, found.path), kept)
    also = f", {_count(len(renamed))} moved" if renamed else ""
    click.echo(harmless(f"{found.path}: {_count(len(stale))} {verb}{also}, {_count(len(kept))} left"))
    return 1 if dry_run and stale else 0


def _path(workspace: Workspace, given: str | None) -> str:
    """Return where a baseline is written, from the working directory."""
    if given is not None:
        return given
    return os.path.relpath(_outside(workspace, BASELINE))


def _outside(workspace: Workspace, path: str) -> str:
    """Return a path of the tree as one of the machine's."""
    return path if os.path.isabs(path) else os.path.join(workspace.tree.base.root, path)


def _existing(workspace: Workspace, at: str) -> Baseline | None:
    if not os.path.lexists(at):
        return None
    return listed_in(workspace.tree, workspace.file(at))


def _given(workspace: Workspace, config_file: str | None, given: str | None) -> Baseline:
    """Return the baseline that is named, by the command line or the configuration, or the usual one."""
    if given is not None:
        named: str | None = workspace.file(given)
    else:
        named = options.configured(workspace, config_file).baseline
    found = listed_in(workspace.tree, named)
    if found is None:
        raise UsageError(Problem(f"there is no {BASELINE}", hint="finops-guard baseline create writes it"))
    return found


def _scanned(
    workspace: Workspace, config_file: str | None, chosen: dict[str, Any], baseline: str
) -> tuple[Report, Settings]:
    """Return what a scan finds with a baseline (empty: none), and what it was told."""
    from finops_guard.scan import scan

    settings = replace(options.settings_of(workspace, config_file, chosen), baseline=baseline)
    report = scan(workspace.tree, workspace.paths, settings)
    if not (report.files or report.findings):
        raise UsageError("nothing to scan: no Terraform or Kubernetes files here")
    return report, settings


def _elsewhere(there: Baseline | None, workspace: Workspace) -> list[Entry]:
    """Return what a baseline lists of paths that are not scanned."""
    if there is None:
        return []
    return [each for each in there.entries if not any(is_below(each.path, path) for path in workspace.paths)]


def _write(at: str, entries: Iterable[Entry]) -> None:
    directory, name = os.path.split(at)
    write(directory or ".", {name: written(entries)}, replace=True)


def _count(number: int) -> str:
    return count(number, "finding")


def _of_severities(findings: Sequence[Finding]) -> str:
    by_severity = Counter(each.severity for each in findings if each.enforcement is not Enforcement.HARD)
    parts = [count(by_severity[each], each.value) for each in Severity if by_severity[each]]
    return f" ({', '.join(parts)})" if parts else ""
