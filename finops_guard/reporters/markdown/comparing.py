"""What a change fixed, what stood before it, and what is let stand, by whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finops_guard.findings import Finding, Suppressed
from finops_guard.report import Gone, Novelty, Report
from finops_guard.reporters.amounts import amount, granted_cost
from finops_guard.reporters.folding import Block, fold, total
from finops_guard.reporters.markdown.sections import Section, bounded
from finops_guard.reporters.markdown.words import SENTENCE, addresses, place, sentence, severities
from finops_guard.reporters.markup import code, inline
from finops_guard.reporters.options import Options
from finops_guard.reporters.styling import count, listed

_MOST = 50
_Ground = tuple[str, str, str]


def before(report: Report, options: Options) -> Iterator[Section]:
    """Yield what a change fixed, and what stood before it."""
    novelty = report.novelty
    if novelty is not None:
        if novelty.fixed:
            yield _gone(
                novelty.fixed, f"This change fixes {count(len(novelty.fixed), 'finding')}. Thank you!", options, 6
            )
        if novelty.known:
            yield _known(novelty, options)


def let_stand(report: Report, options: Options) -> Iterator[Section]:
    """Yield what is let stand, and what of the baseline is not needed any more."""
    novelty = report.novelty
    if report.suppressed:
        yield _suppressed(report.suppressed, options)
    if novelty is not None and novelty.stale:
        entries = count(len(novelty.stale), "entry of the baseline is", "entries of the baseline are")
        yield _gone(novelty.stale, f"{entries} not needed any more: finops-guard baseline prune", options, 9)


def _gone(found: Sequence[Gone], folded: str, options: Options, rank: int) -> Section:
    rows, left_out = bounded((_gone_row(each, options) for each in found), len(found), _MOST)
    return Section("", rows, noun="finding", folded=folded, left_out=left_out, rank=rank)


def _gone_row(each: Gone, options: Options) -> str:
    # The lines are those of another state: no link leads there.
    at = place(each.location, Options(name=options.name))
    return f"- {at}: {sentence(each.message, each.address)} ({inline(each.policy, SENTENCE)})"


def _known(novelty: Novelty, options: Options) -> Section:
    """Return what stood there before this change, counted by who knows it."""
    number = dict.fromkeys(("base", "baseline", "unchanged"), 0)
    for each in novelty.known:
        number[each.by] += 1
    base = f"in the base ({inline(novelty.base, 100)})" if novelty.base else "in the base"
    words = {"base": base, "baseline": "in the baseline", "unchanged": "in files that are not changed"}
    by = listed(f"{number[key]:,} {word}" for key, word in words.items() if number[key])
    findings = [each.finding for each in novelty.known]
    blocks = fold(findings)
    rows, left_out = bounded((_known_row(block, options) for block in blocks), len(blocks), _MOST)
    verb = "stands" if len(findings) == 1 else "stand"
    folded = f"{severities(findings)} {verb} from before and {'does' if len(findings) == 1 else 'do'} not count here"
    return Section(f"{by[:1].upper()}{by[1:]}.", rows, noun="place", folded=folded, left_out=left_out, rank=5)


def _known_row(block: Block, options: Options) -> str:
    first = block.first
    said = "; ".join(sentence(each, first.address) for each in block.sentences)
    return f"- {place(first.location, options)}: {said} ({inline(first.policy, SENTENCE)})"


def _suppressed(found: Sequence[Suppressed], options: Options) -> Section:
    """Return a table of what is let stand: by which exception or comment, until when, and at what cost."""
    grounds: dict[_Ground, list[Suppressed]] = {}
    for each in found:
        at = "" if each.exception else str(each.location)
        grounds.setdefault((each.exception or "", at, each.finding.policy), []).append(each)
    rows, left_out = bounded((_ground(group, options) for group in grounds.values()), len(grounds), _MOST)
    bare = sum(each.exception is None for each in found)
    remark = f", {bare:,} of them without a registered exception" if bare else ""
    return Section(
        "",
        rows,
        columns="| What stands | By | Until | A month |\n| --- | --- | --- | ---: |",
        noun="ground",
        folded=f"{count(len(found), 'finding is', 'findings are')} let stand{remark}",
        left_out=left_out,
        rank=7,
    )


def _ground(group: Sequence[Suppressed], options: Options) -> str:
    first = group[0]
    what = f"{inline(first.finding.policy, SENTENCE)} for {addresses([each.finding.address for each in group])}"
    reason = inline(first.reason, SENTENCE) or "no reason is given"
    if first.exception:
        asked = f", asked for by {inline(first.requested_by, 100)}" if first.requested_by else ""
        ticket = f", {inline(first.ticket, 100)}" if first.ticket else ""
        cost = granted_cost(first.cost_at_grant, first.cost_cap)
        who = f"approved by {inline(first.approved_by, 100)}{asked}{ticket}{f', {cost}' if cost else ''}"
        by = f"{code(first.exception, SENTENCE)}, {who}: {reason}"
    else:
        by = f"a comment at {place(first.location, options)}: {reason}"
    return f"| {what} | {by} | {inline(first.expires, 100)} | {_at_stake([each.finding for each in group])} |"


def _at_stake(findings: Sequence[Finding]) -> str:
    money = total([finding.money for finding in findings if finding.money is not None])
    return f"{amount(money.expected)} {inline(money.currency, 100)}" if money is not None else ""
