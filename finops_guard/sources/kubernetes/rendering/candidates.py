"""What may have written a value of a rendered object: its manifest, patches, and fields of kustomizations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from msgspec import Struct

from finops_guard.documents.model import SpannedDict, key_span
from finops_guard.location import Span
from finops_guard.sources.kubernetes.kustomize import Kustomization
from finops_guard.sources.kubernetes.patches import Patch, pointer
from finops_guard.sources.kubernetes.rendering.inline import Inline
from finops_guard.values import Value

MAX_ENTRIES = 100  # of a field of a kustomization

# By what the items of a list are told apart, where the mappings have it.
_ITEM_KEYS = ("name", "containerPort", "port", "mountPath", "devicePath", "key", "ip", "type")


class Candidate(Struct, frozen=True):
    """A value that may be the written form of a rendered one: it stands ``steps`` below the place where one looks.

    ``inline``: its spans are those of a text within a document; ``span`` stands for all of it where they are not found.
    """

    value: Value
    steps: tuple[str, ...] = ()
    inline: Inline | None = None
    span: Span | None = None

    def place(self, span: Span | None) -> Span | None:
        """Return a span of the value as one of a file."""
        if self.span is None or span is None:
            return span
        return self.inline.span(span) if self.inline and self.inline.found else self.span

    @property
    def origin(self) -> Span | None:
        """Return where the value is written; None where it stands further below."""
        return None if self.steps else self.place(self.value.origin)

    def key(self, key: str) -> Span | None:
        """Return where a key of the value is written."""
        return None if self.steps else self.place(key_span(self.value, key))

    def under(self, key: str) -> Candidate | None:
        """Return what is written under a key; None where nothing is."""
        if not self.steps:
            found = self.value.get(key)
            return Candidate(found, (), self.inline, self.span) if found is not None else None
        return Candidate(self.value, self.steps[1:], self.inline, self.span) if self.steps[0] == key else None


class Items:
    """The written items of a list by what tells them apart."""

    def __init__(self, candidate: Candidate) -> None:
        self._candidate = candidate
        self._known: dict[str, dict[object, Value]] = {}
        self._listed = [] if candidate.steps else list(candidate.value.items())

    def like(self, item: Value, index: int) -> Candidate | None:
        """Return the written item that a rendered one is made from; None where it is none of these."""
        steps = self._candidate.steps
        if steps:
            at_end = len(steps) == 1 and steps[0] == "-" and _similar(self._candidate.value, item)
            return self._with(self._candidate.value, steps[1:]) if at_end or steps[0] == str(index) else None
        key, name = identity(item)
        if name is not None:
            found = self._by(key).get(name)
            return self._with(found) if found is not None else None
        return self._with(self._listed[index]) if index < len(self._listed) else None

    def _with(self, value: Value, steps: tuple[str, ...] = ()) -> Candidate:
        return Candidate(value, steps, self._candidate.inline, self._candidate.span)

    def _by(self, key: str) -> Mapping[object, Value]:
        if key not in self._known:
            found: dict[object, Value] = {}
            for item in self._listed:
                value = item.get(key) if key else item
                if value is not None and isinstance(value.raw, str | int):
                    found.setdefault(value.raw, item)
            self._known[key] = found
        return self._known[key]


def identity(item: Value) -> tuple[str, object]:
    """Return by which key an item of a list is known, and its value there; None for what is known by its place only."""
    if isinstance(item.raw, str | int):
        return "", item.raw
    for key in _ITEM_KEYS:
        found = item.get(key)
        if found is not None and isinstance(found.raw, str | int):
            return key, found.raw
    return "", None


def _similar(written: Value, item: Value) -> bool:
    name = identity(item)
    return name[1] is not None and identity(written) == name


def of_patch(patch: Patch) -> Iterator[Candidate]:
    """Yield what a patch writes: a mapping that is merged, or the values of operations."""
    content = patch.content
    if content is None:
        return
    span = patch.span if patch.inline else None
    inline = None
    if patch.inline and patch.origin is not None and content.origin is not None:
        inline = Inline(patch.origin, content.origin.source.text)
    if isinstance(content.raw, SpannedDict):
        yield Candidate(content, (), inline, span)
        return
    for operation in content.items():
        path, value = pointer(operation), operation.get("value")
        if path is not None and value is not None:
            yield Candidate(value, path, inline, span)


class Fields(Struct, frozen=True):
    """The fields of a kustomization that change objects by themselves."""

    kustomization: Kustomization

    def span(self, path: tuple[str, ...], value: Value, kind: str) -> Span | None:
        """Return which field makes the value of an object at a path; None where none is known to."""
        written = self.kustomization.value
        if path[-1:] == ("image",) and isinstance(value.raw, str):
            return _image(written.get("images"), value.raw)
        if path == ("spec", "replicas"):
            return _equal(written.get("replicas"), "count", value)
        if (path[-1:] == ("namespace",) or (kind == "Namespace" and path == ("metadata", "name"))) and _same(
            written.get("namespace"), value
        ):
            return key_span(written, "namespace")
        annotations = written.get("commonAnnotations")
        if path[-2:-1] == ("annotations",) and annotations is not None and _same(annotations.get(path[-1]), value):
            return key_span(annotations, path[-1])
        return None


def _same(written: Value | None, value: Value) -> bool:
    return written is not None and written.raw == value.raw


def _equal(entries: Value | None, key: str, value: Value) -> Span | None:
    for entry in islice(entries.items(), MAX_ENTRIES) if entries is not None else ():
        if _same(entry.get(key), value):
            return key_span(entry, key)
    return None


def _image(entries: Value | None, image: str) -> Span | None:
    """Return what an entry of ``images`` writes of an image: the tag, the name or the digest."""
    for entry in islice(entries.items(), MAX_ENTRIES) if entries is not None else ():
        for key in ("digest", "newTag", "newName"):
            part = entry.get(key)
            if part is not None and isinstance(part.raw, str) and part.raw and part.raw in image:
                name = entry.get("newName") or entry.get("name")
                if name is not None and isinstance(name.raw, str) and image.startswith(name.raw):
                    return key_span(entry, key)
    return None
