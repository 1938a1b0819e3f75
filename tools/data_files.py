"""Writes the catalog's data files: canonical JSON, gzip without a time stamp, so the same facts give the same bytes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from finops_guard.catalog.datafile import FORMAT, SUFFIX
from tools.packages import OBSERVED, Package

_GZIP = 31  # zlib's window bits for a gzip stream; its header then carries no time and no file name


def source(name: str, version: str, licence: str, observed: str = OBSERVED) -> dict[str, str]:
    """Return the record of one source, and when it was read."""
    return {"name": name, "version": version, "licence": licence, "observed": observed}


def package_source(package: Package, note: str = "") -> dict[str, str]:
    """Return the record of a package; ``note`` says what of it was read where its name does not."""
    return source(package.name + (f" ({note})" if note else ""), package.version, package.licence, package.observed)


def encode(content: Mapping[str, Any], sources: Iterable[Mapping[str, str]]) -> bytes:
    """Return the bytes of a data file."""
    document = {"format": FORMAT, "sources": list(sources), **content}
    text = json.dumps(document, separators=(",", ":"), sort_keys=True)
    compressor = zlib.compressobj(9, zlib.DEFLATED, _GZIP)
    return compressor.compress(text.encode()) + compressor.flush()


def write(directory: Path, name: str, content: Mapping[str, Any], sources: Iterable[Mapping[str, str]]) -> None:
    """Write one data file and print its size."""
    path = directory / f"{name}{SUFFIX}"
    path.write_bytes(encode(content, sources))
    print(f"{path.name}: {path.stat().st_size} bytes")
