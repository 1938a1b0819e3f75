"""Annotations and comments of manifests that ask not to report findings: what each of them is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

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
    yield from comments(source, [manifest.value for manifest in objects])


def comments(
    source: SourceText, values: Sequence[Value], places: Mapping[Span, Span] | None = None, *, objects: bool = True
) -> Iterator[Suppression | Diagnostic]:
    """Yield what the comments of a text ask for, in which the values stand.

    ``places``: where in the text those of their parts are put that stand in others. ``objects``: a comment in the first
    line of a value is about all of it. JSON has no comments: there the mark stands in a text, such as that of a report.
    """
    if source.path.endswith(".json"):
        return
    parts = _Parts(source, values, places or {}, objects)
    for count, found in enumerate(_COMMENT.finditer(source.text)):
        if count == MAX_COMMENTS:
            text = f"more than {MAX_COMMENTS} comments {MARK}: from here on they are not followed"
            yield notice("suppression", text, Span(source, found.start("words"), found.end()))
            return
        words = found["words"].rstrip()
        span = Span(source, found.end("before"), found.start("words") + len(words))
        yield comment(span, words, _LINES, parts.end)


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


class _Parts:
    """The parts of a text by where they begin; ``places`` tells where in it values of other texts are put."""

    def __init__(self, source: SourceText, values: Sequence[Value], places: Mapping[Span, Span], objects: bool) -> None:
        self._objects = objects
        self._path = source.path
        self._values = values
        self._places = places

    def end(self, at: int) -> int | None:
        """Return the end of the outermost part that begins at an offset; None where none does."""
        ends = (self._end(value, at) for value in self._values)
        return next((end for end in ends if end is not None), None)

    def _end(self, value: Value, at: int) -> int | None:
        """Return the end of the outermost object, item or key with its value that begins at an offset."""
        counts = self._objects
        while (span := self._span(value)) is not None and span.start <= at < span.end:
            if span.start == at and counts:
                return span.end
            counts = True
            inner = self._around(value, at)
            if inner is None:
                return None
            start, value = inner
            if start == at and (held := self._span(value)) is not None:
                return max(at, held.end)
        return None

    def _around(self, value: Value, at: int) -> tuple[int, Value] | None:
        """Return the key or item of a value that an offset stands in, with where it begins."""
        if isinstance(value.raw, SpannedDict):
            spans: Mapping[str, Span] = value.raw.key_spans
            parts = [(spans[key], item, self._span(item)) for key, item in value.raw.items() if key in spans]
        else:
            parts = [(span, item, span) for item in value.items() if (span := self._span(item)) is not None]
        return next(
            (
                (begins.start, item)
                for begins, item, span in parts
                if span is not None and begins.source.path == self._path and begins.start <= at < span.end
            ),
            None,
        )

    def _span(self, value: Value) -> Span | None:
        """Return where in the text a value stands."""
        if value.origin is None or value.origin.source.path == self._path:
            return value.origin
        return self._places.get(value.origin)
