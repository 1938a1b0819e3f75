"""The first screen: what is short in money, the level in plain words, the number, and then what to do by when."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finops_guard.maturity.gates import Outcome
from finops_guard.maturity.model import Level, Score
from finops_guard.maturity.naming import CAPABILITIES
from finops_guard.reporters.amounts import amount
from finops_guard.reporters.html.drawing import Part, bar
from finops_guard.reporters.html.rows import place
from finops_guard.reporters.hypertext import path, text
from finops_guard.reporters.markdown.words import capital
from finops_guard.reporters.score import words
from finops_guard.reporters.score.statement import (
    DISCLAIMER,
    NOT_ADDED,
    SHOWN_SHORTFALLS,
    Amount,
    Kind,
    Shortfall,
    Statement,
    Step,
)

LONG = 600
PLAIN = {
    Level.NOT_ASSESSED: "There is not enough evidence to say.",
    Level.CRAWL: "The basics are still being put in place: not every cost has an owner, not every change is checked.",
    Level.WALK: "The basics hold: most cost has an owner, and changes are checked before they are made.",
    Level.RUN: "Cost is governed as a matter of course, and there is evidence for it.",
}
_LADDER = {
    Level.CRAWL: "First steps, by hand",
    Level.WALK: "Rules hold for most cost and every change",
    Level.RUN: "Automated, verified, auditable",
}
_EFFORTS = {"S": "small", "M": "medium", "L": "large"}
_MONEY = {Kind.VISIBILITY: "not attributed", Kind.SAVINGS: "can be saved"}
_GATES = {Outcome.MET: "met", Outcome.NOT_MET: "missed", Outcome.NOT_ASSESSABLE: "unknown"}
_HEADS = (
    '<th scope="col">What to do</th>',
    '<th scope="col">For</th>',
    '<th scope="col">Effort</th>',
    '<th scope="col" class="number">Money a month</th>',
    '<th scope="col">Owner</th>',
    '<th scope="col">By</th>',
)


def summary(statement: Statement) -> Iterator[str]:
    """Yield the section that says where it stands and what that costs."""
    yield '<section id="summary" aria-labelledby="h-summary">'
    yield '<h2 id="h-summary" class="unseen">Summary</h2>'
    yield from _shortfalls(statement)
    yield '<div class="two">'
    yield from _level(statement)
    yield from _number(statement)
    yield "</div>"
    yield f'<p class="small dim">{text(DISCLAIMER)}</p>'
    yield "</section>"


def _shortfalls(statement: Statement) -> Iterator[str]:
    shown = statement.shortfalls[:SHOWN_SHORTFALLS]
    scope = statement.scope
    yield '<div class="card first"><h3>What costs most</h3>'
    total = f"The scope costs {text(words.cost(scope))}. " if scope.monthly is not None else ""
    yield f'<p class="small dim">{total}{text(NOT_ADDED)}</p>'
    if shown:
        yield '<ol class="todo">'
        for each in shown:
            yield from _shortfall(each)
        yield "</ol>"
    else:
        yield "<p>Nothing that this scope shows.</p>"
    yield "</div>"


def _shortfall(each: Shortfall) -> Iterator[str]:
    title = CAPABILITIES[each.capability][1]
    if each.money is not None:
        title = f"Money that {words.meaning(each.money)}"
    yield f'<li><div><span class="what">{text(title)}</span>'
    said = f"{text(capital(each.text), LONG)}. " if each.text else ""
    points = f": {words.missing(each.points)}" if words.missing(each.points) else ""
    yield f'<p class="small dim">{said}{text(each.capability)}{points}.</p></div>'
    if each.money is not None:
        yield f'<p class="worth">{_amount(each.money)}</p>'
    yield "</li>"


def _amount(money: Amount) -> str:
    about = "up to" if money.at_most else "about"
    figure = f'<strong class="figure">{text(amount(money.monthly))}</strong> {text(money.currency)}'
    return f'<span class="dim">{about}</span> {figure}<br><span class="dim">a month</span>'


def _level(statement: Statement) -> Iterator[str]:
    score = statement.score
    yield f'<div class="card"><h3>Level: {text(words.overall(score))}</h3>'
    yield f"<p>{text(PLAIN[score.level])}</p>"
    yield '<ol class="ladder" aria-label="The three levels">'
    for level, meaning in _LADDER.items():
        css = "here" if level is score.level else "reached" if level.rank < score.level.rank else "ahead"
        current = ' aria-current="step"' if css == "here" else ""
        yield f'<li class="{css}"{current}><strong>{words.level(level)}</strong>{meaning}</li>'
    yield "</ol>"
    yield from _gates(statement)
    yield "</div>"


def _gates(statement: Statement) -> Iterator[str]:
    if statement.against is not None:
        worse = statement.against.worse
        yield f"<h3>Compared with {text(statement.against.base)}</h3>"
        if worse:
            yield "<p>It became worse:</p>"
            yield f'<ul class="plain">{"".join(f"<li>{text(each)}</li>" for each in worse)}</ul>'
        else:
            yield "<p>Nothing is worse.</p>"
    if statement.gates:
        yield '<h3>What was asked for</h3><ul class="plain">'
        for each in statement.gates:
            about, _, outcome = words.gate(each).partition(": ")
            badge = f'<span class="badge {_GATES[each.outcome]}">{text(outcome)}</span>'
            yield f"<li><span>{text(about)}</span>{badge}</li>"
        yield "</ul>"


def _number(statement: Statement) -> Iterator[str]:
    score = statement.score
    yield '<div class="card"><h3>Points that are evidenced</h3>'
    yield f'<p class="figure">{score.low:.0f} <span class="unit">of 100</span></p>'
    low, high = (Decimal(str(each)) for each in (score.low, score.high))
    yield bar([Part("bar", low), Part("hatch", high - low)], css="meter")
    yield f'<p class="small">{_range(score)}</p>'
    yield '<h3>The level by three benchmarks</h3><ul class="plain">'
    for name, level in score.levels.items():
        mark = " (this report)" if name == score.benchmark else ""
        yield f"<li><span>{text(words.BENCHMARKS[name])}{mark}</span><strong>{words.level(level)}</strong></li>"
    yield "</ul>"
    if score.changed:
        yield '<h3>Changed by the configuration</h3><ul class="plain">'
        yield from (f"<li>{text(each)}</li>" for each in score.changed)
        yield "</ul>"
    yield "</div>"


def _range(score: Score) -> str:
    assessed = f"{words.percent(score.assessed)} of the evidence is there."
    if round(score.high) == round(score.low):
        return assessed
    return f"{assessed} The rest is not known: with it, the number lies between {score.low:.0f} and {score.high:.0f}."


def steps(statement: Statement) -> Iterator[str]:
    """Yield the table of what to do, in order."""
    if not statement.steps:
        return
    yield '<div class="card scroll" role="region" aria-label="Next steps" tabindex="0">'
    yield '<table class="lines">'
    yield "<caption>In this order. The owner is to be filled in; the day follows from the effort.</caption>"
    yield f"<thead><tr>{''.join(_HEADS)}</tr></thead><tbody>"
    yield from map(_step, statement.steps)
    yield "</tbody></table></div>"


def _step(each: Step) -> str:
    step = each.step
    at = f"<br><code>{path(place(step.location))}</code>" if step.location is not None else ""
    money = '<span class="dim">-</span>'
    if each.money is not None:
        figure = f"{text(amount(each.money.monthly))} {text(each.money.currency)}"
        money = f'{figure}<br><span class="dim small">{_MONEY[each.money.kind]}</span>'
    cells = (
        f'<td class="what">{text(capital(step.text), LONG)}{at}</td>',
        f"<td>{text(step.capability)}</td>",
        f"<td class='short'>{_EFFORTS.get(step.effort, '')}</td>",
        f'<td class="number">{money}</td>',
        '<td><span class="fill"></span></td>',
        f"<td class='short'>{text(each.due)}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"
