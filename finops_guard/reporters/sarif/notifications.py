"""What a SARIF run says beside its results: what was not read, not decided, or is left out here."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.findings import Verdict
from finops_guard.location import Location
from finops_guard.report import Report
from finops_guard.reporters.options import Options
from finops_guard.reporters.plain import Plain
from finops_guard.reporters.sarif.places import location
from finops_guard.reporters.sarif.words import plain, sentence
from finops_guard.reporters.styling import count
from finops_guard.resources import FileStatus

MAX_NOTIFICATIONS = 1_000

_UNJUDGED = {FileStatus.BROKEN: "error", FileStatus.TEMPLATE: "note", FileStatus.SKIPPED: "warning"}


def notifications(report: Report, options: Options, left_out: int) -> list[Plain]:
    """Return the notifications: first what is left out, then files, notices, and what is not decided."""
    found: list[Plain] = []
    if left_out:
        many = count(left_out, "result is", "results are")
        text = f"{many} left out, the least severe and cheapest first: code scanning takes no more."
        found.append(_notification("limit", "warning", text))
    rest = 0
    for each in (*_files(report), *_notices(report), *_undecided(report, options)):
        if len(found) < MAX_NOTIFICATIONS:
            found.append(each)
        else:
            rest += 1
    if rest:
        found.append(_notification("limit", "note", f"{rest:,} more notifications are left out."))
    return found


def _files(report: Report) -> Iterator[Plain]:
    for file in report.files:
        if file.status in _UNJUDGED:
            text = f"This file was not, or not completely, judged: {file.reason or file.status.value}"
            yield _notification(f"file-{file.status.value}", _UNJUDGED[file.status], text, Location(file.path))


def _notices(report: Report) -> Iterator[Plain]:
    for notice in report.notices:
        text = f"{sentence(notice.message)} {sentence(notice.hint)}" if notice.hint else notice.message
        yield _notification(notice.kind, "warning", text, notice.location)


def _undecided(report: Report, options: Options) -> Iterator[Plain]:
    """Yield what is not decided and therefore no result."""
    if options.verdicts != "unresolved":
        return
    for finding in report.findings:
        if finding.verdict is Verdict.UNRESOLVED and not report.is_failure(finding):
            why = f": {finding.causes[0].text}" if finding.causes else ""
            item = f" ({finding.key})" if finding.key else ""
            text = f"{finding.policy} is not decided for {finding.address}{item}{why}"
            yield _notification("undecided", "note", text, finding.location)


def _notification(kind: str, level: str, text: str, place: Location | None = None) -> Plain:
    found: dict[str, Plain] = {"descriptor": {"id": plain(kind)}, "level": level, "message": {"text": sentence(text)}}
    if place is not None and place.path not in {"", "."}:
        found["locations"] = [location(place)]
    return found
