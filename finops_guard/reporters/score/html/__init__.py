"""The score as one HTML file for whoever answers for the money: it loads nothing, and asks for no knowledge of code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from finops_guard.reporters.html import part
from finops_guard.reporters.html.drawing import patterns
from finops_guard.reporters.html.radar import radar
from finops_guard.reporters.hypertext import head, text
from finops_guard.reporters.options import Options
from finops_guard.reporters.score import words
from finops_guard.reporters.score.html.evidence import benchmarks, evidence, not_assessed, table
from finops_guard.reporters.score.html.glossary import about, glossary
from finops_guard.reporters.score.html.summary import steps, summary
from finops_guard.reporters.score.statement import Statement

TITLE = "How well is cloud cost governed?"


def render(statement: Statement, _: Options) -> str:
    """Return the statement as a complete HTML document, ending in a newline."""
    return "\n".join([*_document(statement), ""])


def _document(statement: Statement) -> Iterator[str]:
    score = statement.score
    style = part("report.css") + (Path(__file__).parent / "score.css").read_text(encoding="utf-8")
    sections = [
        ("Next steps", "steps", steps(statement)),
        ("Capabilities", "capabilities", [*radar(score), *benchmarks(score)]),
        ("Evidence", "evidence", evidence(statement)),
        *((each.title, "answers", table(each)) for each in words.answers(score)),
        *((each.title, f"table-{at}", table(each)) for at, each in enumerate(statement.tables)),
        ("What is not assessed", "open", not_assessed(score)),
        ("What the words mean", "words", glossary()),
        ("About this report", "about", about(statement)),
    ]
    shown = [(title, name, lines) for title, name, content in sections if (lines := list(content))]
    yield from head(f"{words.level(score.level)}: {TITLE}", style)
    yield '<a class="skip" href="#main">Skip to the content</a>'
    yield f'<header class="top"><div class="width"><h1>{TITLE}</h1>'
    yield f'<p class="dim small">{text(words.where(statement.scope))}, as of {text(statement.scope.as_of)}</p>'
    yield "</div></header>"
    names = [("Summary", "summary"), *((title, name) for title, name, _ in shown)]
    yield '<nav class="places" aria-label="Sections"><ul class="width">'
    yield from (f'<li><a href="#{name}">{title}</a></li>' for title, name in names)
    yield "</ul></nav>"
    yield from patterns()
    yield '<main id="main" class="width" tabindex="-1">'
    yield from summary(statement)
    for title, name, lines in shown:
        yield f'<section id="{name}" aria-labelledby="h-{name}">'
        yield f'<h2 id="h-{name}">{title}</h2>'
        yield from lines
        yield "</section>"
    yield "</main>"
    made = f"Made by finops-guard {text(statement.scope.version)}. This file loads nothing from anywhere."
    yield f'<footer class="width">{made}</footer>'
    yield "</body>"
    yield "</html>"
