"""What to do next: the stage sets the theme, money the order, and the evidence names the place.

Below Walk: define mandatory tags, enforce them, tag. At Walk: implement what was found. At Run, or where only evidence
is missing to it: the cost of one unit. Of checks without evidence nothing is advised but to implement savings that are
open, and, from Walk on, to show a bill.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from finops_guard.findings import Finding, Verdict
from finops_guard.location import Location
from finops_guard.maturity.adjusting import rules
from finops_guard.maturity.criteria import (
    BILLED_COVERAGE,
    COVERAGE,
    ESTIMATED_COVERAGE,
    GOVERNANCE,
    MET,
    Capability,
    Criterion,
)
from finops_guard.maturity.declared import COMMITMENTS, FORECAST, SHARED_COSTS, UNIT_METRICS
from finops_guard.maturity.evidence import WANTED_KEYS, blocks_changes
from finops_guard.maturity.facts import Facts
from finops_guard.maturity.model import CapabilityScore, Evidence, Level, NextStep, Score
from finops_guard.maturity.naming import IMPLEMENTED
from finops_guard.maturity.tag_steps import MAX_NAMED, named, tagging
from finops_guard.settings import ScoreSettings

LIMIT = 5
# What a bill tells of three capabilities: where nothing of it is known, no bill was shown.
_BILLED = (BILLED_COVERAGE, "forecasting.variance", "rates.coverage")

# What to do about a check that is not met: the text and the effort. Checks with words of their own are below.
_STEPS: dict[str, tuple[str, str]] = {
    "allocation.enforced": ("let a policy on mandatory tags block pull requests, or set the tags by default", "S"),
    "allocation.shared-costs": (f"write down how shared costs are split between teams, in {SHARED_COSTS}", "M"),
    "allocation.billed-coverage": ("tag what the bill shows without valid mandatory tags", "L"),
    "governance.blocking-policy": ("let at least one policy block pull requests", "S"),
    "governance.exceptions": ("complete every exception: owner, reason and an expiry date in the future", "S"),
    "governance.policies-enforced": (
        "let more policies block: raise the profile, or fail scans from severity warning on",
        "M",
    ),
    "governance.merges": ("let every change come by a pull request that finops-guard checks", "S"),
    "usage.findings-priced": (
        "say how much is used, so that findings say what they are worth (finops-guard cost --format usage)",
        "M",
    ),
    "usage.savings-verified": ("verify implemented savings against the bill", "M"),
    "usage.automation": ("let autoscaling, lifecycle rules or schedules do what is done by hand", "L"),
    "planning.cost-shown": ("show the change of cost on pull requests", "S"),
    "planning.budgets": ("declare budgets as code for more of the cost", "M"),
    "planning.priced": ("give more resources a price, by a usage file or a price book", "M"),
    "planning.budget-gate": ("ask for an approval where a change exceeds its budget", "M"),
    "forecasting.variance": ("bring the variance between forecast and bill down", "L"),
    "forecasting.drivers": (
        f"forecast from business drivers instead of the last period, and name them in {FORECAST}",
        "L",
    ),
    "anomalies.monitor": ("declare a cost anomaly monitor as code that looks at least daily", "S"),
    "anomalies.routed": ("route anomalies to the owner of the resource automatically", "M"),
    "rates.target": (f"write down a target for commitment coverage, in {COMMITMENTS}", "S"),
    "rates.coverage": ("raise commitment coverage towards its target", "M"),
    "architecture.approved-modules": ("move the most costly resources to approved modules", "L"),
    "units.defined": (f"define what one unit of the core product is, in {UNIT_METRICS}", "S"),
    "units.measured": ("measure the cost of one unit", "M"),
    "units.trend": ("keep the cost of one unit for three periods or more", "M"),
}


def next_steps(
    score: Score,
    facts: Facts | None = None,
    limit: int = LIMIT,
    settings: ScoreSettings | None = None,
    findings: Iterable[Finding] = (),
) -> tuple[NextStep, ...]:
    """Return the first steps, in order, at most ``limit``; none for a scope without resources.

    ``settings`` are those that the score was made with, ``findings`` carry their money.
    """
    facts = facts or Facts()
    if not any(item.assessed for item in score.capabilities) and not facts.resources:
        return ()
    steps = [*_reading(facts)]
    savings = sorted(filter(_worth, findings), key=lambda each: (-_worth(each), each.location))
    found = _unmet(score, rules(score.benchmark, settings), savings)
    unmet = sorted(found, key=lambda each: _order(score, *each))
    for capability, criterion, evidence in unmet:
        if criterion.check in _followers(facts):
            continue
        if criterion.check in {COVERAGE, ESTIMATED_COVERAGE}:
            steps += tagging(facts, criterion.threshold, evidence)
        elif criterion.check == IMPLEMENTED:
            steps.append(_implementing(capability, criterion, evidence, savings))
        else:
            steps.append(_step(capability, criterion, evidence, facts))
    bill = [*_showing(score)]
    steps = [*steps[: limit - len(bill)], *bill]
    if facts.resources and not facts.repository and not facts.guard_runs:
        text = "scan from the repository's root, so that pipelines and CODEOWNERS are seen"
        steps.append(NextStep(GOVERNANCE, text, "S"))
    unique = {(step.text, step.location): step for step in steps}
    return tuple(unique.values())[:limit]


def _showing(score: Score) -> Iterator[NextStep]:
    """Yield that a bill would tell more, where none was shown to a governance that is at Walk at least."""
    waiting = {
        capability.capability: capability
        for capability in score.capabilities
        for each in capability.evidence
        if each.check in _BILLED and each.value is None
    }
    if score.level.rank >= Level.WALK.rank and len(waiting) == len(_BILLED):
        names = ", ".join(waiting)
        text = f"show a bill (finops-guard score --billing FILE): {names} cannot be proven without one"
        yield NextStep(next(iter(waiting)), text, "S", check=next(iter(_BILLED)))


def _unmet(
    score: Score, model: Iterable[Capability], savings: Sequence[Finding]
) -> Iterator[tuple[CapabilityScore, Criterion, Evidence]]:
    """Yield the assessed musts that keep each capability from its next rung, and what else could be better there."""
    definitions = {item.name: item for item in model}
    for capability in score.capabilities:
        rung = Level.WALK if capability.level.rank < Level.WALK.rank else Level.RUN
        evidence = {item.check: item for item in capability.evidence}
        for criterion in definitions[capability.capability].criteria:
            found = evidence[criterion.check]
            wanted = criterion.must or criterion.check == "governance.code-owners"
            if found.value is None:
                misses = criterion.check == IMPLEMENTED and bool(savings)
            else:
                misses = not criterion.threshold.met(found.value)
            if criterion.rung is rung and wanted and misses:
                yield capability, criterion, found


def _followers(facts: Facts) -> set[str]:
    """Return the checks that are met by themselves once the guard runs on every pull request."""
    if blocks_changes(facts):
        return set()
    found = {"governance.blocking-policy", "governance.policies-enforced"} if facts.blocking else set()
    return found | ({"allocation.enforced"} if facts.blocking_tags else set())


def _order(
    score: Score, capability: CapabilityScore, criterion: Criterion, evidence: Evidence
) -> tuple[bool, bool, bool, int]:
    """Sort by the theme of the stage, then by gates and musts, then by weight."""
    lower = capability.level.rank > score.level.rank
    return not evidence.check.startswith(_theme(score)), lower, not criterion.must, -capability.weight


def _theme(score: Score) -> tuple[str, ...]:
    """Return what the checks begin with that a stage is about."""
    if score.level.rank < Level.WALK.rank:
        return ("allocation.", "governance.guard")
    is_towards_run = Level.RUN in {score.level, score.ready}
    return (IMPLEMENTED, "units.") if is_towards_run else (IMPLEMENTED,)


def _worth(finding: Finding) -> Decimal:
    """Return what a finding saves a month once it is put right."""
    money = finding.money
    if money is None or not money.is_saving or finding.verdict is not Verdict.FAIL:
        return Decimal(0)
    return money.expected or money.most or Decimal(0)


def _reading(facts: Facts) -> Iterator[NextStep]:
    if facts.unread:
        names = named(facts.unread)
        yield NextStep(GOVERNANCE, f"make what cannot be parsed readable: {names}", "S", Location(facts.unread[0]))


def _implementing(
    capability: CapabilityScore, criterion: Criterion, evidence: Evidence, savings: Sequence[Finding]
) -> NextStep:
    """Return the step to put right what saves the most, and what that has to come to for the next level."""
    text = "implement the largest savings that were found, owner by owner"
    if savings:
        shown = [f"{each.address} ({each.policy_name}, {each.owner or 'no owner'})" for each in savings[:MAX_NAMED]]
        rest = len(savings) - len(shown)
        text += f": {', '.join(shown)}{f' and {rest} more' if rest else ''}"
    text += _distance(criterion, evidence)
    missing = criterion.threshold.figure - (evidence.value or 0.0)
    if evidence.whole is not None and missing > 0:
        currency = f" {savings[0].money.currency}" if savings and savings[0].money is not None else ""
        text += f", which is {evidence.whole * Decimal(str(round(missing, 9))):,.2f}{currency} a month more"
    location = savings[0].location if savings else evidence.location
    return NextStep(capability.capability, text, "L", location, check=criterion.check)


def _step(capability: CapabilityScore, criterion: Criterion, evidence: Evidence, facts: Facts) -> NextStep:
    location, check = evidence.location, criterion.check
    if check == "allocation.mandatory-keys":
        text, effort = _keys(facts), "S"
        location = location or (Location(facts.configuration) if facts.configuration else None)
    elif check == "governance.guard":
        text, effort = _guard(facts), "S"
    elif check == "governance.code-owners":
        text, effort = "give the configuration, policies and pipelines of the guard owners in CODEOWNERS", "S"
    else:
        text, effort = _STEPS[check]
        text += _distance(criterion, evidence)
    return NextStep(capability.capability, text, effort, location, check=check)


def _distance(criterion: Criterion, evidence: Evidence) -> str:
    """Return how far it is to what is asked for; empty for what is there or not."""
    if criterion.threshold == MET or evidence.value is None:
        return ""
    return f"; {evidence.value:.1%} now, and {criterion.threshold} is asked for"


def _keys(facts: Facts) -> str:
    free = [key.key for key in facts.mandatory_keys if not key.constrained]
    if free:
        return f"define allowed values or a pattern for {', '.join(free)}"
    return f"define {WANTED_KEYS} mandatory tag keys with allowed values (there are {len(facts.mandatory_keys)})"


def _guard(facts: Facts) -> str:
    if facts.guard_runs:
        return f"let finops-guard hold back every pull request: {facts.guard_runs[0].weakness}"
    return "run finops-guard on every pull request, in CI"
