"""Kustomizations that only list objects: what they render to is what is written, and no tool need be run for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from finops_guard.kubernetes.pods import find
from finops_guard.resources import FileStatus
from finops_guard.sources.kubernetes.manifest_files import ManifestFile
from finops_guard.sources.kubernetes.manifests import A_DEFINITION, Manifest
from finops_guard.sources.kubernetes.rendering.closures import Closure
from finops_guard.tree import join, parent

MAX_OBJECTS = 20_000  # of one kustomization

_KIND = "Kustomization"
_KEYS = frozenset({"apiVersion", "kind", "metadata", "resources"})
# Objects with this annotation are for other tools: kustomize leaves them out.
_LOCAL = "config.kubernetes.io/local-config"


def objects(closure: Closure, read: Callable[[str], ManifestFile]) -> list[tuple[Manifest, str]] | None:
    """Return the objects of a kustomization in order, each with the file that it is written in.

    None where anything but a list of files and of such kustomizations is in it, a file holds anything but objects, or
    an object is there twice: then a tool must say what comes of it.
    """
    found: list[tuple[Manifest, str]] = []
    seen: set[tuple[str, str, str | None, str]] = set()
    for path in _files(closure):
        file = read(path) if path is not None else None
        if path is None or file is None or not _holds_objects(file):
            return None
        for manifest in file.manifests:
            identity = manifest.group, manifest.kind, manifest.namespace, manifest.name
            local = find(manifest.value, "metadata", "annotations", _LOCAL)
            if identity in seen or manifest.name.endswith("*") or local is not None or len(found) >= MAX_OBJECTS:
                return None
            seen.add(identity)
            found.append((manifest, path))
    return found


def _holds_objects(file: ManifestFile) -> bool:
    return file.status is FileStatus.JUDGED or (file.status is FileStatus.OTHER and file.reason == A_DEFINITION)


def _files(closure: Closure) -> Iterator[str | None]:
    """Yield the files with objects as a root lists them; None where it does anything else."""
    documents = {parent(path): listed for path, listed in closure.documents.items()}
    if len(documents) < len(closure.documents) or closure.files.keys() != closure.resources.keys():
        yield None
        return
    seen: set[str] = set()  # what is listed twice, or lists itself, is refused by the tool
    pending: list[tuple[str, object]] = [(closure.root, ".")]
    while pending:
        directory, entry = pending.pop()
        path = join(directory, entry) if isinstance(entry, str) else None
        is_file = path in closure.resources
        listed = _listed(documents.get(path, ())) if path is not None and not is_file else ()
        # The tool reads no file beside or above the directory of the kustomization that lists it.
        outside = path is not None and is_file and bool(directory) and not path.startswith(f"{directory}/")
        if path is None or path in seen or listed is None or outside:
            yield None
            return
        seen.add(path)
        if is_file:
            yield path
        pending.extend((path, each) for each in reversed(listed))


def _listed(documents: Sequence[object]) -> Sequence[object] | None:
    """Return what the one document of a kustomization lists; None where it says anything else."""
    data = documents[0] if len(documents) == 1 else None
    if not isinstance(data, dict) or not data.keys() <= _KEYS or data.get("kind", _KIND) != _KIND:
        return None
    resources = data.get("resources") or []
    return resources if isinstance(resources, list) else None
