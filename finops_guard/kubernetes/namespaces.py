"""Which Namespace object an object is deployed into, and how many load balancers there are in one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from msgspec import Struct

from finops_guard.kubernetes.pods import find
from finops_guard.kubernetes.proximity import Nearest, levels
from finops_guard.resources import Resource
from finops_guard.values import Cause, CauseKind

# Objects that are counted for namespaces in one scan: each once, where few namespaces have the same name.
MAX_MEMBERS = 500_000
_LIMIT = Cause(CauseKind.LIMIT, f"more than {MAX_MEMBERS:,} objects of namespaces, counted once for each of its name")


class Members(Struct, frozen=True):
    """The objects that are deployed into a Namespace object; ``causes`` say why there may be others."""

    objects: tuple[Resource, ...] = ()
    causes: tuple[Cause, ...] = ()


class Namespaces:
    """The Namespace objects of a scan, with what is deployed into each: what is nearer to it than to another."""

    def __init__(self, objects: Iterable[Resource]) -> None:
        self._objects = tuple(objects)
        self._names: Nearest[Resource] = Nearest()
        for each in self._objects:
            if each.kind == "Namespace":
                self._names.add(each.name, each, each)
        self._members: dict[tuple[str, str], list[Resource]] | None = None
        self._balancers: dict[int, int] | None = None
        self._counted = 0

    def members(self, namespace: Resource) -> Members:
        """Return the objects that are deployed into a Namespace object.

        Where several of one name are as near to an object, it is deployed into each of them.
        """
        if self._members is None:
            self._members = self._grouped()
        found = [self._members.get((namespace.name, level), []) for level in levels(namespace)]
        self._counted += sum(map(len, found))
        if self._counted > MAX_MEMBERS:
            return Members((), (_LIMIT,))
        return Members(tuple(each for level in reversed(found) for each in level))

    def _grouped(self) -> dict[tuple[str, str], list[Resource]]:
        """Return the objects by the name of their namespace, and the level at which there is the nearest of it."""
        groups: dict[tuple[str, str], list[Resource]] = {}
        for each in self._objects:
            if each.namespace is not None and each.kind != "Namespace":
                level = self._names.level(each.namespace, each)
                if level is not None:
                    groups.setdefault((each.namespace, level), []).append(each)
        return groups

    def load_balancer_number(self, resource: Resource) -> int:
        """Return the place of a Service among the load balancers of its namespace, in the order of the scan, from 1."""
        if self._balancers is None:
            self._balancers = {}
            counts: Counter[Hashable] = Counter()
            for each in self._objects:
                if is_load_balancer(each):
                    # Where a namespace is not written, or no object makes it, a directory is one cluster.
                    level = self._names.level(each.namespace, each) if each.namespace is not None else None
                    where = (each.namespace, each.root, each.plan) if level is None else (each.namespace, level)
                    counts[where] += 1
                    self._balancers[id(each)] = counts[where]
        return self._balancers.get(id(resource), 1)


def is_load_balancer(resource: Resource) -> bool:
    """Tell whether an object is a Service that makes a load balancer."""
    written = find(resource.values, "spec", "type") if resource.kind == "Service" else None
    return written is not None and written.raw == "LoadBalancer"
