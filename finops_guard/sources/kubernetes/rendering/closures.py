"""What a kustomization is rendered from: all files that it reaches, or why they are not given to a tool."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from finops_guard.diagnostics import Level
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.documents.model import Document, SpannedDict
from finops_guard.location import SourceText, Span
from finops_guard.sources.kubernetes.kustomization_files import NAMES
from finops_guard.sources.kubernetes.rendering.canonical import canonical
from finops_guard.sources.kubernetes.rendering.references import Part, References, RefusedError, check_plugin
from finops_guard.sources.kubernetes.rendering.tools import RenderError
from finops_guard.tree import Tree, TreeError
from finops_guard.values import Value

MAX_SIZE = 1024 * 1024  # of a kustomization
MAX_KUSTOMIZATIONS = 500  # of one root
MAX_PLUGIN_SIZE = 256 * 1024
MAX_DOCUMENTS = 16 * 1024 * 1024  # characters of all kustomizations of one root
MAX_FILES = 2_000
MAX_STEPS = 50_000  # from kustomization to kustomization, in a scan


class Closure(Struct):
    """All that one root is rendered from.

    ``documents`` are the kustomizations and the configuration of plug-ins as data, written for the tool from what was
    checked here, so that it cannot read them differently. ``files`` are copied as they are; those in ``resources`` hold
    objects.
    """

    root: str
    size: int = 0
    documents: dict[str, list[object]] = field(default_factory=dict)
    files: dict[str, None] = field(default_factory=dict)
    resources: dict[str, None] = field(default_factory=dict)

    def put(self, path: str, documents: list[object], size: int) -> None:
        """Take in a file's documents; raise RefusedError where all of them are too large."""
        self.size += 0 if path in self.documents else size
        self.documents[path] = documents
        if self.size > MAX_DOCUMENTS:
            raise RefusedError(f"its kustomizations are larger than {MAX_DOCUMENTS // 1024 // 1024} MiB together")

    def paths(self) -> Iterator[str]:
        yield from self.documents
        yield from (path for path in self.files if path not in self.documents)


class Closures:
    """Finds the closure of each root of a tree; each kustomization is read once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._parts: dict[str, Part | RenderError] = {}
        self._plugins: dict[tuple[str, str], Part] = {}
        self._configurations: dict[str, list[tuple[Value, object, int]]] = {}
        self._steps = 0

    def of(self, root: str) -> Closure:
        """Return what the kustomization of a directory is rendered from; raise RenderError where it must not be."""
        closure = Closure(root)
        seen: set[tuple[str, bool]] = set()
        pending: list[tuple[str, bool, Span | None]] = [(root, False, None)]
        while pending:
            directory, plugins, span = pending.pop()
            if (directory, plugins) in seen:
                continue
            seen.add((directory, plugins))
            self._steps += 1
            if self._steps > MAX_STEPS:
                raise RefusedError(f"all overlays together consist of more than {MAX_STEPS:,} kustomizations")
            if len(seen) > MAX_KUSTOMIZATIONS:
                raise RefusedError(f"it consists of more than {MAX_KUSTOMIZATIONS} kustomizations")
            part = self._part(directory, span)
            for path in part.paths:
                closure.put(path, part.documents, part.size)
            closure.files.update(dict.fromkeys(part.files))
            closure.files.update(dict.fromkeys(part.resources))
            if plugins:
                self._configured(closure, directory, [(path, None) for path in part.resources])
            else:
                closure.resources.update(dict.fromkeys(part.resources))
            self._configured(closure, directory, part.plugin_files)
            if len(closure.files) > MAX_FILES:
                raise RefusedError(f"it consists of more than {MAX_FILES:,} files")
            pending.extend((path, plugins, at) for path, at in reversed(part.directories))
            pending.extend((path, True, at) for path, at in reversed(part.plugin_directories))
        return closure

    def _part(self, directory: str, span: Span | None) -> Part:
        if directory not in self._parts:
            try:
                self._parts[directory] = self._read(directory, span)
            except RenderError as failure:
                self._parts[directory] = failure
        found = self._parts[directory]
        if isinstance(found, RenderError):
            raise found
        return found

    def _read(self, directory: str, span: Span | None) -> Part:
        names = [f"{directory}/{name}" if directory else name for name in NAMES]
        paths = [path for path in names if self._tree.is_file(path)]
        if len(paths) != 1:
            many = "more than one kustomization" if paths else "no kustomization"
            raise RefusedError(f"there is {many} in {directory or 'the root directory'}", span)
        documents = _documents(self._tree, paths[0])
        if len(documents) != 1 or not isinstance(documents[0].value.raw, SpannedDict):
            what = "no single mapping" if documents else "empty"
            raise RefusedError(f"{paths[0]} is {what}", documents[0].span if documents else None)
        value = documents[0].value
        data, size = canonical(value)
        part = Part(paths, [data], size)
        References(self._tree, directory, part).read(value)
        return part

    def _configured(self, closure: Closure, directory: str, files: list[tuple[str, Span | None]]) -> None:
        """Take in files with the configuration of plug-ins, where these are built into the tool."""
        for path, _ in files:
            if (directory, path) not in self._plugins:
                self._plugins[directory, path] = self._plugin(directory, path)
            part = self._plugins[directory, path]
            closure.files.update(dict.fromkeys((*part.files, path)))
            closure.put(path, part.documents, part.size)

    def _plugin(self, directory: str, path: str) -> Part:
        """Return what the configuration of plug-ins in a file names, relative to the directory that uses it."""
        if path not in self._configurations:
            documents = [document.value for document in _documents(self._tree, path, MAX_PLUGIN_SIZE)]
            for document in documents:
                check_plugin(document)
            self._configurations[path] = [(value, *canonical(value)) for value in documents]
        read = self._configurations[path]
        part = Part([path], [data for _, data, _ in read], sum(size for _, _, size in read))
        for value, _, _ in read:
            References(self._tree, directory, part).plugin(value, required=False)
        return part


def _documents(tree: Tree, path: str, limit: int = MAX_SIZE) -> list[Document]:
    try:
        documents, diagnostics = load(SourceText(path, decode(tree.read(path, limit))))
    except (TreeError, DecodeError) as failure:
        raise RefusedError(f"{path} cannot be read: {failure}") from None
    for said in diagnostics:
        if said.level is Level.ERROR:
            raise RefusedError(f"{path} cannot be read: {said.message}", said.span)
    return documents
