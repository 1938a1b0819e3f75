"""The resources of one type that refer to those of another, and values that may."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from msgspec import Struct

from finops_guard.relations.links import Link, between
from finops_guard.relations.reading import Open, Steps, at, cut, is_given, is_plain, owners, read
from finops_guard.resources import Resource
from finops_guard.values import ANY_SHAPE, Cause, CauseKind, Referred, Shape, Unknown, Value, fits

# What every resource may be known by.
_KNOWN_BY = ("id", "arn", "self_link")
# The kinds of causes whose text names the attribute.
_OF_RESOURCES = frozenset({CauseKind.COMPUTED, CauseKind.DATA_SOURCE})
# How many open values are held against one resource; where there are more, any of the rest may mean it.
MAX_OPEN = 20
# How many values comparing one of them with what a resource may be called is like looking at.
OPEN_STEPS = 5
# How many relations of two types are kept.
MAX_RELATIONS = 200_000

# Returns the resources that an address means, and whether it means all of them.
Instances: TypeAlias = Callable[[str], tuple[list[Resource], bool]]


class _Doubt(Struct, frozen=True):
    """A value of a referrer that may refer to a resource: a text or what is open, and why that is not certain.

    ``link`` is None where the types have none.
    """

    referrer: Resource
    value: str | Open
    causes: tuple[Cause, ...]
    link: Link | None = None


class Pair:
    """How the resources of one type refer to those of another."""

    def __init__(
        self, referrers: Sequence[Resource], targets: Sequence[Resource], instances: Instances, steps: Steps
    ) -> None:
        self._targets = {each.address: each for each in targets}
        self._instances = instances
        self._steps = steps
        self._left = MAX_RELATIONS
        self._to: dict[str, dict[str, Resource]] = {}
        self._from: dict[str, dict[str, Resource]] = {}
        self._maybe: dict[str, dict[Cause, None]] = {}
        self._doubts: list[_Doubt] = []
        self._doubts_of: dict[str, list[_Doubt]] = {}
        self._limited: tuple[Cause, ...] = ()
        if not referrers or not targets:
            return
        links = between(referrers[0].type, targets[0].type)
        self._known = _Known(targets, links)
        for referrer in referrers:
            if steps.are_used_up or self._limited:
                break
            if links:
                for link in links:
                    for value in at(referrer.values, link.path, steps):
                        self._by_link(referrer, value, link)
            else:
                self._by_any(referrer, targets[0].type)

    def referrers(self, target: Resource) -> Iterable[Resource]:
        return self._to.get(target.address, {}).values()

    def referents(self, referrer: Resource) -> Iterable[Resource]:
        return self._from.get(referrer.address, {}).values()

    def doubts(self, target: Resource) -> Iterator[Cause]:
        """Yield why further resources may refer to one."""
        yield from self._limited
        yield from self._maybe.get(target.address, ())
        for number, doubt in enumerate(self._doubts):
            self._steps.spend(OPEN_STEPS)
            if self._steps.are_used_up:
                return
            if number >= MAX_OPEN:
                yield from doubt.causes
                return
            if self._is_between(doubt.referrer, target) and self._may_mean(doubt, target):
                yield from doubt.causes

    def doubts_of(self, referrer: Resource) -> Iterator[Cause]:
        """Yield why a resource may refer to further ones."""
        yield from self._limited
        targets = list(islice(self._targets.values(), MAX_OPEN + 1))
        for doubt in self._doubts_of.get(referrer.address, ())[:MAX_OPEN]:
            self._steps.spend(OPEN_STEPS * len(targets))
            if self._steps.are_used_up:
                return
            open_ = (each for each in targets if self._is_between(referrer, each))
            if len(targets) > MAX_OPEN or any(self._may_mean(doubt, each) for each in open_):
                yield from doubt.causes

    # What refers

    def _relate(self, referrer: Resource, target: Resource) -> None:
        if referrer.address == target.address or not self._has_room(referrer, target):
            return
        self._to.setdefault(target.address, {})[referrer.address] = referrer
        self._from.setdefault(referrer.address, {})[target.address] = target

    def _has_room(self, referrer: Resource, target: Resource) -> bool:
        """Count one more relation; tell whether it may be kept."""
        self._left -= 1
        if self._left < 0:
            text = f"more than {MAX_RELATIONS:,} times a {referrer.type} refers to a {target.type}"
            self._limited = (Cause(CauseKind.LIMIT, text, referrer.span),)
        return self._left >= 0

    def _mean(self, referrer: Resource, addresses: Iterable[str]) -> bool:
        """Relate a resource to the targets among what addresses mean; tell whether there is any."""
        found = False
        for address in addresses:
            resources, certain = self._instances(address)
            for each in resources:
                if each.address in self._targets:
                    found = True
                    if certain:
                        self._relate(referrer, each)
                    elif self._has_room(referrer, each):
                        text = f"it is not known which instances {referrer.address} refers to"
                        cause = Cause(CauseKind.UNSUPPORTED, text, referrer.span)
                        self._maybe.setdefault(each.address, {})[cause] = None
        return found

    def _by_any(self, referrer: Resource, type_: str) -> None:
        found = read(referrer.values, referrer.address, self._steps)
        self._mean(referrer, found.addresses)
        for each in found.open:
            if each.may_mean(type_):
                self._doubt(_Doubt(referrer, each, each.raw.causes))

    def _by_link(self, referrer: Resource, value: Value, link: Link) -> None:
        raw = value.raw
        if isinstance(value, Referred) and self._mean(referrer, [value.resource]):
            return
        if isinstance(raw, str):
            name = link.name_in(raw)
            if name and not self._named(referrer, name) and self._known.open:
                self._doubt(_Doubt(referrer, name, self._known.open, link))
        elif isinstance(raw, Unknown):
            self._by_unknown(referrer, raw, Open("", raw, is_plain(value, raw)), link)

    def _named(self, referrer: Resource, name: str) -> bool:
        targets = self._known.by_name.get(name, [])
        for target in targets:
            self._relate(referrer, target)
        return bool(targets)

    def _by_unknown(self, referrer: Resource, raw: Unknown, opened: Open, link: Link) -> None:
        is_whole = raw.shape == ANY_SHAPE or bool(link.begin or link.after)
        addresses = owners(raw)
        if addresses and is_whole and self._mean(referrer, addresses):
            if not opened.is_plain:
                more = cut(raw) or raw
                self._doubt(_Doubt(referrer, Open("", more), more.causes))
            return
        same = self._known.same(raw)
        for target in same:
            self._relate(referrer, target)
        if same:
            return
        end = link.name_in(raw.prefix + raw.suffix) if link.after and link.after in raw.suffix else None
        if end and raw.prefix.startswith(link.begin) and self._named(referrer, end):
            return
        # A text that is known in part, or another resource's, can still be the name that this one is given.
        self._doubt(_Doubt(referrer, opened, raw.causes, link))

    # What may refer

    def _doubt(self, doubt: _Doubt) -> None:
        self._doubts.append(doubt)
        self._doubts_of.setdefault(doubt.referrer.address, []).append(doubt)

    def _is_between(self, referrer: Resource, target: Resource) -> bool:
        """Tell whether it is open at all whether one resource refers to another."""
        certain = self._to.get(target.address, {})
        return referrer.address != target.address and referrer.address not in certain

    def _may_mean(self, doubt: _Doubt, target: Resource) -> bool:
        value = doubt.value
        names = list(self._known.names(target, doubt.link, "" if isinstance(value, str) else value.name))
        if isinstance(value, str):
            return any(isinstance(name, Unknown) and fits(value, name.shape) for name in names)
        raw = value.raw
        if raw.shape != ANY_SHAPE:
            # What stands around a resource's id makes it another text, so only names can be meant.
            return target.address not in owners(raw) and any(_may_be(raw, name) for name in names)
        if names and value.is_plain:
            return any(_may_be(raw, name) for name in names)
        # Where it has no name before it is made, it still has an id that may be chosen.
        return not value.is_plain or not (value.is_outside or owners(raw))


class _Known:
    """What the targets are known by: names that are written, and names that are not known."""

    def __init__(self, targets: Sequence[Resource], links: Sequence[Link]) -> None:
        self._attributes = dict.fromkeys(name for link in links for name in link.names)
        self.by_name: dict[str, list[Resource]] = {}
        self._by_object: dict[int, list[Resource]] = {}
        self._by_causes: dict[tuple[tuple[str, ...], Shape], list[Resource]] = {}
        # Why the names of some are not known.
        self.open: tuple[Cause, ...] = ()
        for target in targets:
            for name in dict.fromkeys(self._names(target, (*self._attributes, *_KNOWN_BY))):
                if isinstance(name, str):
                    self.by_name.setdefault(name, []).append(target)
                    continue
                self.open = self.open or name.causes
                self._by_object.setdefault(id(name), []).append(target)
                if texts := _attributes(name):
                    self._by_causes.setdefault((texts, name.shape), []).append(target)

    def same(self, raw: Unknown) -> list[Resource]:
        """Return the targets whose name is certainly the same as a value that is not known."""
        return self._by_object.get(id(raw)) or self._by_causes.get((_attributes(raw), raw.shape), [])

    def names(self, target: Resource, link: Link | None, attribute: str) -> Iterator[str | Unknown]:
        """Yield what a target may be called by a link; where there is none, by an attribute of that name."""
        if link is not None:
            return self._names(target, (*link.names, *_KNOWN_BY))
        return self._names(target, _KNOWN_BY if is_given(attribute) else ("name", *_KNOWN_BY))

    def _names(self, target: Resource, names: Iterable[str]) -> Iterator[str | Unknown]:
        for name in names:
            value = target.values.get(name)
            if value is not None and isinstance(value.raw, str | Unknown) and value.raw != "":
                yield value.raw


def _attributes(raw: Unknown) -> tuple[str, ...]:
    """Return which attributes of resources a value is made of; none where it is made of anything else."""
    of_resources = all(cause.resource and cause.kind in _OF_RESOURCES for cause in raw.causes)
    return tuple(cause.text for cause in raw.causes) if of_resources else ()


def _may_be(value: Unknown, name: str | Unknown) -> bool:
    """Tell whether a value that is not known may be a certain name."""
    belonging = set(owners(value))
    if isinstance(name, str):
        # What another resource is known by once it is made is not what is written here.
        return not belonging and fits(name, value.shape)
    if belonging and not belonging & set(owners(name)):
        return False
    return _overlap(value.prefix, name.prefix) and _overlap(value.suffix[::-1], name.suffix[::-1])


def _overlap(left: str, right: str) -> bool:
    return left.startswith(right) or right.startswith(left)
