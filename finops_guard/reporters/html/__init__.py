"""The report for reading, as one HTML file: nothing is loaded, nothing of the scanned tree is anything but text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from finops_guard.report import Report
from finops_guard.reporters.html.charts import charts
from finops_guard.reporters.html.data import Data
from finops_guard.reporters.html.drawing import patterns
from finops_guard.reporters.html.findings import findings
from finops_guard.reporters.html.rows import Rows
from finops_guard.reporters.html.sections import sections
from finops_guard.reporters.html.summary import summary
from finops_guard.reporters.hypertext import head, text
from finops_guard.reporters.options import Options


def render(report: Report, _: Options) -> str:
    """Return the report as a complete HTML document, ending in a newline."""
    return "\n".join([*_document(report), ""])


def _document(report: Report) -> Iterator[str]:
    style, script = part("report.css"), part("report.js")
    rows = Rows(report)
    data = Data(rows)
    parts = [("Findings", "findings", findings(rows, data)), *sections(report)]
    shown = [(title, name, lines) for title, name, content in parts if (lines := list(content))]
    yield from head(f"{_outcome(report)}: cost governance report", style, script)
    yield '<a class="skip" href="#main">Skip to the content</a>'
    yield from _header(report)
    names = [("Summary", "summary"), ("Charts", "charts"), *((title, name) for title, name, _ in shown)]
    yield '<nav class="places" aria-label="Sections"><ul class="width">'
    yield from (f'<li><a href="#{name}">{title}</a></li>' for title, name in names)
    yield "</ul></nav>"
    yield from patterns()
    yield '<main id="main" class="width" tabindex="-1">'
    yield from summary(report)
    yield from charts(report, rows)
    for title, name, lines in shown:
        yield f'<section id="{name}" aria-labelledby="h-{name}">'
        yield f'<h2 id="h-{name}">{title}</h2>'
        yield from lines
        yield "</section>"
    yield "</main>"
    made = f"Made by finops-guard {text(report.version)}. This file loads nothing from anywhere."
    yield f'<footer class="width">{made}</footer>'
    if len(rows):
        yield f'<script type="application/json" id="findings-data">{data.written()}</script>'
    yield f"<script>{script}</script>"
    yield "</body>"
    yield "</html>"


def _outcome(report: Report) -> str:
    return "Failed" if report.failed else "Passed"


def _header(report: Report) -> Iterator[str]:
    day = f", as of {report.as_of}" if report.as_of else ""
    yield '<header class="top"><div class="width"><h1>Cost governance report</h1>'
    yield f'<p class="dim small">profile {text(report.profile)}{text(day)}, finops-guard {text(report.version)}</p>'
    yield "</div></header>"


def part(name: str) -> str:
    """Return the style or the script of the page."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
