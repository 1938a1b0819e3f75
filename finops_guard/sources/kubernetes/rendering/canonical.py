"""Documents as plain data, and as JSON that every tool reads alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import json

from finops_guard.sources.kubernetes.rendering.tools import RenderError
from finops_guard.values import Unknown, Value


def canonical(value: Value) -> object:
    """Return a value as plain data; raise RenderError where a part of it has no JSON."""
    raw = value.raw
    if isinstance(raw, Mapping):
        return {key: canonical(item) for key, item in raw.items()}
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        return [canonical(item) for item in raw]
    if isinstance(raw, Unknown) or (isinstance(raw, Decimal) and not raw.is_finite()):
        raise RenderError("it holds a value that JSON has no way to write")
    return raw


def encoded(documents: Sequence[object]) -> bytes:
    """Return documents as JSON, each in a line of its own."""
    encoder = json.Encoder(decimal_format="number")
    return b"".join(b"---\n" + encoder.encode(each) + b"\n" for each in documents)
