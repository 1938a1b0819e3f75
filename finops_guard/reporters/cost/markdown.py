"""The breakdown as Markdown (GitHub's), for comments and job summaries."""

from __future__ import annotations

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
from finops_guard.reporters.markup import code, inline
from finops_guard.reporters.styling import count


def render(found: Breakdown, display: Display) -> str:
    """Return the breakdown as Markdown, ending in a newline."""
    lines = [f"## Cost: {amount(found.monthly.expected)} {inline(found.currency)} a month", ""]
    if more := spread(found.monthly):
        lines += [f"{more[0].upper()}{more[1:]}.", ""]
    lines += [f"{summary(found)}.", ""]
    if shares := on_nodes(found):
        lines += [f"{inline(shares[0].upper() + shares[1:])}.", ""]
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


def _rows(resource: ResourceCost, display: Display) -> Iterator[str]:
    expected = resource.monthly.expected if resource.monthly is not None else None
    yield f"| {code(resource.address)} | | {inline(spread(resource.monthly))} | {amount(expected)} |"
    for part in display.components(resource):
        figure = amount(part.monthly.expected if part.monthly is not None else None)
        told = ", ".join(filter(None, (inline(quantity(part)), inline(remark(part)))))
        yield f"| | {inline(part.name)} | {told} | {figure} |"


def _reasons(found: Breakdown) -> list[str]:
    lines = []
    if reasons := found.reasons():
        lines += ["### Without a price", ""]
        for reason, addresses in reasons[:MAX_REASONS]:
            more = f" and {len(addresses) - MAX_NAMED:,} more" if len(addresses) > MAX_NAMED else ""
            lines.append(f"- {inline(reason)}: {', '.join(map(code, addresses[:MAX_NAMED]))}{more}")
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
    lines += [f"- {code(display.place(each.location))}: {inline(each.message)}" for each in shown]
    if len(found.missing) > MAX_MISSING:
        lines.append(f"- and {len(found.missing) - MAX_MISSING:,} more")
    return [*lines, ""]
