"""Measures that hold the bill against files of the repository: the variance of a forecast, and unit costs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from finops_guard.billing.forecast import Forecast
from finops_guard.billing.ledger import COST_ROWS, MONTHS, ZERO, Ledger, is_cost
from finops_guard.billing.model import FORECAST, Kpi
from finops_guard.billing.selecting import TOTAL
from finops_guard.billing.unit_metrics import UnitMetric

VARIANCE = "Forecast Variance"
UNIT_COST = "Unit Cost"


def variance(ledger: Ledger, forecast: Forecast | None, first: int) -> Kpi:
    """Return the weighted absolute percentage error over the last closed months; ``first`` is the first scope's place.

    The scopes are one forecast, and the total another: what counts is the one that is further off.
    """
    kpi = Kpi(VARIANCE, None, currency=ledger.currency, period=ledger.period)
    reason = _not_comparable(ledger, forecast)
    if reason or forecast is None:
        return Kpi(VARIANCE, None, currency=ledger.currency, period=ledger.period, reason=reason)
    places = {name: first + at for at, name in enumerate(forecast.scopes)}
    groups = [[name for name in places if name == TOTAL], [name for name in places if name != TOTAL]]
    worst = kpi
    for names in filter(None, groups):
        error = actual_total = ZERO
        for name in names:
            for month in ledger.months:
                actual = _spent(ledger, month, places[name])
                error += abs(actual - forecast.amounts[name, month])
                actual_total += actual
        if actual_total <= 0:
            reason = f"nothing was spent on {names[0]}{' and others' if len(names) > 1 else ''}"
            return Kpi(VARIANCE, None, error, actual_total, ledger.currency, ledger.period, reason=reason)
        value = error / actual_total
        if worst.value is None or value > worst.value:
            rows = f"{COST_ROWS}, by month and {'total' if names == [TOTAL] else f'{len(names)} scopes'} of {FORECAST}"
            worst = Kpi(VARIANCE, value, error, actual_total, ledger.currency, ledger.period, rows)
    return worst


def _not_comparable(ledger: Ledger, forecast: Forecast | None) -> str:
    if forecast is None:
        return f"there is no {FORECAST}"
    if not forecast.scopes:
        return f"{FORECAST} has no rows"
    if not ledger.months:
        return "no billing period is closed"
    if len(ledger.months) < MONTHS:
        known = ", ".join(ledger.months)
        return f"the bill has {len(ledger.months)} of the {MONTHS} months that end with {ledger.months[-1]}: {known}"
    if forecast.currency != ledger.currency:
        return f"the forecast is in {forecast.currency}, the bill in {ledger.currency}"
    absent = [
        f"{name} for {month}"
        for name in forecast.scopes
        for month in ledger.months
        if (name, month) not in forecast.amounts
    ]
    more = f" and {len(absent) - 3} more" if len(absent) > 3 else ""
    return f"{FORECAST} has no amount of {', '.join(absent[:3])}{more}" if absent else ""


def unit_costs(ledger: Ledger, metrics: Sequence[UnitMetric]) -> tuple[Kpi, ...]:
    """Return what one unit cost in each closed month of which the volume is known, the months in order."""
    found: list[Kpi] = []
    for at, metric in enumerate(metrics):
        rows = f"{COST_ROWS}: {metric.cost}"
        for month in ledger.closed:
            volume = metric.volumes.get(month)
            if volume is None:
                continue
            cost = _spent(ledger, month, at)
            name = f"{UNIT_COST}: {metric.metric}"
            value = cost / volume if cost > 0 else None
            reason = "" if cost > 0 else "no rows of the bill are its cost, or corrections outweigh them"
            kpi = Kpi(name, value, cost, volume, ledger.currency, month, rows, reason=reason, unit=metric.unit)
            found.append(kpi)
    return tuple(found)


def _spent(ledger: Ledger, month: str, place: int) -> Decimal:
    chosen = (fact for fact in ledger.facts if fact.month == month and is_cost(fact))
    return sum((fact.selected[place] for fact in chosen), ZERO)
