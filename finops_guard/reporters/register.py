"""The register of exceptions with what each is worth: text, JSON (exceptions-v1) and CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from finops_guard.findings import ExceptionState, RegisteredException
from finops_guard.report import Report
from finops_guard.reporters import sheet
from finops_guard.reporters.amounts import amount, granted_cost
from finops_guard.reporters.json import exception_record, suppressed_record
from finops_guard.reporters.plain import written
from finops_guard.reporters.styling import count, neutralise

VERSION = "exceptions-v1"
COLUMNS = (
    "id", "state", "kind", "policies", "findings", "cost", "cost_at_grant", "cost_cap", "currency", "owners",
    "requested_by", "approved_by", "approved_in", "ticket", "created", "expires", "renewals", "reason", "path", "line",
)  # fmt: skip
_NO_COST = "no known cost"


def as_json(report: Report, exceptions: Iterable[RegisteredException]) -> str:
    """Return the exceptions, and what only comments let stand, as one JSON object."""
    return (
        written(
            {
                "$schema": f"urn:finops-guard:schema:{VERSION}",
                "version": VERSION,
                "as_of": report.as_of or None,
                "exceptions": [exception_record(each) for each in exceptions],
                "unmanaged": [suppressed_record(each) for each in report.suppressed if each.exception is None],
            }
        )
        + "\n"
    )


def as_csv(exceptions: Iterable[RegisteredException]) -> str:
    """Return a row for each exception."""
    return sheet.written([COLUMNS, *map(_row, exceptions)])


def _row(each: RegisteredException) -> list[str]:
    costs = (each.cost, each.cost_at_grant, each.cost_cap)
    texts = (each.requested_by, each.approved_by, each.approved_in, each.ticket, each.created, each.expires)
    before = (each.id, each.state.value, each.kind, ", ".join(each.policies))
    return [
        *map(sheet.cell, before),
        str(each.findings),
        *map(sheet.figure, costs),
        *map(sheet.cell, (each.currency, ", ".join(each.owners), *texts)),
        str(each.renewals),
        *map(sheet.cell, (each.reason, each.location.path)),
        str(each.location.line),
    ]


def as_text(report: Report, exceptions: Iterable[RegisteredException]) -> str:
    """Return the exceptions by state, with who granted them until when and at what cost, and what has none."""
    return "".join(f"{line}\n" for line in _lines(report, list(exceptions)))


def _lines(report: Report, exceptions: list[RegisteredException]) -> Iterator[str]:
    yield f"{count(len(exceptions), 'exception')} on {report.as_of}" if report.as_of else "there is no register"
    for state in ExceptionState:
        for each in exceptions:
            if each.state is state:
                yield ""
                yield from _told(each)
    bare = [each for each in report.suppressed if each.exception is None]
    if bare:
        yield ""
        yield f"unmanaged: {count(len(bare), 'finding')} that only comments let stand"
        for place in dict.fromkeys((str(each.location), each.finding.policy) for each in bare):
            yield f"  {neutralise(place[0])}  {neutralise(place[1])}"


def _told(each: RegisteredException) -> Iterator[str]:
    yield neutralise(f"{each.id}  {each.state.value}  {each.kind}  {', '.join(each.policies)}")
    renewals = f", renewed {count(each.renewals, 'time')}" if each.renewals else ""
    asked = f"granted by {each.approved_by} to {each.requested_by}"
    yield neutralise(f"  {asked} from {each.created} until {each.expires}{renewals}")
    cost = f"{amount(each.cost)} {each.currency} a month" if each.cost is not None else _NO_COST
    granted = granted_cost(each.cost_at_grant, each.cost_cap)
    yield neutralise(f"  {count(each.findings, 'finding')}, {cost}{f' ({granted})' if granted else ''}")
    if each.owners:
        yield neutralise(f"  owned by {', '.join(each.owners)}")
    where = ", ".join(filter(None, (each.ticket, each.approved_in)))
    yield neutralise(f"  {each.reason}{f' ({where})' if where else ''}")
    yield neutralise(f"  {each.location.path}")
