"""The last lines of a text report: whether the scan passes, what that rests on, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from finops_guard.findings import Finding, Verdict, dearest_first
from finops_guard.report import Report
from finops_guard.reporters.page import Page
from finops_guard.reporters.styling import count, listed, neutralise
from finops_guard.resources import NO_INSTANCE, FileStatus

_UNREAD = {
    "module": "module-not-evaluated",
    "Helm release": "helm-release",
    "Terraform manifest": "kubernetes-manifest",
}


def verdict(report: Report, page: Page) -> Iterator[str]:
    """Yield the verdict and what to do next; what was not read has not passed."""
    if report.failed:
        yield from _failed(report.blocking, page)
        return
    unread = unread_parts(report)
    if not sum(report.resource_count.values()):
        yield from _nothing(unread, page)
        return
    rest = page.severities(failing(report), places=True)
    waiting = sum(finding.verdict is Verdict.UNRESOLVED for finding in report.findings)
    left = [part for part in (rest, f"{waiting:,} undecided" if waiting else "") if part]
    look = f"{listed(left)} to look at" if left else ""
    if unread:
        remark = f"; {look}" if look else ""
        passed = page.style.paint("Passed what could be read:", "pass")
        yield from page.paragraph(f"{passed} {counted(unread)} not{remark}.", "")
        yield from _next(unread, page)
        return
    ignored = f", {len(report.suppressed):,} ignored" if report.suppressed else ""
    none = "no findings" if report.novelty is None else "no new findings"
    yield f"{page.style.paint('Passed:', 'pass')} {f'nothing blocks; {look}' if look else none}{ignored}."
    step = _step(report, page)
    if step:
        yield from page.paragraph(f"Next: {step}", "")


def _step(report: Report, page: Page) -> str:
    """Return what to do where nothing blocks: the finding that matters most, values that are missing, or maturity."""
    found = sorted(failing(report), key=dearest_first)
    if found:
        lead = neutralise(found[0].policy)
        return f"look at {lead} at {page.place(found[0].location)} (finops-guard explain {lead} says why and how)."
    if report.findings:
        return "give the values that are missing (variables, modules) to have them decided."
    return f"{neutralise(report.score.next_steps[0].text, 500)}." if report.score.next_steps else ""


def failing(report: Report) -> list[Finding]:
    """Return the findings that are failures, whatever their severity."""
    return [finding for finding in report.findings if finding.verdict is Verdict.FAIL]


def _failed(blocking: Sequence[Finding], page: Page) -> Iterator[str]:
    [(most, _)] = Counter(finding.policy for finding in blocking).most_common(1)
    yield f"{page.style.paint('Failed:', 'error')} {page.severities(blocking, places=True)} to fix."
    first = next(finding for finding in blocking if finding.policy == most)
    lead = neutralise(first.policy)
    yield from page.paragraph(
        f"Next: begin with {lead} at {page.place(first.location)} (finops-guard explain {lead} says why and how), "
        "or change what blocks: profile and policies in .finops-guard.yaml.",
        "",
    )


def _nothing(unread: dict[str, int], page: Page) -> Iterator[str]:
    if unread:
        why = f"{counted(unread)} not read, and nothing else holds resources."
        yield from page.paragraph(f"{page.style.paint('Nothing was judged:', 'warning')} {why}", "")
        yield from _next(unread, page)
        return
    yield f"{page.style.paint('Nothing to judge:', 'warning')} no resources were found."
    yield from page.paragraph("Next: check the path, and what the configuration excludes.", "")


def unread_parts(report: Report) -> dict[str, int]:
    """Return how many modules, templates and other files were not, or not completely, judged; without zeros."""
    files = report.file_counts
    found = {
        **{noun: sum(notice.kind == kind for notice in report.notices) for noun, kind in _UNREAD.items()},
        "template": files[FileStatus.TEMPLATE],
        "file": files[FileStatus.BROKEN] + files[FileStatus.SKIPPED],
        "unused module file": sum(file.reason == NO_INSTANCE for file in report.files),
    }
    return {noun: number for noun, number in found.items() if number}


def counted(unread: dict[str, int]) -> str:
    """Return ``1 module was``, ``2 modules and 1 template were``."""
    verb = "was" if sum(unread.values()) == 1 else "were"
    return f"{listed(count(number, noun) for noun, number in unread.items())} {verb}"


def remedies(unread: dict[str, int]) -> str:
    """Return what is to be done so that what was not read will be."""
    steps = {
        "module": "run terraform init, so that modules are on disk, and scan again",
        "Helm release": "render the charts of Helm releases (helm template) and scan the output",
        "Terraform manifest": "give the values that the manifests in Terraform are made from",
        "template": "render the templates (helm template) and scan the output",
        "file": 'see above, under "Not evaluated", why files were not read',
        "unused module file": "give root modules the values that make more of it (--var-file)",
    }
    return "; ".join(steps[noun] for noun in unread)


def _next(unread: dict[str, int], page: Page) -> Iterator[str]:
    yield from page.paragraph(f"Next: {remedies(unread)}.", "")
