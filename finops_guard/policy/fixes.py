"""What would settle a finding: what its policy says of the remediation, else what its check tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from finops_guard.policy.checks.paths import places
from finops_guard.policy.derived_names import DERIVED
from finops_guard.policy.model import Fix, Outcome
from finops_guard.pricing.changes import REMOVAL, Change
from finops_guard.resources import Resource

REMOVE = "remove"


def fix_of(data: Mapping[str, Any]) -> Fix | None:
    """Return what a policy file says under ``fix``; None where it says nothing."""
    written = data.get("fix")
    if written is None:
        return None
    if isinstance(written, str):
        return Fix(removes=written == REMOVE)
    return Fix(
        value=written.get("value"),
        at=written.get("at", ""),
        values=tuple(written.get("set", {}).items()),
        in_pod=written.get("from") == "pod_template",
    )


def changes(fix: Fix | None, outcome: Outcome, resource: Resource) -> tuple[Change, ...]:
    """Return the alternatives that would settle an outcome about a resource, as it is judged.

    What only follows about it cannot be written.
    """
    if fix is None:
        return tuple(each for each in outcome.changes if not _is_derived(each))
    if fix.removes:
        return (REMOVAL,)
    further = tuple(
        (place.name, value)
        for path, value in fix.values
        for place in places(resource.values, _path(fix, resource, path))
        if place.value is None or not place.value.is_unknown
    )
    if fix.at:
        path = _path(fix, resource, fix.at)
        asked = (value for each in outcome.changes for _, value in each.values)
        return tuple(Change(((path, value), *further)) for value in asked)
    if fix.value is not None and outcome.key and not outcome.key.startswith(DERIVED):
        further = ((outcome.key, fix.value), *further)
    return (Change(further),) if further else ()


def _path(fix: Fix, resource: Resource, path: str) -> str:
    return ".".join((*(resource.pod_template or ()), path)) if fix.in_pod else path


def _is_derived(change: Change) -> bool:
    return any(place.startswith(DERIVED) for place, _ in change.values)
