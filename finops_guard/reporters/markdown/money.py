"""Budgets, and which resources the cost is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from finops_guard.policy.budgets.model import State
from finops_guard.report import CostChange, CostSummary, Report
from finops_guard.reporters.amounts import amount, one_sided, signed
from finops_guard.reporters.budgets import percent, told
from finops_guard.reporters.markdown.sections import Section, bounded
from finops_guard.reporters.markdown.words import SENTENCE, place
from finops_guard.reporters.markup import code, inline
from finops_guard.reporters.options import Options
from finops_guard.reporters.styling import count

_STATES = list(State)


def sections(report: Report, options: Options) -> Iterator[Section]:
    """Yield the budgets, those that are pressing first, and what changes the cost the most, else what costs most."""
    if report.budgets is not None and report.budgets.budgets:
        found = report.budgets
        lines = sorted(found.budgets, key=lambda each: _STATES.index(each.state))
        states = Counter(each.state for each in lines)
        rows, left_out = bounded(
            (f"- {inline(told(each, found.currency))} ({place(each.location, options)})" for each in lines),
            len(lines),
            50,
        )
        share = f", {percent(found.share)} of the cost under one" if found.share is not None else ""
        counted = ", ".join(f"{number:,} {state.value.replace('-', ' ')}" for state, number in states.items())
        folded = f"{count(len(lines), 'budget')}: {counted}{share}"
        yield Section("", rows, noun="budget", folded=folded, left_out=left_out, rank=2)
    if report.cost is not None:
        yield from _cost(report.cost)


def _cost(cost: CostSummary) -> Iterator[Section]:
    change = cost.change
    if change is not None and (change.largest or change.unread):
        yield _change(change, cost.currency)
    elif change is None and cost.costliest:
        rows = tuple(
            f"| {code(each.address, SENTENCE)} | {code(each.root, SENTENCE) if each.root else ''} | "
            f"{amount(each.monthly.expected)} |"
            for each in cost.costliest
        )
        columns = f"| Resource | In | {inline(cost.currency, 100)} a month |\n| --- | --- | ---: |"
        folded = "What costs the most"
        rest = max(0, cost.resources - len(rows))
        text = f"All of it, part by part: `finops-guard cost`{f' ({rest:,} more resources)' if rest else ''}."
        yield Section(text, rows, columns=columns, folded=folded, rank=8)


def _change(change: CostChange, currency: str) -> Section:
    rows = tuple(
        f"| {each.status} | {code(each.address, SENTENCE)}"
        f"{f' (was {code(each.moved_from, SENTENCE)})' if each.moved_from else ''} | "
        f"{code(each.root, SENTENCE) if each.root else ''} | {signed(each.delta) if each.is_priced else 'no price'} |"
        for each in change.largest
    )
    counts = ", ".join(f"{number:,} {status}" for status, number in change.counts.items() if number)
    rest = sum(change.counts.values()) - len(rows)
    notes = [f"{amount(change.before)} before, {amount(change.after)} after, of resources: {counts or 'no change'}."]
    if rest > 0:
        notes.append(f"The {len(rows):,} largest are below; all: `finops-guard diff`.")
    if change.one_sided is not None:
        notes.append(f"{inline(one_sided(change.one_sided, currency))}.")
    if change.unread:
        notes.append(f"{count(change.unread, 'file or module', 'files and modules')} could not be read and compared.")
    return Section(
        " ".join(notes),
        rows,
        columns=f"| | Resource | In | {inline(currency, 100)} a month |\n| --- | --- | --- | ---: |",
        noun="resource",
        folded="What changes the cost",
        rank=6,
    )
