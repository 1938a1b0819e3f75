"""Bills of resources, for tests of estimators."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct, field
from support.terraform_text import read

from finops_guard.pricing.costs import Costs
from finops_guard.pricing.estimates import Estimate
from finops_guard.pricing.usage import Quantity
from finops_guard.resources import Resource

UsageByAddress = Mapping[str, Mapping[str, int | str]]


class GivenUsage(Struct, frozen=True):
    """Usage by address and key."""

    by_address: UsageByAddress = field(default_factory=dict)

    def quantity(self, resource: Resource, key: str) -> Quantity | None:
        amount = self.by_address.get(resource.address, {}).get(key)
        return None if amount is None else Quantity(Decimal(amount))


def bills(terraform: str, usage: UsageByAddress | None = None) -> dict[str, Estimate]:
    """Return the estimates of a configuration's resources by address; those of types that cost nothing are left out."""
    found = read(terraform)
    costs = Costs(found, GivenUsage(usage or {}))
    estimates = {each.address: costs.of(each) for each in found.resources}
    return {address: estimate for address, estimate in estimates.items() if estimate is not None}


def lines(estimate: Estimate) -> list[tuple[str, str, str]]:
    """Return each component as its name, its quantity with the unit, and its cost a month (``-``: no figure)."""
    return [
        (
            part.name,
            f"{part.quantity.expected.normalize():f} {part.unit}" if part.quantity is not None else part.unit,
            f"{part.monthly.expected:.2f}" if part.monthly is not None else "-",
        )
        for part in estimate.components
    ]
