"""The parts of a text report about what could not be judged: unresolved findings, files, notices."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.findings import Finding, ReportedCause, Verdict
from finops_guard.location import Location
from finops_guard.report import Report
from finops_guard.reporters.folding import MAX_NAMED, merged
from finops_guard.reporters.page import Page
from finops_guard.reporters.styling import count, listed, neutralise
from finops_guard.resources import FileStatus

MAX_PER_CAUSE = 4
MAX_FILES = 3

_UNJUDGED = (FileStatus.BROKEN, FileStatus.TEMPLATE, FileStatus.SKIPPED)


def undecided(report: Report, page: Page) -> Iterator[str]:
    """Yield the unresolved findings by what they wait for, the cause that leaves most undecided first."""
    causes: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        if finding.verdict is Verdict.UNRESOLVED:
            cause = _cause(finding)
            causes.setdefault((cause.kind, cause.text), []).append(finding)
    if not causes:
        return
    total = sum(map(len, causes.values()))
    verb = "waits" if total == 1 else "wait"
    failing = sum(finding.verdict is Verdict.UNRESOLVED for finding in report.blocking)
    fails = (
        f"; {count(failing, 'of them', 'of them')} {'fails' if failing == 1 else 'fail'} this scan" if failing else ""
    )
    if report.unresolved == "fail":
        fails = "; they fail this scan"
    yield from page.heading(
        "Undecided", f"{count(total, 'finding')} {verb} for values that the code does not hold{fails}"
    )
    groups = sorted(causes.items(), key=lambda group: -len(group[1]))
    shown = groups if page.everything else groups[:10]
    for (_, text), findings in shown:
        yield ""
        locations = dict.fromkeys(_cause(finding).location for finding in findings)
        places = [page.place(each) for each in locations if each is not None]
        place = f"  {places[0]}" if places else ""
        place += f" and {count(len(places) - 1, 'other place')}" if len(places) > 1 else ""
        yield from page.paragraph(f"{page.style.paint(neutralise(text), 'strong')}{place}", "  ", "    ")
        for line in page.bounded(_waiting(findings, page), "places", MAX_PER_CAUSE):
            yield from page.paragraph(line, "    ", "      ")
    if len(shown) < len(groups):
        hidden = sum(len(findings) for _, findings in groups[len(shown) :])
        yield ""
        yield f"  ... and {count(hidden, 'finding')} for {count(len(groups) - len(shown), 'other cause')}"


def _cause(finding: Finding) -> ReportedCause:
    """Return the first thing that a finding waits for."""
    return finding.causes[0] if finding.causes else ReportedCause("", "no cause is given")


def _waiting(findings: list[Finding], page: Page) -> list[str]:
    """Return one line for each policy and place, naming the resources and their items."""
    places: dict[tuple[str, Location], list[Finding]] = {}
    for finding in findings:
        places.setdefault((finding.policy, finding.location), []).append(finding)
    lines = []
    for found in places.values():
        first = found[0]
        addresses = list(dict.fromkeys(neutralise(finding.address) for finding in found))
        shown = addresses if page.everything or len(addresses) <= MAX_NAMED + 1 else addresses[:MAX_NAMED]
        more = f" and {len(addresses) - len(shown):,} more" if len(shown) < len(addresses) else ""
        keys = list(dict.fromkeys(neutralise(finding.key, 80) for finding in found if finding.key))
        named = f" ({listed(keys)})" if keys else ""
        others = len({cause for finding in found for cause in finding.causes}) - 1
        also = f", and {count(others, 'other cause')}" if others > 0 else ""
        policy = f"{page.style.severity(first.severity)} {neutralise(first.policy)}"
        lines.append(f"{policy} {page.place(first.location)}: {', '.join(shown)}{more}{named}{also}")
    return lines


def files_and_notices(report: Report, page: Page) -> Iterator[str]:
    """Yield which files were not evaluated and why, and what else was said about the input."""
    yield from _files(report, page)
    kinds: dict[tuple[str, str], dict[str, list[str]]] = {}
    for notice in report.notices:
        said = kinds.setdefault((notice.kind, notice.hint), {})
        said.setdefault(notice.message, []).append(page.place(notice.location))
    if not kinds:
        return
    yield from page.heading("Notices", "what the scan could not follow")
    lines = [line for (_, hint), said in kinds.items() for line in _notices(said, hint, page)]
    for line in page.bounded(lines, "notices"):
        yield from page.paragraph(line, "  ", "    ")


def _notices(said: dict[str, list[str]], hint: str, page: Page) -> Iterator[str]:
    """Yield the notices of one kind, given with their places; what is said about many things alike, once."""
    messages = tuple(said)
    folded = messages if page.everything else merged(messages, MAX_NAMED)
    groups = [[*said.values()]] if len(folded) < len(messages) else [[places] for places in said.values()]
    for message, found in zip(folded, groups, strict=True):
        places = [place for each in found for place in each]
        more = f" and {count(len(places) - 1, 'other place')}" if len(places) > 1 else ""
        advice = f" ({neutralise(hint)})" if hint else ""
        yield f"{neutralise(message, 1_000)}{advice}  {places[0]}{more}"


def _files(report: Report, page: Page) -> Iterator[str]:
    reasons: dict[tuple[FileStatus, str], list[str]] = {}
    for status in _UNJUDGED:
        for file in report.files:
            if file.status is status:
                reasons.setdefault((status, file.reason), []).append(page.path(file.path))
    if not reasons:
        return
    yield from page.heading("Not evaluated", count(sum(map(len, reasons.values())), "file"))
    lines = []
    for (status, reason), paths in reasons.items():
        why = neutralise(reason) if reason else status.value
        shown = paths if page.everything or len(paths) <= MAX_FILES + 1 else paths[:MAX_FILES]
        more = f" and {len(paths) - len(shown):,} more" if len(shown) < len(paths) else ""
        lines.append(f"{status.value}: {', '.join(shown)}{more}" + (f" ({why})" if reason else ""))
    for line in page.bounded(lines, "reasons"):
        yield from page.paragraph(line, "  ", "    ")
