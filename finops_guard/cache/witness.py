"""What a run asked of the disk and what it was told, so that a later run can tell whether it would be told the same.

Nothing here imports more than the system's own modules: a run that is remembered is over before others have started.
"""

from __future__ import annotations

import os
import stat

from finops_guard.cache.digests import digest

# Kinds of questions.
REAL = "real"  # where a path really leads
KIND = "kind"  # whether there is a file, a directory, or neither
NAMES = "names"  # what a directory holds: names, kinds, sizes, and where links lead
BYTES = "bytes"  # what a file holds
STATE = "state"  # size and times of a file that was not read, or not to its end

_MAX_BYTES = 64 * 1024 * 1024


class Witness:
    """Collects questions with their answers; ``is_sound`` is false once the same question had two answers."""

    def __init__(self) -> None:
        self.facts: dict[tuple[str, str], str] = {}
        self.is_sound = True

    def ask(self, kind: str, path: str) -> None:
        """Ask the disk now, before the run itself does: whatever changes after this is noticed later."""
        if (kind, path) not in self.facts:
            self.tell(kind, path, look(kind, path))

    def tell(self, kind: str, path: str, answer: str) -> None:
        """Keep an answer that the run was given."""
        if self.facts.setdefault((kind, path), answer) != answer:
            self.is_sound = False


def still(facts: list[tuple[str, str, str]]) -> bool:
    """Tell whether the disk answers each question (kind, path, answer) as it did."""
    return all(look(kind, path) == answer for kind, path, answer in facts)


def look(kind: str, path: str) -> str:
    """Return what the disk answers to a question now."""
    try:
        if kind == BYTES:
            return _bytes(path)
        if kind == NAMES:
            return _names(path)
        if kind == REAL:
            return os.path.realpath(path)
        status = os.stat(path)
    except (OSError, ValueError):
        return "-"
    if kind == KIND:
        return "f" if stat.S_ISREG(status.st_mode) else "d" if stat.S_ISDIR(status.st_mode) else "o"
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_mode}"


def of_bytes(data: bytes) -> str:
    """Return the answer of a file that holds these bytes."""
    return digest(data)


def _bytes(path: str) -> str:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_BYTES:
            return "-"
        parts = []
        while part := os.read(descriptor, status.st_size + 1):
            parts.append(part)
            if sum(map(len, parts)) > _MAX_BYTES:
                return "-"
    finally:
        os.close(descriptor)
    return of_bytes(parts[0] if len(parts) == 1 else b"".join(parts))


def _names(path: str) -> str:
    found = []
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_symlink():
                target = os.path.realpath(entry.path)
                found.append(f"{entry.name}\0l{target}\0{look(STATE, target)}")
            elif entry.is_dir(follow_symlinks=False):
                found.append(f"{entry.name}\0d")
            else:
                # The size of a file that is read, too, comes with its bytes.
                found.append(f"{entry.name}\0{entry.stat(follow_symlinks=False).st_size}")
    return digest("\0\0".join(sorted(found)).encode("utf-8", "surrogateescape"))
