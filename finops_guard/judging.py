"""Files judged by policies: what is found, what it costs, and what exceptions let stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING

from msgspec import Struct

from finops_guard.findings import Evaluation, Finding, Verdict
from finops_guard.governance import Governed, Surroundings, govern, is_registered
from finops_guard.location import Location
from finops_guard.observing import SILENT, Observer
from finops_guard.policy import loader
from finops_guard.policy.budgets.spending import Spending
from finops_guard.policy.engine import evaluate
from finops_guard.pricing.breakdown import Breakdown, breakdown
from finops_guard.pricing.configured import costs_for
from finops_guard.pricing.savings import Savings
from finops_guard.recursion import deep_recursion
from finops_guard.resources import ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources.discovery import Discovered, discover
from finops_guard.sources.reading import read_sources
from finops_guard.tree import Tree

if TYPE_CHECKING:
    from finops_guard.crew.crew import Crew
    from finops_guard.novelty.past import Earlier
    from finops_guard.policy.model import Policy
    from finops_guard.pricing.base import Base
    from finops_guard.pricing.comparison import Comparison
    from finops_guard.pricing.costs import Costs


class Judged(Struct, frozen=True):
    """What judging a tree gives, before it is compared with another state of it and reported.

    ``findings`` are all of them, ``governed`` what exceptions and suppressions make of them.
    """

    policies: Sequence[Policy]
    resources: ResourceSet
    costs: Costs
    priced: Breakdown
    comparison: Comparison | None
    spending: Spending
    savings: Savings
    findings: Sequence[Finding]
    evaluations: Sequence[Evaluation]
    governed: Governed


class _Asked(Struct, frozen=True):
    """What is to be judged: a tree by policies, whose files stand in the tree of ``now``."""

    tree: Tree
    now: Tree
    paths: Sequence[str]
    settings: Settings
    policies: Sequence[Policy]
    base: Base | None = None
    observer: Observer = SILENT


def judged_by(
    tree: Tree,
    paths: Sequence[str],
    settings: Settings,
    policies: Sequence[Policy],
    base: Base | None = None,
    observer: Observer = SILENT,
    jobs: int = 1,
) -> Judged:
    """Judge a tree by policies of its own; ``jobs`` processes share the work, 0: as many as are worth it."""
    return _judged(_Asked(tree, tree, paths, settings, policies, base, observer), jobs)


def judge(tree: Tree, paths: Sequence[str], settings: Settings, now: Tree) -> Judged:
    """Judge a state of a tree by the policies of ``now``."""
    policies = loader.in_profile(loader.load(settings, now), settings)
    with deep_recursion():
        return _judged(_Asked(tree, now, paths, settings, policies))


def judge_before(
    tree: Tree, paths: Sequence[str], settings: Settings, now: Tree, directories: tuple[str, str] = ("", "")
) -> tuple[Breakdown, Earlier, Callable[[str], Finding]]:
    """Judge a state of before by the policies of ``now``: what it costs, what was found, and what a finding is worth.

    Findings are priced when it is asked for, by their fingerprints. ``directories`` are those from which the state of
    before and that of now are seen, where they differ.
    """
    from finops_guard.novelty.comparing import addresses_of
    from finops_guard.novelty.past import Earlier, moved, past

    judged = judge(tree, paths, settings, now)
    found = [(past(each, *directories), each) for each in judged.governed.findings]
    by_print = {then.fingerprint: finding for then, finding in found}
    earlier = Earlier(
        tuple(then for then, _ in found),
        {moved(each.root, *directories) for each in judged.evaluations},
        {moved(each.path, *directories) for each in judged.resources.files},
        {moved(root, *directories): each for root, each in addresses_of(judged.resources).items()},
    )

    def worth(fingerprint: str) -> Finding:
        return judged.savings.priced(by_print[fingerprint])

    return judged.priced, earlier, worth


def _judged(asked: _Asked, jobs: int = 1) -> Judged:
    asked.observer.stage("discover")
    found = discover(asked.tree, asked.paths, asked.settings, asked.observer)
    found.files["kubernetes"] = [path for path in found.files["kubernetes"] if not is_registered(path)]
    crew = None
    if jobs != 1 and "" in asked.paths and found.files["terraform"]:
        from finops_guard.crew.hiring import crew_for

        crew = crew_for(asked.tree, found, asked.settings, asked.policies, jobs)
    begun = None
    if crew is not None:
        from finops_guard.crew.crew import ApartError, alone

        terraform = found.files["terraform"]
        with crew:
            try:
                begun = crew.begin(terraform, asked.settings, found.files["kubernetes"]).result
                return _judged_files(asked, found, begun, crew)
            except ApartError as failure:
                begun = partial(alone, asked.tree, terraform, asked.settings, failure) if failure.roots else None
    return _judged_files(asked, found, begun)


def _judged_files(
    asked: _Asked, found: Discovered, begun: Callable[[], ResourceSet] | None, crew: Crew | None = None
) -> Judged:
    """Judge the files that were found; ``begun`` gives what Terraform's make, where they are read already."""
    resources = read_sources(asked.tree, asked.paths, found, asked.settings, asked.observer, begun)
    asked.observer.found(resources)
    asked.observer.stage("price")
    costs = costs_for(asked.settings, resources)
    whole = "" in asked.paths
    priced = breakdown(resources, costs)
    comparison = _compared(asked.base, priced, resources)
    spending = Spending(resources, costs, asked.settings.budgets, whole=whole, comparison=comparison)
    savings = Savings(costs)
    asked.observer.stage("judge")
    elsewhere = crew.roots if crew is not None else ()
    findings, evaluations = evaluate(asked.policies, resources, costs, spending, savings, asked.observer, elsewhere)
    if crew is not None:
        findings, evaluations = crew.with_others(findings, evaluations, savings, costs.relations.steps)
    kept = [finding for finding in findings if not _is_ignored(finding, asked.settings)]
    asked.observer.stage("govern")
    known = partial(loader.by_name, asked.settings, asked.now)
    around = Surroundings(known, _approvers(asked.tree), partial(_cost, savings), costs.currency)
    governed = govern(asked.tree, asked.policies, resources, kept, asked.settings, around, whole=whole)
    resources += governed.register
    evaluations = sorted([*evaluations, *governed.evaluations], key=_place_of_evaluation)
    return Judged(asked.policies, resources, costs, priced, comparison, spending, savings, kept, evaluations, governed)


def _is_ignored(finding: Finding, settings: Settings) -> bool:
    """Tell whether a finding is left out because it is unresolved; its policy's word goes before the scan's."""
    return finding.verdict is Verdict.UNRESOLVED and (finding.on_unresolved or settings.unresolved) == "ignore"


def _approvers(tree: Tree) -> Callable[[str], tuple[str, ...] | None]:
    """Return what gives the people who own a file; nothing is imported or read before it is asked."""

    @cache
    def found() -> Callable[[str], tuple[str, ...] | None]:
        from finops_guard.maturity.approvers import approvers

        return approvers(tree)

    def people(path: str) -> tuple[str, ...] | None:
        return found()(path)

    return people


def _cost(savings: Savings, findings: Sequence[Finding]) -> Decimal | None:
    found = savings.stake(findings)
    return None if found is None else found.expected


def _place_of_evaluation(each: Evaluation) -> tuple[Location, str, str, str]:
    return each.location, each.policy, each.root, each.address


def _compared(base: Base | None, priced: Breakdown, found: ResourceSet) -> Comparison | None:
    if base is None:
        return None
    from finops_guard.pricing.base import compared

    return compared(base, priced, found)
