"""Which workloads mount a claim, which claims take a volume, and what else names them."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from finops_guard.kubernetes.objects import Found
from finops_guard.kubernetes.pods import find
from finops_guard.kubernetes.proximity import Nearest
from finops_guard.kubernetes.storage import Volume, VolumeKind
from finops_guard.resources import Resource
from finops_guard.values import Cause, Value, all_causes

# The number of a pod of a StatefulSet, at the end of the name of the claim that is made for it.
_NUMBERED = re.compile(r"(.+)-[0-9]{1,6}").fullmatch


class Mounts:
    """What mounts claims, by their names."""

    def __init__(self) -> None:
        self._claims: set[str] = set()
        self._mounted: Nearest[Resource] = Nearest()
        self._open: Nearest[tuple[Cause, ...]] = Nearest()
        self._custom: list[tuple[Resource, Sequence[Hashable]]] = []
        self._mentioned: Nearest[Resource] | None = None

    def expect(self, claim: Resource) -> None:
        """Add a claim that there is."""
        self._claims.add(claim.name)

    def add(self, resource: Resource, volumes: Iterable[Volume], namespaces: Sequence[Hashable]) -> None:
        """Add what the pods of a workload mount, for each of the namespaces that it is looked for in."""
        for volume in volumes:
            for namespace in namespaces:
                if volume.kind is VolumeKind.CLAIM:
                    self._mounted.add((namespace, volume.name), resource, resource)
                    if not volume.name and (causes := all_causes(volume.value)):
                        self._open.add(namespace, resource, causes)
                elif volume.kind is VolumeKind.TEMPLATE:
                    self._mounted.add((namespace, f"{volume.name}-{resource.name}", "numbered"), resource, resource)

    def mention(self, resource: Resource, namespaces: Sequence[Hashable]) -> None:
        """Add an object of a custom kind, which may say in its own words what it mounts."""
        self._custom.append((resource, namespaces))

    def of(self, claim: Resource, namespace: Hashable) -> list[Resource]:
        """Return what mounts a claim."""
        if found := self._mounted.nearest((namespace, claim.name), claim):
            return found
        numbered = _NUMBERED(claim.name)
        if numbered and (found := self._mounted.nearest((namespace, numbered[1], "numbered"), claim)):
            return found
        if self._mentioned is None:
            self._mentioned = self._mentions()
        return self._mentioned.nearest((namespace, claim.name), claim)

    def open(self, claim: Resource, namespace: Hashable) -> tuple[Cause, ...]:
        """Return why a claim may be mounted although nothing names it."""
        return next(iter(self._open.nearest(namespace, claim)), ())

    def _mentions(self) -> Nearest[Resource]:
        mentioned: Nearest[Resource] = Nearest()
        for resource, namespaces in self._custom:
            for name in sorted(self._claims.intersection(_texts(resource.values))):
                for namespace in namespaces:
                    mentioned.add((namespace, name), resource, resource)
        return mentioned


class Volumes:
    """The claims of a scan, by what makes them take a volume that exists: its name, or its class."""

    def __init__(self) -> None:
        self._names: dict[str, Resource] = {}
        self._classes: dict[str, Resource] = {}
        self._open: tuple[Cause, ...] = ()

    def add(self, claim: Value, resource: Resource) -> None:
        """Add a claim, or a template of claims, of an object."""
        name, class_ = find(claim, "spec", "volumeName"), find(claim, "spec", "storageClassName")
        self._open = self._open or tuple(cause for each in (name, class_) if each is not None for cause in each.causes)
        if _text(name):
            self._names.setdefault(_text(name), resource)
        else:
            self._classes.setdefault(_text(class_), resource)

    def of(self, volume: Resource) -> Found:
        """Return the first claim that takes a PersistentVolume or may do so; the volume itself where it names one."""
        reserved = find(volume.values, "spec", "claimRef")
        if reserved is not None and not reserved.is_null:
            return Found((volume,)) if not reserved.is_unknown else Found((), reserved.causes)
        class_ = find(volume.values, "spec", "storageClassName")
        found = self._names.get(volume.name) or self._classes.get(_text(class_))
        if found is not None:
            return Found((found,))
        return Found((), (*self._open, *(class_.causes if class_ is not None else ())))


def _text(value: Value | None) -> str:
    return value.raw if value is not None and isinstance(value.raw, str) else ""


def _texts(value: Value) -> Iterator[str]:
    stack = [value]
    while stack:
        at = stack.pop()
        if isinstance(at.raw, str):
            yield at.raw
        else:
            items: Iterable[Value] = at.raw.values() if isinstance(at.raw, Mapping) else at.items()
            stack.extend(items)
