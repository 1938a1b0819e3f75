"""The part of a text report about findings that exceptions and suppressions let stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finops_guard.findings import Suppressed
from finops_guard.report import Report
from finops_guard.reporters.amounts import granted_cost, left_standing
from finops_guard.reporters.folding import MAX_NAMED
from finops_guard.reporters.page import Page
from finops_guard.reporters.styling import count, listed, neutralise

_Ground = tuple[str, str, str]


def suppressed(report: Report, page: Page) -> Iterator[str]:
    """Yield what was let stand, by the exception or the line of code that does so."""
    if not report.suppressed:
        return
    bare = sum(each.exception is None for each in report.suppressed)
    some = "" if bare == len(report.suppressed) else f"{bare:,} of them "
    remark = f", {some}without a registered exception" if bare else ""
    yield from page.heading("Ignored", f"{count(len(report.suppressed), 'finding')}{remark}")
    for line in page.bounded(grounds(report, page), "grounds"):
        yield from page.paragraph(line, "  ", "    ")


def grounds(report: Report, page: Page) -> list[str]:
    """Return a line for each exception or comment and each policy of which it lets findings stand."""
    found: dict[_Ground, list[Suppressed]] = {}
    for each in report.suppressed:
        place = "" if each.exception else page.place(each.location)
        found.setdefault((each.exception or "", place, each.finding.policy), []).append(each)
    return [_line(ground, group, page) for ground, group in found.items()]


def _line(ground: _Ground, found: Sequence[Suppressed], page: Page) -> str:
    exception, place, policy = ground
    first = found[0]
    addresses = list(dict.fromkeys(neutralise(each.finding.address) for each in found))
    shown = addresses if page.everything or len(addresses) <= MAX_NAMED + 1 else addresses[:MAX_NAMED]
    more = f" and {len(addresses) - len(shown):,} more" if len(shown) < len(addresses) else ""
    by = f"{neutralise(policy)} for {listed(shown) if not more else ', '.join(shown) + more}"
    by = f"{neutralise(exception)}, {_granted(first)}: {by}" if exception else f"{place}: {by}"
    cost = left_standing(each.finding for each in found)
    by = f"{by}, {cost}" if cost else by
    return f"{by} ({neutralise(first.reason)})" if first.reason else f"{by} (no reason is given)"


def _granted(each: Suppressed) -> str:
    """Return who granted an exception to whom until when, for what cost, and where that is tracked."""
    asked = f" to {neutralise(each.requested_by)}" if each.requested_by else ""
    cost = granted_cost(each.cost_at_grant, each.cost_cap)
    parts = [f"granted by {neutralise(each.approved_by)}{asked} until {neutralise(each.expires)}"]
    parts += [cost] if cost else []
    parts += [neutralise(each.ticket)] if each.ticket else []
    return ", ".join(parts)
