"""What there is to fix, policy by policy, what does not block, and what could not be decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.findings import Finding, Money, ReportedCause, Severity, Standing, Verdict, dearest_first
from finops_guard.location import Location
from finops_guard.report import Report
from finops_guard.reporters.amounts import worth
from finops_guard.reporters.folding import Block, fold, total
from finops_guard.reporters.markdown.sections import Section, bounded
from finops_guard.reporters.markdown.words import FIX, SENTENCE, addresses, place, sentence, severities
from finops_guard.reporters.markup import inline
from finops_guard.reporters.options import Options
from finops_guard.reporters.styling import count
from finops_guard.reporters.verdict import failing

MAX_PLACES = 5
MAX_FOLDED_PLACES = 3
# So few groups that do not block are shown without a click where nothing does.
MAX_OPEN = 3
_UNKNOWN = ReportedCause("", "no cause is given")


class Group(Struct, frozen=True):
    """The findings of a policy that have one severity, by what they say, the dearest first."""

    blocks: tuple[Block, ...]

    @property
    def first(self) -> Finding:
        return self.blocks[0].first

    @property
    def findings(self) -> list[Finding]:
        return [finding for block in self.blocks for finding in block.findings]

    @property
    def saving(self) -> Money | None:
        """What fixing all of them saves; None where that is not known."""
        return total([f.money for f in self.findings if f.money is not None and f.money.is_saving])


def to_fix(report: Report, options: Options) -> Iterator[Section]:
    """Yield what blocks, and what else is wrong."""
    blocking = {id(finding) for finding in report.blocking}
    if groups := _groups(report.blocking):
        text = "#### New in this change" if report.novelty is not None else "#### What to fix"
        yield replace(_listed(groups, options, MAX_PLACES), text=text)
    others = [finding for finding in failing(report) if id(finding) not in blocking]
    if groups := _groups(others):
        saved = total([f.money for f in others if f.money is not None and f.money.is_saving])
        folded = f"Does not block: {severities(others)}{f'; fixing them {worth(saved)}' if saved is not None else ''}"
        section = _listed(groups, options, MAX_FOLDED_PLACES)
        yield replace(section, folded=folded, is_open=not blocking and len(groups) <= MAX_OPEN, rank=3)


def _listed(groups: Sequence[Group], options: Options, most: int) -> Section:
    """Return a list of policies, each with so many places at the most."""
    rows, left_out = bounded((_row(group, options, most) for group in groups), len(groups))
    is_cut = any(len(group.blocks) > most + 1 for group in groups)
    return Section("", rows, noun="policy", plural="policies", left_out=left_out, is_cut=is_cut)


def _groups(findings: Sequence[Finding]) -> list[Group]:
    found: dict[tuple[Severity, str], list[Block]] = {}
    for block in fold(findings):
        found.setdefault((block.first.severity, block.first.policy), []).append(block)
    groups = [Group(tuple(sorted(blocks, key=_dearest_first))) for blocks in found.values()]
    return sorted(groups, key=_dearest_group_first)


def _dearest_group_first(group: Group) -> tuple[tuple[int, bool, Decimal], int, str]:
    money = group.saving or group.blocks[0].money
    return dearest_first(replace(group.first, money=money)), -len(group.findings), group.first.policy


def _dearest_first(block: Block) -> tuple[int, bool, Decimal]:
    return dearest_first(replace(block.first, money=block.money))


def _row(group: Group, options: Options, most: int) -> str:
    """Return a policy with the places where it fails, what that saves, and how to fix it."""
    first = group.first
    number = len(group.findings)
    said = [f"**{inline(first.policy_name)}** ({inline(first.policy)})"]
    said.append(count(number, first.severity.value) if number > 1 else first.severity.value)
    saving = group.saving
    said += [inline(worth(saving))] if saving is not None else []
    lines = [f"- {', '.join(said)}"]
    shown = group.blocks if len(group.blocks) <= most + 1 else group.blocks[:most]
    lines += [f"  - {_block(block, options)}" for block in shown]
    if len(shown) < len(group.blocks):
        lines.append(f"  - and at {count(len(group.blocks) - len(shown), 'more place')}")
    if first.remediation:
        lines.append(f"  - **Fix:** {inline(first.remediation, FIX)}")
    return "\n".join(lines)


def _block(block: Block, options: Options) -> str:
    first = block.first
    said = "; ".join(sentence(each, first.address) for each in block.sentences)
    if len(block.copies) > 1:
        said += f"; the same for {count(len(block.copies) - 1, 'other resource')}"
    if first.standing is Standing.WORSE:
        said += " (worse than before)"
    if first.verdict is Verdict.UNRESOLVED and first.causes:
        said += f"; it waits for a value: {inline(first.causes[0].text, SENTENCE)}"
    return f"{place(first.location, options)}: {said}"


def undecided(report: Report, options: Options) -> Iterator[Section]:
    """Yield what could not be decided, and fails nothing, by what it waits for; what holds up most comes first."""
    blocking = {id(finding) for finding in report.blocking}
    waiting = [f for f in report.findings if f.verdict is Verdict.UNRESOLVED and id(f) not in blocking]
    if not waiting or options.verdicts == "fail":
        return
    causes: dict[tuple[str, str], list[Finding]] = {}
    for finding in waiting:
        cause = _cause(finding)
        causes.setdefault((cause.kind, cause.text), []).append(finding)
    groups = sorted(causes.values(), key=lambda group: -len(group))
    rows, left_out = bounded((_cause_row(group, options) for group in groups), len(groups))
    folded = f"{count(len(waiting), 'finding')} undecided: values that the code does not hold"
    yield Section("", rows, noun="cause", folded=folded, left_out=left_out, rank=4)


def _cause(finding: Finding) -> ReportedCause:
    return finding.causes[0] if finding.causes else _UNKNOWN


def _cause_row(group: Sequence[Finding], options: Options) -> str:
    places: dict[Location, None] = {cause.location: None for cause in map(_cause, group) if cause.location is not None}
    at = [place(each, options) for each, _ in zip(places, range(1), strict=False)]
    more = f" and {count(len(places) - 1, 'other place')}" if len(places) > 1 else ""
    where = f" ({at[0]}{more})" if at else ""
    policies = ", ".join(inline(policy, SENTENCE) for policy in sorted({finding.policy for finding in group})[:3])
    return f"- {inline(_cause(group[0]).text, SENTENCE)}{where}: {policies} for {addresses([f.address for f in group])}"
