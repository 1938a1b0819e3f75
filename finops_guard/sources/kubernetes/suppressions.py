"""Annotations and comments of manifests that ask not to report findings: what each of them is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from msgspec.structs import replace

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.documents.model import SpannedDict
from finops_guard.kubernetes.pods import find
from finops_guard.location import SourceText, Span
from finops_guard.sources.kubernetes.manifests import Manifest
from finops_guard.suppressions import ANNOTATION, MARK, Lines, RequestError, Suppression, comment, parse
from finops_guard.values import Value

# Comments in one file that are followed.
MAX_COMMENTS = 100

_HINT = 'write the policies one by one: "FG-K8S-001 -- the reason"'
# A comment begins the line or stands behind a blank; what stands before it, and what it says.
_COMMENT = re.compile(rf"^(?P<before>[^\n]*(?<![^\s])|)#[^\S\n]*+{MARK}\b[^\S\n]*+(?P<words>[^\n]*)", re.MULTILINE)
_LINES = Lines(re.compile(r"[^\S\n]*+#"), re.compile(r"[^\S\n]*(?:-[^\S\n]+)*(?=\S)"))


def suppressions(source: SourceText, manifests: Iterable[Manifest]) -> Iterator[Suppression | Diagnostic]:
    """Yield what the annotations and comments of a file ask for, and a notice for each that means nothing.

    The annotation is about its object. A comment at the end of a line is about what begins in that line, one on lines
    of its own about what begins in the line right below: an object, an item of a list, a key with its value.
    """
    objects = list(manifests)
    for manifest in objects:
        if manifest.value.origin is not None:
            yield from annotated(manifest.value, manifest.value.origin)
    for count, found in enumerate(_COMMENT.finditer(source.text)):
        if count == MAX_COMMENTS:
            text = f"more than {MAX_COMMENTS} comments {MARK}: from here on they are not followed"
            yield notice("suppression", text, Span(source, found.start("words"), found.end()))
            return
        words = found["words"].rstrip()
        span = Span(source, found.end("before"), found.start("words") + len(words))
        yield comment(span, words, _LINES, partial(_end, objects))


def annotated(
    manifest: Value, covers: Span, addresses: tuple[str, ...] = (), root: str | None = None
) -> Iterator[Suppression | Diagnostic]:
    """Yield what an object's annotation asks for, about what stands in a span; ``addresses`` and ``root`` narrow it."""
    written = find(manifest, "metadata", "annotations", ANNOTATION)
    if written is None or written.origin is None or written.is_unknown:
        return
    if not isinstance(written.raw, str):
        yield notice("suppression", f"the annotation {ANNOTATION} holds no text", written.origin, _HINT)
        return
    try:
        request = parse(written.raw)
    except RequestError as failure:
        text = f"the annotation {ANNOTATION} {failure}, so nothing is ignored"
        yield notice("suppression", text, written.origin, _HINT)
        return
    if not request.addresses:
        request = replace(request, addresses=addresses)
    yield Suppression(request, written.origin, covers, root)


def _end(manifests: list[Manifest], at: int) -> int | None:
    """Return the end of the outermost part that begins at an offset; None where none does."""
    parts = (_part(manifest.value, at) for manifest in manifests)
    return next((part.end for part in parts if part is not None), None)


def _part(value: Value, at: int) -> Span | None:
    """Return the outermost object, item or key with its value that begins at an offset."""
    while value.origin is not None and value.origin.start <= at < value.origin.end:
        if value.origin.start == at:
            return value.origin
        inner = _around(value, at)
        if inner is None:
            return None
        start, value = inner
        if start == at and value.origin is not None:
            return Span(value.origin.source, at, max(at, value.origin.end))
    return None


def _around(value: Value, at: int) -> tuple[int, Value] | None:
    """Return the key or item of a value that an offset stands in, with where it begins."""
    if isinstance(value.raw, SpannedDict):
        spans: Mapping[str, Span] = value.raw.key_spans
        parts = [(spans[key].start, item) for key, item in value.raw.items() if key in spans]
    else:
        parts = [(item.origin.start, item) for item in value.items() if item.origin is not None]
    return next(((start, item) for start, item in parts if item.origin and start <= at < item.origin.end), None)
