"""Files that commands write into a directory that was named, and nowhere else."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from contextlib import suppress

from finops_guard.errors import UsageError


def directory(output: str) -> str:
    """Make a directory (with those above it) and return its path; raise UsageError where a link leads elsewhere.

    A repository may hold links that a stranger has put there: below the working directory none is followed, and the
    directory itself may be none anywhere.
    """
    if not output:
        raise UsageError("an empty path: name a directory")
    here = os.path.realpath(".")
    target = os.path.normpath(os.path.join(here, output))
    if os.path.islink(target) or (target.startswith(here + os.sep) and os.path.realpath(target) != target):
        raise UsageError(f"{output} leads through a symbolic link: name the directory that it leads to")
    try:
        os.makedirs(target, exist_ok=True)
    except OSError as failure:
        raise UsageError(f"{output} cannot be made: {failure.strerror}") from None
    return target


def present(output: str, names: Mapping[str, str]) -> list[str]:
    """Return the paths of files that are there already, whatever they are; the directory need not be."""
    paths = [os.path.join(output, name) for name in names]
    return [path for path in paths if os.path.lexists(path)]


def write(output: str, files: Mapping[str, str], *, replace: bool) -> list[str]:
    """Write texts by their path within a directory, and return the paths; raise UsageError where one cannot be.

    Without ``replace`` what is there already is left alone, and is an error; links are never followed.
    """
    directory(output)
    written = []
    for name, text in files.items():
        path = os.path.join(output, name)
        directory(os.path.dirname(path))
        _write(path, text, replace)
        written.append(path)
    return written


def _write(path: str, text: str, replace: bool) -> None:
    if os.path.lexists(path) and not replace:
        raise UsageError(f"{path} is there already")
    if os.path.lexists(path) and not stat.S_ISREG(os.lstat(path).st_mode):
        raise UsageError(f"{path} is not a regular file: remove it first")
    try:
        if replace:
            whole(path, text)
        else:
            _new(path, _bytes(text))
    except OSError as failure:
        raise UsageError(f"{path} cannot be written: {failure.strerror}") from None


def whole(path: str, text: str) -> None:
    """Write a file, which then holds all of the text or, where that fails, what it held before; raise OSError.

    Only where its directory cannot be written, or the file cannot be replaced (it is mounted there), is it written in
    place, as are devices and pipes. A link that appears meanwhile is replaced, not followed.
    """
    data = _bytes(text)
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        status = None
    if status is not None and not stat.S_ISREG(status.st_mode):
        with open(path, "wb") as file:
            file.write(data)
        return
    temporary = os.path.join(os.path.dirname(path), f".finops-guard-{os.urandom(8).hex()}")
    try:
        _new(temporary, data)
        _as_before(temporary, status)
        os.replace(temporary, path)
    except OSError as failure:
        _remove(temporary)
        if status is None or failure.errno not in _IN_PLACE:
            raise
    except BaseException:
        _remove(temporary)
        raise
    else:
        return
    with open(os.open(path, os.O_WRONLY | os.O_TRUNC | _NO_LINK), "wb") as file:
        file.write(data)


_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_IN_PLACE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV})


def _new(path: str, data: bytes) -> None:
    """Write a file that is not there yet; where that fails, none is left."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
    except BaseException:
        _remove(path)
        raise


def _as_before(path: str, status: os.stat_result | None) -> None:
    """Give a file the mode and, where that is allowed, the owner of the one whose place it takes."""
    if status is None:
        return
    os.chmod(path, stat.S_IMODE(status.st_mode))
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(path, status.st_uid, status.st_gid)


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def _bytes(text: str) -> bytes:
    # A file name may hold bytes that are no text; shown with an escape they are better than a failure.
    return text.encode("utf-8", "backslashreplace")
