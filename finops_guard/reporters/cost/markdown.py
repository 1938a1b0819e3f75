"""The breakdown as Markdown (GitHub's), for comments and job summaries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from finops_guard.pricing.breakdown import Breakdown, ResourceCost
from finops_guard.reporters.amounts import amount, spread
from finops_guard.reporters.cost.display import (
    MAX_MISSING,
    MAX_NAMED,
    MAX_REASONS,
    Display,
    on_nodes,
    quantity,
    remark,
    summary,
    types,
)
from finops_guard.reporters.styling import count, neutralise

_LONG = 1_000
# In code, nothing is taken for a mention, a link or a command; these end it, or a cell of a table.
_ENDS = re.compile(r"[`|\\<>&\n]|^\s|\s$|^$")
_SPECIAL = re.compile(r"[^A-Za-z0-9 .,:;()/-]")
# What a forge makes links or mentions of, however it is escaped.
_LINKED = re.compile(r"[@#]|://|www\.", re.IGNORECASE)


def render(found: Breakdown, display: Display) -> str:
    """Return the breakdown as Markdown, ending in a newline."""
    lines = [f"## Cost: {amount(found.monthly.expected)} {said(found.currency)} a month", ""]
    if more := spread(found.monthly):
        lines += [f"{more[0].upper()}{more[1:]}.", ""]
    lines += [f"{summary(found)}.", ""]
    if shares := on_nodes(found):
        lines += [f"{said(shares[0].upper() + shares[1:])}.", ""]
    for project, modules in display.sections(found):
        name = code(display.project(project))
        lines += [f"### {name}{f' ({code(project.plan)})' if project.plan else ''}", ""]
        lines += ["| Resource | Component | Quantity and price | A month |", "| --- | --- | --- | ---: |"]
        for module, resources in modules:
            if module.path:
                lines.append(f"| **{code(module.name)}** | | | **{amount(module.monthly.expected)}** |")
            for resource in resources:
                lines += _rows(resource, display)
        lines += [f"| **Sum** | | | **{amount(project.monthly.expected)}** |", ""]
    hidden, rest = display.left_out(found)
    if hidden and display.top is not None:
        lines += [f"And {count(hidden, 'more resource')}: {amount(rest)}.", ""]
    if display.unpriced:
        lines += _reasons(found)
    lines += _missing(found, display)
    return "\n".join(lines).rstrip("\n") + "\n"


def code(text: str) -> str:
    """Return a text of the scanned tree as code, which nothing in it can end."""
    shown = neutralise(text, _LONG)
    return f"<code>{escaped(shown)}</code>" if _ENDS.search(shown) else f"`{shown}`"


def said(text: str) -> str:
    """Return a sentence that may quote the scanned tree: as text, or as code where something would become a link."""
    return code(text) if _LINKED.search(text) else escaped(text)


def escaped(text: str) -> str:
    """Return a text as text: no character of it means anything to Markdown or HTML."""
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", neutralise(text, _LONG))


def _rows(resource: ResourceCost, display: Display) -> Iterator[str]:
    expected = resource.monthly.expected if resource.monthly is not None else None
    yield f"| {code(resource.address)} | | {escaped(spread(resource.monthly))} | {amount(expected)} |"
    for part in display.components(resource):
        figure = amount(part.monthly.expected if part.monthly is not None else None)
        told = ", ".join(filter(None, (said(quantity(part)), said(remark(part)))))
        yield f"| | {said(part.name)} | {told} | {figure} |"


def _reasons(found: Breakdown) -> list[str]:
    lines = []
    if reasons := found.reasons():
        lines += ["### Without a price", ""]
        for reason, addresses in reasons[:MAX_REASONS]:
            more = f" and {len(addresses) - MAX_NAMED:,} more" if len(addresses) > MAX_NAMED else ""
            lines.append(f"- {said(reason)}: {', '.join(map(code, addresses[:MAX_NAMED]))}{more}")
        if len(reasons) > MAX_REASONS:
            lines.append(f"- and {len(reasons) - MAX_REASONS:,} more reasons")
        lines.append("")
    for title, counted in (("No estimator", found.without_estimator), ("Free", found.free)):
        if counted:
            lines += [f"### {title}", "", ", ".join(map(code, types(dict(counted)))), ""]
    return lines


def _missing(found: Breakdown, display: Display) -> list[str]:
    if not found.missing:
        return []
    shown = found.missing[:MAX_MISSING]
    lines = ["### Not read", ""]
    lines += [f"- {code(display.place(each.location))}: {said(each.message)}" for each in shown]
    if len(found.missing) > MAX_MISSING:
        lines.append(f"- and {len(found.missing) - MAX_MISSING:,} more")
    return [*lines, ""]
