"""The usage of resources as a usage file says it: the most specific entry that names a key counts."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from itertools import islice

from finops_guard.addresses import matches, parts
from finops_guard.pricing.usage import Quantity
from finops_guard.pricing.usage_amounts import canonical
from finops_guard.resources import Resource
from finops_guard.settings import UsageEntry, UsageSettings

# In how many ways the instance keys of one resource may be left out in a file.
MAX_WAYS = 64


class WrittenUsage:
    """Tells how much resources use, and remembers what was asked for.

    Of entries that name a key, the one with the very address counts before those that leave instance keys out, these
    before those with wildcards, and these before those for a type. Of several of a kind, the one with the most
    characters beside wildcards counts, then one for a root, then the first one in the file.
    """

    def __init__(self, settings: UsageSettings) -> None:
        self.settings = settings
        self._addresses: dict[str, list[UsageEntry]] = {}
        # By address without any instance keys: at which parts the entries have one.
        self._keyed: dict[str, dict[tuple[bool, ...], None]] = {}
        self._patterns: dict[str, list[UsageEntry]] = {}
        self._types: dict[str, list[UsageEntry]] = {}
        self._found: dict[int, tuple[UsageEntry, ...]] = {}
        self._asked: dict[int, set[str]] = {}
        self._in_root: dict[tuple[str, str], bool] = {}
        for entry in settings.resources:
            self._add(entry, parts(entry.name))
        for entry in settings.types:
            self._types.setdefault(entry.name, []).append(entry)

    def _add(self, entry: UsageEntry, found: Sequence[str]) -> None:
        if "*" in entry.name:
            type_ = found[-2] if len(found) > 1 else ""
            self._patterns.setdefault("" if "*" in type_ else type_, []).append(entry)
            return
        self._addresses.setdefault(".".join(found), []).append(entry)
        self._keyed.setdefault(_without_keys(found), {})[tuple("[" in part for part in found)] = None

    def quantity(self, resource: Resource, key: str) -> Quantity | None:
        """Return how much of what a key names (``monthly_requests``) one instance uses; None where nobody says."""
        self._asked.setdefault(id(resource), set()).add(key)
        name = canonical(key)
        for entry in self.entries(resource):
            if name in entry.amounts:
                return Quantity(entry.amounts[name])
        if self.settings.defaults:
            from finops_guard.pricing.default_usage import AMOUNTS

            usual = AMOUNTS.get(resource.type, {}).get(key)
            return Quantity(usual, is_default=True) if usual is not None else None
        return None

    def asked(self, resource: Resource) -> frozenset[str]:
        """Return the keys that the estimate of a resource has asked for."""
        return frozenset(self._asked.get(id(resource), ()))

    def entries(self, resource: Resource) -> tuple[UsageEntry, ...]:
        """Return the entries that are about a resource, the most specific one first."""
        found = self._found.get(id(resource))
        if found is None:
            found = self._found[id(resource)] = self._matching(resource)
        return found

    def _matching(self, resource: Resource) -> tuple[UsageEntry, ...]:
        address = resource.address
        candidates = [*self._patterns.get(resource.type, ()), *self._patterns.get("", ())]
        written = [
            *self._written(address),
            *(each for each in candidates if matches(each.name, address, whole=True)),
        ]
        written.sort(key=lambda each: (each.name != address, *_vagueness(each.name), not each.root))
        of_type = sorted(self._types.get(resource.type, ()), key=lambda each: not each.root)
        return tuple(each for each in (*written, *of_type) if not each.root or self._is_in(resource.root, each.root))

    def _written(self, address: str) -> list[UsageEntry]:
        """Return the entries without wildcards for an address: with all of its instance keys, or without some."""
        found = parts(address)
        ways = self._keyed.get(_without_keys(found), {})
        return [
            entry
            for way in islice(ways, MAX_WAYS)
            for entry in self._addresses.get(
                ".".join(part if has_key else _without_key(part) for part, has_key in zip(found, way, strict=True)), ()
            )
        ]

    def _is_in(self, root: str, pattern: str) -> bool:
        key = (root, pattern)
        if key not in self._in_root:
            self._in_root[key] = fnmatchcase(root or ".", pattern) or fnmatchcase(root, f"{pattern.rstrip('/')}/*")
        return self._in_root[key]


def _without_keys(found: Sequence[str]) -> str:
    return ".".join(map(_without_key, found))


def _without_key(part: str) -> str:
    return part.partition("[")[0]


def _vagueness(name: str) -> tuple[int, int]:
    """Return how vague an address is: by its wildcards, then by how little is written beside them."""
    wildcards = name.count("*")
    return (1 if wildcards else 0), wildcards - len(name)
