"""The check ``duplicates``: how many resources of one root may be the same in certain respects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.policy import derived_names
from finops_guard.policy.checks.comparing import scalar_text
from finops_guard.policy.checks.paths import places
from finops_guard.policy.model import ANY_NUMBER, Judged, Outcome, Peer, PeerGroup
from finops_guard.policy.patterns import ParameterError
from finops_guard.resources import Resource
from finops_guard.values import ANY_SHAPE, Cause, CauseKind, Shape, Unknown, Value, fits

FIELDS = ("count", "limit", "same", "first")

# With how many different ones a resource is compared whose values, or theirs, are not known; the rest may agree.
MAX_COMPARED = 50

# The kinds of causes whose text names the attribute that a value comes from.
_OF_RESOURCES = frozenset({CauseKind.COMPUTED, CauseKind.DATA_SOURCE})


class _Part(Struct, frozen=True):
    """What stands at one place of a path: equal for the same values. ``is_open``: it may be any of that shape."""

    kind: str
    of: tuple[object, ...] = ()
    is_open: bool = False
    shape: Shape = ANY_SHAPE

    def may_be(self, other: _Part) -> bool:
        """Tell whether two parts, one of which is open, may turn out the same."""
        opened, fixed = (self, other) if self.is_open else (other, self)
        if fixed.is_open:
            (begin, end), (prefix, suffix) = opened.shape, fixed.shape
            return _overlap(begin, prefix) and _overlap(end[::-1], suffix[::-1])
        return fixed.kind != "text" or fits(str(fixed.of[0]), opened.shape)


class _Key(Struct, frozen=True):
    """What a resource has at the paths."""

    parts: tuple[tuple[_Part, ...], ...]

    @property
    def is_open(self) -> bool:
        return any(part.is_open for parts in self.parts for part in parts)

    def may_be(self, other: _Key) -> bool:
        """Tell whether a resource with this key may agree with one that has another."""
        return all(left == right or _may_be(left, right) for left, right in zip(self.parts, other.parts, strict=True))


def _may_be(left: tuple[_Part, ...], right: tuple[_Part, ...]) -> bool:
    """Tell whether what two resources have at one path may turn out the same, where it is not."""
    if not any(part.is_open for part in (*left, *right)):
        return False
    return len(left) != 1 or len(right) != 1 or left[0].may_be(right[0])


def _overlap(left: str, right: str) -> bool:
    return left.startswith(right) or right.startswith(left)


def configure(parameters: Mapping[str, Any]) -> DuplicatesCheck:
    """Return the check; raise ParameterError for a path to what only follows about a resource."""
    same = tuple(parameters["same"])
    for index, path in enumerate(same):
        if path.startswith(derived_names.DERIVED):
            raise ParameterError(("same", index), "resources agree in what is written in them, not in what follows")
    return DuplicatesCheck(same, parameters.get("at_most", 1))


class DuplicatesCheck(Struct, frozen=True):
    """Judges each resource that agrees with as many before it, in the order of the text, as there may be."""

    same: tuple[str, ...]
    at_most: int

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        if not isinstance(judged, Peer):
            return None
        if judged.group.found is None:
            judged.group.found = self._found(judged.group)
        found = judged.group.found.get(judged.resource.address)
        return iter(()) if found is None else iter((found,))

    def _found(self, group: PeerGroup) -> dict[str, Outcome]:
        """Return what is wrong with the resources of a group, by their addresses."""
        found: dict[str, Outcome] = {}
        keys = [_key(resource, self.same) for resource in group.resources]
        total = Counter(key for key, _ in keys)
        first: dict[_Key, Resource] = {}
        before: Counter[_Key] = Counter()
        open_before: Counter[_Key] = Counter()
        why = next((causes for _, causes in keys if causes), ())
        for resource, (key, causes) in zip(group.resources, keys, strict=True):
            first.setdefault(key, resource)
            certain = before[key]
            possible = certain + _may_agree(key, before if key.is_open else open_before)
            if certain >= self.at_most:
                found[resource.address] = self._failure(resource, total[key], first[key])
            elif possible >= self.at_most:
                found[resource.address] = self._unresolved(resource, causes or why)
            elif ANY_NUMBER in resource.address:
                found[resource.address] = self._unresolved(resource, resource.number or (_many(resource),))
            before[key] += 1
            if key.is_open:
                open_before[key] += 1
        return found

    def _failure(self, resource: Resource, count: int, first: Resource) -> Outcome:
        message = (
            f"{resource.address} is one of {count:,} {resource.type} {self._alike}, and there may be {self.at_most:,}: "
            f"the first is {first.address}"
        )
        fields = {"count": f"{count:,}", "first": first.address}
        return Outcome(Verdict.FAIL, message, fields={**self._fields, **fields})

    def _unresolved(self, resource: Resource, causes: tuple[Cause, ...]) -> Outcome:
        message = f"{resource.address} may be one of more than {self.at_most:,} {resource.type} {self._alike}"
        return Outcome(Verdict.UNRESOLVED, message, causes=causes, fields=self._fields)

    @property
    def _alike(self) -> str:
        return f"with the same {' and '.join(self.same)}" if self.same else "in one root"

    @property
    def _fields(self) -> dict[str, str]:
        return {"count": "", "limit": f"{self.at_most:,}", "same": " and ".join(self.same), "first": ""}


def _may_agree(key: _Key, others: Mapping[_Key, int]) -> int:
    """Return with how many other resources one may agree; it is not known for sure that it does with any."""
    count = 0
    for number, (other, times) in enumerate(others.items()):
        if number >= MAX_COMPARED or (other != key and other.may_be(key)):
            count += times
    return count


def _key(resource: Resource, same: Sequence[str]) -> tuple[_Key, tuple[Cause, ...]]:
    """Return what a resource has at the paths, and why some of it is not known."""
    parts: list[tuple[_Part, ...]] = []
    causes: dict[Cause, None] = {}
    for path in same:
        values = [place.value for place in places(resource.values, path)]
        found = [_part(value) for value in values]
        for part, value in zip(found, values, strict=True):
            if part.is_open and value is not None:
                causes.update(dict.fromkeys(value.causes))
        parts.append(tuple(sorted(found, key=lambda part: (part.kind, str(part.of)))))
    return _Key(tuple(parts)), tuple(causes)


def _part(value: Value | None) -> _Part:
    if value is None:
        return _Part("absent")
    raw = value.raw
    if isinstance(raw, Unknown):
        # Of the same attribute of the same resource, it is the same thing once that is made.
        if all(cause.resource and cause.kind in _OF_RESOURCES for cause in raw.causes):
            return _Part("of", (*(cause.text for cause in raw.causes), *raw.shape))
        return _Part("open", (id(raw),), is_open=True, shape=raw.shape)
    if isinstance(raw, Decimal):
        return _Part("text", (format(raw.normalize(), "f"),))
    text = scalar_text(value)
    return _Part("text", (text,)) if text is not None else _Part("object", (id(raw),))


def _many(resource: Resource) -> Cause:
    return Cause(CauseKind.NO_VALUE, f"it is not known how many {resource.address} stands for", resource.span)
