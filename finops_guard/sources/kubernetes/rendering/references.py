"""What one kustomization names, and what of it must not be given to a tool."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from finops_guard.documents.loader import load
from finops_guard.documents.model import SpannedDict, key_span
from finops_guard.kubernetes.pods import find
from finops_guard.location import SourceText, Span
from finops_guard.sources.kubernetes.rendering.tools import RenderError
from finops_guard.tree import Tree, join
from finops_guard.values import Value

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
_GENERATOR_KEYS = frozenset({"name", "namespace", "behavior", "files", "literals", "env", "envs", "type", "options"})
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


class Part(Struct):
    """What one kustomization names: files and directories by what they are for.

    ``documents`` are all that it says, ``size`` is about how many characters they take.
    """

    paths: list[str]
    documents: list[object]
    size: int
    resources: list[str] = field(default_factory=list)
    directories: list[tuple[str, Span | None]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    plugin_files: list[tuple[str, Span | None]] = field(default_factory=list)
    plugin_directories: list[tuple[str, Span | None]] = field(default_factory=list)


class References:
    """Collects what a kustomization names, and refuses what leads out of the tree or runs programs."""

    def __init__(self, tree: Tree, directory: str, part: Part) -> None:
        self._tree = tree
        self._directory = directory
        self._part = part

    def read(self, value: Value) -> None:
        for key in _keys(value):
            if key in _HELM:
                raise RefusedError("charts within kustomizations are not rendered", key_span(value, key))
        _check_fields(value, [key for key in _keys(value) if key not in _KNOWN])
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
                _check_fields(entry, [key for key in _keys(entry) if key.casefold() not in _GENERATOR_KEYS])
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
                path = self._join(entry, keyed=keyed)
                if required or self._tree.is_file(path):
                    self._part.files.append(self._file(entry, keyed=keyed))

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


def _keys(value: Value) -> Iterator[str]:
    yield from value.raw if isinstance(value.raw, SpannedDict) else ()


def _check_fields(value: Value, unknown: list[str]) -> None:
    if unknown:
        text = f"it has the field {unknown[0][:60]!r}, which is not known here"
        raise RefusedError(text, key_span(value, unknown[0]))


def _listed(value: Value, key: str) -> Iterator[Value]:
    """Yield the items under a key; the one value where it is no list."""
    found = value.get(key)
    if found is not None and not found.is_null:
        yield from found.items() if isinstance(found.raw, list) else (found,)


def _under(value: Value, key: str) -> Iterator[Value]:
    """Yield the values under a key in any spelling that tools take for it."""
    found = ((name, value.get(name)) for name in _keys(value) if name.casefold() == key)
    yield from (item for _, item in found if item is not None and not item.is_null)


def _is_inline(entry: Value) -> bool:
    return isinstance(entry.raw, str) and "\n" in entry.raw


def _shown(entry: Value) -> str:
    """Return what an entry names, short enough for a message."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in str(entry.raw)[:100])
    return f'"{text}"'
