"""Entries on disk below the user's cache directory: written atomically, bounded in size, ignored where not right."""

from __future__ import annotations

import os
import stat
import sys

from finops_guard.cache.digests import digest

MAX_ENTRY = 32 * 1024 * 1024
MAX_TOTAL = 256 * 1024 * 1024
# What is left after the oldest entries were removed, so that not every run has to.
_KEPT = MAX_TOTAL * 3 // 4
_MAGIC = b"finops-guard cache 1\n"
_KEY = 40
_SUFFIX = ".run"


def directory() -> str | None:
    """Return where this user's entries lie; None where no home is known."""
    base = home()
    return os.path.join(base, "runs") if base is not None else None


def home() -> str | None:
    """Return the directory of all that is kept between runs; None where no home is known."""
    given = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else "")
    if not given:
        home = os.environ.get("HOME", "")
        given = os.path.join(home, ".cache") if home else ""
    return os.path.join(given, "finops-guard") if os.path.isabs(given) else None


def load(key: str) -> list[str] | None:
    """Return the fields of an entry; None where there is none, or one that is damaged or not this user's own."""
    path = _path(key)
    data = _own(path) if path is not None else None
    if data is None:
        return None
    magic, check, body = data[: len(_MAGIC)], data[len(_MAGIC) : len(_MAGIC) + _KEY], data[len(_MAGIC) + _KEY :]
    if magic != _MAGIC or check.decode("ascii", "replace") != digest(key.encode() + body):
        return None
    try:
        return body.decode("utf-8", "surrogatepass").split("\0\0\0")
    except UnicodeDecodeError:
        return None


def is_own(status: os.stat_result) -> bool:
    """Tell whether a file is this user's, and nobody else may write it."""
    return not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


def save(key: str, fields: list[str]) -> None:
    """Keep an entry; where that is not possible, or it is too large, nothing is kept, and nobody is told."""
    path = _path(key)
    body = "\0\0\0".join(fields).encode("utf-8", "surrogatepass")
    if path is None or len(body) > MAX_ENTRY or any("\0\0\0" in field for field in fields):
        return
    directory_ = os.path.dirname(path)
    temporary = f"{path}.{os.getpid()}"
    try:
        os.makedirs(directory_, mode=0o700, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with open(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(_MAGIC + digest(key.encode() + body).encode("ascii") + body)
        os.replace(temporary, path)
        _bound(directory_)
    except OSError:
        _remove(temporary)


def entries() -> list[tuple[str, int, float]]:
    """Return path, size and time of last use of each entry, the oldest first."""
    where = directory()
    return _entries(where) if where is not None else []


def clear() -> int:
    """Remove all entries, and return how many there were."""
    found = entries()
    for path, _, _ in found:
        _remove(path)
    return len(found)


def _path(key: str) -> str | None:
    where = directory()
    return os.path.join(where, key + _SUFFIX) if where is not None else None


def _own(path: str) -> bytes | None:
    """Return the bytes of a regular file that only this user can write; None for anything else."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        if not is_own(status) or not stat.S_ISREG(status.st_mode) or status.st_size > 2 * MAX_ENTRY:
            return None
        with open(descriptor, "rb", closefd=False) as file:
            data = file.read()
        os.utime(path)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return data


def _bound(where: str) -> None:
    found = _entries(where)
    total = sum(size for _, size, _ in found)
    if total <= MAX_TOTAL:
        return
    for path, size, _ in found:
        _remove(path)
        total -= size
        if total <= _KEPT:
            return


def _entries(where: str) -> list[tuple[str, int, float]]:
    found = []
    try:
        with os.scandir(where) as listed:
            for entry in listed:
                status = entry.stat(follow_symlinks=False)
                if _SUFFIX in entry.name and stat.S_ISREG(status.st_mode):
                    found.append((entry.path, status.st_size, status.st_mtime))
    except OSError:
        return found
    return sorted(found, key=lambda each: (each[2], each[0]))


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return
