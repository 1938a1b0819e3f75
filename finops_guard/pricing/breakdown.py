"""What a scan's resources cost a month, by project, module, resource and component, and what has no price and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from msgspec import Struct, field
from msgspec.structs import replace

from finops_guard.catalog.free_types import COSTLY_KINDS, is_free
from finops_guard.diagnostics import Diagnostic, Level
from finops_guard.location import Location
from finops_guard.pricing import node_pools
from finops_guard.pricing.costs import Costs
from finops_guard.pricing.estimates import Component, Confidence, Estimate, Range, cents, exactly
from finops_guard.pricing.resources import estimator
from finops_guard.resources import FileRecord, FileStatus, Resource, ResourceSet

_NOTHING = exactly(0)

# What may hold resources that are not counted.
_UNREAD_KINDS = frozenset(
    {
        "helm-chart",
        "helm-release",
        "kubernetes-manifest",
        "kustomization",
        "limit",
        "module-not-evaluated",
        "stack-not-evaluated",
        "too-deep",
        "too-large",
        "too-many",
    }
)
_UNREAD_FILES = frozenset({FileStatus.TEMPLATE, FileStatus.BROKEN, FileStatus.SKIPPED})


class Status(StrEnum):
    """How far there is a figure for what costs something: for all of it, for a part, for nothing, or by use only."""

    PRICED = "priced"
    PARTLY = "partly-priced"
    UNPRICED = "unpriced"
    USAGE = "usage-based"


class ResourceCost(Struct, frozen=True):
    """What one resource costs; ``monthly`` is None where nothing of it has a figure.

    ``monthly`` is of what has a price, and its most is None where there is no bound. ``reasons`` say what has no price,
    or which values are not known. ``on_nodes`` is what of it is a share of node pools that are in the same scan, and so
    not in ``monthly``; None where there are no such pools, or it requests nothing.
    """

    address: str
    type: str
    location: Location
    status: Status
    confidence: Confidence
    monthly: Range | None
    components: tuple[Component, ...]
    reasons: tuple[str, ...] = ()
    environment: str = ""
    on_nodes: Range | None = None

    @property
    def counted(self) -> tuple[Component, ...]:
        """The components as they are counted: a share of node pools has no figure, and says which it would be."""
        if self.on_nodes is None:
            return self.components
        return tuple(_shared(part) if part.requested else part for part in self.components)

    @property
    def expected(self) -> Decimal:
        return self.monthly.expected if self.monthly is not None else Decimal(0)


class ModuleCost(Struct, frozen=True):
    """The resources of one module (of the root itself: an empty path), the dearest first."""

    path: tuple[str, ...]
    resources: tuple[ResourceCost, ...]
    monthly: Range

    @property
    def name(self) -> str:
        """The module as addresses name it: ``module.net.module.subnets``; a Helm release by its address."""
        return ".".join(step if step.startswith("helm_release.") else f"module.{step}" for step in self.path)


class ProjectCost(Struct, frozen=True):
    """What is deployed as one unit, by module; ``plan`` tells several plans of one root apart."""

    root: str
    plan: str
    modules: tuple[ModuleCost, ...]
    monthly: Range


class Missing(Struct, frozen=True):
    """What could not be read, so that what it holds is in no total."""

    message: str
    location: Location


class Breakdown(Struct, frozen=True):
    """All that a cost report may know: what costs something, sorted by project, module, cost and address.

    ``free`` and ``without_estimator`` count, by type, the resources that are known to cost nothing by themselves, and
    those of which nothing is known. ``missing`` is what could not be read. ``on_nodes`` is what workloads take of node
    pools that are counted themselves, in no sum; None where no workload does.
    """

    projects: tuple[ProjectCost, ...]
    monthly: Range
    currency: str = "USD"
    free: Mapping[str, int] = field(default_factory=dict)
    without_estimator: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()
    on_nodes: Range | None = None

    def each(self) -> Iterator[tuple[ProjectCost, ModuleCost, ResourceCost]]:
        """Yield the resources in order, with their project and module."""
        for project in self.projects:
            for module in project.modules:
                for resource in module.resources:
                    yield project, module, resource

    @property
    def counts(self) -> dict[Status, int]:
        counts = dict.fromkeys(Status, 0)
        for _, _, resource in self.each():
            counts[resource.status] += 1
        return counts

    def costliest(self, number: int) -> list[tuple[ProjectCost, ModuleCost, ResourceCost]]:
        """Return those that cost the most, of what has a price; of equals the first."""
        priced = [each for each in self.each() if each[2].monthly is not None]
        return sorted(priced, key=lambda each: -each[2].expected)[:number]

    def reasons(self) -> list[tuple[str, list[str]]]:
        """Return why something has no price, the most frequent reason first, each with the addresses it is of."""
        found: dict[str, dict[str, None]] = {}
        for _, _, resource in self.each():
            for reason in resource.reasons:
                found.setdefault(reason, {})[resource.address] = None
        return [(reason, [*named]) for reason, named in sorted(found.items(), key=lambda row: (-len(row[1]), row[0]))]


def breakdown(found: ResourceSet, costs: Costs) -> Breakdown:
    """Return what the resources found cost.

    No resource is counted twice: what a Kubernetes Namespace costs is what is deployed into it, and objects around a
    scanned part are not its own. What is rendered into several roots is deployed as often. Where node pools of a
    cluster have a price, what workloads request is a share of them and is not added.
    """
    free: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    rows: list[tuple[Resource, ResourceCost]] = []
    for resource, cost in resource_costs(found, costs):
        if cost is None:
            (free if _is_free(resource, costs.of(resource), costs) else unknown)[resource.type] += 1
        else:
            rows.append((resource, cost))
    rows.sort(key=lambda row: (row[0].root, row[0].plan, row[0].module_path, -row[1].expected, *_place(row[1])))
    projects = tuple(
        _project(root, plan, list(group)) for (root, plan), group in groupby(rows, key=lambda row: _project_of(row[0]))
    )
    return Breakdown(
        projects,
        _sum(project.monthly for project in projects),
        costs.currency,
        dict(sorted(free.items())),
        dict(sorted(unknown.items())),
        _missing(found.diagnostics, found.files),
        shared([cost for _, cost in rows]),
    )


def resource_costs(found: ResourceSet, costs: Costs) -> list[tuple[Resource, ResourceCost | None]]:
    """Return the resources whose costs make up the total, each with its own; None where it has no bill."""
    rows: list[tuple[Resource, ResourceCost | None]] = []
    for resource in found.resources:
        if costs.is_sum(resource):
            continue
        estimate = costs.of(resource)
        if estimate is None or not (estimate.components or estimate.unpriced or estimate.causes):
            rows.append((resource, None))
        else:
            rows.append((resource, _resource(resource, estimate)))
    if any(cost is not None and node_pools.are_priced(cost.type, cost.components) for _, cost in rows):
        rows = [(resource, None if cost is None else on_node_pools(cost)) for resource, cost in rows]
    return rows


def on_node_pools(cost: ResourceCost) -> ResourceCost:
    """Return what a resource costs beside the machines of node pools, which are counted themselves."""
    if cost.on_nodes is not None or not any(part.requested for part in cost.components):
        return cost
    figures = [(part.requested, part.monthly) for part in cost.components if part.monthly is not None]
    rest, share = (_sum(figure for requested, figure in figures if requested is kind) for kind in (False, True))
    return replace(cost, monthly=None if cost.monthly is None else rest, on_nodes=share)


def shared(resources: Iterable[ResourceCost]) -> Range | None:
    """Return what resources take of node pools; None where none does."""
    shares = [each.on_nodes for each in resources if each.on_nodes is not None]
    return _sum(shares) if shares else None


def _shared(part: Component) -> Component:
    if part.monthly is None:
        return part
    reason = f"{cents(part.monthly.expected)} of node pools in this scan, not added"
    return replace(part, monthly=None, reason=reason)


def _is_free(resource: Resource, estimate: Estimate | None, costs: Costs) -> bool:
    """Tell whether a resource without a bill is known to be free: Kubernetes' own kinds that run or store nothing."""
    if estimate is not None:
        return True
    if not resource.kind:
        # Of a type with an estimator, what it adds nothing for is one that costs nothing, such as a gateway endpoint.
        return is_free(resource.type, resource.provider) or estimator(resource.type) is not None
    if resource.kind in COSTLY_KINDS:
        return False
    from finops_guard.kubernetes.objects import is_custom

    seen = costs.cluster.object(resource)
    return seen is not None and not is_custom(seen.values)


def _resource(resource: Resource, estimate: Estimate) -> ResourceCost:
    figure = monthly(estimate)
    prefix = f"{resource.address}: "
    reasons = [reason.removeprefix(prefix) for reason in estimate.unpriced]
    if figure is not None:
        status = Status.PARTLY if reasons else Status.PRICED
    elif reasons or not estimate.components or not all(part.usage_based for part in estimate.components):
        status = Status.UNPRICED
        reasons = reasons or [cause.text for cause in estimate.causes]
    else:
        status = Status.USAGE
    return ResourceCost(
        resource.address,
        resource.type,
        resource.span.location(),
        status,
        estimate.confidence,
        figure,
        estimate.components,
        tuple(reasons),
        resource.environment.name or "",
    )


def monthly(estimate: Estimate) -> Range | None:
    """Return what an estimate has figures for; an estimate that leaves something out has no most itself."""
    if estimate.expected is None:
        return None
    most = estimate.most
    if most is None and estimate.unpriced:
        figures = [part.monthly.most for part in estimate.components if part.monthly is not None]
        known = [figure for figure in figures if figure is not None]
        most = sum(known, Decimal(0)) if known and len(known) == len(figures) else None
    least = estimate.least if estimate.least is not None else estimate.expected
    return Range(least, estimate.expected, None if most is None else max(most, estimate.expected))


def _project(root: str, plan: str, rows: list[tuple[Resource, ResourceCost]]) -> ProjectCost:
    modules = tuple(
        _module(path, tuple(row[1] for row in group))
        for path, group in groupby(rows, key=lambda row: row[0].module_path)
    )
    return ProjectCost(root, plan, modules, _sum(module.monthly for module in modules))


def _module(path: tuple[str, ...], resources: tuple[ResourceCost, ...]) -> ModuleCost:
    return ModuleCost(path, resources, _sum(each.monthly for each in resources if each.monthly is not None))


def _project_of(resource: Resource) -> tuple[str, str]:
    return resource.root, resource.plan


def _place(cost: ResourceCost) -> tuple[str, str, int, int]:
    return cost.address, cost.location.path, cost.location.line, cost.location.column


def _sum(ranges: Iterable[Range]) -> Range:
    total = _NOTHING
    for each in ranges:
        total += each
    return total


def _missing(diagnostics: Iterable[Diagnostic], files: Iterable[FileRecord]) -> tuple[Missing, ...]:
    found: dict[Missing, None] = {}
    told = set()
    for each in diagnostics:
        if each.level is Level.ERROR or each.kind in _UNREAD_KINDS:
            told.add(each.path)
            found[Missing(each.message, each.span.location() if each.span else Location(each.path))] = None
    for file in files:
        if file.status in _UNREAD_FILES and file.path not in told:
            found[Missing(file.reason or file.status.value, Location(file.path))] = None
    return tuple(sorted(found, key=lambda each: (each.location, each.message)))
