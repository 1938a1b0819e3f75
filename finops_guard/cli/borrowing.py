"""An earlier state of a tree, with what is not part of it as it is now."""

from __future__ import annotations

from collections.abc import Collection

from finops_guard.location import Location
from finops_guard.pricing.breakdown import Missing
from finops_guard.tree import Entry, Tree

_INSTALLED = ".terraform"


class BorrowingTree:
    """A state of a tree that lacks what is downloaded for it, and maybe ``files`` of values: these are those of now."""

    def __init__(self, state: Tree, now: Tree, files: Collection[str]) -> None:
        self._state = state
        self._now = now
        self._files = frozenset(files)
        self._borrowed: set[str] = set()

    def _holder(self, path: str) -> Tree:
        is_installed = f"/{_INSTALLED}/" in f"/{path}/"
        if not (is_installed or path in self._files) or self._state.is_file(path) or self._state.is_dir(path):
            return self._state
        if path in self._files or self._now.is_file(path):
            self._borrowed.add(path)
        return self._now

    def list(self, path: str) -> list[Entry]:
        return self._holder(path).list(path)

    def read(self, path: str, limit: int) -> bytes:
        return self._holder(path).read(path, limit)

    def is_file(self, path: str) -> bool:
        return self._holder(path).is_file(path)

    def is_dir(self, path: str) -> bool:
        return self._holder(path).is_dir(path)

    def missing(self) -> tuple[Missing, ...]:
        """Return what was read as it is now, for it says less of the earlier state."""
        found = {}
        for path in sorted(self._borrowed):
            if path in self._files:
                found[path] = "there is no such file: the values of now count"
            else:
                root = path.split(f"{_INSTALLED}/", maxsplit=1)[0]
                found[root + _INSTALLED] = "downloaded modules are those of now"
        return tuple(Missing(message, Location(path)) for path, message in found.items())
