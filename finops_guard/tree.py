"""A tree of files that is read through one small interface, and never outside its root."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from msgspec import Struct


class TreeError(Exception):
    """A file of the tree cannot be read; the message says why, without the machine's own paths."""


class Entry(Struct, frozen=True):
    """One name in a directory of the tree: its path relative to the root (``/`` between parts) and what it is.

    ``problem`` says why it must not be followed (a link that leaves the root) or cannot be, else it is empty.
    """

    path: str
    is_dir: bool
    size: int = 0
    problem: str = ""


class Tree(Protocol):
    """Read access to a directory, a git revision, or a test's dictionary. Paths are relative, ``""`` is the root."""

    def list(self, path: str) -> list[Entry]:
        """Return the entries of a directory, sorted by path; empty where there is no such directory.

        A directory that is there and cannot be listed has itself as its one entry, with the problem.
        """
        ...

    def read(self, path: str, limit: int) -> bytes:
        """Return a file's bytes; raise TreeError: absent, not readable, larger than ``limit`` bytes, or outside."""
        ...

    def is_file(self, path: str) -> bool: ...

    def is_dir(self, path: str) -> bool: ...


class DirectoryTree:
    """The tree below a directory of the disk; symbolic links are followed only while they stay inside."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = os.path.realpath(root)
        self._prefix = self.root.rstrip(os.sep) + os.sep
        # A separator of the system's that paths of the tree never hold: a part might else be ".." in disguise.
        self._foreign = os.sep if os.sep != "/" else "\0"
        # The real paths of directories: to find one asks the system about every part of its path.
        self._directories: dict[str, str] = {}

    def beside(self, directory: str) -> DirectoryTree:
        """Return the tree below another directory."""
        return DirectoryTree(directory)

    def _resolve(self, path: str) -> str | None:
        """Return the real path on disk, or None where it lies outside the root."""
        if "\0" in path or self._foreign in path:
            return None
        directory, _, name = path.rpartition("/")
        above = self._directories.get(directory)
        if above is None:
            above = self._directories[directory] = os.path.realpath(os.path.join(self._prefix, directory))
        real = os.path.join(above, name)
        if name in ("", ".", "..") or os.path.islink(real):
            real = os.path.realpath(real)
        return real if real == self.root or real.startswith(self._prefix) else None

    def list(self, path: str) -> list[Entry]:
        where = self._resolve(path)
        if where is None:
            return []
        base = f"{path}/" if path else ""
        try:
            with self._scanned(where) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
                return [self._entry(base + entry.name, entry) for entry in found]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except TreeError as failure:
            return [Entry(path, True, problem=str(failure))]
        except OSError as failure:
            return [Entry(path, True, problem=failure.strerror or "it cannot be read")]

    @contextmanager
    def _scanned(self, where: str) -> Iterator[Iterable[os.DirEntry[str]]]:
        """Open a directory to list it; the entries are asked about within its context."""
        if os.scandir not in os.supports_fd:
            with os.scandir(where) as entries:
                yield entries
            return
        descriptor = os.open(where, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self._check_inside(descriptor, where)
            with os.scandir(descriptor) as entries:
                yield entries
        finally:
            os.close(descriptor)

    def _entry(self, path: str, entry: os.DirEntry[str]) -> Entry:
        if not entry.is_symlink():
            try:
                is_dir = entry.is_dir(follow_symlinks=False)
                return Entry(path, is_dir, 0 if is_dir else entry.stat(follow_symlinks=False).st_size)
            except OSError as failure:
                return Entry(path, False, problem=failure.strerror or "it cannot be read")
        target = self._resolve(path)
        if target is None:
            return Entry(path, False, problem="a symbolic link that leaves the scan root")
        try:
            status = os.stat(target)
        except OSError:
            return Entry(path, False, problem="a symbolic link that leads nowhere")
        if stat.S_ISDIR(status.st_mode):
            # The directory itself is inside the tree and is walked under its own name.
            return Entry(path, True, problem="a symbolic link to a directory, which is scanned under its own path")
        return Entry(path, False, status.st_size)

    def read(self, path: str, limit: int) -> bytes:
        where = self._resolve(path)
        if where is None:
            raise TreeError("it lies outside the scan root")
        try:
            # O_NONBLOCK: a named pipe must not hang the scan before fstat tells what it is.
            descriptor = os.open(where, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        except OSError as failure:
            raise TreeError(failure.strerror or "it cannot be opened") from None
        try:
            self._check_inside(descriptor, where)
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise TreeError("it is not a regular file")
        except TreeError:
            os.close(descriptor)
            raise
        with open(descriptor, "rb", buffering=8192) as file:  # by default, it would be asked whether it is a terminal
            try:
                # Not limit + 1 bytes at once: the memory for them would be taken before it is known how many come.
                data = file.read(min(limit, status.st_size) + 1)
                if len(data) > status.st_size:  # it grows, or is one of those of /proc, which tell no size
                    data += file.read(limit + 1 - len(data))
            except OSError as failure:
                raise TreeError(failure.strerror or "it cannot be read") from None
        if len(data) > limit:
            raise TreeError(f"it is larger than {limit:,} bytes")
        return data

    def _check_inside(self, descriptor: int, where: str) -> None:
        """Raise TreeError where what was opened does not stand inside: a link may have taken its place meanwhile."""
        try:
            if os.readlink(f"/proc/self/fd/{descriptor}") == where:
                return
        except OSError:
            pass  # not on this system
        try:
            if os.path.samestat(os.fstat(descriptor), self._reached(where)):
                return
        except OSError:
            pass
        raise TreeError("it changed while it was opened")

    def _reached(self, where: str) -> os.stat_result:
        """Return the status of what a path leads to from the root without any link on the way."""
        names = where[len(self._prefix) :].split(os.sep) if where != self.root else []
        if not names or os.open not in os.supports_dir_fd:
            if os.path.realpath(where) != where:
                raise FileNotFoundError
            return os.lstat(where)
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
        at = os.open(self.root, flags)
        try:
            for name in names[:-1]:
                above, at = at, os.open(name, flags, dir_fd=at)
                os.close(above)
            return os.stat(names[-1], dir_fd=at, follow_symlinks=False)
        finally:
            os.close(at)

    def is_file(self, path: str) -> bool:
        where = self._resolve(path)
        return where is not None and os.path.isfile(where)

    def is_dir(self, path: str) -> bool:
        where = self._resolve(path)
        return where is not None and os.path.isdir(where)


class MemoryTree:
    """A tree held in a mapping from path to text or bytes, for tests and editors."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self._files = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}

    def _children(self, path: str) -> Iterator[Entry]:
        base = f"{path}/" if path else ""
        seen: set[str] = set()
        for name in sorted(self._files):
            if not name.startswith(base):
                continue
            first, slash, _ = name[len(base) :].partition("/")
            if first not in seen:
                seen.add(first)
                yield Entry(base + first, bool(slash), 0 if slash else len(self._files[name]))

    def list(self, path: str) -> list[Entry]:
        return list(self._children(path))

    def read(self, path: str, limit: int) -> bytes:
        if path not in self._files:
            raise TreeError("No such file or directory")
        data = self._files[path]
        if len(data) > limit:
            raise TreeError(f"it is larger than {limit:,} bytes")
        return data

    def is_file(self, path: str) -> bool:
        return path in self._files

    def is_dir(self, path: str) -> bool:
        return not path or any(name.startswith(f"{path}/") for name in self._files)


def join(base: str, relative: str) -> str | None:
    """Return ``relative`` (with ``.`` and ``..``) resolved from directory ``base``; None where it leaves the root."""
    parts = base.split("/") if base else []
    for part in relative.replace("\\", "/").split("/"):
        if part in ("", "."):
            continue
        if part == "..":
            if not parts:
                return None
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def parent(path: str) -> str:
    """Return the directory that holds ``path`` (``""`` for a name in the root)."""
    return path.rpartition("/")[0]


def shared_directories(left: str, right: str) -> int:
    """Return how many directories two paths have in common from the root on."""
    count = 0
    for one, other in zip(parent(left).split("/"), parent(right).split("/"), strict=False):
        if one != other:
            break
        count += 1
    return count
