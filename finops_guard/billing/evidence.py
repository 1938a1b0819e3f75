"""Measures of a bill as evidence of maturity, graded as verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from finops_guard.billing.ledger import Ledger, consecutive
from finops_guard.billing.measures import COMPLIANT, COVERAGE
from finops_guard.billing.model import UNIT_METRICS, Kpi
from finops_guard.billing.planned import UNIT_COST, VARIANCE
from finops_guard.maturity.criteria import BILLED_COVERAGE
from finops_guard.maturity.model import Evidence, Grade, Status

# A bill that ended longer ago says nothing about today; our own figure, that of answers.
LAPSES_AFTER = timedelta(days=180)
PERIODS = 3


def billing_evidence(kpis: Sequence[Kpi], ledger: Ledger, as_of: date) -> Mapping[str, Evidence]:
    """Return what measures prove, by check; what they do not decide is not assessed, with the reason."""
    by_name = {kpi.name: kpi for kpi in kpis}
    found = {
        BILLED_COVERAGE: _share(BILLED_COVERAGE, by_name[COMPLIANT]),
        "forecasting.variance": _share("forecasting.variance", by_name[VARIANCE]),
        "rates.coverage": _share("rates.coverage", by_name[COVERAGE]),
        **_units(kpis, ledger),
    }
    stale = _stale(ledger, as_of)
    return {check: _open(check, stale) for check in found} if stale else found


def _stale(ledger: Ledger, as_of: date) -> str:
    if not ledger.closed:
        return f"no billing period is closed on {as_of}"
    ended = max(fact.period_end for fact in ledger.facts)
    if as_of - ended > LAPSES_AFTER:
        return f"the last closed billing period ended on {ended}, more than {LAPSES_AFTER.days} days before {as_of}"
    return ""


def _share(check: str, kpi: Kpi) -> Evidence:
    if kpi.value is None:
        return _open(check, f"{kpi.name}: {kpi.reason}")
    detail = (
        f"{kpi.name}, {kpi.period}: {_percent(kpi.value)} = {money(kpi.numerator)} of "
        f"{money(kpi.denominator)} {kpi.currency} ({kpi.rows})"
    )
    upper = float(kpi.upper) if kpi.upper is not None else None
    return Evidence(check, Status.PARTIAL, float(kpi.value), detail, Grade.VERIFIED, upper=upper)


def _units(kpis: Sequence[Kpi], ledger: Ledger) -> Mapping[str, Evidence]:
    measured: dict[str, list[Kpi]] = {}
    for kpi in kpis:
        if kpi.name.startswith(f"{UNIT_COST}: "):
            measured.setdefault(kpi.name, []).append(kpi)
    if not measured:
        reason = f"{UNIT_METRICS} has no volume for a closed month of the bill"
        return {check: _open(check, reason) for check in ("units.measured", "units.trend")}
    runs = {name: _run(series, ledger) for name, series in measured.items()}
    name, run = max(runs.items(), key=lambda each: len(each[1]))
    if not run:
        where = ledger.closed[-1]
        detail = f"no metric of {UNIT_METRICS} has cost and volume in {where}, the last closed month"
        return {check: _valued(check, 0.0, detail) for check in ("units.measured", "units.trend")}
    last = run[-1]
    told = ", ".join(f"{kpi.period} {amount(kpi.value)}" for kpi in run[-PERIODS:])
    trend = f"{name.removeprefix(f'{UNIT_COST}: ')} in {last.currency} for one {last.unit}: {told}"
    return {
        "units.measured": _valued("units.measured", 1.0, trend),
        "units.trend": _valued("units.trend", min(len(run), PERIODS) / PERIODS, f"{len(run)} periods: {trend}"),
    }


def _run(series: Sequence[Kpi], ledger: Ledger) -> list[Kpi]:
    """Return the unbroken run of months with a unit cost that ends with the last closed one."""
    run: list[Kpi] = []
    for kpi in reversed([kpi for kpi in series if kpi.value is not None]):
        if consecutive([kpi.period, run[0].period] if run else [kpi.period]) and (
            run or kpi.period == ledger.closed[-1]
        ):
            run.insert(0, kpi)
        else:
            break
    return run


def _valued(check: str, value: float, detail: str) -> Evidence:
    return Evidence(check, Status.PARTIAL, value, detail, Grade.VERIFIED)


def _open(check: str, reason: str) -> Evidence:
    return Evidence(check, Status.NOT_ASSESSED, None, reason, Grade.VERIFIED)


def _percent(value: Decimal) -> str:
    return f"{100 * value:.1f} %"


def money(value: Decimal) -> str:
    """Return an amount with two places."""
    return f"{value:,.2f}"


def amount(value: Decimal | None) -> str:
    """Return a unit cost with as many places as it takes to see it."""
    return "-" if value is None else f"{value:.4g}"
