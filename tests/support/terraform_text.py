"""Short ways to read Terraform text in tests."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from finops_guard.recursion import deep_recursion
from finops_guard.resources import Resource, ResourceSet
from finops_guard.settings import Settings, TerraformSettings
from finops_guard.sources.registry import source_of
from finops_guard.sources.terraform import source
from finops_guard.tree import MemoryTree
from finops_guard.values import Plain, plain


def read(files: Mapping[str, str | bytes] | str, paths: list[str] | None = None, **terraform: object) -> ResourceSet:
    """Read files (one text stands for main.tf); ``paths`` makes it a part, with the rest as context."""
    named: Mapping[str, str | bytes] = {"main.tf": files} if isinstance(files, str) else files
    tree = MemoryTree({path: textwrap.dedent(text) if isinstance(text, str) else text for path, text in named.items()})
    settings = Settings(terraform=TerraformSettings(**terraform))  # type: ignore[arg-type]
    everything = [path for path in named if source_of(path) == "terraform"]
    with deep_recursion():
        if paths is None:
            return source.read(tree, everything, settings)
        return source.read(tree, paths, settings, lambda: everything)


def files_of(text: str) -> dict[str, str]:
    """Return the files of one module: what precedes the first ``### path`` is main.tf."""
    found: dict[str, list[str]] = {}
    path = "main.tf"
    for line in text.splitlines(keepends=True):
        if line.startswith("### "):
            path = line[4:].strip()
            found.setdefault(path, [])
        elif path in found or line.strip():
            found.setdefault(path, []).append(line)
    return {path: textwrap.dedent("".join(lines)) for path, lines in found.items()}


def by_address(found: ResourceSet) -> dict[str, Resource]:
    return {resource.address: resource for resource in found.resources}


def attribute(found: ResourceSet, address: str, name: str) -> Plain:
    value = by_address(found)[address].values.get(name)
    assert value is not None, f"{address} has no {name}"
    return plain(value)


def causes(found: ResourceSet, address: str, name: str) -> list[str]:
    value = by_address(found)[address].values.get(name)
    assert value is not None, f"{address} has no {name}"
    return [cause.text for cause in value.causes]


def tags(found: ResourceSet, address: str) -> dict[str, tuple[Plain, str]]:
    """Return key -> (value, origin) of a resource's effective tags."""
    effective = by_address(found)[address].tags
    assert effective is not None
    return {key: (plain(tag.value), tag.origin.value) for key, tag in effective.tags.items()}
