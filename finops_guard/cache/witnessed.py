"""A directory's tree that keeps what the scan asked of it."""

from __future__ import annotations

import os

from finops_guard.cache.witness import BYTES, KIND, NAMES, REAL, STATE, Witness, of_bytes
from finops_guard.tree import DirectoryTree, Entry, TreeError


class WitnessedTree(DirectoryTree):
    """Asks the witness before it answers, so that what changes meanwhile is noticed by the next run."""

    def __init__(self, root: str | os.PathLike[str], witness: Witness) -> None:
        super().__init__(root)
        self.witness = witness
        witness.ask(REAL, self.root)

    def beside(self, directory: str) -> DirectoryTree:
        return WitnessedTree(directory, self.witness)

    def _resolve(self, path: str) -> str | None:
        found = super()._resolve(path)
        directory, _, name = path.rpartition("/")
        self.witness.ask(REAL, os.path.join(self._prefix, directory))
        if found is None or found != os.path.join(self._directories.get(directory, ""), name):
            self.witness.ask(REAL, os.path.join(self._prefix, path))
        return found

    def list(self, path: str) -> list[Entry]:
        where = self._resolve(path)
        if where is not None:
            self.witness.ask(NAMES, where)
        return super().list(path)

    def read(self, path: str, limit: int) -> bytes:
        where = self._resolve(path)
        try:
            data = super().read(path, limit)
        except TreeError:
            if where is not None:
                self.witness.ask(STATE, where)
            raise
        if where is not None:
            self.witness.tell(BYTES, where, of_bytes(data))
        return data

    def is_file(self, path: str) -> bool:
        return self._asked(path) and super().is_file(path)

    def is_dir(self, path: str) -> bool:
        return self._asked(path) and super().is_dir(path)

    def _asked(self, path: str) -> bool:
        where = self._resolve(path)
        if where is not None:
            self.witness.ask(KIND, where)
        return where is not None
