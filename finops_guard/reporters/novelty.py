"""The part of a text report about what findings are compared with: what stood before, is fixed, or is stale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from finops_guard.findings import Standing, Verdict
from finops_guard.report import Gone, Novelty, Report
from finops_guard.reporters.page import Page
from finops_guard.reporters.styling import count, neutralise

MAX_GONE = 3
PRUNE = "finops-guard baseline prune"


def novelty(report: Report, found: Novelty, page: Page) -> Iterator[tuple[str, str]]:
    """Yield the rows of a table: how many findings are new, then each thing that they are compared with."""
    yield "Compared", _new(report)
    known = Counter(each.by for each in found.known)
    if found.base:
        fixed = f", {count(len(found.fixed), 'finding')} fixed by this change" if found.fixed else ""
        yield "", f"against {neutralise(found.base)}: {known['base']:,} stood before{fixed}"
        yield from _gone(found.fixed, "fixed", page)
    if found.baseline:
        stale = f", {len(found.stale):,} stale: {PRUNE}" if found.stale else ""
        yield "", f"baseline {page.path(found.baseline)}: {known['baseline']:,} known{stale}"
        yield from _gone(found.stale, "stale", page)
    if found.changed_only:
        yield "", f"only what is changed is reported: {known['unchanged']:,} elsewhere"


def _new(report: Report) -> str:
    """Return ``3 new findings, 1 of them worse than before``; what is undecided is counted, too."""
    failing = sum(each.verdict is Verdict.FAIL for each in report.findings)
    undecided = len(report.findings) - failing
    worse = sum(each.standing is Standing.WORSE for each in report.findings)
    text = count(failing, "new finding") if failing else "no new findings"
    text += f" and {undecided:,} undecided" if undecided else ""
    return f"{text}, {worse:,} of them worse than before" if worse else text


def _gone(found: Sequence[Gone], word: str, page: Page) -> Iterator[tuple[str, str]]:
    shown = found if page.everything or len(found) <= MAX_GONE + 1 else found[:MAX_GONE]
    for each in shown:
        yield "", f"- {word}: {neutralise(each.policy)} {neutralise(each.message)}  {page.place(each.location)}"
    if len(shown) < len(found):
        yield "", f"... and {len(found) - len(shown):,} more (--verdicts all lists them)"
