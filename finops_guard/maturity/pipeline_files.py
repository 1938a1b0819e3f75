"""The files that say what a repository runs by itself, and whether they speak of cost: most need no more."""

from __future__ import annotations

from finops_guard.tree import Tree, TreeError

GITHUB = ".github"
WORKFLOWS = f"{GITHUB}/workflows"
MAX_WORKFLOWS = 200
GITLAB = ".gitlab-ci.yml"
AZURE = ("azure-pipelines.yml", "azure-pipelines.yaml")
PRE_COMMIT = ".pre-commit-config.yaml"
MAX_FILE = 1_000_000

# Without any of these a file does not run finops-guard or what shows costs, nor another file that could.
_MENTIONS = (b"finops-guard", b"finops_guard", b"infracost", b"pre-commit", b"./.github/")


def workflow_files(tree: Tree) -> list[str]:
    """Return the paths of the workflows, sorted."""
    entries = [entry for entry in tree.list(WORKFLOWS) if not entry.is_dir and not entry.problem]
    return [entry.path for entry in entries if entry.path.endswith((".yml", ".yaml"))][:MAX_WORKFLOWS]


def pipeline_files(tree: Tree) -> tuple[str, ...]:
    """Return the pipeline files that are there, whether or not they run finops-guard."""
    return (*workflow_files(tree), *filter(tree.is_file, (GITLAB, *AZURE, PRE_COMMIT)))


def mentioning(tree: Tree, path: str) -> bytes | None:
    """Return a file's bytes; None where it is absent, unreadable or mentions nothing that is about cost."""
    try:
        data = tree.read(path, MAX_FILE)
    except TreeError:
        return None
    return data if any(mention in data for mention in _MENTIONS) else None
