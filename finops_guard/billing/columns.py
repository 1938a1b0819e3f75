"""The columns of FOCUS 1.0 to 1.3 that are read, and what exporters make of their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from finops_guard.errors import Problem, UsageError
from finops_guard.location import Location

REQUIRED = ("BilledCost", "BillingCurrency", "BillingPeriodStart", "ChargeCategory", "EffectiveCost")
OPTIONAL = (
    "BillingPeriodEnd",
    "CommitmentDiscountId",
    "CommitmentDiscountStatus",
    "ContractedCost",
    "ListCost",
    "PricingCategory",
    "ProviderName",
    "ServiceCategory",
    "ServiceName",
    "ServiceProviderName",
    "SubAccountId",
    "Tags",
)
AMOUNTS = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")

# Which columns came with which version, by the specification's changelog.
_SINCE = (
    ("1.3", ("AllocatedMethodId", "AllocatedTags", "ContractApplied", "HostProviderName", "ServiceProviderName")),
    ("1.2", ("BillingAccountType", "InvoiceId", "PricingCurrency", "SubAccountType")),
    ("1.1", ("CapacityReservationId", "CommitmentDiscountQuantity", "ServiceSubcategory", "SkuMeter")),
)


def folded(name: str) -> str:
    """Return a column's name without case, spaces and the underscores of warehouses; a vendor's own keeps its x_."""
    plain = name.strip().casefold()
    return plain if plain.startswith("x_") else plain.replace("_", "").replace(" ", "")


def version(names: Iterable[str]) -> str:
    """Return the version of FOCUS that has the newest of the columns."""
    known = {folded(name) for name in names}
    return next((since for since, added in _SINCE if any(folded(name) in known for name in added)), "1.0")


def placed(path: str, names: Sequence[str]) -> Mapping[str, int]:
    """Return where the columns that are read stand; raise UsageError where a required one is not, or one is twice."""
    places: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        places.setdefault(folded(name), []).append(at)
    found = {name: places[folded(name)] for name in (*REQUIRED, *OPTIONAL) if folded(name) in places}
    missing = [name for name in REQUIRED if name not in found]
    if missing:
        hint = "a FOCUS export of cost and usage has them: docs/billing.md"
        raise UsageError(Problem(f"columns are missing: {', '.join(missing)}", Location(path), hint))
    twice = [name for name, at in found.items() if len(at) > 1]
    if twice:
        raise UsageError(Problem(f"columns stand there twice: {', '.join(twice)}", Location(path)))
    return {name: at[0] for name, at in found.items()}
