"""Kustomizations, not rendered: which files are their patches, and what they do to which files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeAlias

from msgspec import Struct, field

from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.documents.model import SpannedDict, key_span
from finops_guard.location import SourceText, Span
from finops_guard.sources.kubernetes.manifests import Manifest
from finops_guard.sources.kubernetes.patches import MAX_SIZE, Entry, Patch, PatchReader, unread
from finops_guard.tree import Tree, TreeError, join, parent
from finops_guard.values import Value

MAX_STEPS = 100_000
MAX_ALL_STEPS = 500_000  # in a scan
MAX_LABELS = 200
MAX_DEPTH = 30
MAX_LAYERS = 500
MAX_DEPLOYMENTS = 100  # of one file
MAX_WORK = 2_000_000  # layers and patches held against objects, and tens of characters of those applied, in a scan

_PATCH_LISTS = ("patches", "patchesStrategicMerge", "patchesJson6902")
_LATE = "patchesJson6902"
_CONFIGURATION_LISTS = ("transformers", "generators", "validators", "replacements", "configurations", "crds")
_RESOURCE_LISTS = ("resources", "bases")


class Label(Struct, frozen=True):
    """A label that a kustomization sets; ``on_pods`` tells whether on pod templates, too."""

    value: Value
    span: Span | None
    on_pods: bool


# What happens to an object on its way into a cluster: a patch is applied, or labels are set.
Step: TypeAlias = Patch | Mapping[str, Label]


class Kustomization(Struct):
    """What one kustomization file says, with paths from the scan root."""

    path: str
    resources: list[str] = field(default_factory=list)
    components: list[str] = field(default_factory=list)
    patches: list[Entry] = field(default_factory=list)
    configuration: list[str] = field(default_factory=list)
    labels: dict[str, Label] = field(default_factory=dict)
    patches_at: Span | None = None
    prefix: str = ""
    suffix: str = ""
    namespace: str = ""
    value: Value = field(default_factory=lambda: Value(None))

    @property
    def is_component(self) -> bool:
        return _text(self.value, "kind") == "Component"

    @property
    def acts(self) -> bool:
        """Tell whether it changes, of the objects that it deploys, what is read of them here."""
        return bool(self.patches or self.labels or self.prefix or self.suffix or self.namespace)

    @property
    def span(self) -> Span | None:
        """Return its first line."""
        return first_line(self.value.origin) if self.value.origin else None


class Deployment(Struct, frozen=True):
    """One way in which a file is deployed: the kustomizations that act on it, the first of them first."""

    layers: tuple[Kustomization, ...]


def read_kustomization(tree: Tree, path: str) -> Kustomization | None:
    """Return what a kustomization says; None where it cannot be read."""
    try:
        documents, _ = load(SourceText(path, decode(tree.read(path, MAX_SIZE))))
    except (TreeError, DecodeError):
        return None
    if not documents:
        return None
    return _Reader(Kustomization(path, value=documents[0].value)).read(documents[0].value)


class _Reader:
    def __init__(self, found: Kustomization) -> None:
        self._found = found
        self._directory = parent(found.path)

    def read(self, value: Value) -> Kustomization:
        found = self._found
        for key in _RESOURCE_LISTS:
            found.resources += (entry.path for entry in self._entries(value, key))
        found.components += (entry.path for entry in self._entries(value, "components"))
        for key in _CONFIGURATION_LISTS:
            found.configuration += (entry.path for entry in self._entries(value, key))
        for key in _PATCH_LISTS:
            listed = list(self._entries(value, key))
            found.patches += listed
            if listed:
                found.patches_at = found.patches_at or key_span(value, key)
        self._labels(value.get("commonLabels"), on_pods=True)
        for entry in _items(value.get("labels")):
            flags = (entry.get("includeTemplates"), entry.get("includeSelectors"))
            self._labels(entry.get("pairs"), on_pods=any(flag is not None and flag.raw is True for flag in flags))
        found.prefix, found.suffix = _text(value, "namePrefix"), _text(value, "nameSuffix")
        found.namespace = _text(value, "namespace")
        return found

    def _labels(self, pairs: Value | None, *, on_pods: bool) -> None:
        if pairs is not None and isinstance(pairs.raw, SpannedDict):
            for key, value in islice(pairs.raw.items(), MAX_LABELS):
                self._found.labels[key] = Label(value, key_span(pairs, key), on_pods)

    def _entries(self, value: Value, key: str) -> Iterator[Entry]:
        """Yield a list's entries that name a file or hold a text: a text, or a mapping with ``path`` or ``patch``."""
        for entry in _items(value.get(key)):
            text, name = _text(entry, "patch"), _text(entry, "path")
            written = entry.get("patch") if text else entry
            if isinstance(entry.raw, str):
                text, name = (entry.raw, "") if "\n" in entry.raw else ("", entry.raw)
            path = join(self._directory, name) if name and "://" not in name else None
            if text or path is not None:
                span = key_span(entry, "patch" if text else "path") or entry.origin
                origin = written.origin if written else None
                yield Entry(text, path or "", entry.get("target"), span, late=key == _LATE, origin=origin)


class Kustomizations:
    """The kustomizations of a tree, by directory."""

    def __init__(self, tree: Tree, paths: Iterable[str]) -> None:
        """Read the kustomizations at the paths; those that cannot be read are ``unread``."""
        self.unread: list[str] = []
        self._tree = tree
        self._by_directory: dict[str, Kustomization] = {}
        self._reader = PatchReader(tree)
        self._patches: dict[str, list[tuple[Patch, bool]]] = {}
        self._work = self._steps = 0
        for path in paths:
            self._look(path)
        self._deployments = self.deployments(self.roots())

    def get(self, directory: str) -> Kustomization | None:
        return self._by_directory.get(directory)

    def roots(self) -> list[str]:
        """Return the directories of the kustomizations that no other one uses, sorted."""
        used = {
            path
            for each in self._by_directory.values()
            for path in (*each.resources, *each.components, *each.configuration)
        }
        return [directory for directory in sorted(self._by_directory) if directory not in used]

    def directories(self) -> list[str]:
        """Return the directories of all kustomizations, sorted."""
        return sorted(self._by_directory)

    def leave(self, rendered: Collection[str]) -> None:
        """Follow only the roots that are not rendered."""
        self._work = self._steps = 0
        self._deployments = self.deployments([root for root in self.roots() if root not in rendered])

    def parts(self) -> Iterator[tuple[str, str]]:
        """Yield each file that is part of a kustomization, no object by itself, with what it is."""
        for found in self._by_directory.values():
            yield from ((path, "kustomize configuration") for path in found.configuration if path)
        for found in self._by_directory.values():
            yield from ((entry.path, "kustomize patch") for entry in found.patches if entry.path)

    def _look(self, path: str) -> None:
        found = read_kustomization(self._tree, path)
        if found is not None:
            self._by_directory[parent(path)] = found
        else:
            self.unread.append(path)

    def unrendered(self) -> Iterator[tuple[str, Span | None, int]]:
        """Yield path, place and number of the patches of each kustomization that has some."""
        for directory in sorted(self._by_directory):
            found = self._by_directory[directory]
            if found.patches:
                yield found.path, found.patches_at, len(found.patches)

    def ways(self, manifest: Manifest) -> list[tuple[Step, ...]]:
        """Return what is done to an object in each of its deployments, in the order in which it is done.

        Deployments that delete the object are left out; none at all where no kustomization deploys it.
        """
        deployments = self._deployments.get(manifest.span.path, {}).values()
        found = [self._steps_of(manifest, deployment) for deployment in deployments]
        if self._work > MAX_WORK and deployments:
            return [(unread(manifest.span.path, None),)]
        return [steps for steps in found if not any(isinstance(step, Patch) and step.deletes for step in steps)]

    def _steps_of(self, manifest: Manifest, deployment: Deployment) -> tuple[Step, ...]:
        return self.trace(manifest, deployment)[0]

    def trace(self, manifest: Manifest, deployment: Deployment) -> tuple[tuple[Step, ...], str]:
        """Return what is done to an object in one of its deployments, and the name that it gets."""
        names, namespaces = {manifest.name}, {manifest.namespace} if manifest.namespace else set()
        name = manifest.name
        steps: list[Step] = []
        for layer in deployment.layers:
            if self._work > MAX_WORK:
                break
            patches = self._patches_of(layer)
            meant = [
                (patch, late)
                for patch, late in patches
                if patch.selector.matches(manifest.group, manifest.kind, names, namespaces)
            ]
            self._work += 1 + len(patches) + sum(patch.size for patch, _ in meant) // 10
            steps += (patch for patch, late in meant if not late)
            if layer.labels:
                steps.append(layer.labels)
            steps += (patch for patch, late in meant if late)
            name = f"{layer.prefix}{name}{layer.suffix}"
            names.add(name)
            if layer.namespace:
                namespaces.add(layer.namespace)
        return tuple(steps), name

    def _patches_of(self, layer: Kustomization) -> list[tuple[Patch, bool]]:
        if layer.path not in self._patches:
            self._patches[layer.path] = list(self._reader.read(layer.patches, layer.path))
        return self._patches[layer.path]

    def deployments(
        self, roots: Sequence[str], *, every_layer: bool = False
    ) -> dict[str, dict[tuple[str, ...], Deployment]]:
        """Return, for each file that roots deploy, the different ways in which they do, by what acts on it.

        With ``every_layer``, by all kustomizations on the way. What takes more than 100,000 steps from kustomization to
        resource is left out, and so is a file's hundred and first deployment.
        """
        found: dict[str, dict[tuple[str, ...], Deployment]] = {}
        pending: list[tuple[str, Deployment, tuple[str, ...]]] = [(root, Deployment(()), ()) for root in roots]
        limit = max(0, min(MAX_STEPS, MAX_ALL_STEPS - self._steps))
        steps = 0
        while pending and steps < limit:
            at, outer, above = pending.pop()
            kustomization = self._by_directory.get(at)
            if kustomization is None:
                ways = found.setdefault(at, {})
                if len(ways) < MAX_DEPLOYMENTS:
                    ways[tuple(layer.path for layer in outer.layers)] = outer
            elif at not in above and len(above) < MAX_DEPTH and len(outer.layers) < MAX_LAYERS:
                here = self._within(outer, kustomization, every_layer)
                inner = (*kustomization.resources, *kustomization.components)
                steps += len(inner) + 1
                pending.extend((path, here, (*above, at)) for path in reversed(inner))
        self._steps += steps
        return found

    def _within(self, outer: Deployment, kustomization: Kustomization, every: bool) -> Deployment:
        """Return a deployment in which a kustomization and its components act first; components on all of it."""
        components = (self._by_directory.get(path) for path in dict.fromkeys(kustomization.components))
        layers = [each for each in (*components, kustomization) if each and (every or each.acts)]
        return Deployment((*layers[:MAX_LAYERS], *outer.layers)) if layers else outer


def first_line(span: Span) -> Span:
    """Return the first line of a span."""
    end = span.source.text.find("\n", span.start, span.end)
    return Span(span.source, span.start, span.end if end < 0 else end)


def _items(value: Value | None) -> Iterator[Value]:
    if value is not None:
        yield from value.items()


def _text(value: Value, key: str) -> str:
    found = value.get(key)
    return found.raw if found is not None and isinstance(found.raw, str) else ""
