"""Who and what a scan's cost belongs to: by team, environment, service and root module, each adding up to the total."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from finops_guard.pricing.breakdown import ResourceCost, Status
from finops_guard.resources import Environment, Resource

# Of more groups than this, the dearest are named and the rest is one.
MAX_SHARES = 20


class Group(StrEnum):
    """What a share is of: something with a name, or what has none, and why."""

    NAMED = "named"
    NONE = "none"  # nothing names one
    UNKNOWN = "unknown"  # what names it is not known
    OUTSIDE = "outside"  # of a type that cannot carry a tag
    OTHER = "other"  # the rest of many


class Share(Struct, frozen=True):
    """What one group costs a month, of how many resources; ``unpriced`` of them have no price, or not for all of it.

    ``name`` is empty where ``group`` is not ``named``.
    """

    group: Group
    name: str
    monthly: Decimal
    resources: int = 1
    unpriced: int = 0


class CostShares(Struct, frozen=True):
    """The cost in four ways: each way all of it, the dearest share first, at most 20 of them and the rest."""

    by_team: tuple[Share, ...] = ()
    by_environment: tuple[Share, ...] = ()
    by_service: tuple[Share, ...] = ()
    by_root: tuple[Share, ...] = ()


_Name = tuple[Group, str]


def shares(
    costs: Iterable[tuple[Resource, ResourceCost]], owner: Callable[[Resource], _Name], most: int = MAX_SHARES
) -> CostShares:
    """Return the shares of what costs something, given the function that names who owns a resource."""
    from finops_guard.pricing.services import Services

    service = Services().of
    teams: dict[_Name, Share] = {}
    environments: dict[_Name, Share] = {}
    services: dict[_Name, Share] = {}
    roots: dict[_Name, Share] = {}
    for resource, cost in costs:
        for groups, name in (
            (teams, owner(resource)),
            (environments, _environment(resource.environment)),
            (services, (Group.NAMED, service(resource.type, resource.kind))),
            (roots, (Group.NAMED, resource.root)),
        ):
            _add(groups, name, cost)
    return CostShares(*(_dearest(groups, most) for groups in (teams, environments, services, roots)))


def _environment(environment: Environment) -> _Name:
    if environment.name is not None:
        return Group.NAMED, environment.name
    return (Group.UNKNOWN if environment.causes else Group.NONE), ""


def _add(groups: dict[_Name, Share], name: _Name, cost: ResourceCost) -> None:
    unpriced = int(cost.status is not Status.PRICED)
    before = groups.get(name)
    if before is None:
        groups[name] = Share(*name, cost.expected, 1, unpriced)
    else:
        groups[name] = Share(*name, before.monthly + cost.expected, before.resources + 1, before.unpriced + unpriced)


def _dearest(groups: dict[_Name, Share], most: int) -> tuple[Share, ...]:
    """Return the groups by cost; of many, what is not named stays, for it is what there is to do."""
    found = sorted(groups.values(), key=lambda each: (-each.monthly, each.group is not Group.NAMED, each.name))
    named = [each for each in found if each.group is Group.NAMED]
    if len(named) <= most + 1:
        return tuple(found)
    kept, rest = named[:most], named[most:]
    other = Share(
        Group.OTHER,
        "",
        sum((each.monthly for each in rest), Decimal(0)),
        sum(each.resources for each in rest),
        sum(each.unpriced for each in rest),
    )
    shown = {id(each) for each in kept}
    return (*(each for each in found if each.group is not Group.NAMED or id(each) in shown), other)
