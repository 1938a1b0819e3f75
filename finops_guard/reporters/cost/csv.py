"""The breakdown as comma-separated values: one row a component, for spreadsheets."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from finops_guard.pricing.breakdown import Breakdown
from finops_guard.pricing.estimates import Component
from finops_guard.reporters.cost.display import Display
from finops_guard.reporters.plain import exact
from finops_guard.reporters.styling import neutralise

COLUMNS = (
    "project", "plan", "module", "address", "type", "environment", "path", "line", "status",
    "component", "quantity", "unit", "unit_price", "monthly_least", "monthly", "monthly_most", "currency",
    "usage_based", "usage_key", "confidence", "reason", "source", "observed", "region",
)  # fmt: skip

# What spreadsheets take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # also the full-width ones
_LONG = 4_000


def render(found: Breakdown, display: Display) -> str:  # noqa: ARG001 - the same for all formats
    """Return a row for each component; a resource without any has one with why it has no price."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for project, module, resource in found.each():
        place = (project.root or ".", project.plan, module.name, resource.address, resource.type, resource.environment)
        at = (resource.location.path, str(resource.location.line), resource.status.value)
        nothing = Component("", "", confidence=resource.confidence, reason="; ".join(resource.reasons))
        for part in resource.counted or (nothing,):
            writer.writerow([cell(each) for each in (*place, *at, *_component(part, found.currency))])
    return target.getvalue()


def cell(text: str) -> str:
    """Return a text that a spreadsheet shows as it is, on one line; what looks like a formula begins with ``'``."""
    shown = neutralise(text, _LONG)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown


def _component(part: Component, currency: str) -> tuple[str, ...]:
    monthly = part.monthly
    return (
        part.name,
        _figure(part.quantity.expected if part.quantity is not None else None),
        part.unit,
        _figure(part.unit_price),
        _figure(monthly.least if monthly is not None else None),
        _figure(monthly.expected if monthly is not None else None),
        _figure(monthly.most if monthly is not None else None),
        currency,
        "true" if part.usage_based else "false",
        part.usage_key,
        part.confidence.value,
        part.reason,
        part.source,
        part.observed,
        part.region,
    )


def _figure(number: Decimal | None) -> str:
    return "" if number is None else exact(number)
