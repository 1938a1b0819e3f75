"""``finops-guard policy docs``."""

from __future__ import annotations

import os
from collections.abc import Callable

import click

from finops_guard.cli import writing
from finops_guard.cli.main import EXIT_FINDINGS
from finops_guard.cli.policy.loading import CONFIG, Targets, refuse_unknown, targets
from finops_guard.cli.terminal import complain, harmless
from finops_guard.errors import UsageError

_MAX_PAGE = 1024 * 1024


@click.command()
@click.argument("arguments", nargs=-1, metavar="[DIRECTORIES OR POLICIES]...")
@click.option("--bundled", is_flag=True, help="Also the policies that ship with finops-guard.")
@click.option("--output", metavar="DIR", default="docs/policies", show_default=True, help="Where the pages are.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 where a page is not as it would be written.")
@CONFIG
def command(arguments: tuple[str, ...], bundled: bool, output: str, check: bool, config_file: str | None) -> int:
    """Write a page of documentation a policy, and an index: what fails and passes is taken from their fixtures.

    Without directories, the configured ones are documented. Pages of policies that are gone are removed.
    """
    meant = targets(arguments, config_file, bundled=bundled)
    pages = _pages(meant, bundled, output)
    stale = [name for name, text in pages.items() if _text(os.path.join(output, name)) != text]
    gone = [name for name in _generated(output) if name not in pages]
    if check:
        for name in (*stale, *gone):
            complain(f"{os.path.join(output, name)} is not as it would be written")
        if stale or gone:
            complain("run finops-guard policy docs with the same arguments, without --check")
        return EXIT_FINDINGS if stale or gone else 0
    writing.write(output, {name: pages[name] for name in stale}, replace=True)
    for name in gone:
        _remove(os.path.join(output, name))
    click.echo(f"{len(pages)} pages in {harmless(output)}: {len(stale)} written, {len(gone)} removed")
    return 0


def _pages(meant: Targets, bundled: bool, output: str) -> dict[str, str]:
    from finops_guard.policy import loader
    from finops_guard.reference.entries import entries
    from finops_guard.reference.pages import pages
    from finops_guard.trials import fixtures, running
    from finops_guard.trials.bundled import DIRECTORY, checkout

    tree = meant.workspace.tree
    settings = meant.as_written()
    policies = loader.load(settings, tree)
    refuse_unknown(meant.names, policies)
    chosen = [policy for policy in policies if meant.chosen(policy, bundled=bundled)]
    directories = [found for each in meant.directories for found in fixtures.directories(tree, each)]
    cases, _ = running.gather(tree, dict.fromkeys(directories))
    roots = {case.shown: tree.base.root for case in cases}
    repository = checkout() if any(policy.bundled for policy in chosen) else None
    if repository is not None:
        shipped, _ = running.gather(repository, [DIRECTORY])
        roots.update({case.shown: repository.root for case in shipped})
        cases += shipped
    files = loader.files(settings, tree)
    inline, _ = running.gather_inline(file for file in files if not file.bundled)
    everything = frozenset(policy.id for policy in chosen)
    return pages(entries(chosen, files, everything), [*cases, *inline], _addresses(roots, output))


def _addresses(roots: dict[str, str], output: str) -> Callable[[str], str | None]:
    """Return what tells where fixtures are, as seen from the pages; of those of another tree it tells nothing."""
    at = os.path.realpath(output)

    def address(shown: str) -> str | None:
        root = roots.get(shown)
        if root is None or os.path.commonpath([root, at]) != root:
            return None
        return os.path.relpath(os.path.join(root, shown), at).replace(os.sep, "/")

    return address


def _remove(path: str) -> None:
    try:
        os.remove(path)
    except OSError as failure:
        raise UsageError(f"{path} cannot be removed: {failure.strerror}") from None


def _text(path: str) -> str | None:
    """Return the text of a page as it is; None where there is none, or something else."""
    if os.path.islink(path) or not os.path.isfile(path):
        return None
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read(_MAX_PAGE + 1)
    except (OSError, UnicodeDecodeError):
        return None


def _generated(output: str) -> list[str]:
    """Return the names of the pages in a directory that were generated, sorted."""
    from finops_guard.reference.pages import MARKER

    if not os.path.isdir(output) or os.path.islink(output):
        return []
    try:
        names = sorted(name for name in os.listdir(output) if name.endswith(".md"))
    except OSError as failure:
        raise UsageError(f"{output} cannot be listed: {failure.strerror}") from None
    return [name for name in names if (_text(os.path.join(output, name)) or "").startswith(f"{MARKER}\n")]
