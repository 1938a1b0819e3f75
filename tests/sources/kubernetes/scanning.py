"""Reading manifests that a test writes inline."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from finops_guard.resources import FileRecord, Resource, ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources.kubernetes.source import claims, read
from finops_guard.tree import MemoryTree


def scan(files: Mapping[str, str | bytes], paths: list[str] | None = None) -> ResourceSet:
    """Read files (dedented); with ``paths``, only these, the others being context. Each path must get one record."""
    tree = MemoryTree({path: dedent(text) if isinstance(text, str) else text for path, text in files.items()})
    claimed = sorted(path for path in files if claims(path))
    context = None if paths is None else lambda: claimed
    found = read(tree, claimed if paths is None else paths, Settings(), context)
    assert sorted(record.path for record in found.files) == sorted(claimed if paths is None else paths)
    return found


def one(text: str, path: str = "a.yaml") -> Resource:
    """Return the one resource of a text that is read without any diagnostic."""
    found = scan({path: text})
    assert found.diagnostics == ()
    (resource,) = found.resources
    return resource


def record(files: Mapping[str, str | bytes], path: str) -> FileRecord:
    """Return what became of one file."""
    return next(record for record in scan(files).files if record.path == path)


def labels(resource: Resource) -> dict[str, object] | None:
    """Return effective labels as plain data, a label whose value is unknown as ``...``."""
    if resource.tags is None:
        return None
    return {key: ... if tag.value.is_unknown else tag.value.raw for key, tag in resource.tags.tags.items()}
