"""The labels of an object after kustomizations: their own, and those that their patches write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from finops_guard.documents.model import SpannedDict, key_span
from finops_guard.kubernetes.pods import find
from finops_guard.location import Span
from finops_guard.resources import Tag, TagOrigin
from finops_guard.sources.kubernetes.kustomize import MAX_LABELS, Label, Step
from finops_guard.sources.kubernetes.manifests import Manifest
from finops_guard.sources.kubernetes.patches import Patch, directive, pointer
from finops_guard.values import Cause, Value

_LABELS = ("metadata", "labels")


class Labelled(Struct):
    """The labels of one object in one deployment; ``open`` says why there may be others."""

    tags: dict[str, Tag]
    open: list[Cause] = field(default_factory=list)


def apply(manifest: Manifest, written: Mapping[str, Tag], steps: Sequence[Step], origin: TagOrigin) -> Labelled:
    """Return an object's labels after the steps of one deployment.

    Patches are followed where they name labels literally; where they copy, move or select them, the set is open.
    """
    found = Labelled(dict(written))
    for step in steps:
        if isinstance(step, Patch):
            _Patching(manifest, found, step, origin).patch()
        else:
            _set(found, step, origin)
    return found


def _set(found: Labelled, labels: Mapping[str, Label], origin: TagOrigin) -> None:
    for key, label in labels.items():
        if label.on_pods or origin is not TagOrigin.POD_TEMPLATE:
            found.tags[key] = Tag(key, label.value, origin, label.span)


class _Patching:
    """Applies one patch to the labels of one object."""

    def __init__(self, manifest: Manifest, found: Labelled, patch: Patch, origin: TagOrigin) -> None:
        self._at = (*(manifest.pod_template or ()), *_LABELS) if origin is TagOrigin.POD_TEMPLATE else _LABELS
        self._manifest = manifest
        self._found = found
        self._patch = patch
        self._origin = origin

    def patch(self) -> None:
        content = self._patch.content
        before = dict(self._found.tags)
        if content is None:
            self._open()
        elif isinstance(content.raw, SpannedDict):
            self._merge(content)
        else:
            for operation in content.items():
                self._operate(operation)
        if not self._patch.selector.certain and self._found.tags != before:
            self._found.tags = before
            self._open()

    def _merge(self, content: Value) -> None:
        """Follow a strategic merge: null takes away, and so does a directive, which is not followed."""
        value = content
        for step in self._at:
            if directive(value):
                self._open()
                return
            inner = value.get(step)
            if inner is None:
                return
            if inner.is_null:
                self._found.tags.clear()
                return
            value = inner
        if directive(value):
            self._open()
        else:
            self._write(value)

    def _operate(self, operation: Value) -> None:
        """Follow one operation of a JSON patch."""
        at = self._at
        written = operation.get("op")
        name = written.raw if written is not None and isinstance(written.raw, str) else ""
        path, value = pointer(operation), operation.get("value")
        if name == "move" and _concerns(pointer(operation, "from"), at):
            self._open()
        if path is None or name == "test" or not _concerns(path, at):
            return
        if name == "remove" and len(path) == len(at) + 1:
            self._found.tags.pop(path[-1], None)
        elif name == "remove" and len(path) <= len(at):
            self._found.tags.clear()
        elif name in {"add", "replace"} and value is not None and len(path) == len(at) + 1:
            self._found.tags[path[-1]] = self._tag(path[-1], value, value.origin)
        elif name in {"add", "replace"} and value is not None and len(path) <= len(at):
            self._found.tags.clear()
            labels = find(value, *at[len(path) :])
            if labels is not None:
                self._write(labels)
        else:
            self._open()

    def _write(self, labels: Value) -> None:
        if not isinstance(labels.raw, SpannedDict):
            return
        if len(labels.raw) > MAX_LABELS:
            self._open()
            return
        for key, value in labels.raw.items():
            if value.is_null:
                self._found.tags.pop(key, None)
            else:
                self._found.tags[key] = self._tag(key, value, key_span(labels, key))

    def _tag(self, key: str, value: Value, span: Span | None) -> Tag:
        """Return a label; one of a patch within a kustomization stands where that patch does."""
        if self._patch.inline:
            return Tag(key, Value(value.raw, self._patch.span), self._origin, self._patch.span)
        return Tag(key, value, self._origin, span)

    def _open(self) -> None:
        self._found.open.append(self._patch.cause("labels", self._manifest.kind, self._manifest.name))


def _concerns(path: tuple[str, ...] | None, at: tuple[str, ...]) -> bool:
    """Tell whether a pointer leads to labels, into them or to what holds them."""
    return path is not None and all(left == right for left, right in zip(path, at, strict=False))
