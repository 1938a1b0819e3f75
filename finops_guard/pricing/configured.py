"""The costs of a scan by what its settings say: which usage is given, and whose prices count."""

from __future__ import annotations

from finops_guard.diagnostics import Diagnostic
from finops_guard.pricing.costs import Costs
from finops_guard.resources import ResourceSet
from finops_guard.settings import PriceSettings, Settings, UsageSettings


def costs_for(settings: Settings, found: ResourceSet) -> Costs:
    """Return the costs of resources, as they are made by the usage and the prices of the settings."""
    usage = book = None
    if settings.usage != UsageSettings():
        from finops_guard.pricing.usage_written import WrittenUsage

        usage = WrittenUsage(settings.usage)
    if settings.prices != PriceSettings():
        from finops_guard.pricing.book_own import OwnBook

        book = OwnBook(settings.prices)
    return Costs(found, usage, book)


def notices(costs: Costs, found: ResourceSet, *, whole: bool) -> tuple[Diagnostic, ...]:
    """Return what of the usage file no estimate of the resources asks for; not ``whole``: they are part of a tree."""
    if costs.usage is None:
        return ()
    from finops_guard.pricing.usage_unused import unused

    return unused(costs, found.resources, whole=whole)
