"""The breakdown as one HTML file: no script, nothing loaded, light and dark as the reader's system is."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.pricing.breakdown import Breakdown, ResourceCost
from finops_guard.reporters.amounts import amount, spread
from finops_guard.reporters.cost.display import Display, on_nodes, quantity, remark, summary, types
from finops_guard.reporters.hypertext import code, head, text
from finops_guard.reporters.styling import count

_STYLE = """
:root { color-scheme: light dark; --line: #d0d7de; --dim: #57606a; --text: #1f2328; --back: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --line: #3d444d; --dim: #9198a1; --text: #e6edf3; --back: #0d1117; }
}
body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto;
  max-width: 72rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
th:last-child, td:last-child { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
td { overflow-wrap: anywhere; }
code { font: 13px/1.5 ui-monospace, monospace; }
.part td { color: var(--dim); }
.part td:first-child { padding-left: 2rem; }
.module td, .sum td { font-weight: 600; }
.total { font-size: 1.6rem; font-weight: 600; }
.place { color: var(--dim); font-size: 13px; }
"""


def render(found: Breakdown, display: Display) -> str:
    """Return the breakdown as a complete HTML document, ending in a newline."""
    title = f"Cost: {amount(found.monthly.expected)} {found.currency} a month"
    return "\n".join([*head(title, _STYLE), *_body(found, display), "</body>", "</html>", ""])


def _body(found: Breakdown, display: Display) -> Iterator[str]:
    yield "<h1>Cost a month</h1>"
    more = spread(found.monthly)
    yield f'<p class="total">{text(amount(found.monthly.expected))} {text(found.currency)}</p>'
    yield f"<p>{text(f'{more}; ' if more else '')}{text(summary(found))}.</p>"
    if shares := on_nodes(found):
        yield f"<p>{text(shares[0].upper() + shares[1:])}.</p>"
    for project, modules in display.sections(found):
        yield f"<h2>{code(display.project(project))}{f' ({text(project.plan)})' if project.plan else ''}</h2>"
        yield "<table>"
        yield "<thead><tr><th>What</th><th>Quantity and price</th><th>A month</th></tr></thead>"
        yield "<tbody>"
        for module, resources in modules:
            if module.path:
                yield _row("module", code(module.name), "", amount(module.monthly.expected))
            for resource in resources:
                yield from _resource(resource, display)
        yield _row("sum", "Sum", text(spread(project.monthly)), amount(project.monthly.expected))
        yield "</tbody>"
        yield "</table>"
    hidden, rest = display.left_out(found)
    if hidden and display.top is not None:
        yield f"<p>And {count(hidden, 'more resource')}: {text(amount(rest))}.</p>"
    if display.unpriced:
        yield from _unpriced(found)
    if found.missing:
        places = (f"{code(display.place(each.location))}: {text(each.message)}" for each in found.missing)
        yield from _list("Not read", places)


def _resource(resource: ResourceCost, display: Display) -> Iterator[str]:
    name = f'{code(resource.address)} <span class="place">{text(display.place(resource.location))}</span>'
    figure = amount(resource.monthly.expected if resource.monthly is not None else None)
    yield _row("resource", name, text(spread(resource.monthly)), figure)
    for part in display.components(resource):
        said = ", ".join(filter(None, (quantity(part), remark(part))))
        figure = amount(part.monthly.expected if part.monthly is not None else None)
        yield _row("part", text(part.name), text(said), figure)


def _unpriced(found: Breakdown) -> Iterator[str]:
    reasons = found.reasons()
    if reasons:
        named = (f"{text(reason)}: {', '.join(map(code, addresses))}" for reason, addresses in reasons)
        yield from _list("Without a price", named)
    for title, counted in (("No estimator", found.without_estimator), ("Free", found.free)):
        if counted:
            yield from _list(title, map(code, types(dict(counted))))


def _list(title: str, items: Iterator[str]) -> Iterator[str]:
    yield f"<h2>{title}</h2>"
    yield "<ul>"
    yield from (f"<li>{item}</li>" for item in items)
    yield "</ul>"


def _row(kind: str, name: str, said: str, figure: str) -> str:
    return f'<tr class="{kind}"><td>{name}</td><td>{said}</td><td>{text(figure)}</td></tr>'
