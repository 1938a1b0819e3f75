"""What the reports of a score say, whatever the format: the scope, what is short and what it costs, what to do when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.maturity.adjusting import rules
from finops_guard.maturity.criteria import ALLOCATION, COVERAGE, USAGE, Criterion
from finops_guard.maturity.gates import Judged, Outcome, conclusion
from finops_guard.maturity.model import CapabilityScore, Evidence, Level, NextStep, Score
from finops_guard.maturity.naming import IMPLEMENTED, threshold_source
from finops_guard.report import Report
from finops_guard.resources import FileStatus

DISCLAIMER = (
    "A diagnostic of what this scope can show, to find the next step: it is no certificate, and says nothing about "
    "what lies outside of the scope."
)
NOT_ADDED = "Spending that is not seen and savings are different things: they are never added up."

SHOWN_SHORTFALLS = 3
_ABOUT_MONEY = (COVERAGE, IMPLEMENTED)
# Days by effort; our own figures.
DAYS = {"S": 14, "M": 30, "L": 90}


class Kind(Enum):
    """What an amount means."""

    VISIBILITY = "visibility"  # money that is spent, and nobody can say for whom
    SAVINGS = "savings"  # money that need not be spent


class Amount(Struct, frozen=True):
    """Money a month; ``at_most``: a saving of which only the upper bound is known."""

    kind: Kind
    monthly: Decimal
    currency: str
    at_most: bool = False


class Scope(Struct, frozen=True):
    """What the score is about. ``paths`` are relative to the tree, ``.`` is all of it.

    ``unread`` counts files that could not be read or judged, ``let_stand`` findings that exceptions and comments let
    stand, which count as not compliant all the same. ``monthly`` is None where nothing is known to cost anything.
    """

    name: str
    paths: tuple[str, ...]
    resources: Mapping[str, int]
    files: int
    unread: int
    let_stand: int
    profile: str
    as_of: str
    version: str
    digests: Mapping[str, str]
    monthly: Decimal | None = None
    currency: str = "USD"
    without_price: int = 0


class Shortfall(Struct, frozen=True):
    """What a capability lacks: in words, in points of the whole that are missing, in money where that is known."""

    capability: str
    text: str
    points: float
    money: Amount | None = None


class Step(Struct, frozen=True):
    """A next step with its money and the day by which it could be done."""

    step: NextStep
    due: str
    money: Amount | None = None


class Table(Struct, frozen=True):
    """Something told in rows beside the score: over time, from the bill. ``figures`` are columns of numbers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: int
    note: str = ""


class Against(Struct, frozen=True):
    """What became worse since a base, which is named: each in a line; nothing where nothing did."""

    base: str
    worse: tuple[str, ...]


class Statement(Struct, frozen=True):
    """All that a reporter of the score may know. ``explained`` are capabilities that are asked for in detail.

    ``against`` is None where nobody asked for no regression.
    """

    scope: Scope
    score: Score
    shortfalls: tuple[Shortfall, ...]
    steps: tuple[Step, ...]
    gates: tuple[Judged, ...] = ()
    explained: tuple[str, ...] = ()
    only_steps: bool = False
    tables: tuple[Table, ...] = ()
    against: Against | None = None

    @property
    def outcome(self) -> Outcome:
        """What the gates and the comparison come to."""
        return conclusion(self.score, self.gates, is_worse=self.against is not None and bool(self.against.worse))


def state(
    report: Report,
    paths: tuple[str, ...],
    as_of: str,
    name: str = "",
    gates: tuple[Judged, ...] = (),
    explained: tuple[str, ...] = (),
    *,
    only_steps: bool = False,
) -> Statement:
    """Return what is to be said of the score of a scan on a day."""
    money = _money(report)
    costs = _unattributed(report)
    shortfalls = sorted(_shortfalls(report.score, money), key=_most_first)
    steps = tuple(
        Step(step, _due(step, as_of), _of_step(step, money, costs, report)) for step in report.score.next_steps
    )
    scope = _scope(report, tuple(path or "." for path in paths), as_of, name)
    return Statement(scope, report.score, tuple(shortfalls), steps, gates, explained, only_steps)


def criteria(score: Score, check: str) -> dict[Level, Criterion]:
    """Return what the benchmark of a score asks of a check, by rung."""
    return {
        criterion.rung: criterion
        for capability in rules(score.benchmark, score.settings)
        for criterion in capability.criteria
        if criterion.check == check
    }


def threshold_from(score: Score, criterion: Criterion) -> str:
    """Return where the threshold of a criterion comes from: the configuration, or what the model takes it from."""
    asked = score.settings.thresholds.get(criterion.check, {})
    return "this configuration" if criterion.rung.value in asked else threshold_source(criterion, score.benchmark)


def _scope(report: Report, paths: tuple[str, ...], as_of: str, name: str) -> Scope:
    counts, cost = report.file_counts, report.cost
    return Scope(
        name=name,
        paths=paths,
        resources=report.resource_count,
        files=counts[FileStatus.JUDGED],
        unread=counts[FileStatus.BROKEN] + counts[FileStatus.SKIPPED] + counts[FileStatus.TEMPLATE],
        let_stand=len(report.suppressed),
        profile=report.profile,
        as_of=as_of,
        version=report.version,
        digests=report.digests,
        monthly=cost.monthly.expected if cost is not None else None,
        currency=cost.currency if cost is not None else "USD",
        without_price=cost.resources - cost.priced if cost is not None else 0,
    )


def _money(report: Report) -> dict[str, Amount]:
    """Return the money of what is short, by capability."""
    found = {}
    cost, saving = report.cost, report.saving
    if cost is not None:
        unseen = sum(_unattributed(report).values(), Decimal(0))
        if unseen:
            found[ALLOCATION] = Amount(Kind.VISIBILITY, unseen, cost.currency)
    if saving is not None:
        expected = saving.monthly.expected
        monthly = expected or saving.monthly.most
        if monthly:
            found[USAGE] = Amount(Kind.SAVINGS, monthly, saving.currency, at_most=not expected)
    return found


def _unattributed(report: Report) -> dict[tuple[str, str], Decimal]:
    """Return what resources add to the cost that lack a valid mandatory tag, also those under exceptions; each once.

    A finding's own money is no part of the total: of a sum, or of what runs on machines that are counted themselves.
    """
    about = {each.policy for each in report.tags}
    found = [*report.findings, *(each.finding for each in report.suppressed)]
    failing = ((each.root, each.address) for each in found if each.policy in about and each.verdict is Verdict.FAIL)
    return {at: report.paid[at] for at in failing if at in report.paid}


def _of_step(
    step: NextStep, money: Mapping[str, Amount], costs: Mapping[tuple[str, str], Decimal], report: Report
) -> Amount | None:
    """Return the money of a step: the cost of the resources that it names, or the savings that it implements."""
    if step.resources and report.cost is not None:
        total = sum((costs.get(each, Decimal(0)) for each in dict.fromkeys(step.resources)), Decimal(0))
        return (
            Amount(Kind.VISIBILITY, min(total, report.cost.monthly.expected), report.cost.currency) if total else None
        )
    return money.get(USAGE) if step.check == IMPLEMENTED else None


def _shortfalls(score: Score, money: Mapping[str, Amount]) -> Iterator[Shortfall]:
    total = sum(part.weight for part in score.capabilities)
    for part in score.capabilities:
        points = round(part.weight * (100 - part.low) / total, 1)
        amount = money.get(part.capability)
        is_open = part.level is not Level.NOT_ASSESSED and part.level is not Level.RUN
        if amount is not None or is_open:
            yield Shortfall(part.capability, _lacking(score, part), points, amount)


def _lacking(score: Score, part: CapabilityScore) -> str:
    """Return what the evidence says of what the money is about, else of the first must that misses the next level."""
    rung = Level.WALK if part.level.rank < Level.WALK.rank else Level.RUN
    for evidence in sorted(part.evidence, key=lambda each: each.check not in _ABOUT_MONEY):
        criterion = criteria(score, evidence.check).get(rung)
        if criterion is not None and criterion.must and _misses(criterion, evidence):
            return evidence.detail
    return "what the next level asks for is not assessed yet" if part.level is not Level.RUN else ""


def _misses(criterion: Criterion, evidence: Evidence) -> bool:
    return evidence.value is not None and not criterion.threshold.met(evidence.value)


def _most_first(shortfall: Shortfall) -> tuple[bool, Decimal, float]:
    money = shortfall.money.monthly if shortfall.money is not None else Decimal(0)
    return shortfall.money is None, -money, -shortfall.points


def _due(step: NextStep, as_of: str) -> str:
    try:
        return (date.fromisoformat(as_of) + timedelta(days=DAYS[step.effort])).isoformat()
    except OverflowError:  # in the last days of the calendar
        return as_of
