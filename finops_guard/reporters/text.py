"""The report for people: what fails and where, what to do about it, and the verdict at the end."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.findings import Standing, Verdict
from finops_guard.report import Report
from finops_guard.reporters.amounts import amount, worth
from finops_guard.reporters.brief import brief
from finops_guard.reporters.closing import closing
from finops_guard.reporters.folding import MAX_NAMED, Block
from finops_guard.reporters.grouping import Group, grouped
from finops_guard.reporters.options import Options
from finops_guard.reporters.page import Page
from finops_guard.reporters.snippet import snippet
from finops_guard.reporters.styling import listed, neutralise, without_commands
from finops_guard.reporters.suppressed import suppressed
from finops_guard.reporters.unevaluated import files_and_notices, undecided


def render(report: Report, options: Options) -> str:
    """Return the report as text, ending in a newline."""
    page = Page(options)
    if options.quiet:
        return without_commands("".join(f"{line}\n" for line in brief(report, page)))
    groups = grouped([finding for finding in report.findings if finding.verdict is Verdict.FAIL], options)
    blocks = [block for group in groups for block in group.blocks]
    lines = [line for group in groups for line in _group(group, page)]
    if options.verdicts != "fail":
        lines += undecided(report, page)
    lines += suppressed(report, page)
    lines += files_and_notices(report, page)
    lines += closing(report, blocks, page)
    start = 1 if lines and not lines[0] else 0
    return without_commands("\n".join(lines[start:])) + "\n"


def _group(group: Group, page: Page) -> Iterator[str]:
    """Yield the failing findings of a file, policy, owner or environment; each remediation once."""
    title = page.path(group.name) if page.options.group_by == "file" else neutralise(group.name)
    yield from page.heading(title, page.severities(finding for block in group.blocks for finding in block.findings))
    explained: set[str] = set()
    for block in group.blocks:
        yield ""
        yield from _block(block, page, explain=block.first.remediation not in explained)
        explained.add(block.first.remediation)


def _block(block: Block, page: Page, *, explain: bool) -> Iterator[str]:
    finding = block.first
    policy = f"{neutralise(finding.policy)} {neutralise(finding.policy_name)}"
    times = f" ({len(block.findings)} findings)" if len(block.findings) > 1 else ""
    money = block.money
    worse = " worse than before" if any(each.standing is Standing.WORSE for each in block.findings) else ""
    at = f"{page.place(finding.location)}{times}{worse}{_stake(block, page)}"
    about = f"{page.style.severity(finding.severity)} {policy}" if page.options.group_by != "policy" else ""
    yield from page.paragraph(f"{about}  {at}" if about else at, "  ", "    ")
    for number, sentence in enumerate(block.sentences):
        lines = page.paragraph(sentence, "  ", "    ")
        yield from (page.style.paint(line, "strong") if not number else line for line in lines)
    if finding.excerpt is not None and page.options.snippets:
        yield from snippet(finding.excerpt, finding.location, page.width, page.style, "    ")
    if finding.resource_location.path != finding.location.path:
        yield from page.paragraph(f"of {neutralise(finding.address)}, {page.place(finding.resource_location)}", "    ")
    if finding.calls:
        calls = listed(f"{_called(call.name)} ({page.place(call.location)})" for call in finding.calls)
        yield from page.paragraph(f"through {calls}", "    ")
    if len(block.copies) > 1:
        yield from page.paragraph(_copies(block, page), "    ")
    if money is not None and money.is_saving:
        yield page.style.paint(f"    {worth(money)}", "fix")
    if explain and finding.remediation:
        lines = page.paragraph(f"fix: {neutralise(finding.remediation, 1_000)}", "    ", "         ")
        yield from (page.style.paint(line, "fix") for line in lines)


def _stake(block: Block, page: Page) -> str:
    """Return what is at stake where nothing is saved, and no sentence says it already."""
    money = block.money
    if money is None or money.is_saving or any(amount(money.expected) in text for text in block.sentences):
        return ""
    return page.style.paint(f"  {worth(money)}", "dim")


def _called(name: str) -> str:
    """Return what makes a resource by its address: a module, or a Helm release (no module's name has a dot there)."""
    return neutralise(name if name.startswith("helm_release.") else f"module.{name}")


def _copies(block: Block, page: Page) -> str:
    """Return who else has it: addresses, and the roots where there are several, for then addresses repeat."""
    roots = list(dict.fromkeys(neutralise(root) or "." for root, _ in block.copies))
    if len(roots) > 1 and page.everything:
        names = [f"{neutralise(root) or '.'}: {neutralise(address)}" for root, address in block.copies]
        return f"in {len(roots):,} roots: {listed(names)}"
    others = list(dict.fromkeys(neutralise(address) for _, address in block.copies))[1:]
    parts = [f"the same for {_bounded(others, page)}"] if others else []
    parts += [f"in {len(roots):,} roots: {_bounded(roots, page)}"] if len(roots) > 1 else []
    return "; ".join(parts)


def _bounded(names: list[str], page: Page) -> str:
    if page.everything or len(names) <= MAX_NAMED + 1:
        return listed(names)
    return f"{', '.join(names[:MAX_NAMED])} and {len(names) - MAX_NAMED:,} more"
