"""What a file is, by its content, and its JSON in parts that are read when they are needed."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, BinaryIO, TypeVar, cast

import msgspec

from finops_guard.errors import Problem, UsageError

# Our own bounds. JSON is held in memory, CSV is read line by line; the offer file of EC2 in a region has some 100 MB.
MAX_JSON = 1024 * 1024 * 1024
MAX_CSV = 16 * 1024 * 1024 * 1024
MAX_LINE = 1024 * 1024
_GZIP = b"\x1f\x8b"

_T = TypeVar("_T")
Parts = dict[str, msgspec.Raw]


@contextmanager
def reading(path: str, name: str) -> Iterator[BinaryIO]:
    """Open a file, unpacked where it is packed; raise UsageError where it cannot be read to its end."""
    try:
        with open(path, "rb") as file:
            is_packed = file.read(len(_GZIP)) == _GZIP
            file.seek(0)
            yield cast("BinaryIO", gzip.GzipFile(fileobj=file)) if is_packed else file
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise UsageError(f"{name} is not whole: it cannot be unpacked") from None
    except OSError as failure:
        raise UsageError(f"{name} cannot be read: {failure.strerror}") from None


def whole(path: str, name: str, limit: int) -> bytes:
    """Return a file's bytes; raise UsageError where they are more than the limit."""
    with reading(path, name) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        hint = "take the CSV form of the price list: the same address with .csv in place of .json"
        raise UsageError(Problem(f"{name} has more than {limit // 1024**2:,} MiB", hint=hint))
    return data


def lines(file: BinaryIO, name: str) -> Iterator[str]:
    """Yield the lines of a text; raise UsageError where one, or all of them, are too long, or it is no UTF-8."""
    size = 0
    encoding = "utf-8-sig"
    while line := file.readline(MAX_LINE + 1):
        size += len(line)
        if len(line) > MAX_LINE or size > MAX_CSV:
            raise UsageError(
                f"{name} is larger than {MAX_CSV // 1024**3} GiB, or has a line of more than {MAX_LINE:,} bytes"
            )
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError:
            raise UsageError(f"{name} is no text in UTF-8") from None
        encoding = "utf-8"


def parts(data: bytes | msgspec.Raw, name: str) -> Parts:
    """Return the members of a JSON object, none of them read yet; raise UsageError where it is none."""
    try:
        return msgspec.json.decode(data, type=Parts)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as failure:
        raise UsageError(f"{name} is no JSON object: {failure}") from None


def items(data: msgspec.Raw, name: str) -> list[msgspec.Raw]:
    """Return the items of a JSON array, none of them read yet; raise UsageError where it is none."""
    try:
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as failure:
        raise UsageError(f"{name} is no JSON array: {failure}") from None


def record(data: msgspec.Raw | bytes, type_: type[_T]) -> _T | str:
    """Return a record as it is declared, figures as decimal ones; where it is not of that form, why."""
    try:
        return msgspec.json.decode(data, type=type_, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as failure:
        return str(failure)


def text(data: msgspec.Raw | None) -> str:
    """Return a JSON string; empty where it is none, or nothing is there."""
    if data is None:
        return ""
    found: Any = record(data, str)
    return found if bytes(data)[:1] == b'"' else ""


def figures(data: msgspec.Raw) -> dict[str, Any] | str:
    """Return a small JSON object as it is, figures as decimal ones; where it is none, why."""
    try:
        found = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as failure:
        return str(failure)
    return found
