"""Where the repository runs finops-guard, or shows what changes cost, by itself.

That is GitHub Actions, GitLab CI, Azure Pipelines and pre-commit.

Only what the files say is judged: a run counts in full where it happens on pull or merge requests, without a condition
that is not understood, and where its failure fails the pipeline. Branch protection is not in the files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from finops_guard.maturity.commands import find_scan
from finops_guard.maturity.pipeline_files import PRE_COMMIT
from finops_guard.maturity.pipelines import azure, github, gitlab
from finops_guard.maturity.pipelines.reading import (
    CostChange,
    Export,
    Guard,
    GuardRun,
    Signing,
    Sought,
    descend,
    document,
    items_of,
    place_of,
    strings_of,
    text_of,
)
from finops_guard.tree import Tree

__all__ = ["GuardRun", "attestation", "cost_changes", "guard_runs"]


_HOOKS = {"finops-guard", "finops-guard-all"}


def guard_runs(tree: Tree, judged: Sequence[str] = ()) -> tuple[GuardRun, ...]:
    """Return every run of finops-guard that the pipeline files of a repository's root hold, the strongest first.

    ``judged`` are the files that it is about: a pipeline that only runs for others holds nothing back.
    """
    hook, is_hooked = _pre_commit(tree)
    return _runs(tree, Guard(is_hooked), judged, *([hook] if hook else []))


def cost_changes(tree: Tree, judged: Sequence[str] = ()) -> tuple[GuardRun, ...]:
    """Return every place of the pipeline files that tells what a change costs, the best first."""
    return _runs(tree, CostChange(), judged)


def attestation(tree: Tree) -> GuardRun | None:
    """Return the best place that writes evidence for auditors (``finops-guard audit export``) and signs what it wrote.

    Both stand in one file, and what is signed names the directory that is written. None where nothing is written.
    """
    written, signed = _runs(tree, Export(), ()), _runs(tree, Signing(), ())
    found = [_attested(export, signed) for export in written]
    return min(found, key=lambda run: bool(run.weakness), default=None)


def _attested(export: GuardRun, signed: Sequence[GuardRun]) -> GuardRun:
    named = [run for run in signed if run.location.path == export.location.path and _is_within(export.about, run.about)]
    weakness = named[0].weakness if named else "nothing signs what it wrote"
    return replace(export, weakness=export.weakness or weakness)


def _is_within(directory: str, given: str) -> bool:
    """Tell whether what is given names a file of a directory."""
    name = directory.removeprefix("./").rstrip("/")
    return bool(name) and re.search(rf"(?<![\w.-]){re.escape(name)}/", given) is not None


def _runs(tree: Tree, sought: Sought, judged: Sequence[str], *others: GuardRun) -> tuple[GuardRun, ...]:
    runs = [*github.runs(tree, sought, judged), *gitlab.runs(tree, sought), *azure.runs(tree, sought, judged), *others]
    return tuple(sorted(runs, key=lambda run: (bool(run.weakness), run.system == "pre-commit", run.location)))


def _pre_commit(tree: Tree) -> tuple[GuardRun | None, bool]:
    """Return the hook of finops-guard, and whether running pre-commit on all files runs it, so that it can fail."""
    config = document(tree, PRE_COMMIT) if tree.is_file(PRE_COMMIT) else None
    for repository in items_of(descend(config, "repos")):
        for hook in items_of(repository.get("hooks")):
            identifier, entry = hook.get("id"), hook.get("entry")
            own = text_of(repository.get("repo")) in {"local", "meta"}
            if text_of(identifier) not in _HOOKS or (own and entry is None):
                continue
            arguments = [text_of(each) for each in items_of(hook.get("args"))]
            script = " ".join((text_of(entry) if entry is not None else "finops-guard scan", *arguments))
            call, stages = find_scan(script), strings_of(hook.get("stages"))
            if call is None:
                continue
            run = GuardRun("pre-commit", place_of(identifier, PRE_COMMIT), "a hook can be left out on a machine")
            return run, not call.swallowed and (not stages or not {"pre-commit", "commit"}.isdisjoint(stages))
    return None, False
