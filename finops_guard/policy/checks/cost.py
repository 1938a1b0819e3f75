"""The check ``cost``: what a resource costs a month within the limit of its environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.findings import Verdict
from finops_guard.policy.environments import causes as environment_causes
from finops_guard.policy.model import Judged, Outcome, PlacedResource
from finops_guard.pricing.estimates import Estimate, shown
from finops_guard.resources import Resource
from finops_guard.values import Cause, CauseKind

FIELDS = ("cost", "limit")

DEFAULT = "default"


def configure(parameters: Mapping[str, Any]) -> CostCheck:
    """Return the check for the limits of each environment."""
    environments: Mapping[str, Mapping[str, Any]] = parameters["environments"]
    return CostCheck({name: _limit(limits) for name, limits in environments.items()})


class CostCheck(Struct, frozen=True):
    """Judges what a resource costs at the least, and at the most where it is scaled; None is no limit."""

    limits: Mapping[str, Decimal | None]

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        if not isinstance(judged, PlacedResource):
            return None
        applicable = self._applicable(judged.resource)
        found = _of_one(judged) if any(limit is not None for limit in applicable) else None
        # What has no price at all is not judged, nor what only use decides: no policy is about what nobody knows.
        if found is None or (found.least is None and not (found.causes and _has_fixed_parts(found))):
            return None
        outcome = self._outcome(judged.resource, found, applicable)
        return iter(() if outcome is None else (outcome,))

    def _outcome(self, resource: Resource, found: Estimate, applicable: tuple[Decimal | None, ...]) -> Outcome | None:
        limits = [limit for limit in applicable if limit is not None]
        least, most = found.least or Decimal(0), found.most
        highest = max(most, least) if most is not None else least
        over = [limit for limit in limits if highest > limit]
        may_be_more = bool(found.causes) and most is None
        if not over and not may_be_more:
            return None
        limit = min(over or limits)
        fields = {"cost": shown(highest, found.currency), "limit": shown(limit, found.currency)}
        if not over:
            message = f"it is not known whether {resource.address} costs more than {fields['limit']} a month"
            return Outcome(Verdict.UNRESOLVED, message, "cost", None, found.causes, fields)
        up_to = "up to " if most is not None and most > least else "at least " if most is None else ""
        where = f" in {resource.environment.name}" if resource.environment.name else ""
        message = f"{resource.address} costs {up_to}{fields['cost']} a month, more than {fields['limit']}{where}"
        causes: tuple[Cause, ...] = ()
        if len(over) < len(applicable):
            causes = environment_causes(resource.environment) or (_UNDECIDED,)
        return Outcome(Verdict.UNRESOLVED if causes else Verdict.FAIL, message, "cost", None, causes, fields)

    def _applicable(self, resource: Resource) -> tuple[Decimal | None, ...]:
        """Return the limits that may apply: one where the environment is known, all of them where it is not."""
        name = resource.environment.name
        default = self.limits.get(DEFAULT)
        if name is not None:
            return (self.limits.get(name, default),)
        return (*self.limits.values(), *(() if DEFAULT in self.limits else (None,)))


def _of_one(judged: PlacedResource) -> Estimate | None:
    """Return what one instance costs: how many there are, where that is not known, is no matter of the resource."""
    resource, costs = judged.resource, judged.costs
    if not resource.number:
        return costs.of(resource)
    one = replace(resource, number=())
    return costs.where([one]).of(one)


def _has_fixed_parts(found: Estimate) -> bool:
    return not found.components or any(not part.usage_based for part in found.components)


_UNDECIDED = Cause(CauseKind.NO_VALUE, "the limits of its environments differ")


def _limit(parameters: Mapping[str, Any]) -> Decimal | None:
    return Decimal(str(parameters["max_monthly"])) if "max_monthly" in parameters else None
