"""How reports of the score say levels, numbers, evidence and money."""

from __future__ import annotations

from math import floor

from finops_guard.maturity.answers import MAX_DAYS
from finops_guard.maturity.criteria import MET, Bound, Threshold
from finops_guard.maturity.gates import Judged, Outcome
from finops_guard.maturity.model import CapabilityScore, Evidence, Grade, Level, Said, Score, Standing, Status
from finops_guard.maturity.naming import CHECKS, slug
from finops_guard.reporters.amounts import amount
from finops_guard.reporters.score.statement import Amount, Kind, Scope, Table
from finops_guard.reporters.styling import count, listed

GRADES = {
    Grade.DESIGN: "from code",
    Grade.OPERATING: "from history",
    Grade.VERIFIED: "from billing data",
    Grade.ANSWERED: "from answers",
}
STATUSES = {
    Status.PASS: "met",
    Status.PARTIAL: "in part",
    Status.FAIL: "not met",
    Status.NOT_ASSESSED: "not assessed",
    Status.NOT_APPLICABLE: "does not apply",
    Status.ERROR: "error",
}
BENCHMARKS = {
    "ff-2026": "FinOps Foundation 2026",
    "ff-2023": "FinOps Foundation 2023",
    "costdefender": "CostDefender",
}
SAID = "What people said"
_STANDINGS = {
    Standing.COUNTS: "counts, up to Walk: there is no other evidence",
    Standing.AGREES: "the evidence counts, and agrees",
    Standing.CONTRADICTS: "the evidence counts, and contradicts this",
    Standing.TOLD: "told beside the score, and counts in no check",
    Standing.REPLACED: "does not count: a later answer does",
    Standing.LAPSED: f"does not count: it is older than {MAX_DAYS} days",
    Standing.FUTURE: "does not count: its day is in the future",
    Standing.UNDATED: "does not count: that is no day of the calendar",
}
_BOUNDS = {Bound.AT_LEAST: "at least", Bound.ABOVE: "more than", Bound.AT_MOST: "at most", Bound.BELOW: "less than"}
OUTCOMES = {Outcome.MET: "met", Outcome.NOT_MET: "not met", Outcome.NOT_ASSESSABLE: "cannot be assessed"}


def level(found: Level) -> str:
    """Return ``Walk``, ``Not assessed``."""
    return found.value.capitalize()


def overall(score: Score) -> str:
    """Return the level with what it rests on: ``Walk (O, from history), Run-ready``."""
    if score.level is Level.NOT_ASSESSED:
        gates = [part for part in score.capabilities if part.gate]
        missing = [part.capability for part in gates if part.level is Level.NOT_ASSESSED]
        return f"Not assessed: there is no evidence for {listed(missing, 'or')}" if missing else "Not assessed"
    grade = f" ({score.assurance}, {GRADES[Grade(score.assurance)]})" if score.assurance else ""
    ready = f", {level(score.ready)}-ready" if score.ready else ""
    return f"{level(score.level)}{grade}{ready}"


def number(score: Score) -> str:
    """Return ``58 of 100 (range 58-62, 90 % of the evidence is assessed)``."""
    assessed = f"{percent(score.assessed)} of the evidence is assessed"
    return f"{score.low:.0f} of 100 (range {score.low:.0f}-{score.high:.0f}, {assessed})"


def percent(share: float) -> str:
    """Return a share of 1 as people read it."""
    return f"{share:.0%}".replace("%", " %")


def value(evidence: Evidence) -> str:
    """Return the share that was measured, to the hundredth, for at boundaries it counts; empty for all or nothing."""
    if evidence.value is None or evidence.value in {0, 1}:
        return ""
    # Cut off: 89.999 % is not shown as the 90 % that it does not reach.
    return f"{floor(round(evidence.value * 10_000, 6)) / 100:g} %"


def threshold(asked: Threshold) -> str:
    """Return what is asked for: ``more than 90 %``, or ``in place`` where it is there or not."""
    if asked == MET:
        return "in place"
    return f"{_BOUNDS[asked.bound]} {percent(asked.figure)}"


def money(found: Amount) -> str:
    """Return an amount a month: ``about 12.00 USD a month``, or up to that."""
    return f"{'up to' if found.at_most else 'about'} {amount(found.monthly)} {found.currency} a month"


def meaning(found: Amount) -> str:
    """Return what an amount is, in words for whoever pays it."""
    if found.kind is Kind.SAVINGS:
        return "could be saved: it was found, and is not put right yet"
    return "cannot be attributed: the tags that say who it is for are missing"


def missing(points: float) -> str:
    """Return how many points are missing; empty for less than half of one."""
    return f"{points:.0f} of 100 points missing" if round(points) else ""


def answer(found: Said) -> str:
    """Return what was answered: ``Walk: with some help``."""
    return f"{level(found.answer)}: {found.meaning}"


def worth(found: Said) -> str:
    """Return what an answer is worth beside the evidence, and what contradicts it."""
    checks = f": {listed([CHECKS[each] for each in found.contradicted], 'and')}" if found.contradicted else ""
    return f"{_STANDINGS[found.standing]}{checks}"


def answers(score: Score) -> tuple[Table, ...]:
    """Return what people answered as a table; none where nobody answered."""
    rows = tuple((each.text, answer(each), each.by, each.on, each.seen_in, worth(each)) for each in score.said)
    columns = ("question", "answer", "by", "on", "to be seen in", "what it is worth")
    return (Table(SAID, columns, rows, 0),) if rows else ()


def others(part: CapabilityScore, benchmark: str) -> str:
    """Return the level of a capability by the other benchmarks: ``Walk by CostDefender``."""
    return ", ".join(f"{level(at)} by {BENCHMARKS[name]}" for name, at in part.levels.items() if name != benchmark)


def gate(judged: Judged) -> str:
    """Return ``allocation at walk or higher: not met, it is crawl``."""
    about = slug(judged.gate.capability) if judged.gate.capability else "overall"
    wanted = judged.gate.level.value + (" or higher" if judged.gate.level is not Level.RUN else "")
    found = f", it is {judged.found.value}" if judged.found is not Level.NOT_ASSESSED else ""
    return f"{about} at {wanted}: {OUTCOMES[judged.outcome]}{found}"


def scanned(scope: Scope) -> str:
    """Return what was looked at: resources, files, what was not read, what stands by exception."""
    total = sum(scope.resources.values())
    providers = ", ".join(f"{name} {resources:,}" for name, resources in sorted(scope.resources.items()))
    parts = [f"{count(total, 'resource')}{f' ({providers})' if providers else ''} in {count(scope.files, 'file')}"]
    if scope.unread:
        parts.append(f"{count(scope.unread, 'file')} could not be read or judged")
    if scope.let_stand:
        verbs = ("stands", "counts") if scope.let_stand == 1 else ("stand", "count")
        parts.append(f"{count(scope.let_stand, 'finding')} {verbs[0]} by exception or comment and {verbs[1]} as open")
    return "; ".join(parts)


def cost(scope: Scope) -> str:
    """Return what the scope costs; empty where nothing is known to cost anything."""
    if scope.monthly is None:
        return ""
    without = f"; {scope.without_price:,} more without a full price" if scope.without_price else ""
    return f"about {amount(scope.monthly)} {scope.currency} a month by list prices{without}"


def where(scope: Scope) -> str:
    """Return the scope's name and paths."""
    paths = "the whole tree" if scope.paths == (".",) else ", ".join(scope.paths)
    return f"{scope.name} ({paths})" if scope.name else paths
