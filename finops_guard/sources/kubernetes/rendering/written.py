"""The written form of rendered objects: which document each comes from, and what acted on it on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.documents.loader import load
from finops_guard.documents.model import SpannedDict, key_span
from finops_guard.kubernetes.pods import find
from finops_guard.location import SourceText, Span
from finops_guard.sources.kubernetes.kustomize import Deployment, Kustomization, Kustomizations, Label, Step
from finops_guard.sources.kubernetes.manifests import Manifest
from finops_guard.sources.kubernetes.patches import Patch
from finops_guard.sources.kubernetes.rendering.candidates import Candidate, Fields, of_patch
from finops_guard.sources.kubernetes.rendering.placing import Budget, Placing
from finops_guard.tree import join, parent
from finops_guard.values import Value

ORIGIN = "config.kubernetes.io/origin"

MAX_LIKE = 200  # documents that an object is compared with, where none gets its name

_GENERATORS = {"ConfigMap": "configMapGenerator", "Secret": "secretGenerator"}


class Source(Struct, frozen=True):
    """A document that objects are rendered from, and what is done to it on one way: the first layer first."""

    manifest: Manifest
    steps: tuple[Step, ...]
    layers: tuple[Kustomization, ...]


class Origin(Struct, frozen=True):
    """Where an object comes from, as the tool tells it: a file with it, or the kustomization that generates it."""

    path: str | None = None
    generator: str | None = None


def read_origin(text: str, root: str) -> Origin:
    """Return what an origin annotation says, with paths from the scan root."""
    documents, _ = load(SourceText("", text))
    value = documents[0].value if documents else Value(None)
    path, generator = (
        join(root, found.raw) if found is not None and isinstance(found.raw, str) else None
        for found in (value.get("path"), value.get("configuredIn"))
    )
    return Origin(path, generator)


class Written:
    """Finds what the objects of one root were made from."""

    def __init__(
        self,
        root: Kustomization,
        kustomizations: Kustomizations,
        objects: Callable[[str], Sequence[Manifest]],
        budget: Budget,
    ) -> None:
        self._root = root
        self._directory = parent(root.path)
        self._kustomizations = kustomizations
        self._objects = objects
        self._budget = budget
        self._deployments = kustomizations.deployments([self._directory], every_layer=True)
        self._sources: dict[str, dict[tuple[str, str], list[Source]]] = {}
        self._all: dict[str, list[Source]] = {}
        self._origins: dict[str, Origin] = {}
        self._patches: dict[int, tuple[Patch, list[Candidate]]] = {}

    def place(self, rendered: Manifest) -> tuple[Manifest, Origin]:
        """Return a rendered object with the places of what was written, and where it comes from.

        The annotation that tells this is left out of it.
        """
        value, text = _without_origin(rendered.value)
        if text not in self._origins:
            self._origins[text] = read_origin(text, self._directory)
        origin = self._origins[text]
        source = self._source(rendered, origin.path) if origin.path is not None else None
        if source is None:
            at = self._entry(rendered, origin)
            placed = Placing(rendered.kind, {}, (), self._budget).place(value, (), at)
            return self._manifest(rendered, placed, at), origin
        manifest = source.manifest
        patches = [step for step in source.steps if isinstance(step, Patch)]
        labels: dict[str, Label] = {}
        for step in source.steps:
            if not isinstance(step, Patch):
                labels.update(step)
        candidates = [Candidate(manifest.value), *(each for patch in reversed(patches) for each in self._of(patch))]
        fields = [Fields(layer) for layer in reversed(source.layers)]
        placed = Placing(rendered.kind, labels, fields, self._budget).place(value, candidates, manifest.span)
        return self._manifest(rendered, placed, manifest.span), origin

    def _manifest(self, rendered: Manifest, value: Value, span: Span) -> Manifest:
        return replace(rendered, value=value, span=span)

    def _of(self, patch: Patch) -> list[Candidate]:
        if id(patch) not in self._patches:
            self._patches[id(patch)] = patch, list(of_patch(patch))
        return self._patches[id(patch)][1]

    def _source(self, rendered: Manifest, path: str) -> Source | None:
        """Return the document in a file that an object is rendered from: one that gets its name on some way."""
        if path not in self._sources:
            found: dict[tuple[str, str], list[Source]] = {}
            for source, name in self._traced(path):
                found.setdefault((source.manifest.kind, name), []).append(source)
            self._sources[path] = found
            self._all[path] = [each for same in found.values() for each in same]
        known = self._sources[path]
        same = known.get((rendered.kind, rendered.name))
        if same is None:
            like = list(islice((each for each in self._all[path] if each.manifest.kind == rendered.kind), MAX_LIKE))
            named = [each for each in like if each.manifest.name in rendered.name]
            same = sorted(named, key=lambda each: -len(each.manifest.name)) or like
        return next((each for each in same if rendered.namespace == each.manifest.namespace), same[0] if same else None)

    def _traced(self, path: str) -> Iterator[tuple[Source, str]]:
        ways = list(self._deployments.get(path, {}).values()) or [Deployment(())]
        for manifest in self._objects(path):
            for way in ways:
                steps, name = self._kustomizations.trace(manifest, way)
                yield Source(manifest, steps, way.layers), name

    def _entry(self, rendered: Manifest, origin: Origin) -> Span:
        """Return where an object without a document of its own is asked for: a generator's entry, a file's object."""
        if origin.path is not None:
            listed = self._objects(origin.path)
            if listed:
                return listed[0].span
        written = self._kustomizations.get(parent(origin.generator)) if origin.generator is not None else None
        kustomization = written or self._root
        best: tuple[int, Span] | None = None
        entries = kustomization.value.get(_GENERATORS.get(rendered.kind, ""))
        for entry in entries.items() if entries is not None else ():
            name = entry.get("name")
            if name is not None and isinstance(name.raw, str) and name.raw in rendered.name:
                span = key_span(entry, "name")
                if span is not None and name.origin is not None and (best is None or len(name.raw) > best[0]):
                    best = len(name.raw), Span(span.source, span.start, name.origin.end)
        if best is not None:
            return best[1]
        return kustomization.span or Span(SourceText(kustomization.path, ""), 0, 0)


def _without_origin(value: Value) -> tuple[Value, str]:
    """Return an object without the annotation that tells its origin, and what that says."""
    found = find(value, "metadata", "annotations", ORIGIN)
    metadata = value.get("metadata")
    annotations = metadata.get("annotations") if metadata else None
    if (
        found is None
        or metadata is None
        or annotations is None
        or not isinstance(value.raw, SpannedDict)
        or not isinstance(metadata.raw, SpannedDict)
        or not isinstance(annotations.raw, SpannedDict)
    ):
        return value, ""
    kept = {key: item for key, item in annotations.raw.items() if key != ORIGIN}
    inner = {key: item for key, item in metadata.raw.items() if key != "annotations" or kept}
    if kept:
        inner["annotations"] = Value(SpannedDict(kept))
    return Value(SpannedDict({**value.raw, "metadata": Value(SpannedDict(inner))})), (
        found.raw if isinstance(found.raw, str) else ""
    )
