"""What report-v1 tells of money: of findings, resources, changes, shares and budgets."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from finops_guard.findings import Money
from finops_guard.pricing.savings import Saving
from finops_guard.pricing.shares import Group, Share
from finops_guard.report import CostChange, CostSummary
from finops_guard.reporters.amounts import as_range
from finops_guard.reporters.plain import Plain, Record, amounts, exact, location

if TYPE_CHECKING:
    from finops_guard.maturity.tagging import TagCoverage
    from finops_guard.policy.budgets.summary import BudgetLine, BudgetSummary

_HUNDREDTH = Decimal("0.01")


def saving_record(saving: Saving | None) -> Plain:
    """Return what findings save together."""
    if saving is None:
        return None
    return {"currency": saving.currency, "monthly": amounts(saving.monthly), "findings": saving.findings}


def money_record(money: Money | None) -> Plain:
    """Return what a finding is worth."""
    if money is None:
        return None
    kind = "saving" if money.is_saving else "at-stake"
    return {"kind": kind, "currency": money.currency, "monthly": amounts(as_range(money))}


def cost_record(cost: CostSummary | None) -> Plain:
    """Return what the resources cost."""
    if cost is None:
        return None
    return {
        "currency": cost.currency,
        "monthly": amounts(cost.monthly),
        "resources": {
            "priced": cost.priced,
            "partly_priced": cost.partly,
            "unpriced": cost.unpriced,
            "usage_based": cost.usage_based,
        },
        "costliest": [
            {"root": each.root, "address": each.address, "monthly": amounts(each.monthly)} for each in cost.costliest
        ],
        "on_nodes": amounts(cost.on_nodes),
        "change": _change(cost.change),
        "shares": {
            "team": _shares(cost.shares.by_team),
            "environment": _shares(cost.shares.by_environment),
            "service": _shares(cost.shares.by_service),
            "root": _shares(cost.shares.by_root),
        },
    }


def _shares(found: tuple[Share, ...]) -> list[Plain]:
    return [
        {
            "group": each.group.value,
            "name": each.name if each.group is Group.NAMED else None,
            "monthly": exact(each.monthly),
            "resources": each.resources,
            "unpriced": each.unpriced,
        }
        for each in found
    ]


def tags_record(found: TagCoverage) -> Record:
    """Return how far a mandatory tag is carried."""
    return {
        "key": found.key,
        "policy": found.policy,
        "resources": {"carried": found.carried, "absent": found.absent, "unknown": found.unknown},
        "monthly": {
            "carried": exact(found.carried_cost),
            "absent": exact(found.absent_cost),
            "unknown": exact(found.unknown_cost),
        },
    }


def _change(change: CostChange | None) -> Plain:
    if change is None:
        return None
    return {
        "base": change.base,
        "before": exact(change.before),
        "after": exact(change.after),
        "delta": exact(change.delta),
        "percent": None if change.percent is None else f"{change.percent:.1f}",
        "added": exact(change.added),
        "saved": exact(change.saved),
        "resources": {**change.counts},
        "largest": [
            {
                "status": each.status,
                "root": each.root,
                "address": each.address,
                "moved_from": each.moved_from or None,
                "delta": exact(each.delta) if each.is_priced else None,
            }
            for each in change.largest
        ],
        "unread": change.unread,
        "one_sided": None if change.one_sided is None else exact(change.one_sided),
        "on_nodes": None if change.on_nodes is None else exact(change.on_nodes),
    }


def budgets_record(found: BudgetSummary | None) -> Plain:
    """Return the budgets; null where there are none."""
    if found is None:
        return None
    return {
        "currency": found.currency,
        "cost": figure(found.total),
        "covered": figure(found.covered),
        "share": _share(found.share),
        "budgets": [_budget(each) for each in found.budgets],
    }


def _budget(each: BudgetLine) -> Plain:
    return {
        "name": each.name,
        "address": each.address,
        "source": each.source.value,
        "owner": each.owner or None,
        "root": each.root,
        "location": location(each.location),
        "amount": figure(each.amount),
        "currency": each.currency or None,
        "expected": exact(each.expected),
        "most": figure(each.most),
        "share": _share(each.share),
        "state": each.state.value,
        "reason": each.reason,
        "resources": each.resources,
        "unpriced": each.unpriced,
    }


def figure(number: Decimal | None) -> str | None:
    """Return an exact figure; None where there is none."""
    return None if number is None else exact(number)


def _share(share: Decimal | None) -> str | None:
    return None if share is None else exact(share.quantize(_HUNDREDTH, ROUND_DOWN))
