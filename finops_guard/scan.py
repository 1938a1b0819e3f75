"""The pipeline: a tree and settings in, a Report out; no clock, terminal, environment or network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from finops_guard import __version__
from finops_guard.diagnostics import Diagnostic
from finops_guard.findings import Finding
from finops_guard.judging import Judged, judged_by
from finops_guard.maturity import answers, billed
from finops_guard.maturity import declared as declarations
from finops_guard.maturity.assessment import assess
from finops_guard.maturity.known import Economy
from finops_guard.maturity.model import Evidence, Score
from finops_guard.maturity.tagging import Ownership, tag_coverage
from finops_guard.novelty import listed_in
from finops_guard.observing import SILENT, Observer
from finops_guard.policy import loader
from finops_guard.pricing.breakdown import Breakdown, breakdown, resource_costs
from finops_guard.pricing.configured import costs_for, notices
from finops_guard.pricing.shares import shares
from finops_guard.recursion import deep_recursion
from finops_guard.report import Report
from finops_guard.reporting import budget_summary, cost_summary, digest_of, notices_of, policy_summary
from finops_guard.resources import FileRecord, Resource, ResourceSet
from finops_guard.settings import Settings
from finops_guard.sources.discovery import discover
from finops_guard.sources.reading import read_sources
from finops_guard.tree import Tree

if TYPE_CHECKING:
    from finops_guard.maturity.model import Score
    from finops_guard.novelty.baseline import Baseline
    from finops_guard.novelty.past import Before
    from finops_guard.pricing.base import Base
    from finops_guard.pricing.breakdown import ResourceCost
    from finops_guard.pricing.comparison import Comparison


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
        judged = judged_by(tree, paths, settings, policies, base, observer, jobs)
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
