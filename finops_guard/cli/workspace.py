"""From paths on the command line to a tree with a root, and paths within it."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from finops_guard.errors import UsageError
from finops_guard.tree import DirectoryTree, Entry


class MountedTree:
    """A directory's tree, and beside it what the command line names outside of it (policies, variable values).

    The scanned files cannot name a mount: a path of theirs that leaves the root is refused before it gets here.
    """

    def __init__(self, base: DirectoryTree) -> None:
        self.base = base
        self._mounts: dict[str, DirectoryTree] = {}

    def mount(self, name: str, directory: Path) -> None:
        self._mounts[name] = DirectoryTree(directory)

    def _find(self, path: str) -> tuple[DirectoryTree, str, str]:
        """Return the tree that holds a path, the path in it, and what stands before it."""
        for name, tree in self._mounts.items():
            if path == name or path.startswith(f"{name}/"):
                return tree, path[len(name) + 1 :], f"{name}/"
        return self.base, path, ""

    def list(self, path: str) -> list[Entry]:
        tree, inner, before = self._find(path)
        return [Entry(before + each.path, each.is_dir, each.size, each.problem) for each in tree.list(inner)]

    def read(self, path: str, limit: int) -> bytes:
        tree, inner, _ = self._find(path)
        return tree.read(inner, limit)

    def is_file(self, path: str) -> bool:
        tree, inner, _ = self._find(path)
        return tree.is_file(inner)

    def is_dir(self, path: str) -> bool:
        tree, inner, _ = self._find(path)
        return tree.is_dir(inner)


class Workspace(Struct, frozen=True):
    """What is scanned: the tree, the paths in it, and where the working directory lies in it (None: outside)."""

    tree: MountedTree
    paths: tuple[str, ...]
    here: str | None

    def file(self, path: str) -> str:
        """Return a file that the command line names as a path of the tree; raise UsageError where there is none."""
        if not Path(path).is_file():
            raise UsageError(f"{path}: no such file")
        directory = self.directory(os.path.dirname(path) or ".")
        return f"{directory}/{os.path.basename(path)}" if directory else os.path.basename(path)

    def directory(self, path: str) -> str:
        """Return a directory that the command line names as a path of the tree; raise UsageError: there is none."""
        if not Path(path).is_dir():
            raise UsageError(f"{path}: no such directory")
        absolute = Path(os.path.realpath(path))
        if absolute.is_relative_to(self.tree.base.root):
            relative = absolute.relative_to(self.tree.base.root)
            return "" if relative == Path() else relative.as_posix()
        # Under its absolute name, which no path of the tree has.
        self.tree.mount(str(absolute), absolute)
        return str(absolute)


def locate(paths: tuple[str, ...]) -> Workspace:
    """Return the workspace of the given paths; raise UsageError where one is missing.

    The root is the repository around the first path (the nearest directory with ``.git``), so that modules beside the
    path can be read; without one it is the working directory where that holds the path, else the path itself.
    """
    real = []
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"{path}: no such file or directory")
        # A link is kept as what it is called, and judged by where it leads.
        real.append(Path(os.path.realpath(os.path.dirname(path) or ".")) / os.path.basename(path.rstrip("/")))
    real = [Path(os.path.realpath(each)) if each.is_dir() else each for each in real]
    root = _root(real[0])
    for each in real[1:]:
        while not each.is_relative_to(root):
            root = root.parent
    relative = tuple("" if each == root else each.relative_to(root).as_posix() for each in real)
    here = Path(os.path.realpath("."))
    inside = here.is_relative_to(root)
    at = here.relative_to(root).as_posix() if inside and here != root else ""
    return Workspace(MountedTree(DirectoryTree(root)), relative, at if inside else None)


def _root(path: Path) -> Path:
    start = path if path.is_dir() else path.parent
    for candidate in (start, *start.parents):
        if (candidate / ".git").exists():
            return candidate
    here = Path(os.path.realpath("."))
    return here if start.is_relative_to(here) else start
