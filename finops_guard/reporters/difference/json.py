"""A comparison as JSON, by schemas/diff-v1.schema.json."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec import json

from finops_guard.location import Location
from finops_guard.pricing.comparison import ChangedLine, ChangedResource, Comparison, Line, PricedResource
from finops_guard.pricing.estimates import cents
from finops_guard.reporters.options import Options

FORMAT = "diff-v1"


def render(comparison: Comparison, _: Options) -> str:
    """Return the comparison as JSON with a stable order of keys; amounts are texts with two digits, a month."""
    percent = comparison.percent
    document = {
        "format": FORMAT,
        "base": comparison.base,
        "currency": comparison.currency,
        "before": _amount(comparison.before),
        "after": _amount(comparison.after),
        "delta": _amount(comparison.delta),
        "percent": None if percent is None else f"{percent:.1f}",
        "added": _amount(comparison.added),
        "saved": _amount(comparison.saved),
        "one_sided": None if comparison.one_sided is None else _amount(comparison.one_sided),
        "on_nodes": None if comparison.on_nodes is None else _amount(comparison.on_nodes),
        "changes": [_change(each) for each in comparison.changes],
        "unread": [
            {"side": each.side, "location": _location(each.location), "message": each.message}
            for each in comparison.unread
        ],
    }
    return json.format(json.encode(document), indent=2).decode()


def _change(change: ChangedResource) -> dict[str, Any]:
    shown = change.shown
    return {
        "status": change.status.value,
        "root": shown.root,
        "plan": shown.plan,
        "address": shown.address,
        "moved_from": change.moved_from or None,
        "type": shown.type,
        "location": _location(shown.location),
        "before": _monthly(change.before),
        "after": _monthly(change.after),
        "delta": _amount(change.delta),
        "partial": change.is_partial,
        "unpriced": list(shown.unpriced),
        "components": [_line(each) for each in change.lines],
    }


def _location(place: Location) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "column": place.column}


def _line(changed: ChangedLine) -> dict[str, Any]:
    return {
        "name": changed.name,
        "before": _side(changed.before),
        "after": _side(changed.after),
        "delta": _amount(changed.delta),
    }


def _side(line: Line | None) -> dict[str, Any] | None:
    if line is None:
        return None
    monthly = None if line.monthly is None else _amount(line.monthly)
    return {"quantity": line.quantity, "monthly": monthly, "price": line.price or None, "region": line.region}


def _monthly(side: PricedResource | None) -> str | None:
    return None if side is None or side.monthly is None else _amount(side.monthly)


def _amount(amount: Decimal) -> str:
    return str(cents(amount))
