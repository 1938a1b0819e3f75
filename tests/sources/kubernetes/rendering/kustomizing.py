"""Rendering kustomizations that a test writes inline, with the real tool or one that only plays it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent

import pytest

from finops_guard.location import Span
from finops_guard.resources import FileRecord, Resource, ResourceSet
from finops_guard.settings import KubernetesSettings, Settings
from finops_guard.sources.kubernetes.rendering.builds import find_tool
from finops_guard.sources.kubernetes.source import claims, read
from finops_guard.tree import DirectoryTree, MemoryTree, Tree

SEARCH_PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: example/web:1
        resources:
          requests: {cpu: 100m, memory: 64Mi}
      - name: proxy
        image: example/proxy:1
"""


def needs_tool() -> None:
    """Skip the test where there is neither kustomize nor kubectl."""
    if find_tool(SEARCH_PATH) is None:
        pytest.skip("kubectl is not installed (it comes with the test extra)")


def written(files: Mapping[str, str]) -> dict[str, str]:
    return {path: dedent(text) for path, text in files.items()}


def on_disk(files: Mapping[str, str], directory: Path) -> DirectoryTree:
    for path, text in written(files).items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")
    return DirectoryTree(directory)


def render(
    files: Mapping[str, str],
    *,
    paths: Sequence[str] | None = None,
    tree: Tree | None = None,
    overlays: Mapping[str, str] | None = None,
    search_path: str = SEARCH_PATH,
) -> ResourceSet:
    """Read files (dedented) with rendering; with ``paths``, only these. Each path must get one record."""
    if search_path == SEARCH_PATH:
        needs_tool()
    claimed = sorted(path for path in files if claims(path))
    settings = Settings(kubernetes=KubernetesSettings(search_path=search_path, overlays=overlays or {}))
    context = None if paths is None else lambda: claimed
    asked = claimed if paths is None else paths
    found = read(tree or MemoryTree(written(files)), asked, settings, context)
    assert sorted(record.path for record in found.files) == sorted(asked)
    return found


def one(found: ResourceSet, address: str, root: str | None = None) -> Resource:
    """Return the one resource of an address."""
    (resource,) = (each for each in found.resources if each.address == address and root in {None, each.root})
    return resource


def record(found: ResourceSet, path: str) -> FileRecord:
    return next(each for each in found.files if each.path == path)


def at(span: Span | None) -> str:
    """Return a span as ``path:line text``."""
    assert span is not None
    return f"{span.path}:{span.location().line} {span.text}"


def fake_tool(directory: Path, script: str, name: str = "kubectl") -> str:
    """Write an executable that runs a shell script, and return the search path on which it is all there is."""
    directory.mkdir(exist_ok=True)
    tool = directory / name
    tool.write_text(f"#!/bin/sh\n{dedent(script)}", encoding="utf-8")
    tool.chmod(0o755)
    return str(directory)
