"""Policies applied to what the sources found: findings to act on, and one evaluation as evidence for each verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from msgspec.structs import replace

from finops_guard.findings import Evaluation, Finding, ModuleCall, ReportedCause, Verdict, fingerprint
from finops_guard.location import Location, Span
from finops_guard.observing import SILENT, Observer
from finops_guard.policy import filters
from finops_guard.policy.cases import Case, cases
from finops_guard.policy.fixes import changes
from finops_guard.policy.matching import applies
from finops_guard.policy.messages import render
from finops_guard.policy.model import (
    ANY_NUMBER,
    Judged,
    Outcome,
    Peer,
    PlacedObject,
    PlacedResource,
    Policy,
)
from finops_guard.policy.owners import owner_keys, owner_of
from finops_guard.policy.variants import in_environment
from finops_guard.pricing.changes import Change
from finops_guard.pricing.costs import Costs
from finops_guard.pricing.savings import Savings
from finops_guard.resources import Resource, ResourceSet
from finops_guard.values import Cause

if TYPE_CHECKING:
    from finops_guard.policy.budgets.spending import Spending

# With this many, a report takes a minute and a gigabyte.
MAX_FINDINGS = 200_000
# After so many, an observer is told how many things have been judged.
TOLD_EVERY = 500


def evaluate(
    policies: Sequence[Policy],
    resources: ResourceSet,
    costs: Costs | None = None,
    spending: Spending | None = None,
    savings: Savings | None = None,
    observer: Observer = SILENT,
    elsewhere: Collection[str] = (),
) -> tuple[list[Finding], list[Evaluation]]:
    """Return the findings (failing and unresolved) and exactly one evaluation a policy and thing that it matches.

    Findings are sorted by path, line, column, policy id and key, evaluations by path, line, column (of what is judged),
    policy id, root and address. What is judged is a resource, a root (``root:<path>``), a file (``file:<path>``), a
    budget (``budget:<name>``) or the cost of all (``scan:cost``).
    ``costs`` and ``spending`` are those of the resources, where others ask for them, too; with ``savings``, what
    settles each finding is noted there. After MAX_FINDINGS, one item of each resource is found that a policy fails or
    leaves open. Of roots that are judged ``elsewhere`` only what concerns all of the scan is judged here.
    """
    judged: list[tuple[Policy, Case, list[Outcome]]] = []
    count = 0
    costs = costs or Costs(resources)
    for number, (policy, case) in enumerate(cases(policies, resources, costs, spending, elsewhere), 1):
        if number % TOLD_EVERY == 0:
            observer.judged(number)
        inside, causes = applies(policy.match, case.environment, case.name)
        if inside and (policy.match.filters is not None or policy.match.not_filters is not None):
            inside, why = filters.inside(policy.match.filters, policy.match.not_filters, case.judged, costs)
            causes += why
        applied, outcomes = in_environment(policy, case.environment, case.judged) if inside else (policy, None)
        if outcomes is not None:
            # Behind the bound, the first item tells what the resource's verdict is.
            kept = islice(outcomes, None if count < MAX_FINDINGS else 1)
            found = _once(_softened(outcome, causes) for outcome in kept)
            count += len(found)
            judged.append((applied, case, found))
    judged.sort(key=lambda j: (*_order(j[1].location), j[0].id, j[1].root, j[1].address))
    return _findings(judged, savings, owner_keys(policies)), [_evaluation(*each) for each in judged]


def order(finding: Finding) -> tuple[str, int, int, str, str, str, str, str]:
    """Return what findings are sorted by."""
    at = _order(finding.location)
    return (*at, finding.policy, finding.key, finding.root, finding.address, finding.message)


def _order(location: Location) -> tuple[str, int, int]:
    return location.path, location.line, location.column


def _softened(outcome: Outcome, causes: tuple[Cause, ...]) -> Outcome:
    """Return a failing outcome as unresolved where it is not known whether the policy applies at all."""
    if not causes or outcome.verdict is not Verdict.FAIL:
        return outcome
    return replace(outcome, verdict=Verdict.UNRESOLVED, causes=(*outcome.causes, *causes))


def _once(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return the outcomes without what is open again at the same item: two paths that one unknown block hides."""
    open_items: set[str] = set()
    found = []
    for outcome in outcomes:
        if outcome.verdict is Verdict.UNRESOLVED:
            if outcome.key in open_items:
                continue
            open_items.add(outcome.key)
        found.append(outcome)
    return found


def _evaluation(policy: Policy, case: Case, outcomes: Sequence[Outcome]) -> Evaluation:
    if any(outcome.verdict is Verdict.FAIL for outcome in outcomes):
        return Evaluation(policy.id, case.address, Verdict.FAIL, case.location, case.root)
    if outcomes:
        causes = tuple(dict.fromkeys(cause for outcome in outcomes for cause in _reported(outcome.causes)))
        return Evaluation(policy.id, case.address, Verdict.UNRESOLVED, case.location, case.root, causes)
    return Evaluation(policy.id, case.address, Verdict.PASS, case.location, case.root)


def _findings(
    judged: Iterable[tuple[Policy, Case, list[Outcome]]], savings: Savings | None, owners: Sequence[str]
) -> list[Finding]:
    """Return the findings, sorted; what says the same twice is told apart by its order."""
    drafts = []
    for policy, case, outcomes in judged:
        for outcome in outcomes:
            span = _span(case, outcome)
            drafts.append((span.location() if span else case.location, span, policy, case, outcome))
    drafts.sort(key=lambda d: (*_order(d[0]), d[2].id, d[4].key, d[3].root, d[3].address, d[4].message))
    seen: Counter[tuple[str, ...]] = Counter()
    findings = []
    for location, span, policy, case, outcome in drafts:
        identity = (policy.id, case.root, case.plan, case.address, outcome.key)
        seen[identity] += 1
        again = f"#{seen[identity]}" if seen[identity] > 1 else ""
        findings.append(
            Finding(
                policy=policy.id,
                policy_name=policy.name,
                severity=policy.severity,
                verdict=outcome.verdict,
                message=_message(policy, case, outcome),
                address=case.address,
                root=case.root,
                location=location,
                resource_location=case.location,
                key=outcome.key,
                remediation=policy.remediation,
                environment=case.environment.name,
                resource_type=case.type,
                causes=_reported(outcome.causes),
                excerpt=span.source.excerpt(location.line, location.column) if span else None,
                fingerprint=fingerprint(policy.id, case.root, case.address, outcome.key + again, case.plan),
                calls=_calls(case.judged),
                enforcement=policy.enforcement,
                on_unresolved=policy.on_unresolved,
                owner=_owner(case, owners),
            )
        )
        if savings is not None and case.about:
            savings.note(findings[-1], case.about, _settling(policy, case, outcome))
    return findings


def _owner(case: Case, keys: Sequence[str]) -> str | None:
    """Return who owns what is judged: as a budget or the tags of a resource say."""
    if case.owner:
        return case.owner
    resource = _resource_of(case.judged)
    return owner_of(resource.tags, keys) if resource is not None else None


def _settling(policy: Policy, case: Case, outcome: Outcome) -> tuple[Change, ...]:
    """Return the alternatives that would settle a failure."""
    resource = _resource_of(case.judged)
    if resource is None or outcome.verdict is not Verdict.FAIL:
        return ()
    return changes(policy.fix, outcome, resource)


def _span(case: Case, outcome: Outcome) -> Span | None:
    """Return where a finding points: what decides it, or the argument of a module call that gives it."""
    span = outcome.span or case.span
    resource = _resource_of(case.judged)
    if span is None or resource is None or resource.provenance is None:
        return span
    return resource.provenance.given(span) or span


def _resource_of(judged: Judged) -> Resource | None:
    if isinstance(judged, PlacedObject | PlacedResource | Peer):
        return judged.resource
    return judged if isinstance(judged, Resource) else None


def _calls(judged: Judged) -> tuple[ModuleCall, ...]:
    resource = _resource_of(judged)
    if resource is None or resource.provenance is None:
        return ()
    calls = zip(resource.module_path, resource.provenance.calls, strict=True)
    return tuple(ModuleCall(name, span.location()) for name, span in calls)


def _message(policy: Policy, case: Case, outcome: Outcome) -> str:
    # A policy's own sentence says what is wrong: it is not for what may be.
    if outcome.verdict is not Verdict.FAIL:
        return outcome.message
    certain = ANY_NUMBER not in case.address
    return _sentence(policy, case, outcome) + ("" if certain else " (if any is made)")


def _sentence(policy: Policy, case: Case, outcome: Outcome) -> str:
    if not policy.message:
        return outcome.message
    common = {
        "address": case.address,
        "environment": case.environment.name or "",
        "key": outcome.key,
        "message": outcome.message,
        "name": case.name,
        "type": case.type,
    }
    return render(policy.message, {**outcome.fields, **common})


def _reported(causes: Iterable[Cause]) -> tuple[ReportedCause, ...]:
    # Whose a value is tells causes apart, and is not reported.
    found = (ReportedCause(c.kind.value, c.text, c.span.location() if c.span else None) for c in causes)
    return tuple(dict.fromkeys(found))
