"""Reports and evidence that commands are given as files."""

from __future__ import annotations

import os

from finops_guard.errors import UsageError

MAX_SIZE = 512 * 1024 * 1024


def content(path: str) -> bytes:
    """Return the bytes of a file; raise UsageError where they cannot be read."""
    if not os.path.isfile(path):
        raise UsageError(f"{path}: no such file" if not os.path.exists(path) else f"{path}: not a regular file")
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_SIZE + 1)
    except OSError as failure:
        raise UsageError(f"{path} cannot be read: {failure.strerror}") from None
    if len(data) > MAX_SIZE:
        raise UsageError(f"{path}: more than {MAX_SIZE >> 20} MiB are not read")
    return data
