"""The data files of the catalog: gzip-compressed JSON objects beside this module, each with its sources."""

from __future__ import annotations

import os
import zlib
from typing import Any

from msgspec import DecodeError, json

from finops_guard.errors import CatalogError

DIRECTORY = os.path.join(os.path.dirname(__file__), "data")
FORMAT = 1
SUFFIX = ".json.gz"

_GZIP = 31  # zlib's window bits for a gzip stream; the gzip module takes longer to import than the data to read


def names() -> tuple[str, ...]:
    """Return the names of all data files, sorted."""
    return tuple(sorted(name.removesuffix(SUFFIX) for name in os.listdir(DIRECTORY) if name.endswith(SUFFIX)))


def read(name: str) -> dict[str, Any]:
    """Return the content of one data file; raise CatalogError where it is missing, damaged or of another format."""
    file = name + SUFFIX
    try:
        with open(os.path.join(DIRECTORY, file), "rb") as stream:
            content = json.decode(zlib.decompress(stream.read(), _GZIP))
    except (OSError, DecodeError, zlib.error) as error:
        raise CatalogError(f"the catalog's file {file} cannot be read: {error}; reinstall finops-guard") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise CatalogError(f"the catalog's file {file} has another format; reinstall finops-guard")
    return content
