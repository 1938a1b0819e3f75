"""Texts of several documents: each is read on its own, so that a bad one leaves the others readable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from finops_guard.diagnostics import Diagnostic, Level, error
from finops_guard.documents.model import Document, Limits, Reading, UnreadableError
from finops_guard.location import SourceText, Span

_BOUNDARY = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_DIRECTIVE = re.compile(r"^%(?:YAML|TAG)\b", re.MULTILINE)
_JSON = re.compile(r"(?:---(?=\s))?[ \t\r\n]*(?=[{\[])")
_NOTHING = re.compile(r"(?:---)?\s*\Z")

LIMITS = Limits()
# Documents of a text that are larger than all of it may be, and leave the others what they may take.
MAX_LARGE = 3


def load(
    source: SourceText, *, limits: Limits = LIMITS, wanted: Callable[[str], bool] | None = None
) -> tuple[list[Document], list[Diagnostic]]:
    """Return the documents of a YAML or JSON text, in order, and what is wrong with it; never raise.

    Values are as kubectl reads them (:mod:`finops_guard.documents.scalars`). Mappings are
    :class:`~finops_guard.documents.model.SpannedDict`; their keys are the text as written (``on`` stays ``on``).
    Merge keys are merged, aliases share one value. Documents without content are left out.
    ``wanted`` is asked with the text of each document before it is parsed; where it says False, it is left out.

    Diagnostics are errors of kind ``syntax``, ``template`` (it does not parse and holds ``{{``), ``too-deep`` or
    ``too-large``, each for one document that is left out, and notices of kind ``duplicate-key`` (the last one counts)
    or ``yaml-tag`` (a tag that is not evaluated).
    """
    reading = Reading(source, limits)
    documents: list[Document] = []
    count = large = 0
    for start, end in _parts(source.text):
        if (wanted is not None and not wanted(source.text[start:end])) or _NOTHING.match(source.text, start, end):
            continue
        count += 1
        if count > limits.documents:
            span = Span(source, start, start + 3)
            reading.add(error("too-large", f"more than {limits.documents:,} documents; the rest is left out", span))
            break
        before = reading.nodes
        found, failure = _read(reading, start, end)
        documents += found
        if failure is not None:
            reading.add(_diagnostic(source, failure, start, end))
            if failure.kind == "too-large" and large < MAX_LARGE:
                large += 1
                reading.nodes = before
    return documents, sorted((said for level in reading.diagnostics.values() for said in level), key=_position)


def load_json(source: SourceText, *, limits: Limits = LIMITS) -> tuple[list[Document], list[Diagnostic]]:
    """Return the documents of a text that must be JSON, in order, and what is wrong with it; never raise."""
    from finops_guard.documents.json_reader import read_json

    reading = Reading(source, limits)
    begin = 1 if source.text.startswith("\ufeff") else 0
    documents, failure = _until_failure(read_json(reading, begin, len(source.text)))
    if failure is not None:
        span = Span(source, failure.start, min(failure.end, len(source.text)))
        reading.add(error(failure.kind, failure.message, span, failure.hint))
    return documents, sorted((said for level in reading.diagnostics.values() for said in level), key=_position)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges between document starts (``---``); one range where directives belong to the start after them."""
    begin = 1 if text.startswith("\ufeff") else 0
    if not (text.startswith("%", begin) or "\n%" in text) or not _DIRECTIVE.search(text):
        at = text.find("---", begin)
        while at >= 0:  # most texts are long and have few: str.find is faster than a pattern
            if at > begin and _BOUNDARY.match(text, at):
                yield begin, at
                begin = at
            at = text.find("---", at + 3)
    yield begin, len(text)


def _read(reading: Reading, start: int, end: int) -> tuple[list[Document], UnreadableError | None]:
    """Return the documents of one part up to its first error, and that error."""
    from finops_guard.documents.yaml_reader import read_yaml

    json_start = _JSON.match(reading.source.text, start, end)
    if json_start is None:
        return _until_failure(read_yaml(reading, start, end))
    from finops_guard.documents.json_reader import read_json

    notices = reading.diagnostics[Level.NOTICE]
    nodes, said = reading.nodes, len(notices)
    found, json_failure = _until_failure(read_json(reading, json_start.end(), end))
    if json_failure is None or json_failure.kind != "syntax":
        return found, json_failure
    # YAML in flow style begins like JSON.
    reading.nodes = nodes
    del notices[said:]
    found, failure = _until_failure(read_yaml(reading, start, end))
    return found, json_failure if failure and reading.source.path.endswith(".json") else failure


def _until_failure(documents: Iterator[Document]) -> tuple[list[Document], UnreadableError | None]:
    found: list[Document] = []
    try:
        found.extend(documents)
    except UnreadableError as failure:
        return found, failure
    return found, None


def _diagnostic(source: SourceText, failure: UnreadableError, start: int, end: int) -> Diagnostic:
    span = Span(source, failure.start, min(failure.end, len(source.text)))
    if failure.kind == "syntax" and (at := source.text.find("{{", start, end)) >= 0:
        hint = f"as it stands it is {failure.message} (line {source.position(failure.start)[0]})"
        return error("template", "a template, not evaluated", Span(source, at, at + 2), hint)
    return error(failure.kind, failure.message, span, failure.hint)


def _position(diagnostic: Diagnostic) -> int:
    return diagnostic.span.start if diagnostic.span else 0
