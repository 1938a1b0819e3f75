"""Find the parts of a large JSON text without reading all of them: what stands where, at the speed of C."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

_SPACE = re.compile(r"[ \t\r\n]*")
# Numbers stay text: nothing is calculated with them here, and some are longer than Python reads.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


class RangeError(Exception):
    """The text is no JSON from an offset on; ``deep`` where it is nested too deeply to be looked at."""

    def __init__(self, message: str, offset: int, *, deep: bool = False) -> None:
        super().__init__(message)
        self.offset = offset
        self.deep = deep


class Part(Struct, frozen=True):
    """One member of an object or item of an array: its key (empty in arrays), plain data, and where it stands.

    ``key_start`` is where the member begins with its key. Numbers in ``data`` are text.
    """

    key: str
    data: Any
    key_start: int
    start: int
    end: int


def begin(text: str) -> int:
    """Return the offset of the first character that is no space."""
    return _skip(text, 0)


def members(text: str, start: int) -> Iterator[Part]:
    """Yield the members of the object that begins at ``start``; raise RangeError where it is no valid JSON."""
    at = _enter(text, start, "{")
    while text[at : at + 1] != "}":
        key, end = _decode(text, at)
        colon = _skip(text, end)
        if not isinstance(key, str) or text[colon : colon + 1] != ":":
            raise RangeError("a key in double quotes and a colon are missing", at)
        value = _skip(text, colon + 1)
        data, end = _decode(text, value)
        yield Part(key, data, at, value, end)
        at = _next(text, end, "}")


def elements(text: str, start: int) -> Iterator[Part]:
    """Yield the items of the array that begins at ``start``; raise RangeError where it is no valid JSON."""
    at = _enter(text, start, "[")
    while text[at : at + 1] != "]":
        data, end = _decode(text, at)
        yield Part("", data, at, at, end)
        at = _next(text, end, "]")


def _enter(text: str, start: int, opening: str) -> int:
    if text[start : start + 1] != opening:
        raise RangeError(f"{opening} is missing", start)
    return _skip(text, start + 1)


def _next(text: str, end: int, closing: str) -> int:
    """Return where the next item begins, or the collection ends."""
    at = _skip(text, end)
    if text[at : at + 1] == ",":
        return _skip(text, at + 1)
    if text[at : at + 1] != closing:
        raise RangeError(f"a comma or {closing} is missing", at)
    return at


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _decode(text: str, at: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as failure:
        raise RangeError(failure.msg, failure.pos) from None
    except RecursionError:
        raise RangeError("it is nested too deeply", at, deep=True) from None
