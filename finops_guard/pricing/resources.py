"""What a Terraform resource costs a month: the estimator of its type."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType

from finops_guard.pricing.bill import Bill
from finops_guard.pricing.costs import Costs
from finops_guard.pricing.estimates import Estimate
from finops_guard.resources import Resource, ResourceSet

Estimator = Callable[[Bill], None]

# Each of these packages has MODULES: the module of its own that has the estimator of a type, as ESTIMATORS[type].
_PACKAGES = {
    "aws_": "finops_guard.pricing.aws",
    "azurerm_": "finops_guard.pricing.azure",
    "google_": "finops_guard.pricing.gcp",
}


def estimator(type_: str) -> Estimator | None:
    """Return the estimator of a resource type; None where its cost is not known to be anything."""
    package = next((name for prefix, name in _PACKAGES.items() if type_.startswith(prefix)), None)
    if package is None:
        return None
    module = import_module(package).MODULES.get(type_)
    if module is None:
        return None
    found: ModuleType = import_module(f"{package}.{module}")
    estimators: dict[str, Estimator] = found.ESTIMATORS
    return estimators[type_]


def estimate(resource: Resource, costs: Costs | None = None) -> Estimate | None:
    """Return what a resource costs a month; None where nothing of it costs anything, as far as is known."""
    found = estimator(resource.type)
    if found is None:
        return None
    bill = Bill(resource, costs if costs is not None else Costs(ResourceSet()))
    found(bill)
    made = bill.estimate()
    return made if made.components else None


def priced_types() -> frozenset[str]:
    """Return the resource types whose cost is known to be something."""
    return frozenset(type_ for name in _PACKAGES.values() for type_ in import_module(name).MODULES)
