"""Relations between the resources of a scan: each root is looked at when one of its resources is asked about.

Where it is not certain that a resource refers to another one, the answer says why there may be more.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from finops_guard.relations.pairs import Pair
from finops_guard.relations.reading import Open, Reading, Steps, is_named_like, read
from finops_guard.resources import Resource, ResourceSet, Root, Unread
from finops_guard.sources.terraform.addresses import without_keys
from finops_guard.values import MAX_CAUSES, Cause, CauseKind

# How many values are looked at to relate the resources of one root: many times what the largest real ones hold.
MAX_STEPS = 3_000_000
# How many open values are held against one resource; where there are more, any of the rest may mean it.
MAX_OPEN = 50


class Related(Struct, frozen=True):
    """Resources, in the order of the text, and why there may be more."""

    resources: tuple[Resource, ...] = ()
    causes: tuple[Cause, ...] = ()


class Relations:
    """The relations of a scan, and the day that it is for."""

    def __init__(self, found: ResourceSet) -> None:
        self.as_of = found.as_of
        self._roots: dict[tuple[str, str], Root] = {}
        for root in (*found.partial, *found.roots):
            if root.resources:
                self._roots[root.path, root.plan] = root
        self._among: dict[tuple[str, str], RootRelations] = {}

    def among(self, resource: Resource) -> RootRelations:
        """Return the relations of the root that a resource belongs to."""
        key = (resource.root, resource.plan)
        if key not in self._among:
            root = self._roots.get(key)
            alone = Root(resource.root, resource.source, resource.span, (resource,), plan=resource.plan)
            self._among[key] = RootRelations(root or alone)
        return self._among[key]


class RootRelations:
    """The relations of one root."""

    def __init__(self, root: Root) -> None:
        self.root = root
        self.by_type: dict[str, list[Resource]] = {}
        self._by_address: dict[str, Resource] = {}
        self._instances: dict[str, list[Resource]] = {}
        for resource in root.resources:
            self.by_type.setdefault(resource.type, []).append(resource)
            self._by_address.setdefault(resource.address, resource)
            self._instances.setdefault(without_keys(resource.address), []).append(resource)
        self._steps = Steps(MAX_STEPS)
        self._pairs: dict[tuple[str, str], Pair] = {}
        self._missing: _Missing | None = None

    def alongside(self, resource: Resource, type_: str) -> Related:
        """Return the other resources of a type."""
        others = [each for each in self.by_type.get(type_, ()) if each.address != resource.address]
        return self._certain(resource, others, self.root.causes)

    def referrers(self, resource: Resource, type_: str) -> Related:
        """Return the resources of a type that refer to a resource."""
        pair = self._pair(type_, resource.type)
        causes = [*pair.doubts(resource), *self._limited(), *self._from_missing(resource)]
        return self._certain(resource, pair.referrers(resource), causes)

    def referents(self, resource: Resource, type_: str) -> Related:
        """Return the resources of a type that a resource refers to."""
        pair = self._pair(resource.type, type_)
        causes = [*pair.doubts_of(resource), *self._limited()]
        # What refers to a resource is only made where that is.
        return Related(tuple(pair.referents(resource)), _few(causes))

    def instances(self, address: str) -> tuple[list[Resource], bool]:
        """Return the resources that an address of a value means, and whether it means all of them."""
        exact = self._by_address.get(address)
        same_block = self._instances.get(without_keys(address), [])
        if exact is not None and (len(same_block) == 1 or "[*]" not in address):
            return [exact], True
        return same_block, len(same_block) == 1

    def _certain(self, resource: Resource, found: Iterable[Resource], causes: Iterable[Cause]) -> Related:
        """Return those that are certainly made where the resource is; the others are why there may be more."""
        made, why = [], list(causes)
        for each in found:
            if not each.number or _texts(each.number) <= _texts(resource.number):
                made.append(each)
            else:
                why += each.number
        return Related(tuple(made), _few(why))

    def _pair(self, referrer: str, target: str) -> Pair:
        if (referrer, target) not in self._pairs:
            self._pairs[referrer, target] = Pair(
                self.by_type.get(referrer, []), self.by_type.get(target, []), self.instances, self._steps
            )
        return self._pairs[referrer, target]

    def _limited(self) -> tuple[Cause, ...]:
        if self._steps.left > 0:
            return ()
        text = f"the resources of the root hold more than {MAX_STEPS:,} values: not all of them are related"
        return (Cause(CauseKind.LIMIT, text, self.root.span),)

    def _from_missing(self, resource: Resource) -> Iterable[Cause]:
        """Yield why there may be more in modules that are not on disk, or beyond a limit."""
        if not self.root.causes:
            return ()
        if self._missing is None:
            self._missing = _Missing(self)
        return self._missing.causes(resource)

    def reading(self, unread: Unread) -> Reading:
        """Return what the call of a module that is not on disk refers to."""
        return read(unread.given, "", self._steps)


class _Missing:
    """What a root may hold that was not read: in modules that are given one of its resources, or anywhere."""

    def __init__(self, relations: RootRelations) -> None:
        root = relations.root
        unread = root.configuration.unread() if root.configuration is not None else ()
        causes = {each.cause for each in unread}
        self._anywhere = [cause for cause in root.causes if cause not in causes]
        self._given: dict[str, Cause] = {}
        self._texts: dict[str, tuple[str, Cause]] = {}
        self._open: list[tuple[Open, Cause]] = []
        for each in unread:
            found = relations.reading(each)
            for address in found.addresses:
                for resource in relations.instances(address)[0]:
                    self._given.setdefault(resource.address, each.cause)
            for name, text in found.texts:
                self._texts.setdefault(text, (name, each.cause))
            self._open += [(open_, each.cause) for open_ in found.open]

    def causes(self, resource: Resource) -> list[Cause]:
        found = [*self._anywhere]
        if resource.address in self._given:
            found.append(self._given[resource.address])
        for name in names_of(resource):
            attribute, cause = self._texts.get(name, ("", None))
            if cause is not None and attribute and is_named_like(attribute, resource.type):
                found.append(cause)
        for at, (open_, cause) in enumerate(self._open):
            if at >= MAX_OPEN or (not open_.is_outside and open_.may_mean(resource.type)):
                found.append(cause)
                break
        return found


def names_of(resource: Resource) -> list[str]:
    """Return the known texts that may be a resource's name."""
    found = []
    for key in ("name", "bucket", "identifier", "cluster_identifier", "function_name", "family", "repository"):
        value = resource.values.get(key)
        if value is not None and isinstance(value.raw, str) and value.raw:
            found.append(value.raw)
    return found


def _texts(causes: Iterable[Cause]) -> set[tuple[CauseKind, str]]:
    """Return what causes say, wherever they say it."""
    return {(each.kind, each.text) for each in causes}


def _few(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    return tuple(dict.fromkeys(causes))[:MAX_CAUSES]
