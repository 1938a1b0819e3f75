"""A git repository whose states are scanned as its working tree is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec import Struct

from finops_guard.revisions import IncompleteError, RevisionTree
from finops_guard.tree import Entry, Tree

_GIT = ".git"


class Repository(Struct, frozen=True):
    """What is scanned: the tree ``now`` in the git repository at ``directory``, and the paths in it.

    ``git`` is the program, empty where it is not installed. ``over`` returns another state of the tree with what the
    scan has beside it (policies of elsewhere, modules that are downloaded).
    """

    git: str
    directory: str
    now: Tree
    paths: tuple[str, ...]
    over: Callable[[Tree], Tree]

    @contextmanager
    def at(self, revision: str) -> Iterator[tuple[Tree, tuple[str, ...]]]:
        """Give a state of the tree, and those of the paths that are there.

        Raise UsageError where there is no such commit, and IncompleteError, in the end, where something was missing:
        what was made of the rest is not to be believed.
        """
        with RevisionTree(self.git, self.directory, revision) as state:
            paths = tuple(path for path in self.paths if state.is_dir(path) or state.is_file(path))
            is_root = self.now.is_dir(_GIT) or self.now.is_file(_GIT)
            yield self.over(_RootTree(state) if is_root else state), paths
            if state.is_incomplete:
                raise IncompleteError(state.commit)


class _RootTree:
    """A state of a whole repository: unlike the files of a commit, it has the directory that tells so."""

    def __init__(self, state: Tree) -> None:
        self._state = state

    def list(self, path: str) -> list[Entry]:
        return self._state.list(path)

    def read(self, path: str, limit: int) -> bytes:
        return self._state.read(path, limit)

    def is_file(self, path: str) -> bool:
        return self._state.is_file(path)

    def is_dir(self, path: str) -> bool:
        return path == _GIT or self._state.is_dir(path)
