"""The first lines of the page: the verdict in plain words, and the money."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.findings import Verdict
from finops_guard.pricing.estimates import cents
from finops_guard.report import Report
from finops_guard.reporters.amounts import amount, growth, signed
from finops_guard.reporters.markdown.sections import Section
from finops_guard.reporters.markdown.words import capital, severities
from finops_guard.reporters.markup import inline
from finops_guard.reporters.options import Options
from finops_guard.reporters.styling import count, listed
from finops_guard.reporters.verdict import counted, failing, remedies, unread_parts

_NAME = 100


def sections(report: Report, options: Options) -> Iterator[Section]:
    """Yield the verdict, what there is to do for it where nothing is to be fixed, and the cost."""
    name = f" ({inline(options.name, _NAME)})" if options.name != Options().name else ""
    icon, verdict, advice = _verdict(report)
    yield Section(f"### {icon} finops-guard{name}: {verdict}")
    if advice:
        yield Section(advice)
    if money := list(_money(report)):
        yield Section(f"{'; '.join(money)}.")


def _verdict(report: Report) -> tuple[str, str, str]:
    """Return a picture, the verdict, and what to do about what was not read."""
    unread = unread_parts(report)
    advice = f"To have the rest judged: {remedies(unread)}." if unread else ""
    if report.failed:
        new = "this change brings " if report.novelty is not None else ""
        return "\u274c", f"failed, {new}{severities(report.blocking, places=True)} to fix", ""
    if not sum(report.resource_count.values()):
        why = f"{counted(unread)} not read" if unread else "no resources were found"
        return "\u26a0\ufe0f", f"nothing to judge, {why}", advice or "Check the path, and what is excluded."
    left = _to_look_at(report)
    look = f"{left} to look at" if left else ""
    if unread:
        return (
            "\u26a0\ufe0f",
            f"passed what could be read{f', {look}' if look else ''}",
            (f"{capital(counted(unread))} not judged. {advice}"),
        )
    clean = "nothing new is wrong" if report.novelty is not None else "nothing to fix"
    return "\u2705", f"passed, {f'nothing blocks, {look}' if look else clean}", ""


def _to_look_at(report: Report) -> str:
    waiting = sum(finding.verdict is Verdict.UNRESOLVED for finding in report.findings)
    parts = [severities(failing(report), places=True), f"{waiting:,} undecided" if waiting else ""]
    return listed(part for part in parts if part) if any(parts) else ""


def _money(report: Report) -> Iterator[str]:
    """Yield what all costs a month, by how much this changes it, and what fixing saves."""
    cost = report.cost
    if cost is not None:
        currency = inline(cost.currency, _NAME)
        text = f"Cost: about **{amount(cost.monthly.expected)} {currency} a month**"
        if cost.change is not None:
            change = cost.change
            share = growth(change.percent, is_change=bool(change.delta)) if cents(change.delta) else ""
            delta = f"**{signed(change.delta)}{f' ({share})' if share else ''}**" if change.delta else "no change"
            text += f", {delta} against {inline(change.base, _NAME)}"
        without = cost.partly + cost.unpriced + cost.usage_based
        yield text + (f" ({count(without, 'resource')} not or only partly priced)" if without else "")
    if report.saving is not None:
        saving = report.saving
        least, most = saving.monthly.expected, saving.monthly.most
        figure = f"about **{amount(least)}" if least else f"up to **{amount(most)}"
        yield f"possible savings: {figure} {inline(saving.currency, _NAME)} a month**"
