"""What kustomize patches leave unknown about the containers of a workload: their requests and limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from finops_guard.documents.model import SpannedDict
from finops_guard.kubernetes.pods import find
from finops_guard.sources.kubernetes.kustomize import Step
from finops_guard.sources.kubernetes.manifests import Manifest
from finops_guard.sources.kubernetes.patches import Patch, directive, pointer
from finops_guard.values import Cause, Unknown, Value

# A container by its list and index in the manifest; ("", 0) is the pod as a whole.
Place: TypeAlias = tuple[str, int]
# Quantities by place (``requests.cpu``; ``requests.`` is all of them, empty is all that stands under ``resources``).
Touched: TypeAlias = dict[Place, dict[str, Cause]]

_LISTS = ("containers", "initContainers")
_RESOURCES = "resources"
_POD: Place = ("", 0)


def patched(manifest: Manifest, ways: Sequence[Sequence[Step]]) -> Value:
    """Return a workload's manifest with the requests and limits Unknown that every one of its deployments patches.

    ``ways``: what each deployment does to it. What one of them leaves alone is judged as it stands.
    """
    steps = manifest.pod_template
    if steps is None or not ways or not all(any(isinstance(step, Patch) for step in way) for way in ways):
        return manifest.value
    first, *others = [_Way(manifest, (*steps, "spec")).touched(way) for way in ways]
    value = manifest.value
    for place in first:
        if all(place in other for other in others):
            quantities: dict[str, list[Cause]] = {}
            for touched in (first, *others):
                for quantity, cause in touched[place].items():
                    quantities.setdefault(quantity, []).append(cause)
            value = _changed(value, (*steps, "spec"), partial(_veiled, place=place, touched=quantities))
    return value


class _Way:
    """Collects what the patches of one deployment touch."""

    def __init__(self, manifest: Manifest, at: tuple[str, ...]) -> None:
        self._manifest = manifest
        self._at = at
        spec = find(manifest.value, *at)
        listed = {key: spec.get(key) if spec else None for key in _LISTS}
        self._containers = {key: list(value.items()) if value else [] for key, value in listed.items()}
        self._pod = spec
        self._touched: Touched = {}
        self._moved: set[str] = set()  # lists whose containers no longer have the index of the manifest

    def touched(self, steps: Sequence[Step]) -> Touched:
        for patch in steps:
            if not isinstance(patch, Patch):
                continue
            cause = patch.cause("containers", self._manifest.kind, self._manifest.name)
            if patch.content is None:
                self._everything(cause)
            elif isinstance(patch.content.raw, SpannedDict):
                self._merge(patch.content, cause)
            else:
                for operation in patch.content.items():
                    self._operate(operation, cause)
        return self._touched

    def _merge(self, content: Value, cause: Cause) -> None:
        """Follow a strategic merge; directives on the way to the containers may do anything to them."""
        value = content
        for step in self._at:
            inner = value.get(step)
            if directive(value) or (inner is not None and inner.is_null):
                self._everything(cause)
                return
            if inner is None:
                return
            value = inner
        if directive(value):
            self._everything(cause)
            return
        self._merge_resources(_POD, value.get(_RESOURCES), cause)
        for key in _LISTS:
            listed = value.get(key)
            if listed is not None and listed.is_null:
                self._all(key, cause)
            for item in listed.items() if listed is not None else ():
                self._merge_container(key, item, cause)

    def _merge_container(self, key: str, item: Value, cause: Cause) -> None:
        name, replaced = _name(item), directive(item)
        places = [(key, index) for index, own in enumerate(self._containers[key]) if name and _name(own) == name]
        if replaced and not name:
            self._all(key, cause)
        if not places:
            self._moved.add(key)
        for place in places:
            if replaced:
                self._touch(place, (), cause)
            else:
                self._merge_resources(place, item.get(_RESOURCES), cause)

    def _merge_resources(self, place: Place, resources: Value | None, cause: Cause) -> None:
        for path, value in _leaves(resources):
            if not value.is_null or self._is_written(place, path):
                self._touch(place, path, cause)

    def _operate(self, operation: Value, cause: Cause) -> None:
        """Follow one operation of a JSON patch. What takes away, or writes nothing, helps only where there is some."""
        written, value = operation.get("op"), operation.get("value")
        name = written.raw if written is not None and isinstance(written.raw, str) else ""
        supplies = name in {"copy", "move"} or (name in {"add", "replace"} and value is not None and bool(value.raw))
        paths = [pointer(operation), pointer(operation, "from") if name == "move" else None]
        for path in paths if name != "test" else ():
            if path is None:
                continue
            at, rest = self._at, path[len(self._at) :]
            if path[: len(at)] != at[: len(path)]:
                continue
            if not rest:
                self._everything(cause)
            elif rest[0] == _RESOURCES:
                self._written([_POD], rest[1:], cause, supplies=supplies)
            elif rest[0] in _LISTS:
                self._listed(rest, name, cause, supplies=supplies)

    def _listed(self, rest: tuple[str, ...], name: str, cause: Cause, *, supplies: bool) -> None:
        """Follow an operation on a list of containers, or within it."""
        key, *inner = rest
        if not inner:
            self._all(key, cause)
            return
        places = self._indexed(key, inner[0])
        if len(inner) == 1:
            for place in places if name != "add" else ():
                self._touch(place, (), cause)
            if inner[0] != "-" and name != "replace":
                self._moved.add(key)
        elif inner[1] == _RESOURCES:
            self._written(places, tuple(inner[2:]), cause, supplies=supplies)

    def _written(self, places: list[Place], path: tuple[str, ...], cause: Cause, *, supplies: bool) -> None:
        for place in places:
            if supplies or self._is_written(place, path):
                self._touch(place, path, cause)

    def _indexed(self, key: str, index: str) -> list[Place]:
        """Return the containers that an index may mean: one, or any where a patch has moved them."""
        count = len(self._containers[key])
        if key in self._moved:
            return [(key, number) for number in range(count)]
        return [(key, int(index))] if index.isdecimal() and len(index) < 6 and int(index) < count else []

    def _is_written(self, place: Place, path: tuple[str, ...]) -> bool:
        key, index = place
        found = self._containers[key][index] if key else self._pod
        found = find(found, _RESOURCES, *path) if found is not None else None
        return found is not None and bool(found.raw)

    def _touch(self, place: Place, path: tuple[str, ...], cause: Cause) -> None:
        quantity = f"{path[0]}.{path[1] if len(path) > 1 else ''}" if path else ""
        self._touched.setdefault(place, {}).setdefault(quantity, cause)

    def _all(self, key: str, cause: Cause) -> None:
        for index in range(len(self._containers[key])):
            self._touch((key, index), (), cause)

    def _everything(self, cause: Cause) -> None:
        self._touch(_POD, (), cause)
        for key in _LISTS:
            self._all(key, cause)


def _leaves(resources: Value | None) -> Iterator[tuple[tuple[str, ...], Value]]:
    """Yield path and value of each quantity under ``resources``; the path of a whole that is null or replaced."""
    if resources is None:
        return
    if resources.is_null or directive(resources):
        yield (), resources
        return
    for kind in ("requests", "limits"):
        quantities = resources.get(kind)
        if quantities is None:
            continue
        if quantities.is_null or directive(quantities) or not isinstance(quantities.raw, SpannedDict):
            yield (kind,), quantities
        else:
            yield from (((kind, name), value) for name, value in quantities.raw.items())


def _veiled(spec: Value, place: Place, touched: Mapping[str, Sequence[Cause]]) -> Value:
    """Return a pod's ``spec`` with what is touched at one place Unknown."""
    key, index = place
    if not key:
        return _changed(spec, (_RESOURCES,), lambda resources: _unknown(resources, touched))
    listed = spec.get(key)
    items = list(listed.items()) if listed is not None else []
    items[index] = _changed(items[index], (_RESOURCES,), lambda resources: _unknown(resources, touched))
    return _changed(spec, (key,), lambda _: Value(items, listed.origin if listed is not None else None))


def _unknown(resources: Value, touched: Mapping[str, Sequence[Cause]]) -> Value:
    """Return ``resources`` with the quantities Unknown that are touched; a whole kind of them where some are new."""
    causes = [cause for each in touched.values() for cause in each]
    if "" in touched or not (resources.is_null or isinstance(resources.raw, SpannedDict)):
        return Value(Unknown(causes), resources.origin)
    for kind in dict.fromkeys(quantity.partition(".")[0] for quantity in touched):
        names = {quantity.partition(".")[2] for quantity in touched if quantity.startswith(f"{kind}.")}
        written = resources.get(kind)
        if written is not None and isinstance(written.raw, SpannedDict) and names <= set(written.raw):
            for name in sorted(names):
                resources = _changed(resources, (kind, name), lambda value: Value(Unknown(causes), value.origin))
        else:
            resources = _changed(resources, (kind,), lambda value: Value(Unknown(causes), value.origin))
    return resources


def _changed(value: Value, steps: tuple[str, ...], change: Callable[[Value], Value]) -> Value:
    """Return a value with another one under nested keys; what is not written there is changed from null."""
    if not steps:
        return change(value)
    fields: Mapping[str, Value] = value.raw if isinstance(value.raw, SpannedDict) else {}
    spans = value.raw.key_spans if isinstance(value.raw, SpannedDict) else {}
    inner = _changed(fields.get(steps[0]) or Value(None), steps[1:], change)
    return Value(SpannedDict({**fields, steps[0]: inner}, spans), value.origin)


def _name(container: Value) -> str:
    found = container.get("name")
    return found.raw if found is not None and isinstance(found.raw, str) else ""
