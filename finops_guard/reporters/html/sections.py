"""What stands after the findings: money, what is let stand, what waits, what was not read, what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from finops_guard.findings import Finding, Severity, Suppressed, Verdict
from finops_guard.report import Gone, Novelty, Report
from finops_guard.reporters.amounts import amount, granted_cost, one_sided, shared, signed, spread
from finops_guard.reporters.html.rows import place
from finops_guard.reporters.hypertext import link, path, text
from finops_guard.reporters.styling import count
from finops_guard.resources import FileStatus

MAX_ROWS = 200
MAX_NAMED = 5

_UNJUDGED = (FileStatus.BROKEN, FileStatus.TEMPLATE, FileStatus.SKIPPED)


def sections(report: Report) -> Iterator[tuple[str, str, Iterator[str]]]:
    """Yield the sections as title, id and content; one without content is left out."""
    yield "Cost in detail", "cost", _cost(report)
    yield "Exceptions used", "exceptions", _exceptions(report)
    yield "What changed", "novelty", _novelty(report.novelty)
    yield "Undecided", "undecided", _undecided(report)
    yield "Not evaluated", "unread", _unread(report)
    yield "Policies", "policies", _policies(report)
    yield "About this report", "about", _about(report)


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], total: int = 0) -> Iterator[str]:
    """Yield a table of at most 200 rows of HTML, and how many there are more; ``*`` before a head: of numbers."""
    css = [' class="number"' if each.startswith("*") else "" for each in heads]
    yield f'<div class="card scroll" role="region" aria-label="{caption}" tabindex="0">'
    yield f'<table class="lines"><caption>{caption}</caption><thead><tr>'
    yield from (f'<th scope="col"{kind}>{each.lstrip("*")}</th>' for each, kind in zip(heads, css, strict=True))
    yield "</tr></thead><tbody>"
    shown = 0
    for row in rows:
        shown += 1
        if shown <= MAX_ROWS:
            yield f"<tr>{''.join(f'<td{kind}>{cell}</td>' for cell, kind in zip(row, css, strict=True))}</tr>"
    yield "</tbody></table>"
    rest = max(total, shown) - min(shown, MAX_ROWS)
    if rest > 0:
        yield f'<p class="dim small">And {rest:,} more.</p>'
    yield "</div>"


def _cost(report: Report) -> Iterator[str]:
    cost = report.cost
    if cost is None or not (cost.costliest or cost.change):
        return
    yield '<div class="stack">'
    if cost.costliest:
        rows = (
            (
                _code(each.address),
                _code(each.root or "."),
                text(amount(each.monthly.expected)),
                text(spread(each.monthly)),
            )
            for each in cost.costliest
        )
        heads = ("Resource", "Root", f"*A month, {text(cost.currency)}", "If scaled")
        yield from _table("What costs the most", heads, rows)
    if cost.on_nodes is not None:
        said = shared(cost.on_nodes.expected, cost.currency)
        yield f'<p class="small dim">{text(said[0].upper() + said[1:])}</p>'
    change = cost.change
    if change is not None:
        lines = (
            (
                text(each.status),
                _code(each.address)
                + (f' <span class="dim">was {_code(each.moved_from)}</span>' if each.moved_from else ""),
                _code(each.root or "."),
                text(signed(each.delta)) if each.is_priced else "no price",
            )
            for each in change.largest
        )
        heads = ("Change", "Resource", "Root", f"*A month, {text(cost.currency)}")
        caption = f"Largest changes against {text(change.base)}"
        yield from _table(caption, heads, lines, sum(change.counts.values()))
        remarks = [one_sided(change.one_sided, cost.currency)] if change.one_sided is not None else []
        if change.unread:
            remarks.append(
                f"{count(change.unread, 'file or module', 'files and modules')} could not be read and compared"
            )
        yield f'<p class="small dim">{text("; ".join(remarks))}</p>' if remarks else ""
    yield "</div>"


def _exceptions(report: Report) -> Iterator[str]:
    grounds: dict[tuple[str, str, str], list[Suppressed]] = {}
    for each in report.suppressed:
        at = "" if each.exception else place(each.location)
        grounds.setdefault((each.exception or "", at, each.finding.policy), []).append(each)
    if not grounds:
        return
    rows = [_exception(found) for found in grounds.values()]
    heads = ("By", "Approved by", "Until", "Policy", "For", "Reason", "*What it costs a month")
    yield from _table("Findings that are let stand, and by whom", heads, rows)


def _exception(found: Sequence[Suppressed]) -> tuple[str, ...]:
    first = found[0]
    by = _code(first.exception) if first.exception else f"a comment at {_code(place(first.location))}"
    return (
        by,
        _people(first),
        text(first.expires) or '<span class="unnamed">no end</span>',
        text(first.finding.policy),
        _addresses(each.finding for each in found),
        text(first.reason) or '<span class="unnamed">no reason is given</span>',
        _worth([each.finding for each in found]) + _dim(granted_cost(first.cost_at_grant, first.cost_cap)),
    )


def _people(each: Suppressed) -> str:
    """Return who approved an exception, and small beside it who asked for it and where that is tracked."""
    if not each.approved_by:
        return '<span class="unnamed">nobody</span>'
    asked = f"asked for by {each.requested_by}" if each.requested_by else ""
    return text(each.approved_by) + _dim(", ".join(filter(None, (asked, each.ticket))))


def _dim(words: str) -> str:
    return f' <span class="small dim">{text(words)}</span>' if words else ""


def _worth(findings: Sequence[Finding]) -> str:
    """Return what is not saved, or else the cost of what the findings are about, each resource once."""
    money = [each.money for each in findings if each.money is not None and each.money.is_saving]
    if money:
        return f"{text(amount(sum((each.expected for each in money), Decimal(0))))} not saved"
    costs = {(each.root, each.address): each.money.expected for each in findings if each.money is not None}
    return (
        f"{text(amount(sum(costs.values(), Decimal(0))))} at stake"
        if costs
        else '<span class="unnamed">not known</span>'
    )


def _addresses(findings: Iterable[Finding]) -> str:
    names = list(dict.fromkeys(each.address for each in findings))
    more = f" and {len(names) - MAX_NAMED:,} more" if len(names) > MAX_NAMED + 1 else ""
    return ", ".join(map(_code, names[:MAX_NAMED] if more else names)) + more


def _novelty(novelty: Novelty | None) -> Iterator[str]:
    if novelty is None or not (novelty.fixed or novelty.stale):
        return
    yield '<div class="stack">'
    for caption, gone in (
        ("Fixed: findings of the base that are gone", novelty.fixed),
        ("Entries of the baseline without a finding: take them out", novelty.stale),
    ):
        if gone:
            yield from _table(caption, ("Policy", "Resource", "What it was", "Where it stood"), map(_gone, gone))
    yield "</div>"


def _gone(each: Gone) -> tuple[str, ...]:
    return text(each.policy), _code(each.address), text(each.message), _code(place(each.location))


def _undecided(report: Report) -> Iterator[str]:
    causes: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        if finding.verdict is Verdict.UNRESOLVED:
            kind, said = ("", "no cause is given")
            if finding.causes:
                kind, said = finding.causes[0].kind, finding.causes[0].text
            causes.setdefault((kind, said), []).append(finding)
    if not causes:
        return
    ordered = sorted(causes.items(), key=lambda group: (-len(group[1]), group[0]))
    rows = (
        (text(said), _cause_place(found), f"{len(found):,}", _policies_of(found), _addresses(found))
        for (_, said), found in ordered
    )
    heads = ("What it waits for", "Where", "*Findings", "Policies", "Resources")
    yield from _table("Findings that wait for values which the code does not hold", heads, rows)


def _cause_place(findings: Sequence[Finding]) -> str:
    places = dict.fromkeys(
        cause.location for each in findings for cause in each.causes[:1] if cause.location is not None
    )
    more = f" and {len(places) - 1:,} more" if len(places) > 1 else ""
    return f"{_code(place(next(iter(places))))}{more}" if places else ""


def _policies_of(findings: Iterable[Finding]) -> str:
    return ", ".join(text(name) for name in sorted({each.policy for each in findings}))


def _unread(report: Report) -> Iterator[str]:
    files = [file for file in report.files if file.status in _UNJUDGED]
    if not files and not report.notices:
        return
    yield '<div class="stack">'
    if files:
        rows = ((_code(file.path), file.status.value, text(file.reason)) for file in files)
        yield from _table("Files that were not evaluated, or not completely", ("File", "Status", "Why"), rows)
    if report.notices:
        lines = ((text(each.message), text(each.hint), _code(place(each.location))) for each in report.notices)
        yield from _table("What the scan could not follow", ("Notice", "What helps", "Where"), lines)
    yield "</div>"


def _policies(report: Report) -> Iterator[str]:
    if not report.policies:
        return
    verdicts: dict[str, dict[Verdict, int]] = {}
    for each in report.evaluations:
        counts = verdicts.setdefault(each.policy, dict.fromkeys(Verdict, 0))
        counts[each.verdict] += 1
    none = dict.fromkeys(Verdict, 0)
    yield f'<details class="card"><summary>{count(len(report.policies), "active policy", "active policies")}</summary>'
    yield '<div class="scroll" role="region" aria-label="Active policies" tabindex="0"><table class="lines"><thead><tr>'
    yield '<th scope="col">Policy</th><th scope="col">What it asks</th><th scope="col">Severity</th>'
    yield '<th scope="col">Capability</th><th scope="col" class="number">Passed</th>'
    yield '<th scope="col" class="number">Failed</th><th scope="col" class="number">Undecided</th></tr></thead><tbody>'
    for policy in sorted(report.policies, key=lambda each: (each.severity.rank, each.id)):
        counts = verdicts.get(policy.id, none)
        numbers = "".join(f'<td class="number">{counts[each]:,}</td>' for each in Verdict)
        about = ""
        if policy.references:
            links = "".join(f"<li>{link(each)}</li>" for each in policy.references)
            about = f'<details class="aside"><summary>References</summary><ul>{links}</ul></details>'
        severity = f"{policy.severity.value}, {policy.enforcement.value}"
        yield f"<tr><td>{text(policy.id)}<br>{text(policy.name)}</td><td>{text(policy.title)}{about}</td>"
        yield f"<td>{severity}</td><td>{text(policy.capability)}</td>{numbers}</tr>"
    yield "</tbody></table></div></details>"


def _about(report: Report) -> Iterator[str]:
    judged = report.file_counts[FileStatus.JUDGED]
    total = sum(report.resource_count.values())
    providers = ", ".join(f"{text(name)} {number:,}" for name, number in sorted(report.resource_count.items()))
    verdicts = report.verdicts
    words = {Verdict.PASS: "passed", Verdict.FAIL: "failed", Verdict.UNRESOLVED: "undecided"}
    checked = ", ".join(f"{verdicts[verdict]:,} {word}" for verdict, word in words.items())
    facts = [
        ("Tool", f"finops-guard {text(report.version)}"),
        ("Profile", text(report.profile)),
        ("As of", text(report.as_of) or "no day: no exception was looked at"),
        ("Fails on", f"{report.fail_on.value} or worse; unresolved findings: {text(report.unresolved)}"),
        ("Scanned", f"{count(total, 'resource')}{f' ({providers})' if providers else ''} in {count(judged, 'file')}"),
        ("Checked", checked),
        ("Findings", _severities(report)),
        ("Maturity model", f"{text(report.score.model)}, benchmark {text(report.score.benchmark)}"),
        *((f"Digest of {text(name)}", _code(digest)) for name, digest in sorted(report.digests.items())),
    ]
    yield '<div class="card"><dl class="terms">'
    yield from (f"<dt>{name}</dt><dd>{said}</dd>" for name, said in facts)
    yield "</dl></div>"


def _severities(report: Report) -> str:
    failing = [finding for finding in report.findings if finding.verdict is Verdict.FAIL]
    parts = (count(sum(each.severity is severity for each in failing), severity.value) for severity in Severity)
    return f"{', '.join(parts)}; {len(report.findings) - len(failing):,} undecided"


def _code(found: str) -> str:
    return f"<code>{path(found)}</code>"
