"""Every finding as a row of the table: what fails, what waits, and what is let stand, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import Enum

from msgspec import Struct

from finops_guard.findings import Finding, Money, Standing, Suppressed, Verdict, dearest_first
from finops_guard.location import Location
from finops_guard.report import Known, Report
from finops_guard.reporters.amounts import amount
from finops_guard.reporters.styling import neutralise

# What certainly saves money sorts before all that only costs some, however much.
_SAVING = 10.0**15
_MOST = Decimal(10) ** 14


class State(Enum):
    """What becomes of a finding, in the order of the table: a class of the style sheet, and the word for it."""

    BLOCKING = ("blocking", "Blocking")
    OPEN = ("open", "Open")
    UNDECIDED = ("undecided", "Undecided")
    KNOWN = ("known", "Stood before")
    EXCEPTION = ("exception", "Exception")
    COMMENT = ("comment", "Ignored in code")

    @property
    def css(self) -> str:
        return self.value[0]

    @property
    def label(self) -> str:
        return self.value[1]

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS = {state: rank for rank, state in enumerate(State)}
# What is shown until somebody asks for more: the rest has been dealt with.
USUAL = (State.BLOCKING, State.OPEN, State.UNDECIDED)


class Row(Struct, frozen=True):
    """A finding, what becomes of it, and why it may stand (empty: it may not)."""

    finding: Finding
    state: State
    why: str = ""


class Rows:
    """The rows of the table, sorted: by state, severity and money, then by place."""

    def __init__(self, report: Report) -> None:
        self.is_compared = report.novelty is not None
        self.policies = {policy.id: policy for policy in report.policies}
        self.rows = sorted(_rows(report), key=_order)
        self.currency = next((row.finding.money.currency for row in self.rows if row.finding.money is not None), "")

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def _rows(report: Report) -> Iterator[Row]:
    blocking = set(map(id, report.blocking))
    for finding in report.findings:
        if id(finding) in blocking:
            yield Row(finding, State.BLOCKING)
        else:
            yield Row(finding, State.OPEN if finding.verdict is Verdict.FAIL else State.UNDECIDED)
    for each in report.suppressed:
        yield Row(each.finding, State.COMMENT if each.exception is None else State.EXCEPTION, _let_off(each))
    if report.novelty is not None:
        novelty = report.novelty
        reasons = {
            "base": f"it is in the base, too: {novelty.base}",
            "baseline": f"the baseline lists it: {novelty.baseline}",
            "unchanged": "it stands in a file that was not changed",
        }
        yield from (Row(each.finding, State.KNOWN, _known(each, reasons)) for each in novelty.known)


def _order(row: Row) -> tuple[int, tuple[int, bool, Decimal], Location, str]:
    return row.state.rank, dearest_first(row.finding), row.finding.location, row.finding.policy


def _let_off(each: Suppressed) -> str:
    reason = each.reason or "no reason is given"
    if each.exception is None:
        return f"a comment or annotation at {place(each.location)}: {reason}"
    return f"{each.exception}, granted by {each.approved_by} until {each.expires}: {reason}"


def _known(each: Known, reasons: dict[str, str]) -> str:
    return reasons.get(each.by, each.by)


def place(at: Location) -> str:
    """Return ``path:line:column``, from the scan root."""
    return f"{at.path}:{at.line}:{at.column}"


def short_worth(money: Money | None) -> str:
    """Return what a finding is worth as a cell of the table has it; the column says in which currency."""
    if money is None:
        return ""
    if not money.is_saving:
        return f"costs {amount(money.expected)}"
    return f"saves {amount(money.expected)}" if money.expected else f"saves up to {amount(money.most)}"


def weight(money: Money | None) -> float:
    """Return by what money sorts: savings first, then what is at stake."""
    if money is None:
        return -1
    figure = money.expected or money.most or Decimal(0)
    return float(min(figure, _MOST)) + (_SAVING if money.is_saving else 0)


def standing(finding: Finding) -> int:
    """Return 1 for what is new, 2 for what became worse, else 0."""
    return {Standing.NEW: 1, Standing.WORSE: 2}.get(finding.standing or Standing.KNOWN, 0)


def shown(found: str) -> str:
    """Return a text of the scanned tree as one harmless line."""
    return neutralise(found, 4_000)
