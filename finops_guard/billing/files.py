"""The files of a bill: found, told apart by their first bytes, and fixed by their digest."""

from __future__ import annotations

import csv
import glob
import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from stat import S_ISREG

from msgspec import Struct

from finops_guard.errors import Problem, UsageError
from finops_guard.location import Location

MAX_FILES = 1000
# A row of a bill has a few thousand characters; this is our own bound of what is still one.
MAX_LINE = 1_000_000
MAX_COLUMNS = 1000
_CHUNK = 1 << 20
_DELIMITERS = ",;\t|"


class Source(Struct, frozen=True):
    """A file to read. ``header`` and ``delimiter`` are those of CSV; ``state`` changes when somebody writes to it."""

    path: str
    sha256: str
    format: str  # csv, csv.gz or parquet
    state: tuple[int, int]
    header: tuple[str, ...] = ()
    delimiter: str = ","


def find(paths: Sequence[str]) -> list[str]:
    """Return the files that paths and globs mean, each once; raise UsageError where one means none."""
    found: dict[str, None] = {}
    for path in paths:
        if not path:
            raise UsageError("a billing file has an empty name")
        try:
            # A file may be named like a pattern.
            hits = [path] if Path(path).exists() else sorted(glob.iglob(path, recursive=True))
        except OSError as failure:
            raise UsageError(Problem(f"cannot be looked for: {failure.strerror}", Location(path[:100]))) from None
        hits = [hit for hit in hits if not Path(hit).is_dir()] if len(hits) > 1 else hits
        if not hits:
            hint = "nothing is downloaded: copy the export here first" if "://" in path else ""
            raise UsageError(Problem("there is no such billing file", Location(path), hint))
        found.update(dict.fromkeys(hits))
        if len(found) > MAX_FILES:
            raise UsageError(f"more than {MAX_FILES} billing files")
    return list(found)


def examine(path: str) -> Source:
    """Return what a file is; raise UsageError where it is none that can be read."""
    if Path(path).is_dir():
        raise UsageError(Problem("is a directory", Location(path), "name its files, as in 'exports/*.parquet'"))
    try:
        # Without waiting for a writer, should it be a pipe.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as stream:
            if not S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise UsageError(Problem("a billing file is a regular file", Location(path)))
            before = state(path)
            digest = hashlib.sha256()
            head = stream.read(4)
            digest.update(head)
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError as failure:
        raise UsageError(Problem(f"cannot be read: {failure.strerror}", Location(path))) from None
    if head == b"PAR1":
        return Source(path, digest.hexdigest(), "parquet", before)
    packed = head.startswith(b"\x1f\x8b")
    header, delimiter = _header(path, packed=packed)
    _check_end(path, packed=packed)
    return Source(path, digest.hexdigest(), "csv.gz" if packed else "csv", before, header, delimiter)


def _check_end(path: str, *, packed: bool) -> None:
    """Raise UsageError where the last row is too long: DuckDB drops one that exceeds its buffer without a word."""
    try:
        if packed:
            tail = b""
            with gzip.open(path) as unpacked:
                while chunk := unpacked.read(_CHUNK):
                    tail = chunk if len(chunk) > MAX_LINE else (tail + chunk)[-MAX_LINE - 2 :]
        else:
            with Path(path).open("rb") as stream:
                stream.seek(max(0, Path(path).stat().st_size - MAX_LINE - 2))
                tail = stream.read(MAX_LINE + 2)
    except (OSError, EOFError, zlib.error) as failure:
        raise UsageError(Problem(f"cannot be read: {failure}", Location(path))) from None
    if len(tail) > MAX_LINE and not {10, 13} & set(tail.rstrip(b"\r\n")):
        raise UsageError(Problem(f"the last row has more than {MAX_LINE} bytes", Location(path)))


def state(path: str) -> tuple[int, int]:
    """Return the size of a file and when it was written."""
    found = Path(path).stat()
    return found.st_size, found.st_mtime_ns


def _header(path: str, *, packed: bool) -> tuple[tuple[str, ...], str]:
    try:
        with gzip.open(path) if packed else Path(path).open("rb") as stream:
            first = stream.readline(MAX_LINE)
        text = first.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as failure:
        raise UsageError(Problem(f"cannot be read: {failure}", Location(path))) from None
    except UnicodeDecodeError:
        hint = "CSV (UTF-8), gzip CSV and Parquet are read"
        raise UsageError(Problem("the first line is no text in UTF-8", Location(path), hint)) from None
    if not text.strip():
        raise UsageError(Problem("there is no header", Location(path)))
    if len(first) >= MAX_LINE:
        raise UsageError(Problem(f"the first line has more than {MAX_LINE} bytes", Location(path)))
    delimiter = max(_DELIMITERS, key=text.count)
    try:
        names = next(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as failure:
        raise UsageError(Problem(f"the header is no CSV: {failure}", Location(path))) from None
    if len(names) > MAX_COLUMNS:
        raise UsageError(Problem(f"more than {MAX_COLUMNS} columns", Location(path)))
    return tuple(names), delimiter
