"""A tree with one file as it would be: what the register would say of an exception before it is written."""

from __future__ import annotations

from finops_guard.tree import Entry, MemoryTree, Tree, parent


class ProposedTree:
    """A tree in which one file has another text, or is there at all."""

    def __init__(self, tree: Tree, path: str, text: str) -> None:
        self._tree = tree
        self._path = path
        self._proposed = MemoryTree({path: text})

    def list(self, path: str) -> list[Entry]:
        found = {entry.path: entry for entry in (*self._tree.list(path), *self._proposed.list(path))}
        return [found[each] for each in sorted(found)]

    def read(self, path: str, limit: int) -> bytes:
        return (self._proposed if path == self._path else self._tree).read(path, limit)

    def is_file(self, path: str) -> bool:
        return path == self._path or self._tree.is_file(path)

    def is_dir(self, path: str) -> bool:
        return self._tree.is_dir(path) or self._path.startswith(f"{path}/") or path == parent(self._path)
