"""The end of a text report: what was found by policy, the maturity, what was scanned, the verdict, what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finops_guard.findings import Severity, Verdict
from finops_guard.maturity.model import Level, Score
from finops_guard.pricing.estimates import cents
from finops_guard.pricing.savings import Saving
from finops_guard.report import CostChange, CostSummary, Report
from finops_guard.reporters.amounts import amount, growth, one_sided, shared, signed, spread
from finops_guard.reporters.folding import Block
from finops_guard.reporters.page import Page, at_places
from finops_guard.reporters.styling import count, neutralise
from finops_guard.reporters.verdict import failing, verdict
from finops_guard.resources import FileStatus

LABELS = 12

_SIGNS = {"new": "+", "changed": "~", "removed": "-"}
_GRADES = {"D": "from code", "O": "from history", "V": "from billing data", "A": "from answers"}


def closing(report: Report, blocks: Sequence[Block], page: Page) -> Iterator[str]:
    """Yield the last part of the report; what matters most comes last, where a terminal shows it."""
    yield from _policies(report, blocks, page)
    yield ""
    yield from page.table(_maturity(report.score, page), LABELS)
    yield from page.table(_summary(report, page), LABELS)
    yield ""
    yield from verdict(report, page)


def _policies(report: Report, blocks: Sequence[Block], page: Page) -> Iterator[str]:
    """Yield one line for each policy with failures, the most severe and most frequent first."""
    found: dict[tuple[Severity, str], list[Block]] = {}
    for block in blocks:
        found.setdefault((block.first.severity, block.first.policy), []).append(block)
    rows = []
    for (severity, policy), group in found.items():
        places = [finding.location for block in group for finding in block.findings]
        text = count(len(places), "finding") + at_places(places)
        rows.append((severity.rank, -len(places), neutralise(policy), group[0].first, text))
    rows.sort(key=lambda row: row[:3])
    if len(rows) > 1:
        yield from page.heading("By policy")
        ids = max(len(row[2]) for row in rows)
        names = max(len(neutralise(row[3].policy_name)) for row in rows)
        # Where there is no room for names, the identifiers are left: explain knows both.
        room = page.width - len("  warning    ") - ids - max(len(row[4]) for row in rows)
        for _, _, policy, first, text in rows:
            mark = page.style.severity(first.severity, first.severity.value.ljust(len("warning")))
            name = f"{neutralise(first.policy_name).ljust(names)}  " if names + 2 <= room else ""
            yield f"  {mark}  {policy.ljust(ids)}  {name}{text}"
    if page.everything:
        yield from _passed(report, page)


def _passed(report: Report, page: Page) -> Iterator[str]:
    passed: dict[str, int] = {}
    for evaluation in report.evaluations:
        if evaluation.verdict is Verdict.PASS:
            passed[evaluation.policy] = passed.get(evaluation.policy, 0) + 1
    if passed:
        yield from page.heading("Passed")
        titles = {policy.id: policy.title for policy in report.policies}
        for policy, number in sorted(passed.items()):
            title = neutralise(titles.get(policy, ""))
            yield from page.paragraph(f"{neutralise(policy)}  {title}: {count(number, 'time')}", "  ", "    ")


def _maturity(score: Score, page: Page) -> Iterator[tuple[str, str]]:
    if score.level is Level.NOT_ASSESSED:
        yield "Maturity", "not assessed: finops-guard score says what is missing"
    else:
        grade = f" ({score.assurance}, {_GRADES[score.assurance]})" if score.assurance in _GRADES else ""
        ready = f", {score.ready.value.title()}-ready" if score.ready else ""
        spread = f"range {score.low:.0f}-{score.high:.0f}, {score.assessed:.0%} assessed"
        number = f"{score.low:.0f} of 100 ({spread}): finops-guard score"
        yield "Maturity", f"{page.style.paint(score.level.value.title(), 'strong')}{grade}{ready}, {number}"
    for step in score.next_steps[:1]:
        place = f"  {page.place(step.location)}" if step.location else ""
        yield "", f"- {neutralise(step.text, 500)} (effort {step.effort}){place}"


def _cost(cost: CostSummary) -> str:
    without = cost.partly + cost.unpriced + cost.usage_based
    verb = "has" if without == 1 else "have"
    left = f"; {without:,} of {count(cost.resources, 'resource')} that cost money {verb} no price, or not for all of it"
    more = f" ({spread(cost.monthly)})" if spread(cost.monthly) else ""
    return (
        f"about {amount(cost.monthly.expected)} {neutralise(cost.currency)} a month{more}"
        f"{left if without else ''}: finops-guard cost"
    )


def _saving(saving: Saving) -> str:
    of = f"of {count(saving.findings, 'finding')}"
    if not saving.monthly.expected:
        return f"up to {amount(saving.monthly.most)} {neutralise(saving.currency)} a month ({of})"
    more = f"; {spread(saving.monthly)}" if spread(saving.monthly) else ""
    return f"about {amount(saving.monthly.expected)} {neutralise(saving.currency)} a month ({of}{more})"


def _change(found: CostChange, currency: str, page: Page) -> Iterator[tuple[str, str]]:
    """Yield what the cost differs by from the base: in all, by how many resources, and by which the most."""
    where = f"against {neutralise(found.base)}"
    if not any(found.counts.values()):
        yield "Change", f"no cost changes {where}"
    else:
        delta = f"{signed(found.delta)} {neutralise(currency)} a month"
        share = growth(found.percent, is_change=bool(found.delta)) if cents(found.delta) else ""
        parts = ", ".join(f"{number:,} {status}" for status, number in found.counts.items() if number)
        yield "Change", f"{page.style.paint(delta, 'strong')}{f' ({share})' if share else ''} {where}: {parts}"
    for each in found.largest:
        figure = signed(each.delta) if each.is_priced else "no price"
        root = f"  {neutralise(page.options.path(each.root))}" if each.root else ""
        was = f", was {neutralise(each.moved_from)}" if each.moved_from else ""
        yield "", f"{_SIGNS[each.status]} {neutralise(each.address)}: {figure}{was}{root}"
    rest = sum(found.counts.values()) - len(found.largest)
    if rest > 0:
        yield "", f"... and {rest:,} more: finops-guard diff"
    if found.one_sided is not None:
        yield "", one_sided(found.one_sided, neutralise(currency))
    if found.unread:
        yield "", f"{count(found.unread, 'file or module', 'files and modules')} could not be read and compared"


def _summary(report: Report, page: Page) -> Iterator[tuple[str, str]]:
    counts = report.file_counts
    # A commit may change nothing but values of variables.
    judged = counts[FileStatus.JUDGED] or counts[FileStatus.SUPPORTING]
    total = sum(report.resource_count.values())
    providers = ", ".join(f"{neutralise(name)} {number:,}" for name, number in sorted(report.resource_count.items()))
    scanned = f"{count(total, 'resource')}{f' ({providers})' if providers else ''} in {count(judged, 'file')}"
    if page.options.seconds is not None:
        scanned += f" in {page.options.seconds:.{1 if page.options.seconds >= 1 else 2}f} s"
    yield "Scanned", scanned
    if report.cost is not None:
        yield "Cost", _cost(report.cost)
        if report.cost.on_nodes is not None:
            yield "", shared(report.cost.on_nodes.expected, neutralise(report.cost.currency))
        if report.cost.change is not None:
            yield from _change(report.cost.change, report.cost.currency, page)
    if report.budgets is not None:
        from finops_guard.reporters.budgets import budgets

        yield from budgets(report.budgets, page)
    if report.saving is not None:
        yield "Savings", _saving(report.saving)
    verdicts = report.verdicts
    words = {Verdict.PASS: "passed", Verdict.FAIL: "failed", Verdict.UNRESOLVED: "undecided"}
    checks = ", ".join(f"{verdicts[verdict]:,} {word}" for verdict, word in words.items() if verdicts[verdict])
    policies = count(len(report.policies), "policy", "policies")
    yield "Checked", f"{policies}, profile {neutralise(report.profile)}: {checks or 'nothing to judge'}"
    ignored = f", {len(report.suppressed):,} ignored" if report.suppressed else ""
    yield "Findings", (page.severities(failing(report), places=True) or "none") + ignored
    if report.novelty is not None:
        from finops_guard.reporters.novelty import novelty

        yield from novelty(report, report.novelty, page)
