"""Who answers for the cost of a resource, by its tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from finops_guard.policy.model import Policy
from finops_guard.resources import TagSet

OWNER = "owner"
# The spellings of the bundled policies, which count where none of them is active.
_USUAL = (OWNER, "Owner", "team", "Team", "squad", "Squad")


def owner_keys(policies: Iterable[Policy]) -> tuple[str, ...]:
    """Return the keys of tags that name an owner, the preferred one first, then as tag policies spell it."""
    asked: list[str] = []
    for policy in policies:
        aliases = policy.parameters.get("aliases") if policy.check_name == "tags" else None
        spelt = aliases.get(OWNER) if isinstance(aliases, Mapping) else None
        asked += map(str, spelt) if isinstance(spelt, list | tuple) else ()
    return tuple(dict.fromkeys((OWNER, *asked, *_USUAL)))


def owner_of(tags: TagSet | None, keys: Iterable[str]) -> str | None:
    """Return the owner that the first of the keys names; None where none does, or nobody may know."""
    if tags is None:
        return None
    for key in keys:
        tag = tags.get(key)
        if tag is None or not isinstance(tag.value.raw, str) or tag.value.is_sensitive:
            continue
        if named := tag.value.raw.strip():
            return named
    return None
