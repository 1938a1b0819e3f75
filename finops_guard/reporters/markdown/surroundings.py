"""How mature the practice is, what was scanned and what was not read, and what to do with this report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from finops_guard.findings import Verdict, dearest_first
from finops_guard.maturity.model import CapabilityScore, Level, NextStep, Score
from finops_guard.report import Report
from finops_guard.reporters.markdown.sections import Section, bounded
from finops_guard.reporters.markdown.words import SENTENCE, place
from finops_guard.reporters.markup import code, inline
from finops_guard.reporters.options import Options
from finops_guard.reporters.styling import count
from finops_guard.reporters.verdict import failing
from finops_guard.resources import FileStatus

CUT = "Not all of it is shown here: `finops-guard scan` shows everything, and so do the other reports of this run."

MAX_STEPS = 3
_MOST = 30
_COMMIT = re.compile(r"commit ([0-9a-f]{7,40})\b")
_UNJUDGED = (FileStatus.BROKEN, FileStatus.TEMPLATE, FileStatus.SKIPPED)


def sections(report: Report, options: Options) -> Iterator[Section]:
    """Yield the maturity with the step up, and what was and was not judged."""
    yield from _maturity(report.score, options)
    yield _scanned(report, options)


def _maturity(score: Score, options: Options) -> Iterator[Section]:
    if score.level is Level.NOT_ASSESSED:
        text = "**Maturity**: not assessed."
    else:
        ready = f", {score.ready.value.title()}-ready" if score.ready else ""
        text = f"**Maturity**: {score.level.value.title()}{ready}, {score.low:.0f} of 100."
    steps = [_step(step, options) for step in score.next_steps[:MAX_STEPS]]
    yield Section(f"{text} The step up: {steps[0]}." if steps else text)
    known = [part for part in score.capabilities if part.level is not Level.NOT_ASSESSED]
    columns = "| Capability | Level | Of 100 | Assessed |\n| --- | --- | ---: | ---: |"
    if known:
        text = "\n".join(["Then:", "", *(f"- {step}" for step in steps[1:])]) if len(steps) > 1 else ""
        rows = tuple(map(_capability, known))
        yield Section(text, rows, columns=columns, folded="Maturity by capability, and further steps", rank=10)


def _step(step: NextStep, options: Options) -> str:
    at = f" {place(step.location, options)}" if step.location is not None else ""
    return f"{inline(step.text, SENTENCE)}{at} (effort {inline(step.effort)})"


def _capability(part: CapabilityScore) -> str:
    return f"| {inline(part.capability)} | {part.level.value.title()} | {part.whole} | {part.assessed:.0%} |"


def _scanned(report: Report, options: Options) -> Section:
    rows = list(_unread(report, options))
    shown, left_out = bounded(rows, len(rows), _MOST)
    total = sum(report.resource_count.values())
    judged = report.file_counts[FileStatus.JUDGED]
    verdicts = report.verdicts
    words = {Verdict.PASS: "passed", Verdict.FAIL: "failed", Verdict.UNRESOLVED: "undecided"}
    checks = ", ".join(f"{verdicts[verdict]:,} {word}" for verdict, word in words.items() if verdicts[verdict])
    policies = count(len(report.policies), "policy", "policies")
    text = f"{policies}, profile {code(report.profile)}: {checks or 'nothing to judge'}."
    folded = f"Scanned: {count(total, 'resource')} in {count(judged, 'file')}"
    folded += f"; {count(len(rows), 'note')} on what was not read" if rows else ""
    return Section(text, shown, noun="note", folded=folded, left_out=left_out, rank=11)


def _unread(report: Report, options: Options) -> Iterator[str]:
    """Yield which files were not judged and why, and what could not be followed."""
    reasons: dict[tuple[FileStatus, str], list[str]] = {}
    for file in report.files:
        if file.status in _UNJUDGED:
            reasons.setdefault((file.status, file.reason), []).append(file.path)
    for (status, reason), paths in reasons.items():
        more = f" and {count(len(paths) - 1, 'other file')}" if len(paths) > 1 else ""
        yield f"- {status.value}: {code(paths[0], SENTENCE)}{more}{f' ({inline(reason, SENTENCE)})' if reason else ''}"
    said: dict[tuple[str, str], list[str]] = {}
    for notice in report.notices:
        said.setdefault((notice.message, notice.hint), []).append(place(notice.location, options))
    for (message, hint), places in said.items():
        more = f" and {count(len(places) - 1, 'other place')}" if len(places) > 1 else ""
        advice = f" ({inline(hint, SENTENCE)})" if hint else ""
        yield f"- {inline(message, SENTENCE)}{advice} {places[0]}{more}"


def footer(report: Report) -> str:
    """Return how to get the same on one's own machine, and what to do with a finding."""
    commit = _COMMIT.match(report.novelty.base) if report.novelty is not None else None
    base = f" --base {commit[1]}" if commit else ""
    parts = [f"Run it yourself: {code(f'finops-guard scan --profile {report.profile}{base}', 100)}"]
    told = report.blocking or failing(report)
    if told:
        policy = min(told, key=dearest_first).policy
        parts.append(f"why, and how to fix it: {code(f'finops-guard explain {policy}', 100)}")
        parts.append(f"let one stand: a comment {code(f'# finops-guard:ignore {policy} -- the reason', 100)}")
    return f"<sub>{'; '.join(parts)}. {inline(f'finops-guard {report.version}', 100)}</sub>"
