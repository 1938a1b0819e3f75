"""The manifest of an export: its files with their digests."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import DecodeError, Struct, json

from finops_guard import __version__
from finops_guard.digest import digest
from finops_guard.errors import UsageError
from finops_guard.reporters.plain import Plain, Record, written

MANIFEST = "manifest.json"
VERSION = "audit-manifest-v1"


def sha256(content: str | bytes) -> str:
    """Return the digest of what a file holds, or of a text as it is written into one."""
    return digest("sha256", content.encode() if isinstance(content, str) else content).hex()


def manifest(commit: str, as_of: str, texts: Mapping[str, str]) -> str:
    """Return the manifest of texts by the names of their files."""
    listed: list[Plain] = [
        {"path": name, "sha256": sha256(text), "bytes": len(text.encode())} for name, text in sorted(texts.items())
    ]
    document: Record = {
        "version": VERSION,
        "tool": {"name": "finops-guard", "version": __version__},
        "commit": commit or None,
        "as_of": as_of,
        "files": listed,
    }
    return written(document) + "\n"


class _File(Struct, frozen=True):
    path: str
    sha256: str


class _Manifest(Struct, frozen=True):
    version: str
    files: tuple[_File, ...]


def problems(data: bytes, name: str, read: Callable[[str], bytes | None]) -> tuple[set[str], list[str]]:
    """Return which files a manifest lists, and what is not there or not as it says; ``read`` gives their bytes.

    Raise UsageError where it is no manifest.
    """
    try:
        found = json.decode(data, type=_Manifest)
    except (DecodeError, RecursionError, UnicodeDecodeError):
        raise UsageError(f"{name} is no manifest of finops-guard audit export") from None
    if found.version != VERSION:
        raise UsageError(f"{name} is of the format {found.version}, not {VERSION}")
    wrong = []
    for each in found.files:
        # An export has no directories: a path would lead to other files.
        content = read(each.path) if each.path and not set(each.path) & set("/\\\0") else None
        if content is None:
            wrong.append(f"{each.path} is not there")
        elif sha256(content) != each.sha256:
            wrong.append(f"{each.path} was changed")
    return {each.path for each in found.files}, wrong
