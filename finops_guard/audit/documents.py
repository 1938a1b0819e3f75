"""Reports as documents, read by Python's own decoder: names of files may be no text, which only that one takes."""

from __future__ import annotations

import json
from typing import Any


def document(data: bytes) -> dict[str, Any]:
    """Return the object that a JSON text holds; raise ValueError, or RecursionError, where it has none.

    A key that is there twice is refused: one reader would take the first value, another the last.
    """
    found = json.loads(data, object_pairs_hook=_object)
    if isinstance(found, dict):
        return found
    raise ValueError("no object")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def canonical(part: object) -> str:
    """Return a part of a document as text, the same for the same keys in the same order."""
    return json.dumps(part, separators=(",", ":"))
