"""The breakdown for machines, in the format ``cost-v1`` (schemas/cost-v1.schema.json).

Amounts, quantities and prices are texts with all their digits; keys come in the order of the schema, lists in that of
the breakdown: the same breakdown gives the same bytes.
"""

from __future__ import annotations

from finops_guard.pricing.breakdown import Breakdown, ModuleCost, ProjectCost, ResourceCost
from finops_guard.pricing.estimates import Component
from finops_guard.reporters.cost.display import Display
from finops_guard.reporters.plain import Plain, amounts, exact, location, written

VERSION = "cost-v1"
SCHEMA = "urn:finops-guard:schema:cost-v1"


def render(found: Breakdown, display: Display) -> str:
    """Return the breakdown as one JSON object, indented, ending in a newline."""
    document: dict[str, Plain] = {
        "$schema": SCHEMA,
        "version": VERSION,
        "tool": {"name": "finops-guard", "version": display.version},
        "currency": found.currency,
        "monthly": amounts(found.monthly),
        "on_nodes": amounts(found.on_nodes),
        "summary": {
            "resources": {status.value: number for status, number in found.counts.items()},
            "free": {**found.free},
            "without_estimator": {**found.without_estimator},
        },
        "projects": [_project(each) for each in found.projects],
        "missing": [{"message": each.message, "location": location(each.location)} for each in found.missing],
    }
    return written(document) + "\n"


def _project(project: ProjectCost) -> Plain:
    return {
        "root": project.root,
        "plan": project.plan,
        "monthly": amounts(project.monthly),
        "modules": [_module(each) for each in project.modules],
    }


def _module(module: ModuleCost) -> Plain:
    return {
        "path": [*module.path],
        "monthly": amounts(module.monthly),
        "resources": [_resource(each) for each in module.resources],
    }


def _resource(resource: ResourceCost) -> Plain:
    return {
        "address": resource.address,
        "type": resource.type,
        "environment": resource.environment,
        "status": resource.status.value,
        "confidence": resource.confidence.value,
        "monthly": amounts(resource.monthly),
        "on_nodes": amounts(resource.on_nodes),
        "reasons": [*resource.reasons],
        "location": location(resource.location),
        "components": [_component(each) for each in resource.components],
    }


def _component(part: Component) -> Plain:
    return {
        "name": part.name,
        "unit": part.unit,
        "quantity": amounts(part.quantity),
        "unit_price": None if part.unit_price is None else exact(part.unit_price),
        "monthly": amounts(part.monthly),
        "usage_based": part.usage_based,
        "usage_key": part.usage_key,
        "requested": part.requested,
        "confidence": part.confidence.value,
        "reason": part.reason,
        "source": part.source,
        "observed": part.observed,
        "region": part.region,
    }
