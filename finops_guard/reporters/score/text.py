"""The score for a terminal: the scope, what is short in money, the level, the number, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.maturity.gates import Outcome
from finops_guard.maturity.model import CapabilityScore, Level
from finops_guard.maturity.naming import CAPABILITIES, CHECKS, slug
from finops_guard.reporters.markdown.words import capital
from finops_guard.reporters.options import Options
from finops_guard.reporters.page import Page
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
from finops_guard.reporters.styling import cells, count, neutralise, without_commands

LABELS = 12
BAR = 20
LONG = 600
# Parts of a bar: evidenced, could be reached if what is not assessed were met, not there.
EVIDENCED, OPEN, SHORT = "=", "?", "."


def render(statement: Statement, options: Options) -> str:
    """Return the statement as text, ending in a newline; capabilities that are asked for take the place of the rest."""
    page = Page(options)
    lines = list(page.table(_scope(statement), LABELS))
    if statement.only_steps:
        lines += _steps(statement, page)
    elif statement.explained:
        for part in statement.score.capabilities:
            if part.capability in statement.explained:
                lines += _explained(statement, part, page)
    else:
        lines += _shortfalls(statement, page)
        lines += ["", *page.table(_level(statement, page), LABELS)]
        lines += _capabilities(statement, page)
        lines += _steps(statement, page)
        lines += _answers(statement, page)
        for table in statement.tables:
            lines += _table(table, page)
    lines += ["", *page.paragraph(page.style.paint(DISCLAIMER, "dim"), "")]
    lines += _gates(statement, page)
    return without_commands("\n".join(lines)) + "\n"


def _scope(statement: Statement) -> Iterator[tuple[str, str]]:
    scope = statement.scope
    yield "Scope", neutralise(words.where(scope), LONG)
    yield "", neutralise(words.scanned(scope), LONG)
    if cost := words.cost(scope):
        yield "", neutralise(cost)
    yield "", f"as of {scope.as_of}, profile {neutralise(scope.profile)}"


def _shortfalls(statement: Statement, page: Page) -> Iterator[str]:
    shown = statement.shortfalls[:SHOWN_SHORTFALLS]
    if not shown:
        return
    yield from page.heading("What costs most")
    for at, each in enumerate(shown, 1):
        yield from page.paragraph(f"{at}. {_shortfall(each, page)}", "  ", "     ")
    if len({each.money.kind for each in shown if each.money is not None}) > 1:
        yield from page.paragraph(page.style.paint(NOT_ADDED, "dim"), "     ")


def _shortfall(each: Shortfall, page: Page) -> str:
    name = page.style.paint(each.capability, "strong")
    said = ": ".join(filter(None, (words.missing(each.points), neutralise(each.text, LONG))))
    if each.money is None:
        return f"{name}  {said}"
    amount = page.style.paint(neutralise(words.money(each.money)), "warning")
    return f"{name}  {amount} {words.meaning(each.money)}{f'; {said}' if said else ''}"


def _level(statement: Statement, page: Page) -> Iterator[tuple[str, str]]:
    score = statement.score
    yield "Level", page.style.paint(words.overall(score), "strong")
    yield "Number", words.number(score)
    levels = (f"{words.BENCHMARKS[name]} {words.level(level)}" for name, level in score.levels.items())
    yield "Benchmarks", f"{'; '.join(levels)} (this report: {score.benchmark})"
    for at, each in enumerate(score.changed):
        yield "" if at else "Changed", f"by the configuration: {each}"


def _capabilities(statement: Statement, page: Page) -> Iterator[str]:
    parts = statement.score.capabilities
    key = f"{EVIDENCED} evidenced  {OPEN} not assessed  {SHORT} open  * gate"
    yield from page.heading("Capabilities", page.style.paint(key, "dim"))
    names = [part.capability + (" *" if part.gate else "") for part in parts]
    rows = [(bar(part), words.level(part.level), _figures(part)) for part in parts]
    longest = max(map(len, names))
    after = BAR + 2 + 2 + 12 + 2 + max(len(figures) for _, _, figures in rows)
    for name, (drawn, level, figures) in zip(names, rows, strict=True):
        row = f"{drawn}  {level.ljust(12)}  {figures}"
        if page.width >= 2 + longest + 2 + after:
            yield f"  {name.ljust(longest)}  {row}"
        else:
            yield f"  {name}"
            yield from [f"    {row}"] if page.width >= 4 + after else [f"    {drawn}", f"    {level}, {figures}"]


def bar(part: CapabilityScore) -> str:
    """Return a bar of 20 signs, 5 points each: what is evidenced, what is not assessed, what is open."""
    low, high = round(part.low * BAR / 100), round(part.high * BAR / 100)
    return f"[{EVIDENCED * low}{OPEN * (high - low)}{SHORT * (BAR - high)}]"


def _figures(part: CapabilityScore) -> str:
    if part.level is Level.NOT_ASSESSED:
        return "no evidence"
    spread = f" to {part.high:.0f}" if round(part.high) > round(part.low) else ""
    return f"{part.whole}{spread}, {words.percent(part.assessed)} assessed"


def _steps(statement: Statement, page: Page) -> Iterator[str]:
    if not statement.steps:
        return
    yield from page.heading("Next steps")
    for at, each in enumerate(statement.steps, 1):
        yield from page.paragraph(f"{at}. {capital(neutralise(each.step.text, LONG))}", "  ", "     ")
        yield from page.paragraph(page.style.paint(_todo(each, page), "dim"), "     ")


def _todo(each: Step, page: Page) -> str:
    parts = [page.place(each.step.location)] if each.step.location is not None else []
    parts.append(f"{slug(each.step.capability)}, effort {each.step.effort}, due {each.due}, owner: ________")
    if each.money is not None:
        parts.append(f"{neutralise(words.money(each.money))} ({each.money.kind.value})")
    return "  ".join(parts)


def _answers(statement: Statement, page: Page) -> Iterator[str]:
    if not statement.score.said:
        return
    yield from page.heading(words.SAID)
    for each in statement.score.said:
        seen = f" ({neutralise(each.seen_in, LONG)})" if each.seen_in else ""
        yield from page.paragraph(each.text, "  ", "    ")
        who = f"{neutralise(each.by, LONG)} on {neutralise(each.on)}{seen}"
        yield from page.paragraph(f"{words.answer(each)}  {who}: {words.worth(each)}", "    ")


def _explained(statement: Statement, part: CapabilityScore, page: Page) -> Iterator[str]:
    figures = f"{words.level(part.level)}, {_figures(part)}, weight {part.weight} of 100"
    yield from page.heading(f"{part.capability}{' (gate)' if part.gate else ''}", figures)
    yield from page.paragraph(CAPABILITIES[part.capability][1])
    yield from page.paragraph(f"By the other benchmarks: {words.others(part, statement.score.benchmark)}")
    for evidence in part.evidence:
        yield ""
        status = words.STATUSES[evidence.status]
        role = {"met": "pass", "not met": "error", "in part": "warning"}.get(status, "dim")
        measured = f" ({words.value(evidence)})" if words.value(evidence) else ""
        title = page.style.paint(CHECKS[evidence.check], "strong")
        yield from page.paragraph(
            f"{title}  {page.style.paint(status, role)}{measured}  {evidence.check}", "  ", "    "
        )
        grade = f" [{evidence.grade.value}, {words.GRADES[evidence.grade]}]" if evidence.value is not None else ""
        place = f"  {page.place(evidence.location)}" if evidence.location is not None else ""
        yield from page.paragraph(f"{neutralise(evidence.detail, LONG)}{grade}{place}", "    ")
        for level, criterion in criteria(statement.score, evidence.check).items():
            counts = "" if criterion.must else ", for the number only"
            source = threshold_from(statement.score, criterion)
            asked = f"has to be {words.threshold(criterion.threshold)}{counts} ({source})"
            yield from page.paragraph(f"{words.level(level)}: {asked}", "    ", "      ")


def _table(table: Table, page: Page) -> Iterator[str]:
    yield from page.heading(table.title)
    rows = [tuple(neutralise(cell, LONG) for cell in row) for row in (table.columns, *table.rows)]
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + 2 * len(widths) > page.width:
        yield from _listed(table, rows, page)
        return
    first = len(table.columns) - table.figures
    for at, row in enumerate(rows):
        padded = (_padded(*each, right=number >= first) for number, each in enumerate(zip(row, widths, strict=True)))
        line = "  ".join(padded).rstrip()
        yield f"  {page.style.paint(line, 'dim') if not at else line}"
    yield from _note(table, page)


def _listed(table: Table, rows: list[tuple[str, ...]], page: Page) -> Iterator[str]:
    """Yield a table that is too wide for the page: what begins each row, and below it the rest with its columns."""
    columns, *others = rows
    for first, *rest in others:
        yield from page.paragraph(first, "  ", "    ")
        named = (f"{column}: {cell}" for column, cell in zip(columns[1:], rest, strict=True) if cell)
        yield from page.paragraph("; ".join(named), "    ")
    yield from _note(table, page)


def _note(table: Table, page: Page) -> Iterator[str]:
    if table.note:
        yield from page.paragraph(page.style.paint(neutralise(table.note, LONG), "dim"))


def _padded(cell: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - cells(cell))
    return blanks + cell if right else cell + blanks


def _gates(statement: Statement, page: Page) -> Iterator[str]:
    if statement.against is not None:
        yield ""
        against = statement.against
        worse = f"Regression: {count(len(against.worse), 'thing is', 'things are')}" if against.worse else ""
        said = worse or "No regression: nothing is"
        yield from page.paragraph(f"{said} worse than {neutralise(against.base)}", "", "  ")
        for each in against.worse:
            yield from page.paragraph(f"- {neutralise(each, LONG)}", "  ", "    ")
    if statement.gates:
        yield ""
    elif statement.against is None:
        return
    for judged in statement.gates:
        yield from page.paragraph(f"Asked for: {words.gate(judged)}", "", "  ")
    met = statement.outcome
    role = "pass" if met is Outcome.MET else "error"
    word = {Outcome.MET: "Passed.", Outcome.NOT_MET: "Failed.", Outcome.NOT_ASSESSABLE: "Cannot be assessed."}[met]
    yield page.style.paint(word, role)
