"""Kustomizations of whole repositories, rendered as a scan does and by kubectl alone, compared object by object.

    python -m benchmarks.kustomize DIRECTORY...

For each directory: how many kustomizations are rendered, in which time, which are not and why, and which of them have
an object that is not the one of ``kubectl kustomize``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from finops_guard.kubernetes.pods import POD_TEMPLATES
from finops_guard.location import SourceText
from finops_guard.recursion import deep_recursion
from finops_guard.resources import FileStatus
from finops_guard.settings import KubernetesSettings, Settings
from finops_guard.sources.discovery import discover
from finops_guard.sources.kubernetes.kustomization_files import kustomization_files
from finops_guard.sources.kubernetes.kustomize import Kustomizations
from finops_guard.sources.kubernetes.manifest_files import read_file
from finops_guard.sources.kubernetes.manifests import read_manifests
from finops_guard.sources.kubernetes.rendering.builds import find_tool
from finops_guard.sources.kubernetes.rendering.kustomize import render
from finops_guard.tree import DirectoryTree, parent
from finops_guard.values import Plain, plain


def main(directories: Sequence[str]) -> int:
    """Compare each directory's kustomizations; 1 where any object is another one."""
    here = str(Path(sys.executable).parent)
    search_path = os.pathsep.join([here, os.environ.get("PATH", "")])
    settings = Settings(kubernetes=KubernetesSettings(search_path=search_path))
    return max([_compare(directory, settings) for directory in directories], default=0)


def _compare(directory: str, settings: Settings) -> int:
    tree = DirectoryTree(directory)
    paths = discover(tree, [""], settings).files["kubernetes"]
    begin = monotonic()
    with deep_recursion():
        kustomizations = Kustomizations(tree, kustomization_files(tree, paths))
        roots = [root for root in kustomizations.roots() if not _is_component(kustomizations, root)]
        files = {path: read_file(tree, path, settings.max_file_size, POD_TEMPLATES) for path in paths}
        found = render(tree, kustomizations, settings, files, ())
    seconds = monotonic() - begin
    by_root: dict[str, list[Plain]] = {}
    for manifest in found.manifests:
        by_root.setdefault(manifest.deployed.root if manifest.deployed else "", []).append(plain(manifest.value))
    not_rendered = {path: reason for path, (status, reason) in found.files.items() if status is FileStatus.OTHER}
    failed = {parent(path) for path in not_rendered}.intersection(roots)
    different = objects = 0
    print(f"{directory}: {len(roots)} roots, {len(roots) - len(failed)} rendered in {seconds:.1f} s")
    for root, rendered in by_root.items():
        expected = _alone(str(Path(directory, root)), settings)
        if expected is None:
            print(f"  {root}: kubectl alone does not render it")
            continue
        objects += len(expected)
        if _unordered(rendered) != _unordered(expected):
            different += 1
            print(f"  {root}: {len(rendered)} objects are not the {len(expected)} of kubectl")
    print(f"  {objects} objects compared; {different} overlays differ")
    for path, reason in not_rendered.items():
        print(f"  {path}: {reason}")
    return int(different > 0)


def _unordered(objects: list[Plain]) -> list[str]:
    """Return objects so that they can be compared whatever their order is, which means nothing."""
    return sorted(json.dumps(each, default=str, sort_keys=True) for each in objects)


def _is_component(kustomizations: Kustomizations, directory: str) -> bool:
    found = kustomizations.get(directory)
    return found is not None and found.is_component


def _alone(directory: str, settings: Settings) -> list[Plain] | None:
    """Return the objects that the tool renders by itself, without definitions; None where it fails."""
    tool = find_tool(settings.kubernetes.search_path)
    if tool is None:
        raise SystemExit("kubectl is not installed (it comes with the test extra)")
    with tempfile.TemporaryDirectory() as home:
        command = [tool.executable, *tool.arguments, directory]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={"HOME": home}, timeout=60)
    if done.returncode:
        return None
    return [plain(manifest.value) for manifest in read_manifests(SourceText("", done.stdout)).manifests]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
