"""Where the repository runs finops-guard, or shows what changes cost, by itself.

That is GitHub Actions, GitLab CI, Azure Pipelines and pre-commit.

Only what the files say is judged: a run counts in full where it happens on pull or merge requests, without a condition
that is not understood, and where its failure fails the pipeline. Branch protection is not in the files.
"""

from __future__ import annotations

from finops_guard.maturity.pipeline_files import PRE_COMMIT
from finops_guard.maturity.pipelines import azure, github, gitlab
from finops_guard.maturity.pipelines.reading import (
    CostChange,
    Guard,
    GuardRun,
    Sought,
    descend,
    document,
    items_of,
    place_of,
    text_of,
)
from finops_guard.tree import Tree

__all__ = ["GuardRun", "cost_changes", "guard_runs"]


def guard_runs(tree: Tree) -> tuple[GuardRun, ...]:
    """Return every run of finops-guard that the pipeline files of a repository's root hold, the strongest first."""
    hook = _pre_commit(tree)
    return _runs(tree, Guard(hook is not None), *([hook] if hook else []))


def cost_changes(tree: Tree) -> tuple[GuardRun, ...]:
    """Return every place of the pipeline files that tells what a change costs, the best first."""
    return _runs(tree, CostChange())


def _runs(tree: Tree, sought: Sought, *others: GuardRun) -> tuple[GuardRun, ...]:
    runs = [*github.runs(tree, sought), *gitlab.runs(tree, sought), *azure.runs(tree, sought), *others]
    return tuple(sorted(runs, key=lambda run: (bool(run.weakness), run.system == "pre-commit", run.location)))


def _pre_commit(tree: Tree) -> GuardRun | None:
    config = document(tree, PRE_COMMIT) if tree.is_file(PRE_COMMIT) else None
    for repository in items_of(descend(config, "repos")):
        for hook in items_of(repository.get("hooks")):
            identifier = hook.get("id")
            if text_of(identifier).startswith("finops-guard"):
                return GuardRun("pre-commit", place_of(identifier, PRE_COMMIT), "a hook can be left out on a machine")
    return None
