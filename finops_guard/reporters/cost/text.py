"""The cost report for people: a tree of projects, modules, resources and components, amounts in one column."""

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
from finops_guard.reporters.page import Page
from finops_guard.reporters.styling import cells, count, neutralise, without_commands, wrap

_GAP = 2
_LONG = 1_000
MAX_TYPES = 12


def render(found: Breakdown, display: Display) -> str:
    """Return the breakdown as text, ending in a newline."""
    page = Page(display.options)
    lines = [*_tree(found, display, page)]
    if display.unpriced:
        lines += [*_reasons(found, page), *_types(found, page)]
    lines += [*_missing(found, page), *_total(found, page)]
    start = 1 if lines and not lines[0] else 0
    return without_commands("\n".join(lines[start:])) + "\n"


def _tree(found: Breakdown, display: Display, page: Page) -> Iterator[str]:
    for project, modules in display.sections(found):
        yield ""
        name = neutralise(display.project(project))
        name += f" ({neutralise(project.plan)})" if project.plan else ""
        yield from _row(page, name, amount(project.monthly.expected), "", spread(project.monthly), role="strong")
        for module, resources in modules:
            indent = "  "
            if module.path:
                yield from _row(page, neutralise(module.name), amount(module.monthly.expected), indent, role="strong")
                indent = "    "
            for resource in resources:
                yield from _resource(resource, display, page, indent)
    hidden, rest = display.left_out(found)
    if hidden and (display.top is not None):
        yield ""
        yield from _row(page, f"... and {count(hidden, 'more resource')}", amount(rest), "", role="dim")


def _resource(resource: ResourceCost, display: Display, page: Page, indent: str) -> Iterator[str]:
    figure = amount(resource.monthly.expected if resource.monthly is not None else None)
    more = [spread(resource.monthly), page.place(resource.location)]
    yield from _row(page, neutralise(resource.address, _LONG), figure, indent, "  ".join(filter(None, more)))
    for part in display.components(resource):
        figure = amount(part.monthly.expected if part.monthly is not None else None)
        said = [neutralise(quantity(part)), neutralise(remark(part))]
        text = f"{neutralise(part.name)}: {', '.join(filter(None, said))}" if any(said) else neutralise(part.name)
        yield from _row(page, text, figure, indent + "  ", role="dim")


def _row(page: Page, text: str, figure: str, indent: str, more: str = "", role: str = "") -> Iterator[str]:
    """Yield a text, wrapped, and its amount at the right end of the last line that holds it."""
    room = page.width - cells(figure) - _GAP
    *above, last = wrap(f"{text}  {more}" if more else text, room, indent, indent + "  ")
    for line in above:
        yield page.style.paint(line, role) if role else line
    painted = page.style.paint(last, role) if role else last
    if cells(last) > room:  # one long word
        yield painted
        painted, last = "", ""
    gap = " " * (page.width - cells(last) - cells(figure))
    yield painted + gap + (page.style.paint(figure, role) if role else figure)


def _reasons(found: Breakdown, page: Page) -> Iterator[str]:
    reasons = found.reasons()
    if not reasons:
        return
    yield from page.heading("Without a price", "what is not, or not all, in the total")
    for reason, addresses in reasons[:MAX_REASONS]:
        shown = [neutralise(each) for each in addresses[:MAX_NAMED]]
        more = f" and {len(addresses) - len(shown):,} more" if len(addresses) > len(shown) else ""
        yield from page.paragraph(f"{neutralise(reason)}: {', '.join(shown)}{more}", "  ", "    ")
    if len(reasons) > MAX_REASONS:
        yield f"  ... and {len(reasons) - MAX_REASONS:,} more reasons (--format json has them)"


def _types(found: Breakdown, page: Page) -> Iterator[str]:
    for title, remark_, counted in (
        ("No estimator", "types of which nothing is known here", found.without_estimator),
        ("Free", "what costs nothing by itself", found.free),
    ):
        if counted:
            listed_ = [neutralise(each) for each in types(dict(counted))]
            more = f" and {len(listed_) - MAX_TYPES:,} more types" if len(listed_) > MAX_TYPES + 1 else ""
            yield from page.heading(title, remark_)
            shown = listed_[:MAX_TYPES] if more else listed_
            yield from page.paragraph(", ".join(shown) + more, "  ", "  ")


def _missing(found: Breakdown, page: Page) -> Iterator[str]:
    if not found.missing:
        return
    yield from page.heading("Not read", "what it holds is in no total")
    shown = found.missing if len(found.missing) <= MAX_MISSING + 1 else found.missing[:MAX_MISSING]
    for each in shown:
        yield from page.paragraph(f"{neutralise(each.message, _LONG)}  {page.place(each.location)}", "  ", "    ")
    if len(shown) < len(found.missing):
        yield f"  ... and {len(found.missing) - len(shown):,} more"


def _total(found: Breakdown, page: Page) -> Iterator[str]:
    yield ""
    title = f"Total a month in {neutralise(found.currency)}"
    yield from _row(page, title, amount(found.monthly.expected), "", spread(found.monthly), role="strong")
    yield from page.paragraph(f"{summary(found)}.", "")
    if said := on_nodes(found):
        yield from page.paragraph(f"{neutralise(said[0].upper() + said[1:])}.", "")
