"""Manifests on standard input: ``helm template . | finops-guard scan -``."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from finops_guard.errors import UsageError
from finops_guard.location import STDIN
from finops_guard.resources import FileRecord, FileStatus

# What a whole cluster or a large chart is written as; files are smaller, for they are edited by hand.
MAX_SIZE = 64 * 1024 * 1024


def read(max_file_size: int) -> bytes:
    """Return standard input; raise UsageError where nobody has sent any, or too much.

    ``max_file_size``: the bound of the configuration, which counts where it is larger than ours.
    """
    if sys.stdin is None:  # how Python says that the descriptor is closed
        raise UsageError("standard input is closed: send manifests to it")
    if sys.stdin.isatty():
        raise UsageError(
            "standard input is a terminal: send manifests to it, as in helm template . | finops-guard scan -"
        )
    limit = max(MAX_SIZE, max_file_size)
    try:
        data = sys.stdin.buffer.read(limit + 1)
    except OSError as failure:
        raise UsageError(f"standard input cannot be read: {failure.strerror}") from None
    if len(data) > limit:
        raise UsageError(f"standard input is larger than {limit:,} bytes: send it in parts, or raise max-file-size")
    return data


def why_nothing(files: Iterable[FileRecord]) -> str:
    """Return why there is nothing to judge on standard input; empty where there is, and where it was not read."""
    found = next((file for file in files if file.path == STDIN), None)
    if found is None or found.status is not FileStatus.OTHER:
        return ""
    return f"standard input holds {found.reason}"
