"""What a Terraform resource costs a month, of what has a price."""

from __future__ import annotations

from finops_guard.pricing.estimates import Estimate
from finops_guard.resources import Resource


def estimate(resource: Resource) -> Estimate | None:
    """Return what a resource costs a month; None where nothing of it has a price of any kind."""
    from finops_guard.pricing import machines

    price = machines.KINDS.get(resource.type)
    return price(resource) if price is not None else None
