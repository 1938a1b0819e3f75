"""Policies applied to what the sources found: findings to act on, and one evaluation as evidence for each verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from finops_guard.diagnostics import Diagnostic, Level
from finops_guard.findings import Evaluation, Finding, ModuleCall, ReportedCause, Verdict, fingerprint
from finops_guard.location import Location, Span
from finops_guard.policy.matching import Index, applies
from finops_guard.policy.messages import render
from finops_guard.policy.model import (
    ANY_NUMBER,
    Judged,
    MatchedRoot,
    Outcome,
    Peer,
    PeerGroup,
    PlacedObject,
    PlacedResource,
    Policy,
    ReadFile,
    Subject,
)
from finops_guard.resources import Environment, FileStatus, Resource, ResourceSet, Root
from finops_guard.tree import parent
from finops_guard.values import Cause, CauseKind

if TYPE_CHECKING:
    from finops_guard.relations.index import Relations

# What was read completely, so that "nothing wrong" can be said about it.
_READ = frozenset({FileStatus.JUDGED, FileStatus.SUPPORTING})

# With this many, a report takes a minute and a gigabyte.
MAX_FINDINGS = 200_000


class _Case(Struct, frozen=True):
    """One thing to judge, with what its findings tell about it."""

    judged: Judged
    address: str
    root: str
    span: Span | None
    location: Location
    environment: Environment = field(default_factory=Environment)
    type: str = ""
    name: str = ""
    plan: str = ""


def evaluate(policies: Sequence[Policy], resources: ResourceSet) -> tuple[list[Finding], list[Evaluation]]:
    """Return the findings (failing and unresolved) and exactly one evaluation a policy and thing that it matches.

    Findings are sorted by path, line, column, policy id and key, evaluations by path, line, column (of what is judged),
    policy id, root and address. What is judged is a resource, a root (``root:<path>``) or a file (``file:<path>``).
    After MAX_FINDINGS, one item of each resource is found that a policy fails or leaves open.
    """
    by_subject = {s: [policy for policy in policies if policy.subject is s] for s in Subject}
    judged: list[tuple[Policy, _Case, list[Outcome]]] = []
    count = 0

    def judge(policy: Policy, case: _Case) -> None:
        nonlocal count
        inside, causes = applies(policy.match, case.environment, case.name)
        outcomes = policy.check.judge(case.judged) if inside else None
        if outcomes is not None:
            # Behind the bound, the first item tells what the resource's verdict is.
            kept = islice(outcomes, None if count < MAX_FINDINGS else 1)
            found = [_softened(outcome, causes) for outcome in kept]
            count += len(found)
            judged.append((policy, case, found))

    for policy, case in _resource_cases(by_subject, resources):
        judge(policy, case)
    for policy, case in _peer_cases(by_subject[Subject.PEER], resources):
        judge(policy, case)
    for policy, case in _object_cases(by_subject[Subject.OBJECT], resources):
        judge(policy, case)
    root_index = Index(by_subject[Subject.ROOT])
    for root in resources.roots if by_subject[Subject.ROOT] else ():
        for policy, case in _root_cases(by_subject[Subject.ROOT], root_index, root):
            judge(policy, case)
    for file_case in _file_cases(resources) if by_subject[Subject.FILE] else ():
        for policy in by_subject[Subject.FILE]:
            judge(policy, file_case)
    judged.sort(key=lambda j: (*_order(j[1].location), j[0].id, j[1].root, j[1].address))
    return _findings(judged), [_evaluation(*each) for each in judged]


def order(finding: Finding) -> tuple[str, int, int, str, str, str, str, str]:
    """Return what findings are sorted by."""
    at = _order(finding.location)
    return (*at, finding.policy, finding.key, finding.root, finding.address, finding.message)


def _order(location: Location) -> tuple[str, int, int]:
    return location.path, location.line, location.column


def _resource_cases(
    by_subject: Mapping[Subject, Sequence[Policy]], resources: ResourceSet
) -> Iterator[tuple[Policy, _Case]]:
    """Yield the resources, and the blocks that configure roots, with each policy that is about them."""
    policies = [*by_subject[Subject.RESOURCE], *by_subject[Subject.RELATED]]
    relations = _relations(resources) if by_subject[Subject.RELATED] else None
    about_blocks = [policy for policy in policies if policy.match.blocks]
    index = Index([policy for policy in policies if not policy.match.blocks])
    for resource in resources.resources:
        matching = index.matching(resource)
        if not matching:
            continue
        case = _resource_case(resource)
        made = _as_made(case, resource)
        placed = PlacedResource(resource, relations) if relations is not None else None
        for policy in matching:
            if policy.subject is Subject.RELATED and placed is not None:
                yield policy, replace(case, judged=placed)
            else:
                yield policy, made if index.is_by_kind(policy, resource) else case
    block_index = Index(about_blocks)
    for block in _blocks(resources) if about_blocks else ():
        case = _resource_case(block)
        for policy in block_index.matching(block):
            placed = PlacedResource(block, relations) if relations is not None else None
            yield policy, case if policy.subject is Subject.RESOURCE or placed is None else replace(case, judged=placed)


def _relations(resources: ResourceSet) -> Relations:
    from finops_guard.relations.index import Relations

    return Relations(resources)


def _blocks(resources: ResourceSet) -> Iterator[Resource]:
    """Yield the blocks that configure the roots: providers, module calls, settings."""
    for root in (*resources.roots, *resources.partial):
        if root.configuration is not None:
            yield from root.configuration.blocks()


def _peer_cases(policies: Sequence[Policy], resources: ResourceSet) -> Iterator[tuple[Policy, _Case]]:
    """Yield the resources that policies about several of them match, each among those of its root."""
    if not policies:
        return
    judged = {(each.root, each.plan, each.address) for each in resources.resources}
    index = Index([policy for policy in policies if not policy.match.blocks])
    block_index = Index([policy for policy in policies if policy.match.blocks])
    for root in (*resources.roots, *resources.partial):
        groups: dict[str, list[Resource]] = {}
        for resource in root.resources:
            for policy in index.matching(resource):
                groups.setdefault(policy.id, []).append(resource)
        if block_index and root.configuration is not None:
            for block in root.configuration.blocks():
                judged.add((block.root, block.plan, block.address))
                for policy in block_index.matching(block):
                    groups.setdefault(policy.id, []).append(block)
        for policy in policies:
            found = [
                each for each in groups.get(policy.id, ()) if applies(policy.match, each.environment, each.name)[0]
            ]
            group = PeerGroup(tuple(found))
            for each in found:
                if (each.root, each.plan, each.address) in judged:
                    yield policy, replace(_resource_case(each), judged=Peer(each, group))


def _resource_case(resource: Resource) -> _Case:
    return _Case(
        resource,
        resource.address,
        resource.root,
        resource.span,
        resource.span.location(),
        resource.environment,
        resource.type,
        resource.name,
        resource.plan,
    )


def _as_made(case: _Case, resource: Resource) -> _Case:
    """Return the case of the Kubernetes object that a Terraform resource makes; the same one where it makes none.

    What its findings tell is Terraform's all the same: its address and its type.
    """
    if resource.object is None:
        return case
    from finops_guard.kubernetes.objects import as_object

    return replace(case, judged=as_object(resource))


def _object_cases(policies: Sequence[Policy], resources: ResourceSet) -> Iterator[tuple[Policy, _Case]]:
    """Yield the Kubernetes objects that policies about objects match, each among the others of the scan."""
    objects = [each for each in resources.resources if each.kind] if policies else []
    if not objects:
        return
    from finops_guard.kubernetes.cluster import Cluster

    cluster = Cluster([*resources.resources, *resources.around], resources.files)
    index = Index(policies)
    for resource in objects:
        seen = cluster.object(resource)
        matching = index.matching(seen) if seen is not None else ()
        if matching and seen is not None:
            case = replace(_resource_case(resource), judged=PlacedObject(seen, cluster))
            yield from ((policy, case) for policy in matching)


def _root_cases(policies: Sequence[Policy], index: Index, root: Root) -> Iterator[tuple[Policy, _Case]]:
    """Yield the policies that match a resource of a root, or may match one in a module that was not read.

    A case stands in the root itself: at the first resource that matches or the call that makes it, else where such a
    module is called.
    """
    matching: dict[str, list[Resource]] = {policy.id: [] for policy in policies}
    for resource in root.resources:
        for policy in index.matching(resource):
            matching[policy.id].append(resource)
    unread = next((cause for cause in root.causes if cause.kind is CauseKind.MODULE), None)
    for policy in policies:
        found = sorted(matching[policy.id], key=lambda each: (parent(each.span.path) != root.path, each.span))
        if found or unread is not None:
            span = _in_root(root, found[0]) if found else (unread and unread.span) or root.span
            judged = MatchedRoot(root, tuple(found))
            address, location = f"root:{root.path}", span.location()
            yield policy, _Case(judged, address, root.path, span, location, root.environment, plan=root.plan)


def _in_root(root: Root, resource: Resource) -> Span:
    """Return where the root itself makes a resource; the root's own place where all of it stands elsewhere."""
    calls = resource.provenance.calls if resource.provenance is not None else ()
    made = calls[0] if calls else resource.span
    is_elsewhere = parent(made.path) != root.path == parent(root.span.path)
    return root.span if is_elsewhere else made


def _file_cases(resources: ResourceSet) -> Iterable[_Case]:
    """Yield the files with error diagnostics, and those that were read completely."""
    errors: dict[str, list[Diagnostic]] = {file.path: [] for file in resources.files if file.status in _READ}
    for diagnostic in resources.diagnostics:
        if diagnostic.level is Level.ERROR:
            errors.setdefault(diagnostic.path, []).append(diagnostic)
    for path, diagnostics in sorted(errors.items()):
        yield _Case(ReadFile(path, tuple(diagnostics)), f"file:{path}", "", None, Location(path))


def _softened(outcome: Outcome, causes: tuple[Cause, ...]) -> Outcome:
    """Return a failing outcome as unresolved where it is not known whether the policy applies at all."""
    if not causes or outcome.verdict is not Verdict.FAIL:
        return outcome
    return replace(outcome, verdict=Verdict.UNRESOLVED, causes=(*outcome.causes, *causes))


def _evaluation(policy: Policy, case: _Case, outcomes: Sequence[Outcome]) -> Evaluation:
    if any(outcome.verdict is Verdict.FAIL for outcome in outcomes):
        return Evaluation(policy.id, case.address, Verdict.FAIL, case.location, case.root)
    if outcomes:
        causes = tuple(dict.fromkeys(cause for outcome in outcomes for cause in _reported(outcome.causes)))
        return Evaluation(policy.id, case.address, Verdict.UNRESOLVED, case.location, case.root, causes)
    return Evaluation(policy.id, case.address, Verdict.PASS, case.location, case.root)


def _findings(judged: Iterable[tuple[Policy, _Case, list[Outcome]]]) -> list[Finding]:
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
            )
        )
    return findings


def _span(case: _Case, outcome: Outcome) -> Span | None:
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


def _message(policy: Policy, case: _Case, outcome: Outcome) -> str:
    # A policy's own sentence says what is wrong: it is not for what may be.
    if outcome.verdict is not Verdict.FAIL:
        return outcome.message
    certain = ANY_NUMBER not in case.address
    return _sentence(policy, case, outcome) + ("" if certain else " (if any is made)")


def _sentence(policy: Policy, case: _Case, outcome: Outcome) -> str:
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
