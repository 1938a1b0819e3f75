"""What policies judge: resources, blocks, objects, roots and files, each with the policies that are about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from finops_guard.diagnostics import Diagnostic, Level
from finops_guard.location import Location, Span
from finops_guard.policy import filters
from finops_guard.policy.matching import Index, applies
from finops_guard.policy.model import (
    Judged,
    MatchedRoot,
    Peer,
    PeerGroup,
    PlacedObject,
    PlacedResource,
    Policy,
    ReadFile,
    Subject,
)
from finops_guard.pricing.costs import Costs
from finops_guard.resources import Environment, FileStatus, Resource, ResourceSet, Root
from finops_guard.tree import parent
from finops_guard.values import CauseKind

if TYPE_CHECKING:
    from finops_guard.policy.budgets.model import Use
    from finops_guard.policy.budgets.spending import Spending

TERRAFORM = "terraform"

# What was read completely, so that "nothing wrong" can be said about it.
_READ = frozenset({FileStatus.JUDGED, FileStatus.SUPPORTING})


class Case(Struct, frozen=True):
    """One thing to judge, with what its findings tell about it.

    ``about`` are the resources whose cost is at stake: the one that is judged, those of a root. ``owner`` is that of a
    budget.
    """

    judged: Judged
    address: str
    root: str
    span: Span | None
    location: Location
    environment: Environment = field(default_factory=Environment)
    type: str = ""
    name: str = ""
    plan: str = ""
    about: tuple[Resource, ...] = ()
    owner: str = ""


def cases(
    policies: Sequence[Policy],
    resources: ResourceSet,
    costs: Costs,
    spending: Spending | None = None,
    elsewhere: Collection[str] = (),
) -> Iterator[tuple[Policy, Case]]:
    """Yield everything that the policies are about, whatever its environment, each time with the policy.

    ``costs`` are those of the resources; ``spending`` holds them against budgets, and a base where there is one.
    ``elsewhere`` are roots that are judged by others, as far as they are about nothing but the root.
    """
    by_subject = {s: [policy for policy in policies if policy.subject is s] for s in Subject}
    here = _without(resources, elsewhere) if elsewhere else resources
    yield from _resource_cases(by_subject, here, costs)
    yield from _peer_cases(by_subject[Subject.PEER], here, costs)
    yield from _object_cases(by_subject[Subject.OBJECT], resources, costs)
    root_index = Index(by_subject[Subject.ROOT])
    for root in here.roots if by_subject[Subject.ROOT] else ():
        yield from _root_cases(by_subject[Subject.ROOT], root_index, root, costs)
    for case in _file_cases(resources) if by_subject[Subject.FILE] else ():
        yield from ((policy, case) for policy in by_subject[Subject.FILE])
    if by_subject[Subject.BUDGET] or by_subject[Subject.SCAN]:
        from finops_guard.policy.budgets.spending import Spending

        spending = spending or Spending(resources, costs)
        case = Case(spending, "scan:cost", "", None, Location("."))
        if spending.uses or spending.comparison is not None:
            yield from ((policy, case) for policy in by_subject[Subject.SCAN])
        for case in map(_budget_case, spending.uses if by_subject[Subject.BUDGET] else ()):
            yield from ((policy, case) for policy in by_subject[Subject.BUDGET])


def _without(resources: ResourceSet, roots: Collection[str]) -> ResourceSet:
    """Return what was found without Terraform's root modules of these directories."""
    return replace(
        resources,
        resources=tuple(each for each in resources.resources if each.source != TERRAFORM or each.root not in roots),
        roots=tuple(each for each in resources.roots if each.source != TERRAFORM or each.path not in roots),
        partial=tuple(each for each in resources.partial if each.source != TERRAFORM or each.path not in roots),
    )


def _resource_cases(
    by_subject: Mapping[Subject, Sequence[Policy]], resources: ResourceSet, costs: Costs
) -> Iterator[tuple[Policy, Case]]:
    """Yield the resources, and the blocks that configure roots, with each policy that is about them."""
    policies = [*by_subject[Subject.RESOURCE], *by_subject[Subject.RELATED]]
    about_blocks = Index([policy for policy in policies if policy.match.blocks])
    about_resources = Index([policy for policy in policies if not policy.match.blocks])
    for index, judged in ((about_resources, resources.resources), (about_blocks, _blocks(resources))):
        for resource in judged if index else ():
            matching = index.matching(resource)
            if not matching:
                continue
            case = _resource_case(resource)
            made = _as_made(case, resource)
            placed = replace(case, judged=PlacedResource(resource, costs)) if _any_related(matching) else case
            for policy in matching:
                is_related = policy.subject is Subject.RELATED
                yield policy, placed if is_related else made if index.is_by_kind(policy, resource) else case


def _any_related(policies: Iterable[Policy]) -> bool:
    return any(policy.subject is Subject.RELATED for policy in policies)


def _blocks(resources: ResourceSet) -> Iterator[Resource]:
    """Yield the blocks that configure the roots, once where several plans are made from one."""
    seen: set[str] = set()
    for root in (*resources.roots, *resources.partial):
        if root.configuration is not None and root.path not in seen:
            seen.add(root.path)
            yield from root.configuration.blocks()


def _peer_cases(policies: Sequence[Policy], resources: ResourceSet, costs: Costs) -> Iterator[tuple[Policy, Case]]:
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
            match = policy.match
            found = [
                each
                for each in groups.get(policy.id, ())
                if applies(match, each.environment, each.name)[0]
                and filters.inside(match.filters, match.not_filters, each, costs)[0]
            ]
            group = PeerGroup(tuple(found))
            for each in found:
                if (each.root, each.plan, each.address) in judged:
                    yield policy, replace(_resource_case(each), judged=Peer(each, group))


def _resource_case(resource: Resource) -> Case:
    return Case(
        resource,
        resource.address,
        resource.root,
        resource.span,
        resource.span.location(),
        resource.environment,
        resource.type,
        resource.name,
        resource.plan,
        (resource,),
    )


def _as_made(case: Case, resource: Resource) -> Case:
    """Return the case of the Kubernetes object that a Terraform resource makes; the same one where it makes none.

    What its findings tell is Terraform's all the same: its address and its type.
    """
    if resource.object is None:
        return case
    from finops_guard.kubernetes.objects import as_object

    return replace(case, judged=as_object(resource))


def _object_cases(policies: Sequence[Policy], resources: ResourceSet, costs: Costs) -> Iterator[tuple[Policy, Case]]:
    """Yield the Kubernetes objects that policies about objects match, each among the others of the scan."""
    objects = [each for each in resources.resources if each.kind] if policies else []
    if not objects:
        return
    cluster = costs.cluster
    index = Index(policies)
    for resource in objects:
        seen = cluster.object(resource)
        matching = index.matching(seen) if seen is not None else ()
        if matching and seen is not None:
            case = replace(_resource_case(resource), judged=PlacedObject(seen, cluster))
            yield from ((policy, case) for policy in matching)


def _root_cases(policies: Sequence[Policy], index: Index, root: Root, costs: Costs) -> Iterator[tuple[Policy, Case]]:
    """Yield the policies that match a resource of a root, or may match one in a module that was not read.

    A case stands in the root itself: at the first resource that matches or the call that makes it, else where such a
    module is called.
    """
    matching: dict[str, list[Resource]] = {policy.id: [] for policy in policies}
    for resource in root.resources:
        for policy in index.matching(resource):
            if filters.inside(policy.match.filters, policy.match.not_filters, resource, costs)[0]:
                matching[policy.id].append(resource)
    unread = next((cause for cause in root.causes if cause.kind is CauseKind.MODULE), None)
    for policy in policies:
        found = sorted(matching[policy.id], key=lambda each: (parent(each.span.path) != root.path, each.span))
        if found or unread is not None:
            span = _in_root(root, found[0]) if found else (unread and unread.span) or root.span
            judged = MatchedRoot(root, tuple(found))
            address, location = f"root:{root.path}", span.location()
            about = root.resources
            yield (
                policy,
                Case(judged, address, root.path, span, location, root.environment, plan=root.plan, about=about),
            )


def _in_root(root: Root, resource: Resource) -> Span:
    """Return where the root itself makes a resource; the root's own place where all of it stands elsewhere."""
    calls = resource.provenance.calls if resource.provenance is not None else ()
    made = calls[0] if calls else resource.span
    is_elsewhere = parent(made.path) != root.path == parent(root.span.path)
    return root.span if is_elsewhere else made


def _budget_case(use: Use) -> Case:
    budget = use.budget
    location = budget.around or budget.location
    return Case(
        use,
        budget.address,
        budget.root,
        budget.span,
        location,
        budget.environment,
        name=budget.name,
        plan=budget.plan,
        owner=budget.owner,
    )


def _file_cases(resources: ResourceSet) -> Iterable[Case]:
    """Yield the files with error diagnostics, and those that were read completely."""
    errors: dict[str, list[Diagnostic]] = {file.path: [] for file in resources.files if file.status in _READ}
    for diagnostic in resources.diagnostics:
        if diagnostic.level is Level.ERROR:
            errors.setdefault(diagnostic.path, []).append(diagnostic)
    for path, diagnostics in sorted(errors.items()):
        yield Case(ReadFile(path, tuple(diagnostics)), f"file:{path}", "", None, Location(path))
