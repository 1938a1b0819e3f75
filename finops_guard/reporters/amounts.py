"""Amounts of money as people read them."""

from __future__ import annotations

from decimal import Decimal

from finops_guard.findings import Money
from finops_guard.pricing.estimates import Range, cents
from finops_guard.reporters.styling import neutralise

_CENT = Decimal("0.01")
DIGITS = 18  # with more before the point, figures are written with an exponent
NO_FIGURE = "-"


def amount(number: Decimal | None) -> str:
    """Return an amount to the cent, ``1,234.50``; less than a cent as such."""
    if number is None:
        return NO_FIGURE
    if 0 < number < _CENT:
        return "<0.01"
    return f"{cents(number):,f}" if number.adjusted() < DIGITS else f"{number:.3e}"


def spread(monthly: Range | None) -> str:
    """Return ``least 1.00, most 9.00`` of what is scaled; empty where there is one figure, or none."""
    if monthly is None or monthly.is_fixed:
        return ""
    most = "no upper bound" if monthly.most is None else f"most {amount(monthly.most)}"
    return f"least {amount(monthly.least)}, {most}"


def worth(money: Money, each: str = "") -> str:
    """Return what is saved, or what is at stake: ``saves about 12.30 USD a month``, ``costs 70.08 USD a month``.

    ``each`` follows the amount where it is that of each of several.
    """
    figure = f"{amount(money.expected)} {neutralise(money.currency)} a month{each}"
    if not money.is_saving:
        return f"costs {figure}"
    if money.expected:
        more = "" if money.most is None or money.most <= money.expected else f", at the most {amount(money.most)}"
        return f"saves about {figure}{more}"
    return f"saves up to {amount(money.most)} {neutralise(money.currency)} a month{each}"


def as_range(money: Money) -> Range:
    """Return the figures of a finding's money."""
    return Range(money.least, money.expected, money.most)
