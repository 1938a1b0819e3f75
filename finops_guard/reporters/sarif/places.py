"""Where things stand, as SARIF has it: URIs relative to the scan root, and regions with all four fields."""

from __future__ import annotations

from urllib.parse import quote

from finops_guard.location import MAX_EXCERPT, Location, excerpt_start
from finops_guard.reporters.plain import Plain
from finops_guard.reporters.sarif.words import plain
from finops_guard.reporters.styling import neutralise

ROOT = "%SRCROOT%"


def artifact(path: str) -> Plain:
    """Return the file of a path; bytes of a name that are no UTF-8 are escaped as they are."""
    try:
        name = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        name = path.encode("utf-8", "replace")
    return {"uri": quote(name, safe="/") or ".", "uriBaseId": ROOT}


def physical(place: Location, excerpt: str | None = None) -> dict[str, Plain]:
    """Return a place; with the excerpt of its first line, the text of the place and the line around it."""
    place = _consistent(place)
    region = _region(place)
    found: dict[str, Plain] = {"artifactLocation": artifact(place.path), "region": region}
    if not excerpt:
        return found
    left = excerpt_start(place.column)
    right = left + len(excerpt)
    if place.end_line == place.line and place.end_column - 1 <= right:
        text = excerpt[place.column - 1 - left : place.end_column - 1 - left]
        if text:
            region["snippet"] = {"text": _shown(text)}
        if len(text) < len(excerpt):
            around = Location(place.path, place.line, left + 1, place.line, right + 1)
            found["contextRegion"] = {**_region(around), "snippet": {"text": _shown(excerpt)}}
    return found


def location(place: Location, message: str = "", number: int | None = None) -> dict[str, Plain]:
    """Return a location of a result or a notification; ``number`` is what messages link to it by."""
    found: dict[str, Plain] = {} if number is None else {"id": number}
    found["physicalLocation"] = physical(place)
    if message:
        found["message"] = {"text": plain(message)}
    return found


def _region(place: Location) -> dict[str, Plain]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _consistent(place: Location) -> Location:
    """Return a place whose end is not before its beginning: nothing is known of an end that is."""
    line, column = max(1, place.line), max(1, place.column)
    end = max((line, column), (place.end_line, place.end_column))
    return Location(place.path, line, column, *end)


def _shown(excerpt: str) -> str:
    return neutralise(excerpt.replace("\t", " "), MAX_EXCERPT)
