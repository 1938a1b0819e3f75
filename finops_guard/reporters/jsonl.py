"""The report as JSON lines (schemas/report-lines-v1.schema.json): one record a line, for streams and log stores.

The first line is of the type ``scan``, the last one of the type ``summary``: without it, the file is cut off. Records
have the keys of report-v1 and a ``type``. Strings are ASCII with escapes: no reader finds a line break
within a record.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.report import Report
from finops_guard.reporters.json import (
    evaluation_record,
    exception_record,
    file_record,
    finding_record,
    gone_record,
    known_record,
    notice_record,
    policy_record,
    settings_record,
    summary_record,
    suppressed_record,
)
from finops_guard.reporters.money_records import budgets_record
from finops_guard.reporters.options import Options
from finops_guard.reporters.plain import Record, line
from finops_guard.reporters.score_records import score_record

VERSION = "report-lines-v1"


def render(report: Report, options: Options) -> str:
    """Return one JSON object a line; evaluations are there where the options ask for all verdicts."""
    return "".join(f"{line({'type': kind, **record})}\n" for kind, record in _records(report, options))


def _records(report: Report, options: Options) -> Iterator[tuple[str, Record]]:
    yield "scan", _scan(report)
    yield from (("policy", policy_record(each)) for each in report.policies)
    yield from (("finding", finding_record(each)) for each in report.findings)
    yield from (("suppressed", suppressed_record(each)) for each in report.suppressed)
    yield from (("exception", exception_record(each)) for each in report.exceptions)
    if report.novelty is not None:
        yield from (("known", known_record(each)) for each in report.novelty.known)
        yield from (("fixed", gone_record(each)) for each in report.novelty.fixed)
        yield from (("stale", gone_record(each)) for each in report.novelty.stale)
    yield from (("notice", notice_record(each)) for each in report.notices)
    yield from (("file", file_record(each)) for each in report.files)
    if options.verdicts == "all":
        yield from (("evaluation", evaluation_record(each)) for each in report.evaluations)
    budgets = budgets_record(report.budgets)
    yield "summary", {**summary_record(report), "score": score_record(report.score), "budgets": budgets}


def _scan(report: Report) -> Record:
    novelty = report.novelty
    compared: Record | None = None
    if novelty is not None:
        compared = {
            "base": novelty.base or None,
            "baseline": novelty.baseline or None,
            "changed_only": novelty.changed_only,
        }
    return {
        "version": VERSION,
        "tool": {"name": "finops-guard", "version": report.version},
        "settings": settings_record(report),
        "compared": compared,
        "digests": dict(sorted(report.digests.items())),
    }
