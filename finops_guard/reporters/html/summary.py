"""The first screen: the verdict in words, what to do now, the money and the maturity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from finops_guard.findings import Finding, dearest_first
from finops_guard.maturity.model import Level, Score
from finops_guard.report import CostChange, CostSummary, Report
from finops_guard.reporters.amounts import amount, growth, signed, spread
from finops_guard.reporters.html.drawing import Part, bar
from finops_guard.reporters.html.rows import place
from finops_guard.reporters.hypertext import path, text
from finops_guard.reporters.options import Options
from finops_guard.reporters.page import Page
from finops_guard.reporters.styling import count
from finops_guard.reporters.verdict import verdict

MAX_STEPS = 5
# So wide that no sentence of the verdict is broken into lines.
_WIDE = 100_000
_SIGNS = {
    "failed": '<path d="M15 5 25 5 35 15 35 25 25 35 15 35 5 25 5 15Z M13 13 27 27 M27 13 13 27"/>',
    "passed": '<path d="M20 4A16 16 0 1 1 19.9 4Z M12 20.500 18 26.500 28.500 14.500"/>',
    "partly": '<path d="M20 5 37 35 3 35Z M20 15.500 20 25 M20 29.500 20 30.500"/>',
}


def summary(report: Report) -> Iterator[str]:
    """Yield the section that answers what happened, what it costs, and what to do."""
    yield '<section id="summary" aria-labelledby="h-summary">'
    yield from _verdict(report)
    yield '<div class="figures">'
    if report.cost is not None:
        yield from _cost(report.cost)
        yield from _change(report.cost.change, report.cost.currency)
    yield from _saving(report)
    yield from _maturity(report.score)
    yield "</div>"
    yield from _todo(report)
    yield "</section>"


def _verdict(report: Report) -> Iterator[str]:
    first, *rest = verdict(report, Page(Options(width=_WIDE)))
    word, _, said = first.partition(": ")
    tone = "failed" if report.failed else "passed" if word == "Passed" else "partly"
    sign = f'<g fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round">{_SIGNS[tone]}</g>'
    yield f'<div class="card verdict {tone}">'
    yield f'<svg width="40" height="40" viewBox="0 0 40 40" aria-hidden="true" focusable="false">{sign}</svg>'
    yield f'<div><h2 id="h-summary">{text(word)}: {text(said)}</h2>'
    yield from (f"<p>{text(line)}</p>" for line in rest)
    yield from _compared(report)
    yield "</div></div>"


def _compared(report: Report) -> Iterator[str]:
    novelty = report.novelty
    if novelty is None:
        return
    against = " and ".join(
        each for each in (novelty.base, f"the baseline {novelty.baseline}" if novelty.baseline else "") if each
    )
    scope = " in changed files" if novelty.changed_only else ""
    yield (
        f'<p class="dim">Only what is new or worse{scope} counts{f", against {text(against)}" if against else ""}: '
        f"{len(novelty.known):,} stood before, {len(novelty.fixed):,} fixed.</p>"
    )


def _figure(title: str, figure: str, unit: str = "") -> Iterator[str]:
    yield f'<div class="card"><h3>{title}</h3>'
    after = f' <span class="unit">{unit}</span>' if unit else ""
    after = f' <span class="unit">{unit}</span>' if unit else ""
    yield f'<p class="figure">{figure}{after}</p>'


def _cost(cost: CostSummary) -> Iterator[str]:
    yield from _figure("Cost a month, expected", text(amount(cost.monthly.expected)), text(cost.currency))
    if more := spread(cost.monthly):
        yield f'<p class="small">{text(more)}</p>'
    left, number = cost.resources - cost.priced, count(cost.resources, "resource")
    without = f"{left:,} of {number} that cost money have no price, or not for all of it"
    yield f'<p class="small dim">{without if left else f"all {number} have a price"}</p>'
    yield "</div>"


def _change(change: CostChange | None, currency: str) -> Iterator[str]:
    if change is None:
        return
    share = growth(change.percent, is_change=bool(change.delta))
    yield from _figure("Change to the base", text(signed(change.delta)), f"{text(currency)} {text(share)}")
    counts = ", ".join(f"{number:,} {text(name)}" for name, number in change.counts.items() if number)
    yield f'<p class="small">against {text(change.base)}</p>'
    yield f'<p class="small dim">{counts or "no resource costs more or less"}</p></div>'


def _saving(report: Report) -> Iterator[str]:
    saving = report.saving
    if saving is None:
        return
    figure = saving.monthly.expected or saving.monthly.most
    title = "Possible savings a month" if saving.monthly.expected else "Possible savings a month, up to"
    yield from _figure(title, text(amount(figure)), text(saving.currency))
    more = spread(saving.monthly) if saving.monthly.expected else ""
    yield f'<p class="small">{text(more)}</p>' if more else ""
    yield f'<p class="small dim">of {count(saving.findings, "finding")}, when all of it is done</p></div>'


def _maturity(score: Score) -> Iterator[str]:
    if score.level is Level.NOT_ASSESSED:
        yield from _figure("Maturity", "Not assessed")
    else:
        ready = f", {score.ready.value.capitalize()}-ready" if score.ready else ""
        yield from _figure("Maturity", f"{score.level.value.capitalize()}{ready}", f"{score.low:.0f} of 100")
    low, high = (Decimal(str(each)) for each in (score.low, score.high))
    yield bar([Part("bar", low), Part("hatch", high - low)], css="meter")
    assessed = f"{score.assessed:.0%}".replace("%", " %")
    yield f'<p class="small">range {score.low:.0f} to {score.high:.0f}; {assessed} of the evidence is assessed</p>'
    if score.next_steps:
        yield f'<p class="small dim">Next step: {text(score.next_steps[0].text, 500)}</p>'
    yield "</div>"


def _todo(report: Report) -> Iterator[str]:
    blocking = report.blocking
    if blocking:
        yield '<div class="card"><h3>What to do now</h3><ol class="todo">'
        groups = _grouped(blocking)
        for findings in groups[:MAX_STEPS]:
            yield from _group(findings)
        yield "</ol>"
        if len(groups) > MAX_STEPS:
            rest = sum(map(len, groups[MAX_STEPS:]))
            more = f"{count(rest, 'finding')} of {count(len(groups) - MAX_STEPS, 'other policy', 'other policies')}"
            yield f'<p><a href="#findings">And {more}</a></p>'
        yield "</div>"
    elif report.score.next_steps:
        yield '<div class="card"><h3>What to do next: nothing blocks, and this lifts the maturity</h3><ol class="todo">'
        for step in report.score.next_steps[:MAX_STEPS]:
            at = f" <code>{path(place(step.location))}</code>" if step.location else ""
            yield f'<li><div><span class="what">{text(step.text, 500)}</span>'
            yield f'<p class="small dim">{text(step.capability)}, effort {text(step.effort)}{at}</p></div></li>'
        yield "</ol></div>"


def _grouped(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Return findings by policy, the most severe that save the most first."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.policy, []).append(finding)
    for group in groups.values():
        group.sort(key=dearest_first)
    return sorted(groups.values(), key=lambda group: (group[0].severity.rank, -_saved(group), -len(group)))


def _saved(findings: Sequence[Finding]) -> Decimal:
    return sum(
        (each.money.expected for each in findings if each.money is not None and each.money.is_saving), Decimal(0)
    )


def _group(findings: Sequence[Finding]) -> Iterator[str]:
    first = findings[0]
    places = len({each.location for each in findings})
    at = f" at {count(places, 'place')}" if places < len(findings) else ""
    more = count(len(findings), "finding") + at
    chosen = f'href="#findings" data-policy="{text(first.policy)}" data-state="0"'
    severity = f'<span class="badge {first.severity.value}">{first.severity.value}</span>'
    yield f'<li><div><a class="what" {chosen}>{text(first.policy_name)}</a> {severity} <span class="dim">{more}</span>'
    yield f"<p>{text(first.message, 600)} <code>{path(place(first.location))}</code></p>"
    if first.remediation:
        yield f'<p class="small"><strong>Fix:</strong> {text(first.remediation, 600)}</p>'
    yield "</div>"
    saved = _saved(findings)
    if saved and first.money is not None:
        figure = f"<strong>{text(amount(saved))}</strong> {text(first.money.currency)} a month"
        yield f'<p class="worth">saves about<br>{figure}</p>'
    yield "</li>"
