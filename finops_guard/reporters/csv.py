"""The findings as comma-separated values, for spreadsheets: one row each, also of those that are let stand."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.findings import Finding, Standing
from finops_guard.report import Report
from finops_guard.reporters.options import Options
from finops_guard.reporters.sheet import cell, figure, written

COLUMNS = (
    "state", "verdict", "severity", "blocking", "policy", "policy_name", "message", "address", "key", "resource_type",
    "root", "environment", "owner", "path", "line", "column", "end_line", "end_column", "money", "monthly_least",
    "monthly", "monthly_most", "currency", "remediation", "waits_for", "reason", "exception", "approved_by", "expires",
    "requested_by", "ticket", "cost_at_grant", "cost_cap", "fingerprint",
)  # fmt: skip
# Why a finding that stood before is let stand, by who knows it.
_BY = {"base": "stands in the base", "baseline": "listed in the baseline", "unchanged": "not in a changed file"}

# Of what is let stand without an exception: its id, people, days and costs.
_NOBODY = ("",) * 7


def render(report: Report, options: Options) -> str:  # noqa: ARG001 - the same for all formats
    """Return a row for each finding: those of this scan, those that are let stand, those that stood before."""
    return written(_rows(report))


def _rows(report: Report) -> Iterator[list[str]]:
    yield [*COLUMNS]
    blocking = {id(finding) for finding in report.blocking}
    for finding in report.findings:
        state = "open" if finding.standing is None else finding.standing.value
        yield _row(state, finding, is_blocking=id(finding) in blocking)
    for each in report.suppressed:
        granted = (each.exception or "", each.approved_by, each.expires, each.requested_by, each.ticket)
        because = (each.reason, *granted, figure(each.cost_at_grant), figure(each.cost_cap))
        yield _row("suppressed", each.finding, because)
    for known in report.novelty.known if report.novelty is not None else ():
        yield _row(Standing.KNOWN.value, known.finding, (_BY.get(known.by, known.by), *_NOBODY))


def _row(
    state: str,
    finding: Finding,
    because: tuple[str, ...] = ("", *_NOBODY),
    *,
    is_blocking: bool = False,
) -> list[str]:
    at, money = finding.location, finding.money
    before = (state, finding.verdict.value, finding.severity.value, "true" if is_blocking else "false")
    what = (finding.policy, finding.policy_name, finding.message, finding.address, finding.key, finding.resource_type)
    whose = (finding.root, finding.environment or "", finding.owner or "", at.path)
    place = (at.line, at.column, at.end_line, at.end_column)
    figures = ["", "", "", "", ""]
    if money is not None:
        kind = "saving" if money.is_saving else "at-stake"
        figures = [kind, figure(money.least), figure(money.expected), figure(money.most), cell(money.currency)]
    after = (finding.remediation, "; ".join(cause.text for cause in finding.causes), *because, finding.fingerprint)
    return [*map(cell, (*before, *what, *whose)), *map(str, place), *figures, *map(cell, after)]
