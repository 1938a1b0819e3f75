"""The check ``spending``: budgets can be read and are kept, cost is under a budget, and grows no more than it may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.location import Span
from finops_guard.policy.budgets.model import Entry, Source, State, Use
from finops_guard.policy.budgets.spending import Spending
from finops_guard.policy.model import Check, Judged, Outcome
from finops_guard.pricing.estimates import shown
from finops_guard.values import Cause, CauseKind

if TYPE_CHECKING:
    from finops_guard.pricing.comparison import Comparison

FIELDS = ("amount", "budget", "cost", "share")

MAX_NAMED = 3


def configure(parameters: Mapping[str, Any]) -> Check:
    """Return the check for what is asked of each budget, or of the cost of all."""
    if "budgets" in parameters:
        return _BUDGETS[parameters["budgets"]]()
    if "covered" in parameters:
        return CoverageCheck(Decimal(str(parameters["covered"])))
    growth: Mapping[str, Any] = parameters["growth"]
    amount, percent = growth.get("max_monthly"), growth.get("max_percent")
    return GrowthCheck(
        None if amount is None else Decimal(str(amount)),
        None if percent is None else Decimal(str(percent)),
        Decimal(str(growth.get("from_monthly", 0))),
    )


class ReadableCheck(Struct, frozen=True):
    """Judges whether a budget says what it must; annotations are other policies' to judge."""

    def judge(self, judged: Judged) -> list[Outcome] | None:
        if not isinstance(judged, Use) or judged.budget.source is Source.ANNOTATION:
            return None
        problem = judged.budget.problem
        if not problem:
            return []
        text = f"{_called(judged)} cannot be read: {problem}"
        return [Outcome(Verdict.FAIL, text, "amount", judged.budget.span, (), _fields(judged))]


class KeptCheck(Struct, frozen=True):
    """Judges whether what a budget is for costs no more than it; annotations are other policies' to judge."""

    def judge(self, judged: Judged) -> list[Outcome] | None:
        if not isinstance(judged, Use) or not _is_judged(judged):
            return None
        state, limit, budget = judged.state, judged.limit, judged.budget
        if limit is None:
            causes = budget.causes or (Cause(CauseKind.NO_VALUE, judged.reason),)
            message = f"it is not known whether {_called(judged)} is kept: {judged.reason}"
            return [Outcome(Verdict.UNRESOLVED, message, "exceeded", budget.span, causes, _fields(judged))]
        if state is State.EXCEEDED:
            message = f"{_called(judged)} is exceeded: {_evidence(judged, limit)}"
            return [Outcome(Verdict.FAIL, message, "exceeded", budget.span, (), _fields(judged))]
        if judged.most is None or judged.most > limit or judged.causes:
            message = f"{_called(judged)} may be exceeded: {_evidence(judged, limit)}"
            causes = judged.causes or (_scaling(judged),)
            return [Outcome(Verdict.UNRESOLVED, message, "exceeded", budget.span, causes, _fields(judged))]
        return [] if judged.is_whole else None


class EarlyCheck(Struct, frozen=True):
    """Judges whether less of a budget is used than its thresholds say; one that is exceeded is another policy's."""

    def judge(self, judged: Judged) -> list[Outcome] | None:
        if not isinstance(judged, Use) or not _is_judged(judged) or judged.limit is None:
            return None
        threshold = judged.threshold
        if judged.state is State.EXCEEDED:
            return None
        if threshold is None:
            return [] if judged.is_whole else None
        reached = f"{_called(judged)} is used to {threshold.normalize():f} % or more"
        message = f"{reached}: {_evidence(judged, judged.limit)}"
        return [Outcome(Verdict.FAIL, message, "threshold", judged.budget.span, (), _fields(judged))]


class CoverageCheck(Struct, frozen=True):
    """Judges how much of the cost of a whole scan is under a budget, in percent; without any budget, nothing."""

    least: Decimal

    def judge(self, judged: Judged) -> list[Outcome] | None:
        coverage = judged.coverage if isinstance(judged, Spending) else None
        if coverage is None or coverage.share is None:
            return None
        if coverage.share >= self.least:
            return []
        total = shown(coverage.total, coverage.currency)
        text = (
            f"{_percent(coverage.share)} of {total} a month are under a budget, less than {self.least.normalize():f} %"
        )
        if coverage.uncovered:
            text += f"; under none: {_named(coverage.uncovered, coverage.currency)}"
        text += _unpriced(coverage.unpriced)
        span = coverage.uncovered[0].resource.span if coverage.uncovered else None
        verdict = Verdict.UNRESOLVED if coverage.open else Verdict.FAIL
        fields = {"cost": total, "share": _percent(coverage.share)}
        return [Outcome(verdict, text, "coverage", span, coverage.open, fields)]


class GrowthCheck(Struct, frozen=True):
    """Judges how much more a scan costs than its base, in money and in percent; None asks for nothing.

    Percentages count from a growth of ``floor`` on. A base that cost nothing has none: then only money is judged.
    """

    amount: Decimal | None
    percent: Decimal | None
    floor: Decimal

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        if not isinstance(judged, Spending) or judged.comparison is None:
            return None
        return self._judge(judged, judged.comparison)

    def _judge(self, spending: Spending, found: Comparison) -> Iterator[Outcome]:
        over = []
        if self.amount is not None and found.delta > self.amount:
            over.append(f"{shown(self.amount, found.currency)}")
        percent = found.percent
        if self.percent is not None and percent is not None and found.delta >= self.floor and percent > self.percent:
            over.append(f"{self.percent.normalize():f} %")
        if not over:
            return
        grown = f"by {_percent(percent)}" if percent is not None else "from nothing"
        added = [change for change in found.changes if change.delta > 0][:MAX_NAMED]
        named = ", ".join(f"{each.shown.address} {shown(each.delta, found.currency)}" for each in added)
        text = (
            f"this change costs {shown(found.delta, found.currency)} more a month ({grown}, from "
            f"{shown(found.before, found.currency)} to {shown(found.after, found.currency)}), more than "
            f"{' and '.join(over)}{f': {named}' if named else ''}"
        )
        missing = [each for each in found.unread if each.side == "before"]
        causes = tuple(Cause(CauseKind.MODULE, f"the base was not read whole: {each.message}") for each in missing[:3])
        fields = {"amount": " and ".join(over), "cost": shown(found.delta, found.currency)}
        verdict = Verdict.UNRESOLVED if causes else Verdict.FAIL
        yield Outcome(verdict, text, "growth", _grown(spending, found), causes, fields)


_BUDGETS: Mapping[str, type[ReadableCheck | KeptCheck | EarlyCheck]] = {
    "readable": ReadableCheck,
    "kept": KeptCheck,
    "early": EarlyCheck,
}


def _is_judged(use: Use) -> bool:
    """Tell whether a budget is compared with costs, or could be if more were known."""
    budget = use.budget
    return budget.source is not Source.ANNOTATION and not budget.problem and not budget.skipped


def _called(use: Use) -> str:
    budget = use.budget
    if budget.source is Source.COMMENT:
        return f"the budget of {budget.name}"
    return f"the budget {budget.name}" + (f" of {budget.owner}" if budget.owner else "")


def _fields(use: Use) -> Mapping[str, str]:
    amount = use.budget.amount
    return {
        "budget": use.budget.name,
        "amount": shown(amount.amount, amount.currency) if amount is not None else "",
        "cost": shown(use.expected, use.currency),
        "share": _percent(use.share) if use.share is not None else "",
    }


def _evidence(use: Use, limit: Decimal) -> str:
    """Return the clause ``about 120.00 USD a month of 100.00 USD (120 %): aws_instance.web 70.08 USD and 2 more``."""
    share = f" ({_percent(use.share)})" if use.share is not None else ""
    text = f"about {shown(use.expected, use.currency)} a month of {shown(limit, use.currency)}{share}"
    if use.most is None:
        text += ", without an upper bound"
    elif use.most > use.expected:
        text += f", {shown(use.most, use.currency)} at the most"
    if use.costliest and use.resources > 1:
        more = use.resources - len(use.costliest)
        text += f": {_named(use.costliest, use.currency)}" + (f" and {more:,} more" if more else "")
    return text + _unpriced(use.unpriced)


def _scaling(use: Use) -> Cause:
    if use.most is None:
        return Cause(CauseKind.NO_VALUE, "nothing bounds how far it is scaled")
    return Cause(CauseKind.NO_VALUE, f"it may be scaled until it costs {shown(use.most, use.currency)} a month")


def _unpriced(number: int) -> str:
    if not number:
        return ""
    return f"; {number:,} resource{'s have' if number > 1 else ' has'} no price, or not for all of it"


def _named(entries: Sequence[Entry], currency: str) -> str:
    return ", ".join(f"{each.resource.address} {shown(each.cost.expected, currency)}" for each in entries)


def _percent(share: Decimal) -> str:
    """Return a percentage to a tenth, rounded down."""
    return f"{share.quantize(Decimal('0.1'), ROUND_DOWN):,f}".removesuffix(".0") + " %"


def _grown(spending: Spending, found: Comparison) -> Span | None:
    """Return where the resource stands whose cost grows the most."""
    change = next((each for each in found.changes if each.delta > 0 and each.after is not None), None)
    if change is None or change.after is None:
        return None
    at = change.after.location
    spans = (each.span for each in spending.found.resources if each.span.path == at.path)
    return next((span for span in spans if span.location() == at), None)
