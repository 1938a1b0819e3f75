"""Which files are kustomizations, by name: without any, nothing of what reads them need be imported."""

from __future__ import annotations

from collections.abc import Collection

from finops_guard.tree import Tree, parent

_BARE = "Kustomization"
NAMES = ("kustomization.yaml", "kustomization.yml", _BARE)


def kustomization_files(tree: Tree, paths: Collection[str]) -> list[str]:
    """Return those among the paths, and those called ``Kustomization`` beside any of them."""
    beside = {parent(path) for path in paths}
    bare = (f"{directory}/{_BARE}" if directory else _BARE for directory in sorted(beside))
    return [*(path for path in paths if path.rpartition("/")[2] in NAMES), *filter(tree.is_file, bare)]
