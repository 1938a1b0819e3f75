"""``finops-guard audit export``."""

from __future__ import annotations

import os
from typing import Any

import click

from finops_guard.cli import options
from finops_guard.cli.terminal import harmless
from finops_guard.cli.workspace import locate
from finops_guard.errors import Problem, UsageError

_CHUNK = 1 << 20


@click.command(cls=options.OrderedCommand)
@options.paths
@options.config
@click.option("--output", required=True, metavar="DIR", help="The directory that the files are written into.")
@click.option("--replace", "is_replacing", is_flag=True, help="Write over files of an earlier export.")
@click.option("--name", default="", metavar="NAME", help="What is scanned, in your words: the name of the system.")
@click.option(
    "--subject", "subjects", multiple=True, metavar="FILE", help="The statement is about this file, too (repeatable)."
)
@options.profile
@options.policies
@options.judging
@click.option("--as-of", metavar="DATE", help="The day for exceptions and support dates (default: that of the commit).")
@options.baseline
@options.plan
@options.reading
def command(
    paths: tuple[str, ...],
    config_file: str | None,
    output: str,
    is_replacing: bool,
    name: str,
    subjects: tuple[str, ...],
    **chosen: Any,
) -> int:
    """Scan, and write what an auditor asks for: controls, exceptions, results, an attestation, digests of all.

    PATHS are directories or files (default: the working directory). The same commit gives the same bytes, on any day
    and on any machine. Whether findings fail a scan does not matter here: finops-guard scan is the gate.
    """
    from finops_guard.audit.evidence import Scanned, files
    from finops_guard.cli.audit.recording import Recorder, checked_out
    from finops_guard.cli.writing import present, write
    from finops_guard.revisions import committed_on
    from finops_guard.scan import scan

    workspace = locate(paths or (".",))
    digests = {each: _sha256(each) for each in subjects}
    if chosen["as_of"] is None:
        program, commit = checked_out(workspace)
        chosen["as_of"] = committed_on(program, workspace.tree.base.root, commit) if commit else ""
        if not chosen["as_of"]:
            raise UsageError("--as-of is missing: without a commit, say for which day this is (as 2026-12-31)")
    recorder = Recorder(workspace, config_file)
    settings = options.settings_of(workspace, config_file, chosen)
    report = recorder.recorded(scan(workspace.tree, workspace.paths, settings), settings)
    if not (report.files or report.findings):
        raise UsageError("nothing to scan: no Terraform or Kubernetes files here")
    if report.recorded is None:
        raise AssertionError("it was recorded")
    texts = files(workspace.tree, settings, Scanned(report, report.recorded, settings.as_of, name), digests)
    place = os.path.relpath(os.path.realpath(output), workspace.tree.base.root).replace(os.sep, "/")
    scanned = sorted({f"{place}/{each}".removeprefix("./") for each in texts} & report.recorded.files.keys())
    if scanned:
        hint = "write it outside of what is scanned, or let .gitignore leave it out"
        raise UsageError(Problem(f"{scanned[0]}, of an earlier export, is among what is scanned", hint=hint))
    there = present(output, texts)
    if there and not is_replacing:
        raise UsageError(Problem(f"{there[0]} is there already", hint="--replace writes over an earlier export"))
    for path in write(output, texts, replace=is_replacing):
        click.echo(harmless(path))
    if report.recorded.uncommitted:
        first = report.recorded.uncommitted[0]
        click.echo(harmless(f"the statement names files, no commit: {first} is not as it was committed"), err=True)
    return 0


def _sha256(path: str) -> str:
    import hashlib

    if not os.path.isfile(path):
        raise UsageError(f"--subject {path}: {'not a regular' if os.path.exists(path) else 'no such'} file")
    found = hashlib.sha256(usedforsecurity=False)
    try:
        with open(path, "rb") as file:
            while block := file.read(_CHUNK):
                found.update(block)
    except OSError as failure:
        raise UsageError(f"--subject {path} cannot be read: {failure.strerror}") from None
    return found.hexdigest()
