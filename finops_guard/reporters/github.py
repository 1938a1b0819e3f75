"""Workflow commands of GitHub Actions: findings as annotations of the lines in the files of a pull request.

GitHub shows 10 errors, 10 warnings and 10 notices a step; what is beyond is only counted. Everything else printed is a
line that no runner takes for a command.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from finops_guard.findings import Severity, Verdict, dearest_first
from finops_guard.location import STDIN, Location
from finops_guard.report import Report
from finops_guard.reporters.amounts import is_worth_saying, worth
from finops_guard.reporters.folding import Block, fold
from finops_guard.reporters.options import Options
from finops_guard.reporters.page import Page
from finops_guard.reporters.styling import count, listed, neutralise
from finops_guard.reporters.suppressed import grounds
from finops_guard.reporters.verdict import counted, failing, unread_parts

MAX_ANNOTATIONS = 10  # of each kind, in a step
MAX_IGNORED = 100

_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, options: Options) -> str:
    """Return a command for each place, of each kind what blocks and costs the most first, and the verdict.

    What is undecided is told where it fails the scan, or where the options ask for all verdicts.
    """
    blocking = {id(finding) for finding in report.blocking}
    told = [
        finding
        for finding in report.findings
        if finding.verdict is Verdict.FAIL or id(finding) in blocking or options.verdicts == "all"
    ]
    kinds: dict[str, list[Block]] = {kind: [] for kind in _KINDS.values()}
    for block in fold(told):
        kinds[_kind(block)].append(block)
    lines: list[str] = []
    rest: list[str] = []
    for kind, blocks in kinds.items():
        blocks.sort(key=lambda block: (id(block.first) not in blocking, _dearest_first(block)))
        lines += map(_annotation, blocks[:MAX_ANNOTATIONS])
        if len(blocks) > MAX_ANNOTATIONS:
            rest.append(count(len(blocks) - MAX_ANNOTATIONS, f"more {kind}"))
    return "\n".join([*lines, *_closing(report, rest)]) + "\n"


def _kind(block: Block) -> str:
    return "notice" if block.first.verdict is Verdict.UNRESOLVED else _KINDS[block.first.severity]


def _dearest_first(block: Block) -> tuple[int, bool, Decimal]:
    return dearest_first(replace(block.first, money=block.money))


def _annotation(block: Block) -> str:
    first = block.first
    money = block.money
    parts = [*block.sentences]
    if len(block.copies) > 1:
        parts.append(f"The same for {count(len(block.copies) - 1, 'other resource')}.")
    if money is not None and is_worth_saying(money, block.sentences):
        said = worth(money)
        parts.append(f"{said[0].upper()}{said[1:]}.")
    if first.verdict is Verdict.UNRESOLVED and first.causes:
        parts.append(f"Waits for: {neutralise(first.causes[0].text)}")
    if first.remediation:
        parts.append(f"Fix: {neutralise(first.remediation, 1_000)}")
    title = f"{neutralise(first.policy)} {neutralise(first.policy_name)}"
    properties = {**_place(first.location), "title": title}
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_kind(block)} {given}::{_data(chr(10).join(parts))}"


def _place(at: Location) -> dict[str, str]:
    """Return where an annotation stands: lines, and columns where it begins and ends in one line.

    GitHub takes columns of one line only. What is not in the repository has no place there.
    """
    if at.path == STDIN or at.path.startswith("/"):
        return {}
    found = {"file": neutralise(at.path, 4_000), "line": str(at.line), "endLine": str(max(at.line, at.end_line))}
    if at.end_line == at.line:
        found |= {"col": str(at.column), "endColumn": str(max(at.column, at.end_column - 1))}
    return found


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _closing(report: Report, rest: Sequence[str]) -> Iterator[str]:
    """Yield how much is not shown as an annotation, and the verdict; all of it in our own words."""
    page = Page(Options())
    if rest:
        yield f"Not annotated: {listed(rest)} (GitHub shows {MAX_ANNOTATIONS} of each kind); the report has them all."
    waived = grounds(report, page)
    yield from (f"Ignored: {each}" for each in waived[:MAX_IGNORED])
    if len(waived) > MAX_IGNORED:
        yield f"Ignored: {len(waived) - MAX_IGNORED:,} more by exceptions and comments; the report has them all."
    found = page.severities(failing(report), places=True)
    waiting = sum(finding.verdict is Verdict.UNRESOLVED for finding in report.findings)
    left = [part for part in (found, f"{waiting:,} undecided" if waiting else "") if part]
    if report.failed:
        yield f"Failed: {page.severities(report.blocking, places=True)} to fix."
    elif not sum(report.resource_count.values()):
        yield "Nothing was judged: no resources were found."
    elif unread := unread_parts(report):
        yield f"Passed what could be read: {counted(unread)} not{f'; {listed(left)} to look at' if left else ''}."
    else:
        yield f"Passed: {f'nothing blocks; {listed(left)} to look at' if left else 'no findings'}."
