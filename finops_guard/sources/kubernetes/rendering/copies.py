"""Copies of a tree's files on disk, for tools that read files: what is not copied, no tool can read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from types import TracebackType
from typing import Self

from finops_guard.digest import digest
from finops_guard.sources.kubernetes.rendering.tools import RenderError, without_room
from finops_guard.tree import Tree, TreeError

MAX_FILES = 2_000
MAX_SIZE = 50 * 1024 * 1024
MAX_FILE_SIZE = 10 * 1024 * 1024


class Copies:
    """A directory of the system's own that holds copies of some files of a tree, under their paths.

    Used as a context; its ``directory`` is removed at the end. Raise RenderError where none can be made.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        try:
            self._place = tempfile.TemporaryDirectory(prefix="finops-guard-")
        except OSError as failure:
            raise RenderError(without_room(failure)) from None
        self._files: dict[str, bytes] = {}
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._place.cleanup()

    @property
    def directory(self) -> str:
        return self._place.name

    def path(self, path: str) -> str:
        """Return where a path of the tree is on disk."""
        return os.path.join(self._place.name, *path.split("/")) if path else self._place.name

    def read(self, path: str) -> bytes:
        """Return the bytes of a file of the tree; raise RenderError where it cannot be read."""
        try:
            return self._tree.read(path, MAX_FILE_SIZE)
        except TreeError as failure:
            raise RenderError(f"{path} cannot be read: {failure}") from None

    def add(self, path: str, change: Callable[[bytes], bytes] | None = None) -> bytes:
        """Copy one file, changed or as it is, and return a digest of it; raise RenderError: unreadable, or too much."""
        if path in self._files:
            return self._files[path]
        data = self.read(path)
        if change is not None:
            data = change(data)
        self._files[path] = digest("sha256", data)
        self._size += len(data)
        if len(self._files) > MAX_FILES:
            raise RenderError(f"it consists of more than {MAX_FILES:,} files")
        if self._size > MAX_SIZE:
            raise RenderError(f"its files are larger than {MAX_SIZE // 1024 // 1024} MiB together")
        self.write(path, data)
        return self._files[path]

    def write(self, path: str, data: bytes) -> None:
        """Write a file that is not the tree's own; raise RenderError where that cannot be."""
        where = self.path(path)
        try:
            os.makedirs(os.path.dirname(where), exist_ok=True)
            with open(where, "wb") as file:
                file.write(data)
        except OSError as failure:
            raise RenderError(without_room(failure)) from None
