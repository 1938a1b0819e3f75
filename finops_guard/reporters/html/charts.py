"""The charts: whose the cost is, which policies find most, how far tags, budgets and capabilities have come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_guard.pricing.shares import Group, Share
from finops_guard.report import CostSummary, Report
from finops_guard.reporters.amounts import amount
from finops_guard.reporters.html.budgets import budgets
from finops_guard.reporters.html.drawing import Part, bar, key, percent, row, share, table
from finops_guard.reporters.html.radar import radar
from finops_guard.reporters.html.rows import USUAL, Rows, State
from finops_guard.reporters.hypertext import path, text

if TYPE_CHECKING:
    from finops_guard.maturity.tagging import TagCoverage

# Of more groups and policies than this, the first ones are drawn.
MAX_DRAWN = 10

_UNNAMED = {
    "team": {
        Group.NONE: "no owner tag",
        Group.UNKNOWN: "owner not known",
        Group.OUTSIDE: "of types without tags",
    },
    "environment": {Group.NONE: "no environment named", Group.UNKNOWN: "environment not known"},
}


def charts(report: Report, rows: Rows) -> Iterator[str]:
    """Yield the section of charts, those that there is something to draw of."""
    yield '<section id="charts" aria-labelledby="h-charts">'
    yield '<h2 id="h-charts">Where the cost and the findings are</h2>'
    yield '<div class="charts">'
    if report.cost is not None:
        yield from _costs(report.cost)
    yield from _policies(rows)
    yield from _tags(report)
    yield "</div>"
    if report.budgets is not None:
        yield from budgets(report.budgets)
    yield from radar(report.score)
    yield "</section>"


def _card(title: str, content: Iterator[str], css: str = "card") -> Iterator[str]:
    yield f'<div class="{css}"><h3>{title}</h3>'
    yield from content
    yield "</div>"


def _costs(cost: CostSummary) -> Iterator[str]:
    shares = cost.shares
    for title, what, found in (
        ("Cost by team", "team", shares.by_team),
        ("Cost by environment", "environment", shares.by_environment),
        ("Cost by service", "service", shares.by_service),
        ("Cost by root module", "root", shares.by_root),
    ):
        if found:
            yield from _card(title, _cost(found, what, cost.currency))


def _cost(found: Sequence[Share], what: str, currency: str) -> Iterator[str]:
    total = sum((each.monthly for each in found), Decimal(0))
    unpriced = sum(each.unpriced for each in found)
    without = f"; {unpriced:,} of {sum(each.resources for each in found):,} have no price, or not for all of it"
    caption = f"{text(currency)} a month, of what has a price{without if unpriced else ''}"
    heads = (
        (what.capitalize().replace("Root", "Root module"), ""),
        ('<span class="unseen">Drawn</span>', "drawn"),
        ("A month", "number"),
        ("Share", "number"),
        ("Resources", "number minor"),
    )
    most = max((each.monthly for each in found), default=Decimal(0))
    drawn, rest = found[:MAX_DRAWN], found[MAX_DRAWN:]
    if len(rest) == 1:
        drawn, rest = found, ()
    lines = [_share(each, what, most, total) for each in drawn]
    if rest:
        more = Share(
            Group.OTHER,
            "",
            sum((each.monthly for each in rest), Decimal(0)),
            sum(each.resources for each in rest),
            sum(each.unpriced for each in rest),
        )
        lines.append(_share(more, what, max(most, more.monthly), total))
    yield from table(caption, heads, lines)
    if rest:
        yield f'<details class="aside"><summary>All {len(found):,}</summary>'
        yield from table(caption, heads, (_share(each, what, most, total) for each in found))
        yield "</details>"


def _share(each: Share, what: str, most: Decimal, total: Decimal) -> str:
    name = path(each.name or ".")
    if each.group is not Group.NAMED:
        name = f"<i>{_UNNAMED.get(what, {}).get(each.group, 'all others')}</i>"
    is_open = not each.monthly and each.unpriced == each.resources
    figure = "no price" if is_open else amount(each.monthly)
    drawn = [Part("hatch", Decimal(100))] if is_open else [Part(_shade(each.group), share(each.monthly, most))]
    without = f'<span class="unseen">, {each.unpriced:,} without a full price</span>' if each.unpriced else ""
    return row(
        name,
        (bar(drawn), "drawn"),
        (text(figure), "number"),
        ("" if is_open else percent(share(each.monthly, total)), "number"),
        (f"{each.resources:,}{without}", "number minor"),
    )


def _shade(group: Group) -> str:
    return "bar-warn" if group in {Group.NONE, Group.UNKNOWN} else "bar"


def _policies(rows: Rows) -> Iterator[str]:
    """Yield how often each policy finds something that is still to look at."""
    found: dict[str, dict[State, int]] = {}
    names: dict[str, str] = {}
    for each in rows:
        if each.state in USUAL:
            counts = found.setdefault(each.finding.policy, dict.fromkeys(USUAL, 0))
            counts[each.state] += 1
            names[each.finding.policy] = each.finding.policy_name
    if not found:
        return
    ordered = sorted(found.items(), key=lambda each: (-sum(each[1].values()), each[0]))
    most = sum(ordered[0][1].values())
    drawn, rest = (ordered, []) if len(ordered) <= MAX_DRAWN + 1 else (ordered[:MAX_DRAWN], ordered[MAX_DRAWN:])
    lines = []
    for policy, counts in drawn:
        name = f'<a href="#findings" data-policy="{text(policy)}">{text(policy)}</a> {text(names[policy])}'
        lines.append(_counted(name, counts, most))
    if rest:
        both = {state: sum(counts[state] for _, counts in rest) for state in USUAL}
        lines.append(_counted(f"<i>{len(rest):,} other policies</i>", both, max(most, sum(both.values()))))
    heads = (
        ("Policy", ""),
        ('<span class="unseen">Drawn</span>', "drawn"),
        ("Blocking", "number"),
        ("Open", "number"),
        ("Undecided", "number"),
    )

    def content() -> Iterator[str]:
        yield key((("bar-bad", "blocking"), ("bar", "open"), ("hatch", "undecided")))
        yield from table("Findings to look at, by policy", heads, lines)

    yield from _card("Findings by policy", content())


def _counted(name: str, counts: dict[State, int], most: int) -> str:
    styles = {State.BLOCKING: "bar-bad", State.OPEN: "bar", State.UNDECIDED: "hatch"}
    drawn = bar([Part(styles[state], share(counts[state], most)) for state in USUAL])
    return row(name, (drawn, "drawn"), *((f"{counts[state]:,}" if counts[state] else "", "number") for state in USUAL))


def _tags(report: Report) -> Iterator[str]:
    if not report.tags:
        return
    has_cost = any(each.carried_cost + each.absent_cost + each.unknown_cost for each in report.tags)
    heads = (
        ("Tag", ""),
        ('<span class="unseen">Drawn, by resources</span>', "drawn"),
        ("Carried", "number"),
        ("Missing", "number"),
        ("Not known", "number"),
        *([("Of the cost", "number")] if has_cost else []),
    )

    def content() -> Iterator[str]:
        yield key((("bar", "carried"), ("hatch", "not known"), ("bar-warn", "missing, or a value that says nothing")))
        first = report.tags[0]
        taggable = first.carried + first.absent + first.unknown
        caption = f"Mandatory tags on {taggable:,} resources that can carry tags"
        yield from table(caption, heads, (_tag(each, has_cost=has_cost) for each in report.tags))

    yield from _card("Coverage of tags", content())


def _tag(each: TagCoverage, *, has_cost: bool) -> str:
    number = each.carried + each.absent + each.unknown
    cost = each.carried_cost + each.absent_cost + each.unknown_cost
    drawn = bar(
        [
            Part("bar", share(each.carried, number)),
            Part("hatch", share(each.unknown, number)),
            Part("bar-warn", share(each.absent, number)),
        ]
    )
    cells = [
        (drawn, "drawn"),
        (f"{each.carried:,} ({percent(share(each.carried, number))})", "number"),
        (f"{each.absent:,}", "number"),
        (f"{each.unknown:,}", "number"),
    ]
    if has_cost:
        cells.append((percent(share(each.carried_cost, cost)), "number"))
    return row(text(each.key), *cells)
