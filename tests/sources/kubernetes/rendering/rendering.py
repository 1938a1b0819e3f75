"""Reading charts that a test writes, with the real helm or one that a test makes up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from support import helm

from finops_guard.location import Span
from finops_guard.resources import Resource, ResourceSet
from finops_guard.settings import ChartDeployment, KubernetesSettings, Settings
from finops_guard.sources.kubernetes.source import read
from finops_guard.sources.registry import source_of
from finops_guard.tree import DirectoryTree
from finops_guard.values import Value


def scanned(
    directory: Path,
    files: Mapping[str, str],
    charts: Mapping[str, Sequence[ChartDeployment]] | None = None,
    paths: Sequence[str] | None = None,
    search_path: str = "",
    exclude: Sequence[str] = (),
) -> ResourceSet:
    """Write and read files; with ``paths``, only these, the others being context; ``exclude`` leaves some out."""
    helm.write(files, directory)
    tree = DirectoryTree(directory)
    claimed = sorted(path for path in files if source_of(path) == "kubernetes")
    deployments = {pattern: tuple(found) for pattern, found in (charts or {}).items()}
    settings = Settings(
        exclude=tuple(exclude),
        kubernetes=KubernetesSettings(search_path=search_path or helm.search_path(), charts=deployments),
    )
    return read(tree, claimed if paths is None else paths, settings, None if paths is None else lambda: claimed)


def one(found: ResourceSet, address: str) -> Resource:
    (resource,) = [each for each in found.resources if each.address == address]
    return resource


def scalars(value: Value, path: str = "") -> Iterator[tuple[str, Value]]:
    """Yield the scalars within a value by their paths."""
    if isinstance(value.raw, dict):
        for key, item in value.raw.items():
            yield from scalars(item, f"{path}.{key}" if path else key)
    elif isinstance(value.raw, list):
        for index, item in enumerate(value.raw):
            yield from scalars(item, f"{path}[{index}]")
    else:
        yield path, value


def place(span: Span | None) -> str:
    """Return where a span stands and what it holds: ``shop/values.yaml:1:11 2``."""
    assert span is not None
    return f"{span.location()} {span.text}"
