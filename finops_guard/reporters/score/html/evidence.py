"""Every check with what was found, what is asked for and by whom; and what nothing is known about."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.maturity.model import CapabilityScore, Evidence, Level, Score, Status
from finops_guard.maturity.naming import CAPABILITIES, CHECKS
from finops_guard.reporters.html.rows import place
from finops_guard.reporters.hypertext import path, text
from finops_guard.reporters.markdown.words import capital
from finops_guard.reporters.score import words
from finops_guard.reporters.score.statement import Statement, Table, criteria, threshold_from

_LONG = 600
_CSS = {
    Status.PASS: "met",
    Status.PARTIAL: "part",
    Status.FAIL: "missed",
    Status.NOT_ASSESSED: "unknown",
    Status.NOT_APPLICABLE: "unknown",
    Status.ERROR: "missed",
}


def evidence(statement: Statement) -> Iterator[str]:
    """Yield a table for each capability; open are those that are asked for, or else the gates."""
    yield '<div class="stack">'
    for part in statement.score.capabilities:
        if part.level is Level.NOT_ASSESSED and part.capability not in statement.explained:
            continue
        asked = part.capability in statement.explained if statement.explained else part.gate
        yield f'<details class="card"{" open" if asked else ""}>'
        figures = f"{words.level(part.level)}, {part.whole} of 100"
        yield f"<summary>{text(part.capability)}: {figures}</summary>"
        yield f"<p>{text(CAPABILITIES[part.capability][1])}</p>"
        yield from _table(statement.score, part)
        yield "</details>"
    yield "</div>"


def _table(score: Score, part: CapabilityScore) -> Iterator[str]:
    yield f'<div class="scroll" role="region" aria-label="Evidence for {text(part.capability)}" tabindex="0">'
    yield '<table class="lines evidence"><thead><tr><th scope="col">What is asked</th><th scope="col">Outcome</th>'
    yield '<th scope="col">What was found</th><th scope="col">For Walk</th><th scope="col">For Run</th></tr></thead>'
    yield "<tbody>"
    for item in part.evidence:
        badge = f'<span class="badge {_CSS[item.status]}">{words.STATUSES[item.status]}</span>'
        badge += f' <span class="value">{words.value(item)}</span>'
        thresholds = "".join(_threshold(score, item, level) for level in (Level.WALK, Level.RUN))
        title = f'{text(CHECKS[item.check])}<br><span class="dim small">{text(item.check)}</span>'
        yield f'<tr><td class="check">{title}</td><td>{badge}</td><td>{_found(item)}</td>{thresholds}</tr>'
    yield "</tbody></table></div>"


def _found(item: Evidence) -> str:
    at = f"<br><code>{path(place(item.location))}</code>" if item.location is not None else ""
    grade = f' <span class="dim small">({words.GRADES[item.grade]})</span>' if item.value is not None else ""
    return f"{text(item.detail, _LONG)}{grade}{at}"


def _threshold(score: Score, item: Evidence, level: Level) -> str:
    criterion = criteria(score, item.check).get(level)
    if criterion is None:
        return '<td class="threshold"><span class="dim">-</span></td>'
    must = "" if criterion.must else ", for the number only"
    source = f'<br><span class="dim small">{text(threshold_from(score, criterion))}</span>'
    return f'<td class="threshold">{text(words.threshold(criterion.threshold))}{must}{source}</td>'


def benchmarks(score: Score) -> Iterator[str]:
    """Yield the level of each capability by each benchmark, side by side."""
    yield '<div class="card scroll" role="region" aria-label="The level by three benchmarks" tabindex="0">'
    yield "<table class='lines'><caption>The level by three benchmarks: published tables differ in what they ask for."
    heads = "".join(
        f'<th scope="col">{text(name)}{" (this report)" if key == score.benchmark else ""}</th>'
        for key, name in words.BENCHMARKS.items()
    )
    yield f'</caption><thead><tr><th scope="col">Capability</th>{heads}</tr></thead><tbody>'
    for part in score.capabilities:
        cells = "".join(f"<td>{words.level(part.levels[key])}</td>" for key in words.BENCHMARKS)
        yield f"<tr><td>{text(part.capability)}</td>{cells}</tr>"
    yield "</tbody></table></div>"


def not_assessed(score: Score) -> Iterator[str]:
    """Yield what nothing is known about, as questions that somebody has to answer with evidence."""
    rows = [
        (part, [item for item in part.evidence if item.status is Status.NOT_ASSESSED]) for part in score.capabilities
    ]
    rows = [(part, missing) for part, missing in rows if missing]
    if not rows:
        return
    yield '<div class="card scroll" role="region" aria-label="What is not assessed" tabindex="0">'
    yield "<p>This is neither good nor bad: there is no evidence for it in what was looked at. It earns no points, and "
    yield "holds a level back.</p>"
    yield '<table class="lines"><thead><tr><th scope="col">Capability</th><th scope="col">The question</th>'
    yield '<th scope="col">Evidence that is missing</th></tr></thead><tbody>'
    for part, missing in rows:
        checks = "; ".join(dict.fromkeys(CHECKS[item.check] for item in missing))
        level = " (nothing is known)" if part.level is Level.NOT_ASSESSED else ""
        name = f"{text(part.capability)}<span class='dim small'>{level}</span>"
        yield f"<tr><td>{name}</td><td>{text(CAPABILITIES[part.capability][1])}</td><td>{text(checks)}</td></tr>"
    yield "</tbody></table></div>"


def table(found: Table) -> Iterator[str]:
    """Yield rows that are told beside the score."""
    first = len(found.columns) - found.figures
    yield f'<div class="card scroll" role="region" aria-label="{text(found.title)}" tabindex="0">'
    heads = (f'<th scope="col"{_figure(at, first)}>{text(capital(each))}</th>' for at, each in enumerate(found.columns))
    yield f'<table class="lines"><thead><tr>{"".join(heads)}</tr></thead><tbody>'
    for row in found.rows:
        yield f"<tr>{''.join(f'<td{_figure(at, first)}>{text(cell)}</td>' for at, cell in enumerate(row))}</tr>"
    yield "</tbody></table>"
    if found.note:
        yield f'<p class="dim small">{text(found.note)}</p>'
    yield "</div>"


def _figure(at: int, first: int) -> str:
    return ' class="number"' if at >= first else ""
