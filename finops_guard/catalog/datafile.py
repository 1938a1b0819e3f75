"""The data files of the catalog: gzip-compressed JSON objects beside this module, each with its sources."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

from finops_guard.errors import CatalogError

DIRECTORY = Path(__file__).parent / "data"
FORMAT = 1
SUFFIX = ".json.gz"

_GZIP = 31  # zlib's window bits for a gzip stream; the gzip module takes longer to import than the data to read


def names() -> tuple[str, ...]:
    """Return the names of all data files, sorted."""
    return tuple(sorted(path.name.removesuffix(SUFFIX) for path in DIRECTORY.glob(f"*{SUFFIX}")))


def read(name: str) -> dict[str, Any]:
    """Return the content of one data file; raise CatalogError where it is missing, damaged or of another format."""
    path = DIRECTORY / f"{name}{SUFFIX}"
    try:
        content = json.loads(zlib.decompress(path.read_bytes(), _GZIP))
    except (OSError, ValueError, zlib.error) as error:
        raise CatalogError(f"the catalog's file {path.name} cannot be read: {error}; reinstall finops-guard") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise CatalogError(f"the catalog's file {path.name} has another format; reinstall finops-guard")
    return content
