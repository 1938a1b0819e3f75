"""What to do next: the stage sets the theme, the evidence names the place.

Below Walk: define mandatory tags, enforce them, tag. At Walk: implement what was found. Nothing is advised about checks
without evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import accumulate

from finops_guard.location import Location
from finops_guard.maturity.adjusting import rules
from finops_guard.maturity.criteria import (
    ALLOCATION,
    COVERAGE,
    ESTIMATED_COVERAGE,
    GOVERNANCE,
    Capability,
    Criterion,
    Threshold,
)
from finops_guard.maturity.evidence import WANTED_KEYS, blocks_changes
from finops_guard.maturity.facts import Facts, Gap
from finops_guard.maturity.model import CapabilityScore, Evidence, Level, NextStep, Score
from finops_guard.settings import ScoreSettings

LIMIT = 5
MAX_NAMED = 3
MAX_PROVIDERS = 2  # so that other themes are seen, too

# Provider types whose configuration can give tags to all resources, and what the argument is called.
DEFAULT_TAGS = {"aws": "default_tags", "google": "default_labels", "google-beta": "default_labels"}

# What to do about a check that is not met: the text and the effort. Checks with words of their own are below.
_STEPS: dict[str, tuple[str, str]] = {
    "allocation.enforced": ("let a policy on mandatory tags block pull requests, or set the tags by default", "S"),
    "allocation.shared-costs": ("write down how shared costs are split between teams", "M"),
    "allocation.billed-coverage": ("bring the billed share with mandatory tags above the threshold", "L"),
    "governance.blocking-policy": ("let at least one policy block pull requests", "S"),
    "governance.exceptions": ("complete every exception: owner, reason and an expiry date in the future", "S"),
    "governance.policies-enforced": (
        "raise the profile, or policies to severity error, so that 80 % of them block",
        "M",
    ),
    "governance.merges": (
        "let every change come by a pull request that finops-guard checks, so that 90 % of merges are evidenced",
        "S",
    ),
    "usage.findings-priced": ("give findings their monthly cost", "M"),
    "usage.savings-implemented": ("implement the largest savings that were found, owner by owner", "L"),
    "usage.savings-verified": ("verify implemented savings against the bill", "M"),
    "usage.automation": ("let autoscaling, lifecycle rules or schedules do what is done by hand", "L"),
    "planning.cost-shown": ("show the change of cost on pull requests", "S"),
    "planning.budgets": ("declare budgets as code for at least 80 % of the cost", "M"),
    "planning.priced": ("bring the share of priced cost to 90 %", "M"),
    "planning.budget-gate": ("ask for an approval where a change exceeds its budget", "M"),
    "forecasting.variance": ("bring the variance between forecast and bill down", "L"),
    "forecasting.drivers": ("forecast from business drivers instead of the last period", "L"),
    "anomalies.monitor": ("declare a cost anomaly monitor as code that looks at least daily", "S"),
    "anomalies.routed": ("route anomalies to the owner of the resource automatically", "M"),
    "rates.target": ("write down a target for commitment coverage", "S"),
    "rates.coverage": ("raise commitment coverage towards its target", "M"),
    "architecture.approved-modules": ("move the most costly resources to approved modules", "L"),
    "units.defined": ("define what one unit of the core product is", "S"),
    "units.measured": ("measure the cost of one unit", "M"),
    "units.trend": ("keep the cost of one unit for three periods or more", "M"),
}


def next_steps(
    score: Score, facts: Facts | None = None, limit: int = LIMIT, settings: ScoreSettings | None = None
) -> tuple[NextStep, ...]:
    """Return the first steps, in order, at most ``limit``; none for a scope without resources.

    ``settings`` are those that the score was made with.
    """
    facts = facts or Facts()
    if not any(item.assessed for item in score.capabilities) and not facts.resources:
        return ()
    steps = [*_reading(facts)]
    unmet = sorted(_unmet(score, rules(score.benchmark, settings)), key=lambda found: _order(score.level, *found))
    for capability, criterion, evidence in unmet:
        if criterion.check in _followers(facts):
            continue
        if criterion.check in {COVERAGE, ESTIMATED_COVERAGE}:
            steps += _tagging(facts, criterion.threshold, evidence)
        else:
            steps.append(_step(capability, criterion.check, evidence, facts))
    if facts.resources and not facts.repository and not facts.guard_runs:
        text = "scan from the repository's root, so that pipelines and CODEOWNERS are seen"
        steps.append(NextStep(GOVERNANCE, text, "S"))
    unique = {(step.text, step.location): step for step in steps}
    return tuple(unique.values())[:limit]


def _unmet(score: Score, model: Iterable[Capability]) -> Iterator[tuple[CapabilityScore, Criterion, Evidence]]:
    """Yield the assessed musts that keep each capability from its next rung, and what else could be better there."""
    definitions = {item.name: item for item in model}
    for capability in score.capabilities:
        rung = Level.WALK if capability.level.rank < Level.WALK.rank else Level.RUN
        evidence = {item.check: item for item in capability.evidence}
        for criterion in definitions[capability.capability].criteria:
            found = evidence[criterion.check]
            wanted = criterion.must or criterion.check == "governance.code-owners"
            if (
                criterion.rung is rung
                and wanted
                and found.value is not None
                and not criterion.threshold.met(found.value)
            ):
                yield capability, criterion, found


def _followers(facts: Facts) -> set[str]:
    """Return the checks that are met by themselves once the guard runs on every pull request."""
    if blocks_changes(facts):
        return set()
    found = {"governance.blocking-policy", "governance.policies-enforced"} if facts.blocking else set()
    return found | ({"allocation.enforced"} if facts.blocking_tags else set())


def _order(
    level: Level, capability: CapabilityScore, criterion: Criterion, evidence: Evidence
) -> tuple[bool, bool, bool, int]:
    """Sort by the theme of the stage, then by gates and musts, then by weight."""
    theme = ("allocation.", "governance.guard") if level.rank < Level.WALK.rank else ("usage.savings-implemented",)
    lower = capability.level.rank > level.rank
    return not evidence.check.startswith(theme), lower, not criterion.must, -capability.weight


def _reading(facts: Facts) -> Iterator[NextStep]:
    if facts.unread:
        names = _named(facts.unread)
        yield NextStep(GOVERNANCE, f"make what cannot be parsed readable: {names}", "S", Location(facts.unread[0]))


def _tagging(facts: Facts, threshold: Threshold, evidence: Evidence) -> Iterator[NextStep]:
    """Yield where default tags lift the coverage most, then which resources to tag one by one."""
    if not facts.gaps:
        text = f"raise the share of cost with valid mandatory tags from {evidence.value or 0:.1%} to {threshold}"
        yield NextStep(ALLOCATION, text, "M", evidence.location)
        return
    scale = _Scale(facts)
    groups: dict[tuple[str, str], list[Gap]] = {}
    for gap in facts.gaps:
        if gap.provider in DEFAULT_TAGS:
            groups.setdefault((gap.root, gap.provider), []).append(gap)
    several = (group for group in groups.values() if len(group) > 1)
    largest = sorted(several, key=lambda group: (-scale.of(group), -len(group)))[:MAX_PROVIDERS]
    for group in largest:
        first = group[0]
        keys = ", ".join(dict.fromkeys(key for gap in group for key in gap.keys)) or "the mandatory tags"
        text = (
            f"put {keys} into {DEFAULT_TAGS[first.provider]} of the {first.provider} provider in "
            f"{first.root or 'the root directory'}: "
            f"lifts coverage from {scale.share():.1%} to at most {scale.share(scale.of(group)):.1%}"
        )
        location = facts.root_locations.get(first.root, first.location)
        yield NextStep(ALLOCATION, text, "S", location, _resources(group))
    named = {(group[0].root, group[0].provider) for group in largest}
    done = [gap for gap in facts.gaps if (gap.root, gap.provider) in named]
    rest = [gap for gap in facts.gaps if (gap.root, gap.provider) not in named]
    rest.sort(key=lambda gap: -scale.of([gap]))
    if rest:
        yield _one_by_one(scale, threshold, done, rest)


def _one_by_one(scale: _Scale, threshold: Threshold, done: list[Gap], rest: list[Gap]) -> NextStep:
    """Return the step to tag the heaviest resources, as many as meet the threshold, after those that are done."""
    before = scale.of(done)
    lifts = accumulate((scale.of([gap]) for gap in rest), initial=before)
    shares = [scale.share(lift) for lift in lifts][1:]
    # Rounded, because a boundary counts exactly as written.
    missing = next((at for at, share in enumerate(shares, 1) if threshold.met(round(share, 9))), len(rest))
    which = "this resource" if missing == 1 else f"these {missing} resources"
    lift = f"coverage goes from {scale.share(before):.1%} to {shares[missing - 1]:.1%}"
    verb = "label" if all(gap.provider == "kubernetes" for gap in rest[:missing]) else "tag"
    text = f"{verb} {which}: {_named([gap.address for gap in rest[:missing]])}; {lift}"
    effort = "S" if missing <= 5 else "M" if missing <= 50 else "L"
    return NextStep(ALLOCATION, text, effort, rest[0].location, _resources(rest[:missing]))


def _resources(gaps: Iterable[Gap]) -> tuple[tuple[str, str], ...]:
    return tuple((gap.root, gap.address) for gap in gaps)


class _Scale:
    """Weighs resources as the coverage of tags does: by cost, or where nothing has a price by their number."""

    def __init__(self, facts: Facts) -> None:
        costs, hidden = facts.costs, len(facts.unread)
        self._by_cost = bool(costs.total)
        self._tagged = costs.tagged if self._by_cost else Decimal(facts.tagged)
        self._total = costs.total + hidden * costs.dearest if self._by_cost else Decimal(facts.taggable + hidden)

    def of(self, gaps: Iterable[Gap]) -> Decimal:
        return sum((gap.cost or Decimal(0) if self._by_cost else Decimal(1) for gap in gaps), Decimal(0))

    def share(self, more: Decimal = Decimal(0)) -> float:
        """Return the coverage once so much more is tagged."""
        return float((self._tagged + more) / self._total)


def _step(capability: CapabilityScore, check: str, evidence: Evidence, facts: Facts) -> NextStep:
    location = evidence.location
    if check == "allocation.mandatory-keys":
        text, effort = _keys(facts), "S"
        location = location or (Location(facts.configuration) if facts.configuration else None)
    elif check == "governance.guard":
        text, effort = _guard(facts), "S"
    elif check == "governance.code-owners":
        text, effort = "give the configuration, policies and pipelines of the guard owners in CODEOWNERS", "S"
    else:
        text, effort = _STEPS[check]
    return NextStep(capability.capability, text, effort, location, check=check)


def _keys(facts: Facts) -> str:
    free = [key.key for key in facts.mandatory_keys if not key.constrained]
    if free:
        return f"define allowed values or a pattern for {', '.join(free)}"
    return f"define {WANTED_KEYS} mandatory tag keys with allowed values (there are {len(facts.mandatory_keys)})"


def _guard(facts: Facts) -> str:
    if facts.guard_runs:
        return f"let finops-guard hold back every pull request: {facts.guard_runs[0].weakness}"
    return "run finops-guard on every pull request, in CI"


def _named(names: tuple[str, ...] | list[str]) -> str:
    # The same object may stand in several files.
    shown = list(dict.fromkeys(names))[:MAX_NAMED]
    rest = sum(name not in shown for name in names)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")
