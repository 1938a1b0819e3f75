"""Which texts were found valid: empty files named by digest, which say that and nothing else."""

from __future__ import annotations

import os
import stat

from finops_guard.cache.store import home, is_own

MAX_MARKS = 20_000
_DIGITS = 64


def is_marked(name: str) -> bool:
    """Tell whether this user marked a text before; what anybody else may have put there says nothing."""
    where = _directory()
    try:
        status = os.lstat(os.path.join(where, name)) if where is not None else None
    except OSError:
        return False
    return status is not None and stat.S_ISREG(status.st_mode) and is_own(status)


def mark(name: str) -> None:
    """Mark a text; where that is not possible, nothing is kept, and nobody is told."""
    where = _directory()
    if where is None:
        return
    try:
        os.makedirs(where, mode=0o700, exist_ok=True)
        path = os.path.join(where, name)
        if os.path.lexists(path):  # and is not ours, or it would have been believed
            os.unlink(path)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        os.close(os.open(path, flags, 0o600))
        # Counted for one mark in 256, so that many of them are not counted many times.
        if name.startswith("00") and len(_marks(where)) > MAX_MARKS:
            clear()
    except OSError:
        return  # a read-only home is no reason to fail


def clear() -> None:
    """Remove all marks, as far as that is possible."""
    where = _directory()
    for name in _marks(where) if where is not None else ():
        try:
            os.unlink(os.path.join(where or "", name))
        except OSError:
            continue


def _marks(where: str) -> list[str]:
    try:
        return [name for name in os.listdir(where) if len(name) == _DIGITS]
    except OSError:
        return []


def _directory() -> str | None:
    base = home()
    return os.path.join(base, "valid") if base is not None else None
