"""From paths on the command line to a tree with a root, and paths within it."""

from __future__ import annotations

import os
from collections.abc import Callable

from msgspec import Struct

from finops_guard.cli.signals import at_file
from finops_guard.errors import UsageError
from finops_guard.tree import DirectoryTree, Entry, Tree

# Where systems keep open files of a process by name; behind such a name may stand a regular file.
_DESCRIPTORS = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
STANDARD_INPUT = "-"


class MountedTree:
    """A directory's tree, and beside it what the command line names outside of it (policies, variable values).

    The scanned files cannot name a mount: a path of theirs that leaves the root is refused before it gets here.
    ``on_read`` is told of each file that is read, ``on_ask`` of each path that is asked about, there or not.
    """

    def __init__(self, base: DirectoryTree) -> None:
        self.base = base
        self._inner: Tree = base
        self._mounts: dict[str, DirectoryTree] = {}
        self.on_read: Callable[[str], None] | None = None
        self.on_ask: Callable[[str], None] | None = None

    def over(self, tree: Tree) -> MountedTree:
        """Return another state of the base, with the same beside it."""
        found = MountedTree(self.base)
        found._inner, found._mounts = tree, self._mounts
        return found

    def mount(self, name: str, directory: str) -> None:
        self._mounts[name] = self.base.beside(directory)

    def _find(self, path: str) -> tuple[Tree, str, str]:
        """Return the tree that holds a path, the path in it, and what stands before it."""
        if self.on_ask is not None:
            self.on_ask(path)
        for name, tree in self._mounts.items():
            if path == name or path.startswith(f"{name}/"):
                return tree, path[len(name) + 1 :], f"{name}/"
        return self._inner, path, ""

    def list(self, path: str) -> list[Entry]:
        tree, inner, before = self._find(path)
        found = tree.list(inner)
        if not before:
            return found
        return [Entry(before + each.path, each.is_dir, each.size, each.problem) for each in found]

    def read(self, path: str, limit: int) -> bytes:
        at_file(path)
        if self.on_read is not None:
            self.on_read(path)
        tree, inner, _ = self._find(path)
        return tree.read(inner, limit)

    def is_file(self, path: str) -> bool:
        tree, inner, _ = self._find(path)
        return tree.is_file(inner)

    def is_dir(self, path: str) -> bool:
        tree, inner, _ = self._find(path)
        return tree.is_dir(inner)


class Workspace(Struct, frozen=True):
    """What is scanned: the tree, the paths in it, and where the working directory and the root lie to each other.

    ``here`` is the working directory as seen from the root; where it is outside (None), ``base`` is the reverse.
    ``stdin``: standard input is scanned, and no path.
    """

    tree: MountedTree
    paths: tuple[str, ...]
    here: str | None
    base: str = ""
    stdin: bool = False

    @property
    def start(self) -> str:
        """The directory of the tree from which on a configuration is looked for."""
        first = self.paths[0] if self.paths else self.here or ""
        return first if self.tree.is_dir(first) else first.rpartition("/")[0]

    def file(self, path: str) -> str:
        """Return a file that the command line names as a path of the tree; raise UsageError where there is none."""
        if not os.path.exists(path):
            raise UsageError(f"{path or 'an empty path'}: no such file")
        if not os.path.isfile(path):
            raise UsageError(f"{path}: not a regular file")
        directory = self.directory(os.path.dirname(path) or ".")
        return f"{directory}/{os.path.basename(path)}" if directory else os.path.basename(path)

    def directory(self, path: str) -> str:
        """Return a directory that the command line names as a path of the tree; raise UsageError: there is none."""
        if not os.path.isdir(path):
            raise UsageError(f"{path or 'an empty path'}: no such directory")
        absolute = os.path.realpath(path)
        inside = _below(absolute, self.tree.base.root)
        if inside is not None:
            return inside
        # Under its absolute name, which no path of the tree has.
        self.tree.mount(absolute, absolute)
        return absolute

    def search_path(self) -> str:
        """Return PATH without directories of the scanned tree, whose programs are never run."""
        given = os.environ.get("PATH", "").split(os.pathsep)
        absolute = [path for path in given if os.path.isabs(path)]
        return os.pathsep.join(path for path in absolute if _below(os.path.realpath(path), self.tree.base.root) is None)


def locate(paths: tuple[str, ...], tree: Callable[[str], DirectoryTree] = DirectoryTree) -> Workspace:
    """Return the workspace of the given paths; raise UsageError where one is missing or belongs to another tree.

    The root is the repository around the first path (the nearest directory with ``.git``), so that modules beside the
    path can be read; without one it is the working directory where that holds the path, else the path itself.
    It is never wider, for what is below it may be read on behalf of any file in it. ``-`` alone is standard input,
    scanned in the working directory.
    """
    if STANDARD_INPUT in paths:
        if len(paths) > 1:
            raise UsageError("- (standard input) cannot be scanned together with other paths: scan them one at a time")
        around = locate((".",))
        return Workspace(around.tree, (), around.here, stdin=True)
    try:
        os.getcwd()
    except OSError:
        raise UsageError("the working directory does not exist any more") from None
    real = [_real(path) for path in paths]
    root = _root(real[0])
    for each, given in zip(real, paths, strict=True):
        if _below(each, root) is None:
            raise UsageError(f"{paths[0]} and {given} belong to different trees: scan them one at a time")
    relative = tuple(_below(each, root) or "" for each in real)
    here = os.path.realpath(".")
    inside = _below(here, root)
    base = "" if inside is not None else os.path.relpath(root, here).replace(os.sep, "/")
    return Workspace(MountedTree(tree(root)), relative, inside, base)


def _real(path: str) -> str:
    """Return an absolute path; a link to a file keeps its own name, and is judged by where it leads."""
    if not path:
        raise UsageError("an empty path: write . for the working directory")
    special = os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path))
    if special or path.startswith(_DESCRIPTORS):
        raise UsageError(f"{path}: neither a regular file nor a directory (write - for standard input)")
    if not os.path.lexists(path):
        raise UsageError(f"{path}: no such file or directory")
    if os.path.isdir(path):
        return os.path.realpath(path)
    return os.path.join(os.path.realpath(os.path.dirname(path) or "."), os.path.basename(path))


def _below(path: str, root: str) -> str | None:
    """Return a path as seen from the root (``""`` for the root itself); None where it is not below it."""
    if path == root:
        return ""
    prefix = root.rstrip(os.sep) + os.sep
    return path[len(prefix) :].replace(os.sep, "/") if path.startswith(prefix) else None


def _root(path: str) -> str:
    start = path if os.path.isdir(path) else os.path.dirname(path)
    at = start
    while True:
        if os.path.exists(os.path.join(at, ".git")):
            return at
        if at == os.path.dirname(at):
            break
        at = os.path.dirname(at)
    here = os.path.realpath(".")
    return here if _below(start, here) is not None else start
