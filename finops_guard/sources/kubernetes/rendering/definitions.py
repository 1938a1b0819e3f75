"""Custom resource definitions without what they define: nothing of it is judged, and tools take seconds to read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

# Smaller files are read in no time.
MIN_SIZE = 20_000

_KIND = b"CustomResourceDefinition"
_BOUNDARY = re.compile(rb"^(?=---(?:[ \t\r\n]|\Z))", re.MULTILINE)
_IS_DEFINITION = re.compile(rb"^kind: CustomResourceDefinition[ \t]*\r?$", re.MULTILINE)
# A key of the document's own with all that is indented below it.
_SPECIFICATION = re.compile(rb"^(?:spec|status):[ \t]*\r?\n(?:[ \t#][^\n]*\n|\r?\n)*", re.MULTILINE)


def without_specifications(data: bytes) -> bytes:
    """Return a text of objects with the definitions in it cut to their names, where they are plainly written."""
    if len(data) < MIN_SIZE or _KIND not in data:
        return data
    parts = _BOUNDARY.split(data)
    return b"".join(_SPECIFICATION.sub(b"", part) if _IS_DEFINITION.search(part) else part for part in parts)


def are_left_alone(kustomizations: Iterable[object], others: Iterable[bytes]) -> bool:
    """Tell whether nothing in kustomizations, or in files beside those of objects, can be about definitions."""
    if any(_KIND in data for data in others):
        return False
    return not any(_may_change(part) for part in _mappings(kustomizations))


def _may_change(part: Mapping[str, object]) -> bool:
    if part.get("replacements") or part.get("transformers") or part.get("vars"):
        return True
    target = part.get("target")
    if target is not None and not (isinstance(target, dict) and isinstance(target.get("kind"), str)):
        return True
    texts = (value for value in part.values() if isinstance(value, str))
    return any(_KIND.decode() in text for text in texts) or (isinstance(target, dict) and _is_open(target["kind"]))


def _is_open(kind: str) -> bool:
    """Tell whether a pattern for kinds may mean definitions: a kind that is written out is compared above."""
    return not kind.isalnum()


def _mappings(values: Iterable[object]) -> Iterator[Mapping[str, object]]:
    pending = list(values)
    while pending:
        at = pending.pop()
        if isinstance(at, dict):
            yield at
            pending.extend(at.values())
        elif isinstance(at, list):
            pending.extend(at)
            # A text in a list is a patch or a path.
            yield from ({"item": item} for item in at if isinstance(item, str))
