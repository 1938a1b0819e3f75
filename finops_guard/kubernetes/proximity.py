"""Objects by what they are called and where they are deployed: of several with one name, the nearest is meant."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import lru_cache
from typing import Generic, TypeVar

from finops_guard.resources import Resource
from finops_guard.tree import parent

T = TypeVar("T")


class Nearest(Generic[T]):
    """Things by key and the root that they are deployed with; a tree holds several clusters and stages.

    What is near is found out once a key, when it is first asked for: most keys never are.
    """

    def __init__(self) -> None:
        self._added: dict[Hashable, list[tuple[tuple[str, ...], T]]] = {}
        self._found: dict[Hashable, dict[str, list[T]]] = {}

    def add(self, key: Hashable, place: Resource, thing: T) -> None:
        """Add a thing that is deployed where a resource is."""
        self._added.setdefault(key, []).append((levels(place), thing))
        self._found.pop(key, None)

    def nearest(self, key: Hashable, place: Resource) -> list[T]:
        """Return the things with a key that share most directories with the root of a resource, in the order added."""
        return next(self.by_level(key, place), [])

    def by_level(self, key: Hashable, place: Resource) -> Iterator[list[T]]:
        """Yield the things with a key that share most directories with the root of a resource, then with fewer.

        Each list holds what the one before holds, and more.
        """
        if key not in self._added:
            return
        found = self._by_level(key)
        count = 0
        for level in levels(place):
            listed = found.get(level, [])
            if len(listed) > count:
                count = len(listed)
                yield listed

    def level(self, key: Hashable, place: Resource) -> str | None:
        """Return the nearest level at which there is a thing with a key; None where there is none anywhere."""
        if key not in self._added:
            return None
        found = self._by_level(key)
        return next((level for level in levels(place) if level in found), None)

    def together(self, key: Hashable, place: Resource) -> list[T]:
        """Return the things with a key that are deployed with the very root of a resource."""
        return self._by_level(key).get(levels(place)[0], []) if key in self._added else []

    def count(self, key: Hashable) -> int:
        """Return how many things have a key, wherever they are."""
        return len(self._added.get(key, ()))

    def _by_level(self, key: Hashable) -> dict[str, list[T]]:
        found = self._found.get(key)
        if found is None:
            added = self._added[key]
            first = added[0][0]
            if all(each is first for each, _ in added):
                same = [thing for _, thing in added]
                found = dict.fromkeys(first, same)
            else:
                found = {}
                for each, thing in added:
                    for level in each:
                        found.setdefault(level, []).append(thing)
            self._found[key] = found
        return found


def levels(resource: Resource) -> tuple[str, ...]:
    """Return the root of a resource (with its plan, where there are several), then the directories above it."""
    return _levels(resource.root, resource.plan)


@lru_cache(maxsize=4096)
def _levels(root: str, plan: str) -> tuple[str, ...]:
    found = [f"{root}\0{plan}"] if plan else []
    at = root
    while at:
        found.append(f"{at}/")
        at = parent(at)
    return (*found, "")
