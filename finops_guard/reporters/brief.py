"""The text report where only what fails the scan is asked for: a line each, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.report import Report
from finops_guard.reporters.folding import fold
from finops_guard.reporters.page import Page
from finops_guard.reporters.styling import neutralise


def brief(report: Report, page: Page) -> Iterator[str]:
    """Yield one line for each place and policy that blocks, and how many there are; nothing where nothing does."""
    blocking = report.blocking
    if not blocking:
        return
    for block in fold(blocking):
        first = block.first
        policy = f"{neutralise(first.policy)} {neutralise(first.policy_name)}"
        times = f" ({len(block.findings)} findings)" if len(block.findings) > 1 else ""
        severity = page.style.severity(first.severity)
        yield f"{page.place(first.location)}: {severity} {policy}: {'; '.join(block.sentences)}{times}"
    yield f"{page.style.paint('Failed:', 'error')} {page.severities(blocking, places=True)} to fix."
