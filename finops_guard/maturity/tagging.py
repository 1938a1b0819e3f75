"""Who a resource says that it belongs to, and how far each mandatory tag is carried, by number and by cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from finops_guard.maturity.facts import demanded_keys, is_placeholder, key_spellings, listed_keys
from finops_guard.policy.checks.comparing import scalar_text
from finops_guard.policy.checks.tag_items import HIDDEN, shown_value
from finops_guard.policy.checks.tag_keys import found, may_have
from finops_guard.policy.checks.tag_secrets import secret
from finops_guard.policy.model import Policy
from finops_guard.policy.owners import owner_keys
from finops_guard.pricing.shares import Group
from finops_guard.resources import Resource

_LONGEST = 128


class TagCoverage(Struct, frozen=True):
    """How many taggable resources carry a mandatory tag, do not, or may; and what these cost a month.

    A value that says nothing (``tbd``) carries no tag; one that is not known may.
    """

    key: str
    policy: str
    carried: int = 0
    absent: int = 0
    unknown: int = 0
    carried_cost: Decimal = Decimal(0)
    absent_cost: Decimal = Decimal(0)
    unknown_cost: Decimal = Decimal(0)


class Ownership:
    """Names who owns a resource, by the tag that the active policies ask for."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self._keys = owner_keys(policies)

    def of(self, resource: Resource) -> tuple[Group, str]:
        """Return who owns a resource, or why nobody is named."""
        tags = resource.tags
        if tags is None:
            return Group.OUTSIDE, ""
        hits = found(tags, self._keys, resource.provider)
        for hit in hits:
            if hit.value.is_sensitive:
                return Group.NAMED, HIDDEN
            text = scalar_text(hit.value)
            if text is not None and text.strip():
                shown = text if isinstance(hit.value.raw, str) and not secret(text) else shown_value(hit.value)
                return Group.NAMED, shown.strip()[:_LONGEST]
        is_open = any(hit.value.is_unknown for hit in hits) or (not hits and may_have(tags, self._keys))
        return (Group.UNKNOWN if is_open else Group.NONE), ""


def tag_coverage(
    resources: Iterable[Resource], policies: Sequence[Policy], costs: Mapping[int, Decimal]
) -> tuple[TagCoverage, ...]:
    """Return the coverage of each mandatory tag, given what resources cost by their ``id``."""
    asking = [policy for policy in policies if demanded_keys(policy)]
    asked, listed = key_spellings(asking), listed_keys(asking)
    taggable = [each for each in resources if each.tags is not None]
    if not asked or not taggable:
        return ()
    by = {key: policy.id for policy in reversed(asking) for key in demanded_keys(policy)}
    counted = {key: dict.fromkeys(Group, 0) for key in asked}
    cost = {key: dict.fromkeys(Group, Decimal(0)) for key in asked}
    for resource in taggable:
        paid = costs.get(id(resource))
        for key, names in asked.items():
            group = _carries(resource, names, is_listed=key in listed)
            counted[key][group] += 1
            if paid is not None:
                cost[key][group] += paid
    return tuple(
        TagCoverage(
            key,
            by[key],
            counted[key][Group.NAMED],
            counted[key][Group.NONE],
            counted[key][Group.UNKNOWN],
            cost[key][Group.NAMED],
            cost[key][Group.NONE],
            cost[key][Group.UNKNOWN],
        )
        for key in asked
    )


def _carries(resource: Resource, names: tuple[str, ...], *, is_listed: bool) -> Group:
    tags = resource.tags
    if tags is None:
        return Group.OUTSIDE
    values = [hit.value for hit in found(tags, names, resource.provider)]
    if not values:
        return Group.UNKNOWN if may_have(tags, names) else Group.NONE
    if any(not value.is_unknown and (is_listed or not is_placeholder(value)) for value in values):
        return Group.NAMED
    return Group.UNKNOWN if any(value.is_unknown for value in values) else Group.NONE
