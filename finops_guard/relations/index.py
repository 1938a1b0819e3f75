"""Relations between the resources of a scan: each root is looked at when one of its resources is asked about.

Where it is not certain that a resource refers to another one, the answer says why there may be more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy

from msgspec import Struct

from finops_guard.relations.links import between
from finops_guard.relations.pairs import MAX_OPEN, Pair
from finops_guard.relations.reading import Open, Reading, Steps, at, is_named_like, read
from finops_guard.resources import Resource, ResourceSet, Root, Unread
from finops_guard.sources.terraform.addresses import without_keys, without_last_key
from finops_guard.values import MAX_CAUSES, Cause, CauseKind, Unknown

# How many values are looked at to relate the resources of one root, and of all of a scan, a step being about three
# microseconds: many times what the largest real ones hold.
MAX_STEPS = 1_000_000
MAX_TOTAL_STEPS = 4_000_000
# How many resources of a type are looked at alongside one.
MAX_ALONGSIDE = 500


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
        self._steps = Steps(MAX_TOTAL_STEPS)

    @property
    def steps(self) -> int:
        """How many values were looked at."""
        return MAX_TOTAL_STEPS - self._steps.left

    def where(self, changed: Iterable[Resource]) -> Relations:
        """Return the same relations between resources of which some are changed, by their addresses."""
        return _Changed(self, changed)

    def among(self, resource: Resource) -> RootRelations:
        """Return the relations of the root that a resource belongs to."""
        key = (resource.root, resource.plan)
        if key not in self._among:
            root = self._roots.get(key)
            alone = Root(resource.root, resource.source, resource.span, (resource,), plan=resource.plan)
            self._among[key] = RootRelations(root or alone, Steps(MAX_STEPS, self._steps))
        return self._among[key]


class _Changed(Relations):
    """Relations as they were found, with changed resources in the place of those of their addresses."""

    def __init__(self, found: Relations, changed: Iterable[Resource]) -> None:
        self.as_of = found.as_of
        self._as_found = found
        self._stand_ins: dict[tuple[str, str], dict[str, Resource]] = {}
        for each in changed:
            self._stand_ins.setdefault((each.root, each.plan), {})[each.address] = each

    def among(self, resource: Resource) -> RootRelations:
        found, changed = self._as_found.among(resource), self._stand_ins.get((resource.root, resource.plan))
        return found if changed is None else found.where(changed)


class RootRelations:
    """The relations of one root."""

    def __init__(self, root: Root, steps: Steps) -> None:
        self.root = root
        self._steps = steps
        self.by_type: dict[str, list[Resource]] = {}
        self._by_address: dict[str, Resource] = {}
        # By address without the key of the instance, and without any keys.
        self._of_block: dict[str, list[Resource]] = {}
        self._instances: dict[str, list[Resource]] = {}
        for resource in root.resources:
            self.by_type.setdefault(resource.type, []).append(resource)
            self._by_address.setdefault(resource.address, resource)
            self._of_block.setdefault(without_last_key(resource.address), []).append(resource)
            self._instances.setdefault(without_keys(resource.address), []).append(resource)
        self._pairs: dict[tuple[str, str], Pair] = {}
        self._missing: _Missing | None = None
        self.stand_ins: Mapping[str, Resource] = {}

    def where(self, changed: Mapping[str, Resource]) -> RootRelations:
        """Return the same relations, with changed resources in the place of those of their addresses."""
        other = copy(self)
        other.stand_ins = changed
        return other

    def alongside(self, resource: Resource, type_: str) -> Related:
        """Return the other resources of a type."""
        every = self.by_type.get(type_, [])
        others = [each for each in every[: MAX_ALONGSIDE + 1] if each.address != resource.address]
        causes = self.root.causes
        if len(every) > MAX_ALONGSIDE + 1:
            text = f"there are more than {MAX_ALONGSIDE:,} {type_} in the root"
            causes = (Cause(CauseKind.LIMIT, text, self.root.span), *causes)
        return self._certain(resource, others, causes)

    def referrers(self, resource: Resource, type_: str) -> Related:
        """Return the resources of a type that refer to a resource."""
        pair = self._pair(type_, resource.type)
        causes = [*pair.doubts(resource), *self._limited(), *self._from_missing(resource)]
        return self._certain(resource, pair.referrers(resource), causes)

    def referents(self, resource: Resource, type_: str) -> Related:
        """Return the resources of a type that a resource refers to."""
        pair = self._pair(resource.type, type_)
        causes = [*pair.doubts_of(resource), *self._limited(), *self._in_missing(resource, type_)]
        # What refers to a resource is only made where that is.
        return Related(self._as_changed(pair.referents(resource)), _few(causes))

    def instances(self, address: str) -> tuple[list[Resource], bool]:
        """Return the resources that an address of a value means, and whether it means all of them."""
        exact = self._by_address.get(address)
        if exact is not None and not address.endswith("[*]"):
            return [exact], True
        # Any instance of the block; an address of a plan may leave out keys of modules, too.
        same = self._of_block.get(without_last_key(address)) or self._instances.get(without_keys(address), [])
        return same, len(same) == 1

    def _certain(self, resource: Resource, found: Iterable[Resource], causes: Iterable[Cause]) -> Related:
        """Return those that are certainly made where the resource is; the others are why there may be more."""
        made, why = [], list(causes)
        for each in found:
            if not each.number or _texts(each.number) <= _texts(resource.number):
                made.append(each)
            else:
                why += each.number
        return Related(self._as_changed(made), _few(why))

    def _as_changed(self, found: Iterable[Resource]) -> tuple[Resource, ...]:
        return tuple(self.stand_ins.get(each.address, each) for each in found)

    def _pair(self, referrer: str, target: str) -> Pair:
        if (referrer, target) not in self._pairs:
            self._pairs[referrer, target] = Pair(
                self.by_type.get(referrer, []), self.by_type.get(target, []), self.instances, self._steps
            )
        return self._pairs[referrer, target]

    def _limited(self) -> tuple[Cause, ...]:
        if not self._steps.are_used_up:
            return ()
        text = f"the resources of the root, or of all roots, hold more than {MAX_STEPS:,} values to relate them by"
        return (Cause(CauseKind.LIMIT, text, self.root.span),)

    def _from_missing(self, resource: Resource) -> Iterable[Cause]:
        """Yield why there may be more in modules that are not on disk, or beyond a limit."""
        if not self.root.causes:
            return ()
        if self._missing is None:
            self._missing = _Missing(self)
        return self._missing.causes(resource)

    def _in_missing(self, resource: Resource, type_: str) -> Iterable[Cause]:
        """Yield why a resource may refer to one that a module makes which is not on disk."""
        if not self.root.causes:
            return
        links = between(resource.type, type_)
        found = [value for link in links for value in at(resource.values, link.path, self._steps)]
        opened = [each for each in read(resource.values, resource.address, self._steps).open if each.may_mean(type_)]
        for raw in [*(value.raw for value in found), *(each.raw for each in opened if not links)]:
            if isinstance(raw, Unknown):
                yield from (cause for cause in raw.causes if cause.kind is CauseKind.MODULE)

    def reading(self, unread: Unread) -> Reading:
        """Return what the call of a module that is not on disk refers to."""
        return read(unread.given, "", self._steps)


class _Missing:
    """What a root may hold that was not read: in modules that are given one of its resources, or anywhere."""

    def __init__(self, relations: RootRelations) -> None:
        root = relations.root
        # A plan holds the modules that are not on disk.
        every = root.configuration.unread() if root.configuration is not None else ()
        unread = [each for each in every if each.cause in root.causes]
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
        for number, (open_, cause) in enumerate(self._open):
            if number >= MAX_OPEN or (not open_.is_outside and open_.may_mean(resource.type)):
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
