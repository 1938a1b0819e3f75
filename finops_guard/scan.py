"""The pipeline: a tree and settings in, a Report out; no clock, terminal, environment or network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from finops_guard import __version__
from finops_guard.diagnostics import Diagnostic
from finops_guard.findings import Evaluation, Finding, Verdict
from finops_guard.governance import Governed, Surroundings, govern, is_registered
from finops_guard.location import Location
from finops_guard.maturity import answers, billed
from finops_guard.maturity import declared as declarations
from finops_guard.maturity.assessment import assess
from finops_guard.maturity.known import Economy
from finops_guard.maturity.model import Evidence, Score
from finops_guard.maturity.tagging import Ownership, tag_coverage
from finops_guard.novelty import listed_in
from finops_guard.observing import SILENT, Observer
from finops_guard.policy import loader
from finops_guard.policy.budgets.spending import Spending
from finops_guard.policy.engine import evaluate
from finops_guard.pricing.breakdown import Breakdown, breakdown, resource_costs
from finops_guard.pricing.configured import costs_for, notices
from finops_guard.pricing.savings import Savings
from finops_guard.pricing.shares import shares
from finops_guard.recursion import deep_recursion
from finops_guard.report import Report
from finops_guard.reporting import budget_summary, cost_summary, digest_of, notices_of, policy_summary
from finops_guard.resources import FileRecord, Resource, ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources.discovery import Discovered, discover
from finops_guard.sources.reading import read_sources
from finops_guard.tree import Tree

if TYPE_CHECKING:
    from finops_guard.crew.crew import Crew
    from finops_guard.maturity.model import Score
    from finops_guard.novelty.baseline import Baseline
    from finops_guard.novelty.past import Before, Earlier
    from finops_guard.policy.model import Policy
    from finops_guard.pricing.base import Base
    from finops_guard.pricing.breakdown import ResourceCost
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


def scan(
    tree: Tree,
    paths: Sequence[str],
    settings: Settings,
    before: Before | None = None,
    observer: Observer = SILENT,
    *,
    changed_only: bool = False,
    jobs: int = 1,
) -> Report:
    """Judge the files below the given paths of a tree (``""`` is all of it) by the policies that the settings select.

    Compared with the state ``before``, the report tells what the costs differ by from it, policies judge that, and
    findings are reported that are new or became worse; with ``changed_only`` those that have to do with a changed file.
    The ``observer`` is told of what is done.
    Raise PolicyError or ConfigError, before anything is read, where policies, settings or the baseline are not right.
    """
    observer.stage("policies")
    policies = loader.in_profile(loader.load(settings, tree), settings)
    listed = listed_in(tree, settings.baseline)
    with deep_recursion():
        base = before.base if before is not None else None
        judged = _judge(tree, tree, paths, settings, policies, base, observer, jobs)
        return _report(tree, paths, settings, judged, before, listed, changed_only=changed_only)


def reported(
    tree: Tree,
    paths: Sequence[str],
    settings: Settings,
    judged: Judged,
    benchmark: str = "",
    elsewhere: Mapping[str, Evidence] | None = None,
) -> Report:
    """Return the report of what was judged, compared with nothing.

    The maturity is rated by a ``benchmark``, with evidence from ``elsewhere``.
    """
    with deep_recursion():
        return _report(tree, paths, settings, judged, None, None, benchmark, elsewhere)


def judge(tree: Tree, paths: Sequence[str], settings: Settings, now: Tree) -> Judged:
    """Judge a state of a tree by the policies of ``now``."""
    policies = loader.in_profile(loader.load(settings, now), settings)
    with deep_recursion():
        return _judge(tree, now, paths, settings, policies, None, SILENT)


def rate(
    tree: Tree,
    judged: Judged,
    settings: Settings,
    benchmark: str = "",
    economy: Economy | None = None,
    elsewhere: Mapping[str, Evidence] | None = None,
    *,
    whole: bool = True,
) -> Score:
    """Return the maturity of a state of a tree that was judged, ``whole`` or a part of it.

    A benchmark that is named goes before that of the settings.
    """
    if economy is None:
        economy, _ = _economy(tree, judged, settings, whole=whole)
    found = (judged.resources, judged.policies, judged.evaluations, judged.findings)
    return assess(tree, *found, settings.profile, benchmark, economy, settings.score, elsewhere, settings.fail_on)


def _economy(tree: Tree, judged: Judged, settings: Settings, *, whole: bool) -> tuple[Economy, tuple[Diagnostic, ...]]:
    """Return what the score needs of money, declarations and answers, and what is wrong in their files."""
    declared, answered = declarations.read(tree), answers.read(tree, settings.as_of)
    recorded = billed.read(tree)
    economy = Economy(
        resource_costs(judged.resources, judged.costs),
        judged.spending.coverage,
        tuple(map(judged.savings.priced, judged.findings)),
        frozenset(each.finding.fingerprint for each in judged.governed.suppressed),
        declared,
        answered,
        recorded.evidence,
        settings.score.approved_modules,
        as_of=judged.governed.as_of,
        whole=whole,
    )
    return economy, (*declared.diagnostics, *answered.diagnostics, *recorded.diagnostics)


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


def _judge(
    tree: Tree,
    now: Tree,
    paths: Sequence[str],
    settings: Settings,
    policies: Sequence[Policy],
    base: Base | None,
    observer: Observer,
    jobs: int = 1,
) -> Judged:
    """Judge a tree by policies, whose files stand in the tree of ``now``."""
    observer.stage("discover")
    found = discover(tree, paths, settings, observer)
    found.files["kubernetes"] = [path for path in found.files["kubernetes"] if not is_registered(path)]
    crew = None
    if jobs != 1 and "" in paths and found.files["terraform"]:
        from finops_guard.crew.hiring import crew_for

        crew = crew_for(tree, found, settings, policies, jobs)
    begun = None
    if crew is not None:
        from finops_guard.crew.crew import ApartError, alone

        terraform = found.files["terraform"]
        with crew:
            try:
                begun = crew.begin(terraform, settings, found.files["kubernetes"]).result
                return _judge_found(tree, now, paths, settings, policies, base, observer, found, begun, crew)
            except ApartError as failure:
                begun = partial(alone, tree, terraform, settings, failure) if failure.roots else None
    return _judge_found(tree, now, paths, settings, policies, base, observer, found, begun)


def _judge_found(
    tree: Tree,
    now: Tree,
    paths: Sequence[str],
    settings: Settings,
    policies: Sequence[Policy],
    base: Base | None,
    observer: Observer,
    found: Discovered,
    begun: Callable[[], ResourceSet] | None,
    crew: Crew | None = None,
) -> Judged:
    """Judge the files that were found; ``begun`` gives what Terraform's make, where they are read already."""
    resources = read_sources(tree, paths, found, settings, observer, begun)
    observer.found(resources)
    observer.stage("price")
    costs = costs_for(settings, resources)
    whole = "" in paths
    priced = breakdown(resources, costs)
    comparison = _compared(base, priced, resources)
    spending = Spending(resources, costs, settings.budgets, whole=whole, comparison=comparison)
    savings = Savings(costs)
    observer.stage("judge")
    elsewhere = crew.roots if crew is not None else ()
    findings, evaluations = evaluate(policies, resources, costs, spending, savings, observer, elsewhere)
    if crew is not None:
        findings, evaluations = crew.with_others(findings, evaluations, savings, costs.relations.steps)
    kept = [finding for finding in findings if not _is_ignored(finding, settings)]
    observer.stage("govern")
    known = partial(loader.by_name, settings, now)
    around = Surroundings(known, _approvers(tree), partial(_cost, savings), costs.currency)
    governed = govern(tree, policies, resources, kept, settings, around, whole=whole)
    resources += governed.register
    evaluations = sorted([*evaluations, *governed.evaluations], key=_place_of_evaluation)
    return Judged(policies, resources, costs, priced, comparison, spending, savings, kept, evaluations, governed)


def _report(
    tree: Tree,
    paths: Sequence[str],
    settings: Settings,
    judged: Judged,
    before: Before | None,
    listed: Baseline | None,
    benchmark: str = "",
    elsewhere: Mapping[str, Evidence] | None = None,
    *,
    changed_only: bool = False,
) -> Report:
    economy, told = _economy(tree, judged, settings, whole="" in paths)
    score = rate(tree, judged, settings, benchmark, economy, elsewhere)
    policies, resources, savings, governed = judged.policies, judged.resources, judged.savings, judged.governed
    whole = "" in paths
    unused = [*notices(judged.costs, resources, whole=whole), *judged.spending.notices]
    reported: Sequence[Finding] = governed.findings
    novelty = None
    if before is not None or listed is not None:
        from finops_guard.novelty.comparing import Scanned, added, compare

        asked = frozenset(policy.id for policy in policies)
        scanned = Scanned(tree, paths, resources, asked, governed.suppressed, savings.priced)
        reported, novelty = compare(reported, scanned, before, listed, changed_only=changed_only)
        unused += added(before, listed)
    priced = tuple(map(savings.priced, reported))
    paid = [(resource, each) for resource, each in economy.costs if each is not None]
    return Report(
        version=__version__,
        profile=settings.profile,
        findings=priced,
        evaluations=tuple(judged.evaluations),
        notices=notices_of([*resources.diagnostics, *unused, *told], len(judged.findings)),
        # A file of the register is no manifest, whatever its name looks like.
        files=tuple(sorted({file.path: file for file in resources.files}.values(), key=lambda file: file.path)),
        policies=tuple(map(policy_summary, policies)),
        resource_count=dict(sorted(Counter(each.provider for each in resources.resources).items())),
        score=score,
        fail_on=settings.fail_on,
        unresolved=settings.unresolved,
        suppressed=tuple(replace(each, finding=savings.priced(each.finding)) for each in governed.suppressed),
        exceptions=governed.exceptions,
        as_of=governed.as_of,
        digests={"policies": digest_of(policies)},
        cost=cost_summary(judged.priced, judged.comparison, shares(paid, Ownership(policies).of)),
        budgets=budget_summary(judged.spending),
        saving=savings.total(priced),
        tags=tag_coverage(resources.resources, policies, {id(resource): each.expected for resource, each in paid}),
        novelty=novelty,
        paid=_paid(paid),
    )


def _paid(costs: Sequence[tuple[Resource, ResourceCost]]) -> dict[tuple[str, str], Decimal]:
    """Return what resources add to the total; the same object may stand in several files."""
    found: dict[tuple[str, str], Decimal] = {}
    for resource, cost in costs:
        at = (resource.root, resource.address)
        found[at] = found.get(at, Decimal(0)) + cost.expected
    return found


def appraise(
    tree: Tree, paths: Sequence[str], settings: Settings
) -> tuple[Breakdown, tuple[FileRecord, ...], tuple[Diagnostic, ...]]:
    """Return what resources below the given paths of a tree cost, the files looked at, and what was said in vain."""
    with deep_recursion():
        resources = read_sources(tree, paths, discover(tree, paths, settings), settings)
        costs = costs_for(settings, resources)
        found = breakdown(resources, costs)
        return found, resources.files, notices(costs, resources, whole="" in paths)


def difference(tree: Tree, paths: Sequence[str], settings: Settings, base: Base) -> Comparison:
    """Return what the costs of what is below the given paths of a tree differ by from a base."""
    from finops_guard.pricing.base import compared

    with deep_recursion():
        resources = read_sources(tree, paths, discover(tree, paths, settings), settings)
        return compared(base, breakdown(resources, costs_for(settings, resources)), resources)


def observe(tree: Tree, paths: Sequence[str], settings: Settings) -> ResourceSet:
    """Return what is below the given paths of a tree, without judging it."""
    with deep_recursion():
        return read_sources(tree, paths, discover(tree, paths, settings), settings)


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
