"""The table of findings: its first rows as HTML, all of them as data for the script, and the controls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from finops_guard.findings import Severity
from finops_guard.reporters.html.data import NONE, STANDINGS, Data
from finops_guard.reporters.html.rows import USUAL, Row, Rows, State, place, short_worth, standing
from finops_guard.reporters.hypertext import path, text
from finops_guard.reporters.styling import count

# Rows that are readable without the script, and values of one filter.
MAX_PLAIN = 100
MAX_CHOICES = 500

_COLUMNS = (
    ("severity", "Severity", ""),
    ("state", "State", ""),
    ("message", "Finding", ""),
    ("address", "Resource and place", ""),
    ("environment", "Environment", ""),
    ("owner", "Owner", ""),
    ("money", "A month", ' class="number"'),
)


def findings(rows: Rows, data: Data) -> Iterator[str]:
    """Yield the table with its controls; without findings there is neither."""
    if not len(rows):
        yield '<p class="card">There are no findings.</p>'
        return
    yield from _controls(rows, data)
    yield from _plain_remark(rows)
    yield '<div class="card findings scroll" role="region" aria-label="Table of findings" tabindex="0">'
    yield '<table id="findings-table">'
    yield '<caption class="unseen">Findings: a column sorts by its head, a finding opens for its details.</caption>'
    yield "<thead><tr>"
    for name, title, css in _COLUMNS:
        unit = f", {text(rows.currency)}" if name == "money" and rows.currency else ""
        yield f'<th scope="col" data-column="{name}"{css}><span>{title}{unit}</span></th>'
    yield '</tr></thead><tbody id="findings-rows">'
    usual = [row for row in rows if row.state in USUAL] or list(rows)
    yield from (_plain_row(row) for row in usual[:MAX_PLAIN])
    yield "</tbody></table></div>"


def _plain_remark(rows: Rows) -> Iterator[str]:
    usual = sum(row.state in USUAL for row in rows) or len(rows)
    if usual > MAX_PLAIN or usual < len(rows):
        first = f"the first {MAX_PLAIN} of " if usual > MAX_PLAIN else ""
        yield (
            f'<p class="dim small" data-plain>Without its script, this page shows {first}'
            f"{count(usual, 'finding')} of {len(rows):,}, and cannot be searched.</p>"
        )


def _controls(rows: Rows, data: Data) -> Iterator[str]:
    yield '<div class="controls" role="search" aria-label="Filter findings" data-scripted hidden>'
    yield '<div class="search"><label for="f-search">Search: all words must occur</label>'
    yield '<input id="f-search" type="search" autocomplete="off" spellcheck="false"></div>'
    states = Counter(row.state for row in rows)
    usual = " ".join(str(state.rank) for state in USUAL)
    some = usual if any(state in USUAL for state in states) else ""
    yield f'<div class="choice"><label for="f-state">State</label><select id="f-state" data-usual="{some}">'
    open_ = sum(states[state] for state in USUAL)
    if open_:
        yield f'<option value="{usual}">To look at ({open_:,})</option>'
    yield f'<option value="">All ({len(rows):,})</option>'
    yield from (
        f'<option value="{state.rank}">{state.label} ({states[state]:,})</option>' for state in State if states[state]
    )
    yield "</select></div>"
    severities = Counter(row.finding.severity for row in rows)
    chosen = [(str(each.rank), each.value.capitalize(), severities[each]) for each in Severity if severities[each]]
    yield from _choice("severity", "Severity", chosen)
    if rows.is_compared:
        compared = Counter(standing(row.finding) for row in rows)
        yield from _choice(
            "standing",
            "Compared with before",
            [(str(at), STANDINGS[at][1], compared[at]) for at in (1, 2) if compared[at]],
        )
    policies = Counter(row.finding.policy for row in rows)
    names = {row.finding.policy: row.finding.policy_name for row in rows}
    yield from _choice(
        "policy",
        "Policy",
        [(str(data.policy(name)), f"{name} {names[name]}", number) for name, number in sorted(policies.items())],
    )
    environments = Counter(row.finding.environment for row in rows)
    yield from _choice("environment", "Environment", _named(environments, data, "not known"))
    yield from _choice("owner", "Owner", _named(Counter(row.finding.owner for row in rows), data, "none known"))
    yield '<div><button type="button" id="f-reset">Clear filters</button></div>'
    yield "</div>"
    yield '<div class="status" data-scripted hidden>'
    yield '<p id="findings-count" role="status" aria-live="polite"></p>'
    yield '<div class="pager" role="group" aria-label="Pages of the table">'
    yield '<label for="page-size" class="small dim">Rows</label><select id="page-size">'
    yield "<option>50</option><option>100</option><option>500</option></select>"
    yield '<button type="button" id="page-back">Back</button>'
    yield '<span class="small">Page <span id="page-number"></span></span>'
    yield '<button type="button" id="page-on">Next</button></div></div>'


def _choice(name: str, title: str, values: list[tuple[str, str, int]]) -> Iterator[str]:
    yield f'<div class="choice"><label for="f-{name}">{title}</label><select id="f-{name}">'
    yield '<option value="">All</option>'
    yield from (f'<option value="{value}">{text(said, 100)} ({number:,})</option>' for value, said, number in values)
    yield "</select></div>"


def _named(found: Counter[str | None], data: Data, instead: str) -> list[tuple[str, str, int]]:
    """Return the most frequent names by name, then those without one."""
    frequent = sorted(((name, number) for name, number in found.items() if name), key=lambda each: (-each[1], each[0]))
    chosen = [(str(data.string(name)), name, number) for name, number in sorted(frequent[:MAX_CHOICES])]
    without = sum(number for name, number in found.items() if not name)
    return [*chosen, (str(NONE), instead, without)] if without else chosen


def _plain_row(row: Row) -> str:
    found = row.finding
    css, word = STANDINGS[standing(found)]
    state = _badge(row.state.css, row.state.label) + (f" {_badge(css, word)}" if css else "")
    said = f'{text(found.message)}<span class="under">{text(found.policy)} {text(found.policy_name)}</span>'
    said += "".join(f'<span class="under">waits: {text(cause.text)}</span>' for cause in found.causes)
    if found.remediation:
        said += f'<details class="under"><summary>Fix</summary>{text(found.remediation)}</details>'
    where = f'<code>{path(found.address)}</code><span class="under">{path(place(found.location))}</span>'
    cells = (
        ("", _badge(found.severity.value, found.severity.value.capitalize())),
        ("", state),
        ("message", said),
        ("where", where),
        ("", _or(found.environment, "not known")),
        ("", _or(found.owner, "none known")),
        ("number", text(short_worth(found.money))),
    )
    return f'<tr class="finding">{"".join(f"<td{_class(css)}>{content}</td>" for css, content in cells)}</tr>'


def _badge(css: str, word: str) -> str:
    return f'<span class="badge {css}">{word}</span>'


def _class(css: str) -> str:
    return f' class="{css}"' if css else ""


def _or(name: str | None, instead: str) -> str:
    return text(name) if name else f'<span class="unnamed">{instead}</span>'
