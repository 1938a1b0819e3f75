"""The results of a scan by control: what was examined, what came of it, and what was let stand by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from msgspec import Struct

from finops_guard.audit.controls import Control
from finops_guard.findings import Evaluation, Finding, Suppressed, Verdict
from finops_guard.report import Known, Report
from finops_guard.reporters.sheet import cell, written

_Item = TypeVar("_Item")

COLUMNS = (
    "control", "title", "capability", "severity", "enforcement", "result", "blocks", "resource", "root", "environment",
    "owner", "path", "line", "message", "waits_for", "reason", "exception", "approved_by", "expires", "fingerprint",
)  # fmt: skip


class ControlResult(Struct, frozen=True):
    """What a scan says of one control. ``blocking`` are those of the open findings that fail the scan."""

    control: Control
    evaluations: tuple[Evaluation, ...]
    open: tuple[Finding, ...]
    blocking: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    known: tuple[Known, ...]

    @property
    def is_assessed(self) -> bool:
        """Whether there was anything that the control is about."""
        return bool(self.evaluations or self.open or self.suppressed or self.known)

    @property
    def is_satisfied(self) -> bool:
        """Whether all passed; what is let stand, or not decided, has not."""
        passed = all(each.verdict is Verdict.PASS for each in self.evaluations)
        return passed and not (self.open or self.suppressed or self.known)

    @property
    def fails(self) -> bool:
        """Whether something failed that nothing lets stand."""
        return any(each.verdict is Verdict.FAIL for each in self.open)

    def count(self, verdict: Verdict) -> int:
        return sum(each.verdict is verdict for each in self.evaluations)


def by_control(report: Report, controls: Sequence[Control]) -> tuple[ControlResult, ...]:
    """Return the results in the order of the controls."""
    blocking = {id(each) for each in report.blocking}
    evaluations = _grouped(report.evaluations, lambda each: each.policy)
    found = _grouped(report.findings, lambda each: each.policy)
    suppressed = _grouped(report.suppressed, lambda each: each.finding.policy)
    known = _grouped(report.novelty.known if report.novelty else (), lambda each: each.finding.policy)
    return tuple(
        ControlResult(
            each,
            tuple(evaluations.get(each.policy.id, ())),
            tuple(found.get(each.policy.id, ())),
            tuple(one for one in found.get(each.policy.id, ()) if id(one) in blocking),
            tuple(suppressed.get(each.policy.id, ())),
            tuple(known.get(each.policy.id, ())),
        )
        for each in controls
    )


def _grouped(items: Iterable[_Item], key: Callable[[_Item], str]) -> dict[str, list[_Item]]:
    found: dict[str, list[_Item]] = {}
    for each in items:
        found.setdefault(key(each), []).append(each)
    return found


def as_csv(results: Sequence[ControlResult]) -> str:
    """Return a row for each resource that passed a control, each finding, and each control without anything to judge.

    ``result`` is ``pass``, ``fail``, ``unresolved``, ``excepted`` (an exception or a comment lets it stand), ``known``
    (a baseline lists it) or ``not assessed``.
    """
    return written([COLUMNS, *(row for result in results for row in _rows(result))])


def _rows(result: ControlResult) -> Iterator[list[str]]:
    if not result.is_assessed:
        yield _row(result, "not assessed")
    for each in result.evaluations:
        if each.verdict is Verdict.PASS:
            where = (each.address, each.root, "", "", each.location.path, str(each.location.line))
            yield _row(result, "pass", where=where)
    blocking = {id(each) for each in result.blocking}
    for finding in result.open:
        yield _found(result, finding.verdict.value, finding, blocks=id(finding) in blocking)
    for waived in result.suppressed:
        because = (waived.reason, waived.exception or "", waived.approved_by, waived.expires)
        yield _found(result, "excepted", waived.finding, because)
    for known in result.known:
        yield _found(result, "known", known.finding)


def _found(
    result: ControlResult,
    state: str,
    finding: Finding,
    because: tuple[str, str, str, str] = ("", "", "", ""),
    *,
    blocks: bool = False,
) -> list[str]:
    whose = (finding.environment or "", finding.owner or "")
    where = (finding.address, finding.root, *whose, finding.location.path, str(finding.location.line))
    what = (finding.message, "; ".join(cause.text for cause in finding.causes))
    return _row(result, state, "true" if blocks else "false", where, (*what, *because, finding.fingerprint))


def _row(
    result: ControlResult,
    state: str,
    blocks: str = "",
    where: tuple[str, ...] = ("",) * 6,
    what: tuple[str, ...] = ("",) * 7,
) -> list[str]:
    policy = result.control.policy
    control = (policy.id, policy.title, policy.capability, policy.severity.value, policy.enforcement.value)
    return [cell(each) for each in (*control, state, blocks, *where, *what)]
