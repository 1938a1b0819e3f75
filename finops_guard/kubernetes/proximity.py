"""Objects by what they are called and where they are deployed: of several with one name, the nearest is meant."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

from finops_guard.resources import Resource
from finops_guard.tree import parent

T = TypeVar("T")


class Nearest(Generic[T]):
    """Things by key and the root that they are deployed with; a tree holds several clusters and stages."""

    def __init__(self) -> None:
        self._found: dict[tuple[Hashable, str], list[T]] = {}

    def add(self, key: Hashable, place: Resource, thing: T) -> None:
        """Add a thing that is deployed where a resource is."""
        for level in levels(place):
            self._found.setdefault((key, level), []).append(thing)

    def nearest(self, key: Hashable, place: Resource) -> list[T]:
        """Return the things with a key that share most directories with the root of a resource, in the order added."""
        return next(self.by_level(key, place), [])

    def by_level(self, key: Hashable, place: Resource) -> Iterator[list[T]]:
        """Yield the things with a key that share most directories with the root of a resource, then with fewer.

        Each list holds what the one before holds, and more.
        """
        count = 0
        for level in levels(place):
            found = self._found.get((key, level), [])
            if len(found) > count:
                count = len(found)
                yield found

    def level(self, key: Hashable, place: Resource) -> str | None:
        """Return the nearest level at which there is a thing with a key; None where there is none anywhere."""
        return next((level for level in levels(place) if (key, level) in self._found), None)

    def together(self, key: Hashable, place: Resource) -> list[T]:
        """Return the things with a key that are deployed with the very root of a resource."""
        return self._found.get((key, next(levels(place))), [])


def levels(resource: Resource) -> Iterator[str]:
    """Yield the root of a resource (with its plan, where there are several), then the directories above it."""
    if resource.plan:
        yield f"{resource.root}\0{resource.plan}"
    at = resource.root
    while at:
        yield f"{at}/"
        at = parent(at)
    yield ""
