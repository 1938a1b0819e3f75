"""The Code Quality report of GitLab: one entry a failure, with a fingerprint that no other entry has.

GitLab compares the report with that of the target branch: what stood there before is among the entries, so that it is
not taken for solved. What exceptions, comments and a baseline let stand is not, nor is what is not decided.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.digest import sha256_hex
from finops_guard.findings import Finding, Severity
from finops_guard.report import Report
from finops_guard.reporters.amounts import worth
from finops_guard.reporters.options import Options
from finops_guard.reporters.plain import Plain, written
from finops_guard.reporters.styling import neutralise

MAX_DESCRIPTION = 1_000

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def render(report: Report, _: Options) -> str:
    """Return the report as a JSON array, indented, ending in a newline."""
    seen: dict[str, int] = {}
    return written([_entry(finding, seen) for finding in _failures(report)]) + "\n"


def _failures(report: Report) -> Iterator[Finding]:
    """Yield what fails, and what did so before."""
    known = () if report.novelty is None else report.novelty.known
    for finding in (*report.findings, *(each.finding for each in known if each.by != "baseline")):
        if report.is_failure(finding):
            yield finding


def _entry(finding: Finding, seen: dict[str, int]) -> Plain:
    place = finding.location
    message = neutralise(finding.message, MAX_DESCRIPTION).rstrip(".")
    money = f", which {worth(finding.money)}" if finding.money is not None and not finding.money.is_saving else ""
    saving = f"; fixing it {worth(finding.money)}" if finding.money is not None and finding.money.is_saving else ""
    begin = max(1, place.line)
    return {
        "description": f"{message}{money}{saving} ({neutralise(finding.policy)})",
        "check_name": neutralise(finding.policy),
        "fingerprint": _fingerprint(finding, seen),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": _path(place.path), "lines": {"begin": begin, "end": max(begin, place.end_line)}},
    }


def _path(path: str) -> str:
    """Return a path as it is; only what no text can hold is made visible."""
    return path if _is_text(path) else neutralise(path, len(path))


def _is_text(path: str) -> bool:
    return "\0" not in path and not any("\ud800" <= character <= "\udfff" for character in path)


def _fingerprint(finding: Finding, seen: dict[str, int]) -> str:
    """Return a fingerprint that no entry before has: the second one of the same finding counts on."""
    own = finding.fingerprint or sha256_hex(f"{finding.policy}\0{finding.root}\0{finding.address}\0{finding.key}")[:16]
    seen[own] = number = seen.get(own, 0) + 1
    return own if number == 1 else sha256_hex(f"{own}\0{number}")[:16]
