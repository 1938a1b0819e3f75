"""``finops-guard audit verify``."""

from __future__ import annotations

import os
import re

import click

from finops_guard.cli.terminal import harmless
from finops_guard.errors import UsageError

_HASH = re.compile(r"[0-9a-f]{64}")


@click.command()
@click.argument("path", type=click.Path())
@click.option("--expect-head", default="", metavar="HASH", help="A hash that the log had: it must still be in it.")
def command(path: str, expect_head: str) -> int:
    """Check a log, or the files of an export.

    PATH is a log, of which each record must follow the one before, or the directory of an export, whose files must be
    those of its manifest. Exit code 1 means that something was changed; the first line, or each file, is named.
    """
    if expect_head and not _HASH.fullmatch(expect_head):
        raise UsageError(f"--expect-head {expect_head}: write the 64 hex digits that finops-guard audit log printed")
    if os.path.isdir(path):
        if expect_head:
            raise UsageError("--expect-head is about a log: this is a directory")
        return _export(path)
    from finops_guard.cli.audit.logfile import check

    chain = check(path, expect_head)
    if chain.problem:
        click.echo(harmless(f"{path}: line {chain.broken}: {chain.problem} ({chain.records} records before it hold)"))
        return 1
    if expect_head and not chain.expected:
        click.echo(f"{harmless(path)}: no record has the hash {expect_head}: the log was cut off or written anew")
        return 1
    since = f", {chain.records - chain.expected} since the expected one" if expect_head else ""
    click.echo(harmless(f"{path}: {chain.records} records hold{since}, hash {chain.head}"))
    return 0


def _export(path: str) -> int:
    from finops_guard.audit.manifest import MANIFEST, problems, sha256
    from finops_guard.cli.audit.reading import content

    def read(name: str) -> bytes | None:
        file = os.path.join(path, name)
        return content(file) if os.path.isfile(file) and not os.path.islink(file) else None

    manifest = content(os.path.join(path, MANIFEST))
    listed, wrong = problems(manifest, os.path.join(path, MANIFEST), read)
    for each in wrong:
        click.echo(harmless(f"{path}: {each}"))
    if not wrong:
        click.echo(harmless(f"{path}: {len(listed)} files are those of the manifest, SHA-256 {sha256(manifest)}"))
    for name in sorted({*os.listdir(path)} - listed - {MANIFEST}):
        click.echo(harmless(f"{path}: {name} is not in the manifest"))
    return 1 if wrong else 0
