"""What follows about a Terraform resource from the others of its root, as values that policies compare.

A path of a policy that begins with ``derived.`` leads here. What does not apply to a resource is absent; what depends
on values that are not known is Unknown. Nothing is computed before a path asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from finops_guard.policy.checks.paths import MAX_PLACES
from finops_guard.pricing.costs import Costs
from finops_guard.relations.index import Related
from finops_guard.resources import Resource
from finops_guard.values import Cause, CauseKind, OpenDict, OpenList, Unknown, Value

# A zone is a region and a letter: europe-west1-b, us-east-1a.
_ZONES = (re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]"), re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d+)[a-z]"))


def with_derived(resource: Resource, costs: Costs) -> Resource:
    """Return a resource with what follows about it among its values, as ``derived``."""
    raw, facts = resource.values.raw, Value(Derived(resource, costs))
    made: dict[str, Value] = {**(raw if isinstance(raw, Mapping) else {}), "derived": facts}
    if isinstance(raw, OpenDict):
        made = OpenDict(made, raw.causes, raw.shapes, raw.further)
    return replace(resource, values=Value(made, resource.values.origin, resource.values.marks))


class Lazy(Mapping[str, Value]):
    """Values by name, each made when it is asked for; only those that were are listed."""

    __slots__ = ("_known", "_make")

    def __init__(self, make: Callable[[str], Value | None]) -> None:
        self._make = make
        self._known: dict[str, Value | None] = {}

    def __getitem__(self, name: str) -> Value:
        if name not in self._known:
            self._known[name] = self._make(name)
        found = self._known[name]
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (name for name, value in self._known.items() if value is not None)

    def __len__(self) -> int:
        return sum(value is not None for value in self._known.values())


class Derived(Lazy):
    """What follows about one resource, by the first step of its names."""

    def __init__(self, resource: Resource, costs: Costs) -> None:
        super().__init__(lambda name: FACTS[name](resource, costs) if name in FACTS else None)


def _alongside(resource: Resource, costs: Costs) -> Value:
    return Value(Lazy(lambda type_: _listed(costs.relations.among(resource).alongside(resource, type_))))


def _referents(resource: Resource, costs: Costs) -> Value:
    return Value(Lazy(lambda type_: _listed(costs.relations.among(resource).referents(resource, type_))))


def _referrers(resource: Resource, costs: Costs) -> Value:
    return Value(Lazy(lambda type_: _listed(costs.relations.among(resource).referrers(resource, type_))))


def _listed(related: Related) -> Value | None:
    """Return the values of related resources; Unknown where none is known and there may be one."""
    if not related.resources:
        return Value(Unknown(related.causes)) if related.causes else None
    causes = list(related.causes)
    if len(related.resources) > MAX_PLACES:
        causes.append(Cause(CauseKind.LIMIT, f"there are more than {MAX_PLACES:,} related resources"))
    return Value(OpenList((each.values for each in related.resources[:MAX_PLACES]), causes))


def _referenced(resource: Resource, _: Costs) -> Value | None:
    if resource.naming is None:
        return None
    named = resource.naming.names(resource.type, resource.name)
    return Value(named if isinstance(named, bool) else Unknown([named]))


def _region(resource: Resource, _: Costs) -> Value | None:
    found = resource.region
    if found is None:
        found = resource.values.get("availability_zone")
    if found is None or found.is_null or not isinstance(found.raw, str):
        return found if found is not None and found.is_unknown else None
    text = found.raw
    if resource.provider == "azurerm":
        text = text.replace(" ", "").lower()  # "West Europe" and "westeurope" are one location
    zone = next((zone for pattern in _ZONES if (zone := pattern.fullmatch(text)) is not None), None)
    return Value(zone[1] if zone is not None else text, found.origin, found.marks)


def _sizes(resource: Resource, _: Costs) -> Value | None:
    from finops_guard.policy import machines

    return machines.sizes(resource)


def _cost(resource: Resource, costs: Costs) -> Value | None:
    from finops_guard.policy import machines

    return machines.cost(costs.of(resource), resource.span)


def _support(resource: Resource, costs: Costs) -> Value | None:
    from finops_guard.policy import machines

    return machines.support(resource, costs.relations.as_of)


# By the first step of a name. Each is given the resource and what the scan's cost, and returns the value behind
# ``derived.<step>``: None where that does not apply. derived_names.py lists the whole names.
FACTS: Mapping[str, Callable[[Resource, Costs], Value | None]] = {
    "alongside": _alongside,
    "cost": _cost,
    "referenced": _referenced,
    "referents": _referents,
    "referrers": _referrers,
    "region": _region,
    "sizes": _sizes,
    "support": _support,
}
