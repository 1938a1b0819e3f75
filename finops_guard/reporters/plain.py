"""Values as JSON has them: amounts, places and whole documents, the same bytes for the same values."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TypeAlias

from msgspec.json import encode
from msgspec.json import format as format_json

from finops_guard.location import Location
from finops_guard.pricing.estimates import Range

Plain: TypeAlias = "None | bool | int | float | str | list[Plain] | dict[str, Plain]"

Record: TypeAlias = "dict[str, Plain]"


def written(document: Record | list[Plain]) -> str:
    """Return a document as indented JSON in ASCII."""
    return _ascii(document, 2)


def line(record: Record) -> str:
    """Return a record as JSON in ASCII, on one line."""
    return _ascii(record, 0)


def _ascii(document: Record | list[Plain], indent: int) -> str:
    try:
        encoded = encode(document)
        text = (format_json(encoded, indent=indent) if indent else encoded).decode()
    except UnicodeEncodeError:  # a file name that is no text, which only Python's own encoder takes
        import json

        separators = None if indent else (",", ":")
        return json.dumps(document, indent=indent or None, separators=separators, allow_nan=False)
    plain = text.isascii() and "\x7f" not in text  # to ask takes no time, to search does
    return text if plain else re.sub(r"[^\0-~]+", _escaped, text)


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def amounts(monthly: Range | None) -> Plain:
    """Return the three figures of an amount; null where there is none, a null most where there is no bound."""
    if monthly is None:
        return None
    return {
        "least": exact(monthly.least),
        "expected": exact(monthly.expected),
        "most": None if monthly.most is None else exact(monthly.most),
    }


def exact(number: Decimal) -> str:
    """Return all digits of a number, without zeros at the end of its fraction."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def location(place: Location) -> Plain:
    """Return a place as an object."""
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def optional_location(place: Location | None) -> Plain:
    """Return a location; None where there is none."""
    return None if place is None else location(place)
