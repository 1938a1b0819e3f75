"""Files that commands write into a directory that was named, and nowhere else."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping

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
    # Should something appear meanwhile, it is not overwritten either, and no link is followed.
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | (os.O_TRUNC if replace else os.O_EXCL)
    try:
        with open(os.open(path, flags, 0o666), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as failure:
        raise UsageError(f"{path} cannot be written: {failure.strerror}") from None
