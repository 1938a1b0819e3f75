"""Where the catalog's facts come from."""

from __future__ import annotations

from msgspec import Struct

from finops_guard.catalog import datafile


class SourceRecord(Struct, frozen=True, order=True):
    """One source of facts: what it is, which version, under which licence, when it was read, and what it gave.

    ``observed`` is a date (YYYY-MM-DD). ``provides`` names the part of the catalog (``taggable-aws``).
    """

    provides: str
    name: str
    version: str
    licence: str
    observed: str


def sources() -> tuple[SourceRecord, ...]:
    """Return the sources of every data file, sorted by what they provide; reads all data files."""
    return tuple(
        sorted(
            SourceRecord(name, source["name"], source["version"], source["licence"], source["observed"])
            for name in datafile.names()
            for source in datafile.read(name)["sources"]
        )
    )
