"""The file of an audit log: read whole, added to under a lock, never through a link."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from finops_guard.audit.log import MAX_LINE, Chain, completed, follow, next_line
from finops_guard.cli.writing import directory
from finops_guard.errors import Problem, UsageError
from finops_guard.reporters.plain import Record


def check(path: str, expected: str = "") -> Chain:
    """Return what a log is; raise UsageError where it cannot be read."""
    with _opened(path, os.O_RDONLY) as descriptor:
        return follow(_lines(descriptor), expected)


def append(path: str, record: Record) -> Chain:
    """Add a record to a log, which is made where there is none, and return what the log is then.

    What an interrupted append left of a record is replaced, and the next one tells of it; a record that lacks nothing
    but the end of its line gets that. Raise UsageError where the log is broken: what follows a broken line would prove
    nothing.
    """
    directory(os.path.dirname(path) or ".")
    with _opened(path, os.O_RDWR | os.O_CREAT | os.O_APPEND) as descriptor:
        _lock(descriptor)
        chain = follow(_lines(descriptor))
        if chain.problem and not chain.fragment:
            hint = "keep the file as it is, and begin another one"
            raise UsageError(Problem(f"{path}: line {chain.broken}: {chain.problem}", hint=hint))
        before = completed(chain)
        text, head = next_line(record, before)
        data = text.encode()
        if len(data) > MAX_LINE:
            raise UsageError(f"{path}: a record of more than {MAX_LINE:,} bytes is not written")
        try:
            if before.records > chain.records:
                data = b"\n" + data
            elif chain.fragment:
                os.ftruncate(descriptor, os.fstat(descriptor).st_size - len(chain.fragment))
            while data:
                data = data[os.write(descriptor, data) :]
            os.fsync(descriptor)
        except OSError as failure:
            raise UsageError(f"{path} cannot be written: {failure.strerror}") from None
        return Chain(before.records + 1, head)


@contextmanager
def _opened(path: str, flags: int) -> Iterator[int]:
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags, 0o666)
    except OSError as failure:
        why = "it is a symbolic link" if os.path.islink(path) else failure.strerror
        raise UsageError(f"{path} cannot be opened: {why}") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UsageError(f"{path}: not a regular file")
        yield descriptor
    finally:
        os.close(descriptor)


def _lines(descriptor: int) -> Iterator[bytes]:
    """Yield the lines of a file; of one that is longer than any record, only its beginning."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    with open(descriptor, "rb", closefd=False) as file:
        while text := file.readline(MAX_LINE + 1):
            yield text if text.endswith(b"\n") or len(text) <= MAX_LINE else text + b"\n"


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        """Wait until no other process adds to the file; closing it ends that."""
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        """Wait until no other process adds to the file; closing it ends that."""
        fcntl.flock(descriptor, fcntl.LOCK_EX)
