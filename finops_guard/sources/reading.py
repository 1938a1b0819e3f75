"""What all sources make of the files of a tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial

from msgspec.structs import replace

from finops_guard.location import STDIN
from finops_guard.observing import SILENT, Observer
from finops_guard.resources import ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources import registry
from finops_guard.sources.discovery import Discovered, discover
from finops_guard.tree import MemoryTree, Tree


def read_sources(
    tree: Tree,
    paths: Sequence[str],
    found: Discovered,
    settings: Settings,
    observer: Observer = SILENT,
    begun: Callable[[], ResourceSet] | None = None,
) -> ResourceSet:
    """Return what every source makes of its files; a part of a tree is read with the rest of it as context.

    ``begun`` gives what Terraform's files make, where others are reading them already.
    """
    whole = "" in paths
    everything = cache(lambda: discover(tree, [""], settings).files)
    resources = ResourceSet(files=tuple(found.skipped), diagnostics=tuple(found.diagnostics))
    others = ResourceSet()
    for name, found_files in found.files.items():
        if begun is not None and name == "terraform":
            continue
        files = [path for path in found_files if path not in settings.plans]
        if files and not (settings.plans and name == "terraform"):
            observer.stage(f"read {name}")
            context = None if whole else partial(_files, everything, name)
            others += registry.load(name).read(tree, files, settings, context)
    if begun is not None:
        observer.stage("read terraform")
        resources += begun()
    resources += others
    if settings.plans:
        observer.stage("read plans")
        configuration = found.files["terraform"]
        resources += registry.load("plan").read(tree, settings.plans, settings, lambda: configuration)
    if settings.stdin is not None:
        sent = replace(settings, max_file_size=len(settings.stdin))
        resources += registry.load("kubernetes").read(MemoryTree({STDIN: settings.stdin}), [STDIN], sent)
    if not whole:
        from finops_guard.sources.around import with_namespaces

        resources = with_namespaces(resources, tree, found.files, settings, everything)
    return registry.joined(resources, tree, settings)


def _files(everything: Callable[[], Mapping[str, Sequence[str]]], name: str) -> Sequence[str]:
    return everything()[name]
