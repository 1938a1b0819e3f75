"""The namespaces that a part of a tree belongs to, where they are written in its other files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from finops_guard.resources import Resource, ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources import registry
from finops_guard.tree import Tree, TreeError

_NAMESPACE = b"kubernetes_namespace"


def with_namespaces(
    found: ResourceSet,
    tree: Tree,
    selected: Mapping[str, Sequence[str]],
    settings: Settings,
    everything: Callable[[], Mapping[str, Sequence[str]]],
) -> ResourceSet:
    """Return what was found in some files of a tree, with the namespaces of its other files around.

    ``selected`` are the files that were read, by source, and ``everything`` gives all files of the tree.
    What either source finds in its own other files is there already. Terraform is evaluated only where its files name
    a namespace at all.
    """
    in_terraform = any(each.type.startswith(registry.MAKE_OBJECTS) for each in found.resources)
    in_manifests = any(each.source == "kubernetes" and each.tags is not None for each in found.resources)
    if not in_terraform and not in_manifests:
        return found
    files = everything()
    around: list[Resource] = []
    if in_terraform:
        from finops_guard.sources.kubernetes.beside import namespaces

        others = frozenset(selected.get("kubernetes", ()))
        around += namespaces(tree, [path for path in files["kubernetes"] if path not in others], settings)
    if in_manifests and not in_terraform and any(_naming(tree, files["terraform"], settings)):
        read = registry.load("terraform").read(tree, files["terraform"], settings, None)
        around += [each for each in read.resources if each.type.startswith(registry.MAKE_OBJECTS)]
    return found + ResourceSet(around=tuple(around))


def _naming(tree: Tree, paths: Sequence[str], settings: Settings) -> Iterator[bool]:
    for path in paths:
        try:
            yield _NAMESPACE in tree.read(path, settings.max_file_size)
        except TreeError:
            continue
