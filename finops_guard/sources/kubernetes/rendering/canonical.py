"""Documents as plain data, and as JSON that every tool reads alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import json

from finops_guard.sources.kubernetes.rendering.tools import RenderError
from finops_guard.values import Unknown, Value

MAX_SIZE = 4 * 1024 * 1024  # of one document, what stands in it by aliases counted as often


def canonical(value: Value) -> tuple[object, int]:
    """Return a value as plain data, with about how many characters it takes.

    Raise RenderError where a part of it has no JSON, or it takes more than 4 Mi characters.
    """
    reading = _Reading()
    return reading.plain(value), reading.size


class _Reading:
    def __init__(self) -> None:
        self.size = 0

    def plain(self, value: Value) -> object:
        raw = value.raw
        self._count(len(raw) + 2 if isinstance(raw, str) else 8)
        if isinstance(raw, Mapping):
            self._count(sum(map(len, raw)))
            return {key: self.plain(item) for key, item in raw.items()}
        if isinstance(raw, Sequence) and not isinstance(raw, str):
            return [self.plain(item) for item in raw]
        if isinstance(raw, Unknown) or (isinstance(raw, Decimal) and not raw.is_finite()):
            raise RenderError("it holds a value that JSON has no way to write")
        return raw

    def _count(self, size: int) -> None:
        self.size += size
        if self.size > MAX_SIZE:
            raise RenderError(f"one of its documents is larger than {MAX_SIZE // 1024 // 1024} MiB")


def encoded(documents: Sequence[object]) -> bytes:
    """Return documents as JSON, each in a line of its own."""
    encoder = json.Encoder(decimal_format="number")
    return b"".join(b"---\n" + encoder.encode(each) + b"\n" for each in documents)
