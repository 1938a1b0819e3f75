"""Bytes of a file as text: UTF-8 unless a byte order mark says otherwise."""

from __future__ import annotations

import codecs

# UTF-32 comes first: its little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class DecodeError(Exception):
    """The bytes are no text; the message is a clause that says which encoding was tried and on which line it fails."""


def decode(data: bytes) -> str:
    """Return the text of a file without its byte order mark, line ends as they are; raise DecodeError."""
    mark, encoding = next((found for found in _MARKS if data.startswith(found[0])), (b"", "utf-8"))
    if not mark and b"\0" in data[:2]:
        raise DecodeError("it looks like UTF-16 or UTF-32 text without a byte order mark")
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as failure:
        readable = data[len(mark) : len(mark) + failure.start].decode(encoding, "replace")
        line = readable.count("\n") + 1
        raise DecodeError(
            f"it is not {encoding.upper()} text: line {line} holds bytes that stand for nothing"
        ) from None
