"""The breakdown as comma-separated values: one row a component, for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.pricing.breakdown import Breakdown
from finops_guard.pricing.estimates import Component
from finops_guard.reporters.cost.display import Display
from finops_guard.reporters.sheet import cell, figure, written

COLUMNS = (
    "project", "plan", "module", "address", "type", "environment", "path", "line", "status",
    "component", "quantity", "unit", "unit_price", "monthly_least", "monthly", "monthly_most", "currency",
    "usage_based", "usage_key", "confidence", "reason", "source", "observed", "region",
)  # fmt: skip


def render(found: Breakdown, display: Display) -> str:  # noqa: ARG001 - the same for all formats
    """Return a row for each component; a resource without any has one with why it has no price."""
    return written(_rows(found))


def _rows(found: Breakdown) -> Iterator[list[str]]:
    yield [*COLUMNS]
    for project, module, resource in found.each():
        place = (project.root or ".", project.plan, module.name, resource.address, resource.type, resource.environment)
        at = (resource.location.path, str(resource.location.line), resource.status.value)
        nothing = Component("", "", confidence=resource.confidence, reason="; ".join(resource.reasons))
        for part in resource.counted or (nothing,):
            yield [cell(each) for each in (*place, *at, *_component(part, found.currency))]


def _component(part: Component, currency: str) -> tuple[str, ...]:
    monthly = part.monthly
    return (
        part.name,
        figure(part.quantity.expected if part.quantity is not None else None),
        part.unit,
        figure(part.unit_price),
        figure(monthly.least if monthly is not None else None),
        figure(monthly.expected if monthly is not None else None),
        figure(monthly.most if monthly is not None else None),
        currency,
        "true" if part.usage_based else "false",
        part.usage_key,
        part.confidence.value,
        part.reason,
        part.source,
        part.observed,
        part.region,
    )
