"""Policies applied to one case, by the very steps of a scan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.diagnostics import Level
from finops_guard.errors import Problem
from finops_guard.findings import Evaluation, Finding, Verdict
from finops_guard.governance import Surroundings, govern
from finops_guard.location import Location
from finops_guard.policy import loader
from finops_guard.policy.budgets.spending import Spending
from finops_guard.policy.engine import evaluate
from finops_guard.policy.model import Policy, Subject
from finops_guard.pricing.costs import Costs
from finops_guard.recursion import deep_recursion
from finops_guard.resources import ResourceSet
from finops_guard.scan import observe
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree
from finops_guard.trials.fixtures import Case
from finops_guard.trials.marks import Mark, marks

if TYPE_CHECKING:
    from finops_guard.pricing.comparison import Comparison


class Judged(Struct, frozen=True):
    """What policies say about a case, and what they were given to judge."""

    findings: tuple[Finding, ...]
    evaluations: tuple[Evaluation, ...]
    resources: ResourceSet


class Difference(Struct, frozen=True):
    """One line of a case that policies judge otherwise than it says; None stands for a line that is clean.

    ``line`` and ``column`` are 1-based, ``text`` is the line's; ``message`` is the finding's.
    """

    line: int
    column: int
    policy: str
    expected: Verdict | None
    found: Verdict | None
    text: str
    message: str = ""

    @property
    def kind(self) -> str:
        """``missing``, ``unexpected``, or ``verdict`` where it is found with another one."""
        return "missing" if self.found is None else "unexpected" if self.expected is None else "verdict"


class Trial(Struct, frozen=True):
    """How a policy does on a case of its own; ``problems`` are why it may not have seen all of that."""

    policy: Policy
    case: Case
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.differences


def judge(policies: Sequence[Policy], case: Case, settings: Settings | None = None) -> Judged:
    """Return what policies say about a case under its conditions, each with its own parameters.

    ``settings`` tell how sources are read: which environments there are, which kinds run pods.
    """
    conditions = case.conditions
    settings = replace(settings or Settings(), as_of=conditions.as_of)
    if conditions.profile:
        settings = replace(settings, profile=conditions.profile)
        policies = loader.in_profile(policies, settings)
    tree = MemoryTree({case.path: case.text})
    resources = observe(tree, [""], settings)
    with deep_recursion():
        costs = Costs(resources)
        spending = Spending(resources, costs, comparison=_compared(resources, costs, conditions.base_cost))
        findings, evaluations = evaluate(policies, resources, costs, spending)
        around = Surroundings(partial(loader.by_name, settings, tree), currency=costs.currency)
        governed = govern(tree, policies, resources, findings, settings, around, whole=True)
    return Judged(tuple(governed.findings), (*evaluations, *governed.evaluations), resources)


def _compared(resources: ResourceSet, costs: Costs, base_cost: str) -> Comparison | None:
    """Return how a case differs from a base that cost so much, of which nothing else is known."""
    if not base_cost:
        return None
    from finops_guard.pricing.base import Base, compared
    from finops_guard.pricing.breakdown import breakdown

    nothing = Base("a base", breakdown(ResourceSet(), costs))
    return replace(compared(nothing, breakdown(resources, costs), resources), before=Decimal(base_cost))


def attempt(policy: Policy, case: Case, others: Sequence[Policy] = (), settings: Settings | None = None) -> Trial:
    """Return how a policy does on a case, with those of the other policies that the case has marks of."""
    marked = set(marks(case.text))
    named = {mark.policy for mark in marked}
    policies = [policy, *(each for each in others if each.id in named and each.id != policy.id)]
    ids = {each.id for each in policies}
    judged = judge(policies, case, settings)
    wanted = {mark for mark in marked if mark.policy in ids}
    # What a policy about files has to say of one is that it is broken.
    problems = () if policy.subject is Subject.FILE else tuple(_unseen(case, judged.resources))
    return Trial(policy, case, tuple(_differences(case.text, wanted, judged.findings)), problems)


def _unseen(case: Case, resources: ResourceSet) -> Iterator[Problem]:
    """Yield why no policy has seen a case, or not all of it: that nothing is found there shows nothing."""
    if not any(record.path == case.path for record in resources.files):
        yield Problem("no scan reads a file of that path", Location(case.shown), "give it another path")
    for each in resources.diagnostics:
        if each.level is Level.ERROR:
            at = each.span.location() if each.span is not None else Location("")
            yield Problem(
                f"this fixture cannot be judged: {each.message}",
                Location(case.shown, at.line, at.column, at.end_line, at.end_column),
                each.hint,
            )


def _differences(text: str, wanted: set[Mark], findings: Sequence[Finding]) -> list[Difference]:
    found: dict[Mark, Finding] = {}
    for finding in findings:
        found.setdefault(Mark(finding.location.line, finding.policy, finding.verdict), finding)
    lines = text.split("\n")
    differences = []
    missing = sorted(wanted - set(found))
    for mark in sorted(set(found) - wanted):
        finding = found[mark]
        # A line that is found with another verdict is one difference, not two.
        instead = next((each for each in missing if (each.line, each.policy) == (mark.line, mark.policy)), None)
        if instead is not None:
            missing.remove(instead)
        differences.append(
            Difference(
                mark.line,
                finding.location.column,
                mark.policy,
                instead.verdict if instead else None,
                mark.verdict,
                finding.excerpt if finding.excerpt is not None else _line(lines, mark.line),
                finding.message,
            )
        )
    differences += [
        Difference(mark.line, 1, mark.policy, mark.verdict, None, _line(lines, mark.line)) for mark in missing
    ]
    return sorted(differences, key=lambda each: (each.line, each.column, each.policy, each.kind))


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number - 1].rstrip("\r")[:400] if number <= len(lines) else ""
