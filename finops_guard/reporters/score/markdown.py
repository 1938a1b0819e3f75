"""The score as Markdown: for a pull request, a wiki or a tracker, whose boxes can be ticked."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.maturity.gates import Outcome, conclusion
from finops_guard.maturity.model import CapabilityScore, Evidence, Level
from finops_guard.maturity.naming import CAPABILITIES, CHECKS, slug
from finops_guard.reporters.markdown.words import SENTENCE, capital, place
from finops_guard.reporters.markup import code, inline
from finops_guard.reporters.options import Options
from finops_guard.reporters.score import words
from finops_guard.reporters.score.statement import (
    DISCLAIMER,
    NOT_ADDED,
    SHOWN_SHORTFALLS,
    Shortfall,
    Statement,
    Step,
    Table,
    criteria,
    threshold_from,
)

_BAR = 10
_OUTCOMES = {Outcome.MET: "passed", Outcome.NOT_MET: "failed", Outcome.NOT_ASSESSABLE: "cannot be assessed"}


def render(statement: Statement, options: Options) -> str:
    """Return the statement as Markdown, ending in a newline."""
    return "\n".join([*_lines(statement, options), ""])


def _lines(statement: Statement, options: Options) -> Iterator[str]:
    if statement.only_steps:
        yield f"### Next steps of cost governance: {inline(words.where(statement.scope))}"
        yield from _steps(statement, options)
        return
    score = statement.score
    yield f"## Cost governance: {words.level(score.level)}, {score.low:.0f} of 100"
    yield ""
    yield from _scope(statement)
    yield from _shortfalls(statement)
    yield ""
    yield f"**Level**: {inline(words.overall(score))}  "
    yield f"**Number**: {words.number(score)}  "
    yield f"**Benchmarks**: {_levels(statement)}"
    if score.changed:
        yield ""
        yield f"**Changed by the configuration**: {inline('; '.join(score.changed), SENTENCE)}."
    yield from _capabilities(statement)
    if statement.steps:
        yield ""
        yield "### Next steps"
        yield from _steps(statement, options)
    for table in (*words.answers(score), *statement.tables):
        yield from _table(table)
    yield from _not_assessed(statement)
    for part in score.capabilities:
        if part.capability in statement.explained:
            yield from _explained(statement, part, options)
    yield from _gates(statement)
    yield ""
    yield f"<sub>{DISCLAIMER} {inline(f'Model {score.model}, finops-guard {statement.scope.version}', 200)}.</sub>"


def _scope(statement: Statement) -> Iterator[str]:
    scope = statement.scope
    cost = f"; {words.cost(scope)}" if scope.monthly is not None else ""
    yield f"**Scope**: {inline(words.where(scope))}: {inline(words.scanned(scope))}{inline(cost)}, as of {scope.as_of}."


def _shortfalls(statement: Statement) -> Iterator[str]:
    shown = statement.shortfalls[:SHOWN_SHORTFALLS]
    if not shown:
        return
    yield ""
    yield "### What costs most"
    yield ""
    yield from (f"{at}. {_shortfall(each)}" for at, each in enumerate(shown, 1))
    if len({each.money.kind for each in shown if each.money is not None}) > 1:
        yield ""
        yield f"<sub>{NOT_ADDED}</sub>"


def _shortfall(each: Shortfall) -> str:
    said = ": ".join(filter(None, (words.missing(each.points), inline(each.text, SENTENCE))))
    if each.money is None:
        return f"**{inline(each.capability)}**: {said}"
    amount = inline(words.money(each.money))
    return f"**{inline(each.capability)}**: **{amount}** {words.meaning(each.money)}{f'; {said}' if said else ''}"


def _levels(statement: Statement) -> str:
    levels = statement.score.levels.items()
    return ", ".join(f"{words.level(level)} by {words.BENCHMARKS[name]}" for name, level in levels)


def _capabilities(statement: Statement) -> Iterator[str]:
    yield ""
    yield "| Capability | Level | Evidenced | At most | Assessed | |"
    yield "| --- | --- | ---: | ---: | ---: | --- |"
    for part in statement.score.capabilities:
        is_open = part.level is Level.NOT_ASSESSED
        number = "" if is_open else str(part.whole)
        gate = " (gate)" if part.gate else ""
        figures = f"{number} | {part.high:.0f} | {words.percent(part.assessed)}"
        yield f"| {inline(part.capability)}{gate} | {words.level(part.level)} | {figures} | {_bar(part)} |"


def _bar(part: CapabilityScore) -> str:
    low, high = round(part.low * _BAR / 100), round(part.high * _BAR / 100)
    return "█" * low + "▒" * (high - low) + "░" * (_BAR - high)


def _steps(statement: Statement, options: Options) -> Iterator[str]:
    yield ""
    for each in statement.steps:
        yield f"- [ ] {_step(each, options)}"
    if not statement.steps:
        yield "Nothing to do that this scope shows."


def _step(each: Step, options: Options) -> str:
    at = f" {place(each.step.location, options)}" if each.step.location is not None else ""
    money = f", {inline(words.money(each.money))} ({each.money.kind.value})" if each.money is not None else ""
    about = f"{slug(each.step.capability)}, effort {inline(each.step.effort)}, due {each.due}{money}, owner: \\_\\_\\_"
    return f"{inline(capital(each.step.text), SENTENCE)}{at} ({about})"


def _not_assessed(statement: Statement) -> Iterator[str]:
    names = [part.capability for part in statement.score.capabilities if part.level is Level.NOT_ASSESSED]
    if names:
        yield ""
        yield f"**Not assessed**, neither good nor bad: {inline('; '.join(names))}."


def _explained(statement: Statement, part: CapabilityScore, options: Options) -> Iterator[str]:
    yield ""
    yield f"### {inline(part.capability)}: {words.level(part.level)}"
    yield ""
    yield CAPABILITIES[part.capability][1]
    yield ""
    yield f"By the other benchmarks: {words.others(part, statement.score.benchmark)}."
    yield ""
    yield "| Check | Outcome | Evidence | Walk | Run |"
    yield "| --- | --- | --- | --- | --- |"
    for item in part.evidence:
        yield _check(statement, item, options)


def _check(statement: Statement, item: Evidence, options: Options) -> str:
    asked = criteria(statement.score, item.check)
    thresholds = []
    for level in (Level.WALK, Level.RUN):
        criterion = asked.get(level)
        if criterion is None:
            thresholds.append("")
            continue
        counts = "" if criterion.must else ", number only"
        source = threshold_from(statement.score, criterion)
        thresholds.append(inline(f"{words.threshold(criterion.threshold)}{counts} ({source})"))
    at = f" {place(item.location, options)}" if item.location is not None else ""
    grade = f" ({words.GRADES[item.grade]})" if item.value is not None else ""
    outcome = f"{words.STATUSES[item.status]} {words.value(item)}".strip()
    title = f"{inline(CHECKS[item.check])} {code(item.check)}"
    return f"| {title} | {outcome} | {inline(item.detail, SENTENCE)}{grade}{at} | {' | '.join(thresholds)} |"


def _table(table: Table) -> Iterator[str]:
    yield ""
    yield f"### {inline(table.title)}"
    yield ""
    yield f"| {' | '.join(map(inline, table.columns))} |"
    texts = len(table.columns) - table.figures
    yield f"| {' | '.join(['---'] * texts + ['---:'] * table.figures)} |"
    yield from (f"| {' | '.join(inline(cell, SENTENCE) for cell in row)} |" for row in table.rows)
    if table.note:
        yield ""
        yield inline(table.note, SENTENCE)


def _gates(statement: Statement) -> Iterator[str]:
    if statement.against is not None:
        yield ""
        against = statement.against
        yield f"**No regression** against {inline(against.base)}: {'failed' if against.worse else 'passed'}."
        yield ""
        yield from (f"- {inline(each, SENTENCE)}" for each in against.worse)
    if statement.gates:
        yield ""
        yield f"**Asked for**: {_OUTCOMES[conclusion(statement.score, statement.gates)]}."
        yield ""
        yield from (f"- {inline(words.gate(judged))}" for judged in statement.gates)
