"""Amounts of money as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from finops_guard.findings import Finding, Money
from finops_guard.pricing.estimates import Range, cents
from finops_guard.reporters.styling import neutralise

_CENT = Decimal("0.01")
_HUGE = Decimal(1_000_000)
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


def left_standing(findings: Iterable[Finding]) -> str:
    """Return what is not saved by letting findings stand, else what their resources cost, each once; maybe nothing."""
    money = [(each, each.money) for each in findings if each.money is not None]
    if not money:
        return ""
    savings = [each.expected for _, each in money if each.is_saving]
    costs = {(finding.root, finding.address): each.expected for finding, each in money}
    figure = f"{amount(sum(savings or costs.values(), Decimal(0)))} {neutralise(money[0][1].currency)} a month"
    return f"{figure} not saved" if savings else f"{figure} at stake"


def granted_cost(at_grant: Decimal | None, cap: Decimal | None) -> str:
    """Return what an exception was granted for: ``70.08 a month at the grant, at most 80.00``; maybe nothing."""
    before = [] if at_grant is None else [f"{amount(at_grant)} a month at the grant"]
    return ", ".join([*before, *([] if cap is None else [f"at most {amount(cap)}"])])


def is_worth_saying(money: Money, sentences: Iterable[str]) -> bool:
    """Tell whether money is to be told of a finding: a saving, or a cost that none of its sentences names."""
    return money.is_saving or (money.expected > 0 and not any(amount(money.expected) in text for text in sentences))


def as_range(money: Money) -> Range:
    """Return the figures of a finding's money."""
    return Range(money.least, money.expected, money.most)


def signed(number: Decimal) -> str:
    """Return a difference to the cent: ``+12.00``, ``-3.50``, ``0.00``."""
    if 0 < abs(number) < _CENT:
        return f"{'+' if number > 0 else '-'}<0.01"
    return f"{'+' if number > 0 else ''}{cents(number):,f}" if number.adjusted() < DIGITS else f"{number:+.3e}"


def growth(percent: Decimal | None, *, is_change: bool) -> str:
    """Return a difference in percent; ``new`` where there was nothing before that it could be a share of."""
    if percent is None:
        return "new" if is_change else ""
    return f"{percent:+,.1f} %" if abs(percent) < _HUGE else f"{percent:+.1e} %"


def one_sided(part: Decimal, currency: str) -> str:
    """Return what is said of a part of a difference that comes from prices which only one side has."""
    return f"{signed(part)} {currency} of the difference is of parts that have a price on one side only"


def shared(share: Decimal, currency: str) -> str:
    """Return what is said of workloads whose requests are a share of node pools, which are counted themselves."""
    return f"workloads of {amount(share)} {currency} run on node pools of this scan and are not added"
