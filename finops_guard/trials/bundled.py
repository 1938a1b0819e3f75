"""The fixtures of the bundled policies: in the repository, not in an installed package."""

from __future__ import annotations

from pathlib import Path

from finops_guard import _assets
from finops_guard.tree import DirectoryTree

DIRECTORY = "tests/policies"


def checkout() -> DirectoryTree | None:
    """Return the tree of the repository that this package runs from; None where it is installed without one."""
    root = _assets.directory("policies").parent
    # In a wheel the policies lie within the package, and "tests" beside it would be anybody's.
    if root == Path(_assets.__file__).parent.parent and (root / DIRECTORY).is_dir():
        return DirectoryTree(root)
    return None
