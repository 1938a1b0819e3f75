"""The worked examples of the model as statements: a legacy estate, a payments team, a ledger with and without its bill.

``python -m reporters.score_examples`` (with ``tests`` on the path) writes what they look like to ``scores``.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from maturity import test_score as examples
from msgspec.structs import replace
from reporters.building import POLICIES, clean, finding, located

from finops_guard.findings import Finding, Money
from finops_guard.maturity.answers import Answer, in_force, said
from finops_guard.maturity.facts import Facts, Gap, MandatoryKey
from finops_guard.maturity.gates import Gate, judged
from finops_guard.maturity.model import Level
from finops_guard.maturity.naming import IMPLEMENTED
from finops_guard.maturity.next_steps import next_steps
from finops_guard.maturity.score import score
from finops_guard.maturity.tag_costs import Carried, Driver, tag_costs
from finops_guard.maturity.tagging import TagCoverage
from finops_guard.pricing.estimates import Range, exactly
from finops_guard.pricing.savings import Saving
from finops_guard.report import CostSummary, Report
from finops_guard.reporters.options import Options
from finops_guard.reporters.score import render
from finops_guard.reporters.score.statement import Statement, state

DIRECTORY = Path(__file__).parent / "scores"
DAY = "2026-05-01"
FORMATS = {"text": "txt", "markdown": "md"}
# Of the payments team: one answer that the evidence contradicts, some that no check asks for, some that do not count.
ANSWERS = (
    Answer("allocation", Level.WALK, "Jo Doe", "2026-04-20"),
    Answer("savings", Level.RUN, "Jo Doe", "2026-04-20", "minutes of April"),
    Answer("variance", Level.WALK, "Al Roe", "2026-04-20"),
    Answer("processes", Level.CRAWL, "Al Roe", "2026-01-15"),
    Answer("processes", Level.WALK, "Al Roe", "2026-04-20"),
    Answer("skills", Level.RUN, "Al Roe", "2026-05-02"),
    Answer("tools", Level.WALK, "Jo Doe", "2025-09-30"),
)
OWNER = TagCoverage("owner", POLICIES[0].id)


def _report(
    values: dict[str, float],
    monthly: int,
    saving: int = 0,
    untagged: tuple[int, ...] = (),
    facts: Facts | None = None,
    savings: tuple[Finding, ...] = (),
    identified: int = 0,
) -> Report:
    known = examples.evidence(values)
    if identified:
        known |= {IMPLEMENTED: replace(known[IMPLEMENTED], whole=Decimal(identified))}
    result = score(known)
    result = replace(result, next_steps=next_steps(result, facts, findings=savings))
    details = {
        item.check: replace(item, detail=f"{item.value:.1%} was measured" if item.value is not None else item.detail)
        for part in result.capabilities
        for item in part.evidence
    }
    parts = tuple(
        replace(part, evidence=tuple(details[item.check] for item in part.evidence)) for part in result.capabilities
    )
    found = tuple(
        replace(
            finding(POLICIES[0], "no owner", f"aws_instance.web[{at}]", located(f"live/{at}/main.tf", 4, 1, 9)),
            root=f"live/{at % 2}",
            money=Money(False, Decimal(cost), Decimal(cost), Decimal(cost)),
        )
        for at, cost in enumerate(untagged)
    )
    return replace(
        clean(),
        findings=found,
        score=replace(result, capabilities=parts),
        cost=CostSummary(exactly(monthly), priced=40),
        saving=Saving(Range(Decimal(0), Decimal(saving), Decimal(saving)), 7) if saving else None,
        tags=(OWNER,),
        paid={(f"live/{at % 2}", f"aws_instance.web[{at}]"): Decimal(cost) for at, cost in enumerate(untagged)},
    )


def _legacy() -> Report:
    costs = (18_000, 12_000, 6_000, 2_068)
    gaps = tuple(
        Gap(
            f"aws_instance.web[{at}]",
            f"live/{at % 2}",
            "aws",
            located(f"live/{at}/main.tf", 4, 1, 9),
            ("owner",),
            Decimal(cost),
        )
        for at, cost in enumerate(costs)
    )
    tagged = [
        Driver(f"aws_instance.ok[{at}]", located("live/0/main.tf", 90, 1, 9), Carried.YES, Decimal(5833))
        for at in range(4)
    ]
    untagged = [Driver(gap.address, gap.location, Carried.NO, gap.cost) for gap in gaps]
    facts = Facts(
        costs=tag_costs([*tagged, *untagged]),
        resources=8,
        taggable=8,
        tagged=4,
        gaps=gaps,
        mandatory_keys=(MandatoryKey("owner", False, "FG-TAG-001"),),
        repository=True,
        root_locations={f"live/{at}": located(f"live/{at}/providers.tf", 1, 1, 9) for at in range(2)},
    )
    return _report(examples.LEGACY, 61_400, 5_200, costs, facts)


def _saving(address: str, monthly: int, owner: str, line: int) -> Finding:
    found = finding(POLICIES[2], "too large", address, located("live/payments/main.tf", line, 1, 9), owner=owner)
    return replace(found, money=Money(True, Decimal(monthly), Decimal(monthly), Decimal(monthly)))


def _payments() -> Report:
    savings = (
        _saving("aws_db_instance.ledger", 210_000, "team-ledger", 40),
        _saving("aws_instance.gateway[0]", 140_000, "team-gateway", 12),
        _saving("aws_instance.batch", 50_000, "team-batch", 71),
    )
    report = _report(examples.PAYMENTS, 910_000, 400_000, (127_400,), savings=savings, identified=500_000)
    answers = in_force(ANSWERS, DAY)
    return replace(report, score=replace(report.score, said=said(examples.evidence(examples.PAYMENTS), answers)))


REPORTS = {
    "legacy": _legacy(),
    "payments": _payments(),
    "ledger": _report(examples.LEDGER, 640_000, 57_000, (19_200,)),
    "ledger-without-bill": _report(examples.WITHOUT_BILL, 640_000, 57_000, (19_200,)),
}


def statement(name: str, *explained: str) -> Statement:
    report = REPORTS[name]
    gates = (Gate(Level.WALK), Gate(Level.RUN, "Allocation"))
    return state(report, ("",), DAY, name, judged(report.score, gates), explained)


def path(name: str, format: str) -> Path:
    return DIRECTORY / f"{name}.{FORMATS[format]}"


if __name__ == "__main__":
    for each in REPORTS:
        for chosen in FORMATS:
            path(each, chosen).write_text(render(statement(each), chosen, Options()), encoding="utf-8")
