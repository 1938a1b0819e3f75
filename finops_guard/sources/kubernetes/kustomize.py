"""Kustomizations, not rendered: which files are their patches, and which labels they set on which files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from msgspec import Struct, field

from finops_guard.documents import DecodeError, SpannedDict, decode, key_span, load
from finops_guard.location import SourceText, Span
from finops_guard.tree import Tree, TreeError, join, parent
from finops_guard.values import Cause, CauseKind, Value

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
MAX_SIZE = 1024 * 1024
MAX_STEPS = 100_000
MAX_LABELS = 200
MAX_DEPTH = 30

_PATCH_LISTS = ("patches", "patchesStrategicMerge", "patchesJson6902")
_CONFIGURATION_LISTS = ("transformers", "generators", "validators", "replacements", "configurations", "crds")
_RESOURCE_LISTS = ("resources", "bases")


class Label(Struct, frozen=True):
    """A label that a kustomization sets; ``on_pods`` tells whether on pod templates, too."""

    value: Value
    span: Span | None
    on_pods: bool


class Kustomization(Struct):
    """What one kustomization file says, with paths from the scan root."""

    path: str
    resources: list[str] = field(default_factory=list)
    components: list[str] = field(default_factory=list)
    patches: list[str] = field(default_factory=list)
    configuration: list[str] = field(default_factory=list)
    labels: dict[str, Label] = field(default_factory=dict)
    patches_at: Span | None = None
    patches_labels: Cause | None = None


class Deployment(Struct, frozen=True):
    """One way in which a file is deployed: the labels set on its objects, and why there may be further ones."""

    labels: dict[str, Label]
    open: tuple[Cause, ...]


def read_kustomization(tree: Tree, path: str) -> Kustomization | None:
    """Return what a kustomization says; None where it cannot be read."""
    try:
        documents, _ = load(SourceText(path, decode(tree.read(path, MAX_SIZE))))
    except (TreeError, DecodeError):
        return None
    if not documents:
        return None
    return _Reader(tree, Kustomization(path)).read(documents[0].value)


class _Reader:
    def __init__(self, tree: Tree, found: Kustomization) -> None:
        self._tree = tree
        self._found = found
        self._directory = parent(found.path)
        self._texts: dict[str, str] = {}

    def read(self, value: Value) -> Kustomization:
        found = self._found
        for key in _RESOURCE_LISTS:
            found.resources += (path for _, path in self._paths(value, key))
        found.components += (path for _, path in self._paths(value, "components"))
        for key in _CONFIGURATION_LISTS:
            found.configuration += (path for _, path in self._paths(value, key))
        for key in _PATCH_LISTS:
            for text, path in self._paths(value, key):
                found.patches.append(path)
                found.patches_at = found.patches_at or key_span(value, key)
                if "labels" in (text or self._text(path)) and found.patches_labels is None:
                    found.patches_labels = Cause(
                        CauseKind.TEMPLATE, f"{found.path} patches labels and is not rendered", key_span(value, key)
                    )
        self._labels(value.get("commonLabels"), on_pods=True)
        for entry in _items(value.get("labels")):
            flags = (entry.get("includeTemplates"), entry.get("includeSelectors"))
            self._labels(entry.get("pairs"), on_pods=any(flag is not None and flag.raw is True for flag in flags))
        return found

    def _labels(self, pairs: Value | None, *, on_pods: bool) -> None:
        if pairs is not None and isinstance(pairs.raw, SpannedDict):
            for key, value in islice(pairs.raw.items(), MAX_LABELS):
                self._found.labels[key] = Label(value, key_span(pairs, key), on_pods)

    def _paths(self, value: Value, key: str) -> Iterator[tuple[str, str]]:
        """Yield (inline text, path) of a list's entries: a text, or a mapping with ``path`` or ``patch``."""
        for entry in _items(value.get(key)):
            inline = entry.get("patch")
            named = entry.get("path") or entry
            text = inline.raw if inline is not None and isinstance(inline.raw, str) else ""
            name = named.raw if isinstance(named.raw, str) else ""
            if "\n" in name:
                text, name = name, ""
            path = join(self._directory, name) if name and "://" not in name else None
            if text or path is not None:
                yield text, path or ""

    def _text(self, path: str) -> str:
        if path not in self._texts:
            try:
                self._texts[path] = decode(self._tree.read(path, MAX_SIZE))
            except (TreeError, DecodeError):
                self._texts[path] = ""
        return self._texts[path]


class Kustomizations:
    """The kustomizations of a tree, by directory."""

    def __init__(self, tree: Tree, paths: Collection[str]) -> None:
        """Read those among the paths, and those called ``Kustomization`` beside any of them."""
        self._tree = tree
        self._by_directory: dict[str, Kustomization] = {}
        bare = NAMES[-1]
        beside = {parent(path) for path in paths}
        named = [path for path in paths if path.rpartition("/")[2] in NAMES]
        bare_paths = (f"{directory}/{bare}" if directory else bare for directory in sorted(beside))
        for path in (*named, *filter(tree.is_file, bare_paths)):
            self._look(path)

    def parts(self) -> Iterator[tuple[str, str]]:
        """Yield each file that is part of a kustomization, no object by itself, with what it is."""
        for found in self._by_directory.values():
            yield from ((path, "kustomize configuration") for path in found.configuration if path)
        for found in self._by_directory.values():
            yield from ((path, "kustomize patch") for path in found.patches if path)

    def _look(self, path: str) -> None:
        found = read_kustomization(self._tree, path)
        if found is not None:
            self._by_directory[parent(path)] = found

    def unapplied(self) -> Iterator[tuple[str, Span | None, int]]:
        """Yield path, place and number of the patches of each kustomization that has some."""
        for directory in sorted(self._by_directory):
            found = self._by_directory[directory]
            if found.patches:
                yield found.path, found.patches_at, len(found.patches)

    def deployments(self) -> dict[str, list[Deployment]]:
        """Return, for each file that kustomizations deploy, the ways in which they do, outermost labels winning.

        What takes more than 100,000 steps from kustomization to resource is left out.
        """
        used = {path for each in self._by_directory.values() for path in (*each.resources, *each.components)}
        roots = [directory for directory in sorted(self._by_directory) if directory not in used]
        found: dict[str, list[Deployment]] = {}
        pending: list[tuple[str, Deployment, tuple[str, ...]]] = [(root, Deployment({}, ()), ()) for root in roots]
        steps = 0
        while pending and steps < MAX_STEPS:
            at, outer, above = pending.pop()
            kustomization = self._by_directory.get(at)
            if kustomization is None:
                found.setdefault(at, []).append(outer)
            elif at not in above and len(above) < MAX_DEPTH:
                here = self._over(outer, kustomization)
                inner = (*kustomization.resources, *kustomization.components)
                steps += len(inner) + 1
                pending.extend((path, here, (*above, at)) for path in reversed(inner))
        return found

    def _over(self, outer: Deployment, kustomization: Kustomization) -> Deployment:
        """Return a deployment with what a kustomization and its components add; components act first, on all of it."""
        components = (self._by_directory.get(path) for path in kustomization.components)
        layers = [*(each for each in components if each), kustomization]
        labels = {key: label for layer in layers for key, label in layer.labels.items()}
        causes = tuple(layer.patches_labels for layer in layers if layer.patches_labels)
        return Deployment({**labels, **outer.labels}, (*outer.open, *causes))


def _items(value: Value | None) -> Iterator[Value]:
    if value is not None:
        yield from value.items()
