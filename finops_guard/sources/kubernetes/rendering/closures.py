"""What a kustomization is rendered from: all files that it reaches, or why they are not given to a tool."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from finops_guard.diagnostics import Level
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.documents.model import Document, SpannedDict, key_span
from finops_guard.kubernetes.pods import find
from finops_guard.location import SourceText, Span
from finops_guard.sources.kubernetes.kustomization_files import NAMES
from finops_guard.sources.kubernetes.rendering.canonical import canonical
from finops_guard.sources.kubernetes.rendering.tools import RenderError
from finops_guard.tree import Tree, TreeError, join
from finops_guard.values import Value

MAX_SIZE = 1024 * 1024  # of a kustomization
MAX_KUSTOMIZATIONS = 500  # of one root
MAX_FILES = 2_000
MAX_STEPS = 50_000  # from kustomization to kustomization, in a scan

_PLAIN = frozenset(
    {
        *("apiVersion", "kind", "metadata", "namePrefix", "nameSuffix", "namespace", "commonLabels", "labels"),
        *("commonAnnotations", "images", "imageTags", "replicas", "vars", "sortOptions", "generatorOptions"),
        *("buildMetadata",),
    }
)
_DIRECTORIES = ("resources", "bases", "components")
_PLUGINS = ("generators", "transformers", "validators")
_FILES = ("crds", "configurations", "patches", "patchesStrategicMerge", "patchesJson6902", "replacements", "openapi")
_GENERATORS = ("configMapGenerator", "secretGenerator")
_HELM = frozenset({"helmCharts", "helmChartInflationGenerator", "helmGlobals"})
_KNOWN = _PLAIN.union(_DIRECTORIES, _PLUGINS, _FILES, _GENERATORS)

# What tools may take for the address of a repository, whether or not a file of that name is there.
_REMOTE = re.compile(
    r"[:?\\\0]|^[^/]*@|^(?:www\.)?github\.com/|\.git(?:/|$)|(?:^|/)_git(?:/|$)|^(?:[\w-]+\.)*(?:dev\.azure|visualstudio)\.com/",
    re.IGNORECASE,
)
_FUNCTIONS = ("config.kubernetes.io/function", "config.k8s.io/function")


class RefusedError(RenderError):
    """Something must not be rendered; ``span`` is where the reason is written."""

    def __init__(self, message: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.span = span


class Closure(Struct):
    """All that one root is rendered from.

    ``documents`` are the kustomizations and the configuration of plug-ins as data, written for the tool from what was
    checked here, so that it cannot read them differently. ``files`` are copied as they are; those in ``resources`` hold
    objects.
    """

    root: str
    documents: dict[str, list[object]] = field(default_factory=dict)
    files: dict[str, None] = field(default_factory=dict)
    resources: dict[str, None] = field(default_factory=dict)

    def paths(self) -> Iterator[str]:
        yield from self.documents
        yield from (path for path in self.files if path not in self.documents)


class _Part(Struct):
    """What one kustomization names: files and directories by what they are for."""

    paths: list[str]
    data: object
    resources: list[str] = field(default_factory=list)
    directories: list[tuple[str, Span | None]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    plugin_files: list[tuple[str, Span | None]] = field(default_factory=list)
    plugin_directories: list[tuple[str, Span | None]] = field(default_factory=list)


class Closures:
    """Finds the closure of each root of a tree; each kustomization is read once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._parts: dict[str, _Part | RefusedError] = {}
        self._steps = 0

    def of(self, root: str) -> Closure:
        """Return what the kustomization of a directory is rendered from; raise RefusedError where it must not be."""
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
                closure.documents[path] = [part.data]
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

    def _part(self, directory: str, span: Span | None) -> _Part:
        if directory not in self._parts:
            try:
                self._parts[directory] = self._read(directory, span)
            except RefusedError as failure:
                self._parts[directory] = failure
        found = self._parts[directory]
        if isinstance(found, RefusedError):
            raise found
        return found

    def _read(self, directory: str, span: Span | None) -> _Part:
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
        part = _Part(paths, canonical(value))
        _References(self._tree, directory, part).read(value)
        return part

    def _configured(self, closure: Closure, directory: str, files: list[tuple[str, Span | None]]) -> None:
        """Take in files with the configuration of plug-ins, where these are built into the tool."""
        for path, _ in files:
            documents = _documents(self._tree, path)
            for document in documents:
                check_plugin(document.value)
                part = _Part([], None)
                _References(self._tree, directory, part).plugin(document.value, required=False)
                closure.files.update(dict.fromkeys(part.files))
            closure.documents[path] = [canonical(document.value) for document in documents]
            closure.files[path] = None


class _References:
    """Collects what a kustomization names, and refuses what leads out of the tree or runs programs."""

    def __init__(self, tree: Tree, directory: str, part: _Part) -> None:
        self._tree = tree
        self._directory = directory
        self._part = part

    def read(self, value: Value) -> None:
        for key in value.raw if isinstance(value.raw, SpannedDict) else ():
            if key in _HELM:
                raise RefusedError("charts within kustomizations are not rendered", key_span(value, key))
            if key not in _KNOWN:
                raise RefusedError(f"it has the field {key[:60]!r}, which is not known here", key_span(value, key))
        for key in _DIRECTORIES:
            for entry in _listed(value, key):
                self._resource(entry, files=key != "components")
        for key in _PLUGINS:
            for entry in _listed(value, key):
                self._plugin_entry(entry)
        for key in _FILES:
            for entry in _listed(value, key):
                self._entry(entry)
        for key in _GENERATORS:
            for entry in _listed(value, key):
                self.plugin(entry)

    def _resource(self, entry: Value, *, files: bool) -> None:
        path = self._join(entry)
        if files and self._tree.is_file(path):
            self._part.resources.append(path)
        elif self._tree.is_dir(path):
            self._part.directories.append((path, entry.origin))
        else:
            what = "file or directory" if files else "directory"
            raise RefusedError(f"{_shown(entry)} is no {what} of the scanned tree", entry.origin)

    def _plugin_entry(self, entry: Value) -> None:
        if _is_inline(entry):
            documents = load(SourceText("", str(entry.raw)))[0]
            if not documents:
                raise RefusedError("it holds a plug-in that cannot be read", entry.origin)
            for document in documents:
                check_plugin(document.value, entry.origin)
                self.plugin(document.value)
            return
        path = self._join(entry)
        if self._tree.is_dir(path):
            self._part.plugin_directories.append((path, entry.origin))
        else:
            self._part.plugin_files.append((self._file(entry), entry.origin))

    def _entry(self, entry: Value) -> None:
        """Take in an entry that names a file, has one under ``path``, or is written inline."""
        if isinstance(entry.raw, SpannedDict):
            for path in _under(entry, "path"):
                self._part.files.append(self._file(path))
        elif isinstance(entry.raw, str) and not _is_inline(entry):
            self._part.files.append(self._file(entry))

    def plugin(self, value: Value, *, required: bool = True) -> None:
        """Take in the files that a generator or transformer names; ``required``: refuse those that are not there."""
        single = [*_under(value, "path"), *_under(value, "env")]
        lists = [each for key in ("paths", "envs") for each in _under(value, key)]
        nested = [each for key in ("replacements", "patches") for each in _under(value, key)]
        named = [*single, *(item for each in lists for item in each.items())]
        named += (path for each in nested for item in each.items() for path in _under(item, "path"))
        files = [item for each in _under(value, "files") for item in each.items()]
        for entry, keyed in [*((each, False) for each in named), *((each, True) for each in files)]:
            if isinstance(entry.raw, str) and not _is_inline(entry):
                try:
                    self._part.files.append(self._file(entry, keyed=keyed))
                except RefusedError:
                    if required or "://" in entry.raw:
                        raise

    def _file(self, entry: Value, *, keyed: bool = False) -> str:
        path = self._join(entry, keyed=keyed)
        if not self._tree.is_file(path):
            raise RefusedError(f"{_shown(entry)} is no file of the scanned tree", entry.origin)
        return path

    def _join(self, entry: Value, *, keyed: bool = False) -> str:
        """Return a path of the tree; ``keyed``: of ``key=path``, the path."""
        written = entry.raw if isinstance(entry.raw, str) else ""
        if not written:
            raise RefusedError("it names a file by something else than a text", entry.origin)
        if keyed:
            written = written.partition("=")[2] or written
        if _REMOTE.search(written):
            raise RefusedError(f"{_shown(entry)} may be fetched from elsewhere", entry.origin)
        path = None if written.startswith(("/", "~")) else join(self._directory, written)
        if path is None:
            raise RefusedError(f"{_shown(entry)} leaves the scanned tree", entry.origin)
        return path


def check_plugin(value: Value, span: Span | None = None) -> None:
    """Raise RefusedError for a generator, transformer or validator that is not built into the tool, or runs anything.

    ``span`` is where it is written, if its own spans do not tell.
    """
    where = span or value.origin
    annotations = find(value, "metadata", "annotations")
    written = annotations.raw if annotations is not None else None
    if isinstance(written, SpannedDict) and any(key in written for key in _FUNCTIONS):
        raise RefusedError("it runs a function of its own", where)
    version, kind = value.get("apiVersion"), value.get("kind")
    if version is None or version.raw != "builtin" or kind is None or not isinstance(kind.raw, str):
        raise RefusedError("it uses a plug-in that is not built into the tool", where)
    if "helm" in kind.raw.casefold():
        raise RefusedError("charts within kustomizations are not rendered", where)


def _documents(tree: Tree, path: str) -> list[Document]:
    try:
        documents, diagnostics = load(SourceText(path, decode(tree.read(path, MAX_SIZE))))
    except (TreeError, DecodeError) as failure:
        raise RefusedError(f"{path} cannot be read: {failure}") from None
    for said in diagnostics:
        if said.level is Level.ERROR:
            raise RefusedError(f"{path} cannot be read: {said.message}", said.span)
    return documents


def _listed(value: Value, key: str) -> Iterator[Value]:
    """Yield the items under a key; the one value where it is no list."""
    found = value.get(key)
    if found is not None and not found.is_null:
        yield from found.items() if isinstance(found.raw, list) else (found,)


def _under(value: Value, key: str) -> Iterator[Value]:
    """Yield the values under a key in any spelling that tools take for it."""
    if isinstance(value.raw, SpannedDict):
        yield from (item for name, item in value.raw.items() if name.casefold() == key and not item.is_null)


def _is_inline(entry: Value) -> bool:
    return isinstance(entry.raw, str) and "\n" in entry.raw


def _shown(entry: Value) -> str:
    """Return what an entry names, short enough for a message."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in str(entry.raw)[:100])
    return f'"{text}"'
