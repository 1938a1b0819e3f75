"""A report in which every field that a reporter may show is filled."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace
from reporters.building import MAIN, POLICIES, believable, finding, located

from finops_guard.findings import (
    Enforcement,
    ExceptionState,
    Finding,
    ModuleCall,
    Money,
    RegisteredException,
    ReportedCause,
    Standing,
    Suppressed,
)
from finops_guard.location import Location
from finops_guard.policy.budgets.model import Source, State
from finops_guard.policy.budgets.summary import BudgetLine, BudgetSummary
from finops_guard.pricing.estimates import Range
from finops_guard.pricing.savings import Saving
from finops_guard.report import Gone, Known, Novelty, Report

REGISTER = ".finops-guard/exceptions.yaml"


def full() -> Report:
    """Return the believable report with money, module calls, suppressions, budgets, and a base and a baseline."""
    usual = believable()
    saving = Money(True, Decimal(2), Decimal("12.5"), Decimal(90))
    at_stake = Money(False, Decimal(70), Decimal("70.08"), None)
    calls = (ModuleCall("storage", located("live/prod/storage.tf", 4, 1, 16)),)
    dear = replace(usual.findings[-2], money=saving, calls=calls, standing=Standing.NEW)
    advice = replace(
        usual.findings[-1],
        money=at_stake,
        standing=Standing.WORSE,
        enforcement=Enforcement.ADVISORY,
        causes=(ReportedCause("default", "the default of var.tags", located("live/prod/variables.tf", 9, 13, 2)),),
    )
    first = [replace(each, standing=Standing.NEW) for each in usual.findings[:-2]]
    return replace(
        usual,
        findings=(*first, dear, advice),
        suppressed=(
            Suppressed(
                _volume("aws_ebs_volume.granted", 60),
                located(REGISTER, 3, 3, 20),
                "replaced in June",
                "EXC-2026-0007",
                "finance@example.com",
                "2026-06-30",
                "storage@example.com",
                "https://git.example.com/shop/infra/pull/7",
                "FIN-7",
                Decimal(10),
                Decimal("20.5"),
            ),
            Suppressed(_volume("aws_ebs_volume.commented", 70), located(MAIN, 69, 1, 40), "test data only"),
        ),
        exceptions=_exceptions(),
        as_of="2026-05-01",
        budgets=_budgets(),
        saving=Saving(Range(Decimal(2), Decimal("12.5"), Decimal(90)), 1),
        novelty=_novelty(),
    )


def _volume(address: str, line: int) -> Finding:
    message = f'{address} is "gp2": gp3 costs 20 % less'
    return finding(POLICIES[1], message, address, located(MAIN, line, 10, 5), key="type", excerpt='  type = "gp2"')


def _exceptions() -> tuple[RegisteredException, ...]:
    in_force = RegisteredException(
        "EXC-2026-0007",
        "waiver",
        ExceptionState.IN_FORCE,
        ("gp2-volumes",),
        located(REGISTER, 3, 3, 20),
        "replaced in June",
        "storage@example.com",
        "finance@example.com",
        "2026-04-01",
        "2026-06-30",
        1,
        1,
        "https://git.example.com/shop/infra/pull/7",
        "FIN-7",
        Decimal("12.5"),
        Decimal(10),
        Decimal("20.5"),
        owners=("team-storage",),
    )
    bare = {"approved_in": "", "ticket": "", "cost": None, "cost_at_grant": None, "cost_cap": None, "owners": ()}
    over = replace(in_force, id="EXC-2026-0008", state=ExceptionState.EXPIRED, findings=0, **bare)
    return in_force, over


def _novelty() -> Novelty:
    known = tuple(
        Known(replace(_volume(f"aws_ebs_volume.{by}", line), standing=Standing.KNOWN), by)
        for line, by in ((80, "base"), (90, "baseline"), (100, "unchanged"))
    )
    return Novelty(
        base="commit 0123456789ab (main)",
        baseline=".finops-guard-baseline.json",
        known=known,
        fixed=(_gone("aws_ebs_volume.fixed"),),
        stale=(_gone("aws_ebs_volume.stale"),),
    )


def _gone(address: str) -> Gone:
    policy = POLICIES[1]
    message = f'{address} is "gp2": gp3 costs 20 % less'
    return Gone(policy.id, message, "live/prod", address, "type", located(MAIN, 110, 10, 5), "0123456789abcdef")


def _budgets() -> BudgetSummary:
    line = BudgetLine(
        "platform",
        "budget.platform",
        Source.CONFIGURATION,
        Location(".finops-guard.yaml", 8, 5, 8, 20),
        State.EXCEEDED,
        "team-platform",
        "live/prod",
        Decimal(1000),
        "USD",
        Decimal("1234.5"),
        Decimal(2000),
        Decimal("123.45"),
        12,
        2,
        "more than all of it",
    )
    return BudgetSummary((line,), "USD", Decimal(900), Decimal("1234.5"))
