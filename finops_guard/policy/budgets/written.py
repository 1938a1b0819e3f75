"""Budgets of the configuration, of comments in code, and of annotations of Kubernetes objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from finops_guard.addresses import parts
from finops_guard.budget_comments import MARK, BudgetComment
from finops_guard.location import Location
from finops_guard.policy.budgets.model import Budget, Entry, Key, Scope, Source
from finops_guard.policy.money import Money, parse
from finops_guard.pricing.costs import Costs
from finops_guard.resources import Environment, Resource, ResourceSet, Root
from finops_guard.settings import BudgetSettings
from finops_guard.tree import parent
from finops_guard.values import Cause, Value, show

KEYS = ("finops-guard/monthly-budget", "cost-allocation/monthly-budget", "finops/monthly-budget", "monthly-budget")
OWNER_KEYS = ("finops-guard/budget-owner", "cost-allocation/budget-owner", "finops/budget-owner", "budget-owner")

# A budget of one unit by where it is deployed (root and plan), and its address.
_Unit = tuple[str, str, str]


def configured(settings: Iterable[BudgetSettings]) -> Iterator[Budget]:
    """Yield the budgets of the configuration."""
    for each in settings:
        scope = each.scope
        tags = tuple(((key, glob),) for key, glob in scope.tags.items())
        one = scope.environments[0] if len(scope.environments) == 1 else None
        yield Budget(
            each.name,
            f"budget:{each.name}",
            Source.CONFIGURATION,
            each.span.location() if each.span is not None else Location("."),
            each.span,
            each.owner,
            Money(each.amount, each.currency),
            thresholds=each.thresholds,
            scope=Scope(scope.paths, scope.environments, tags, scope.namespaces),
            environment=Environment(one, "configuration") if one else Environment(),
        )


def commented(found: ResourceSet, entries: Iterable[Entry]) -> Iterator[Budget]:
    """Yield the budgets that comments state: one for each unit in which the block below is deployed, by its address."""
    comments: dict[tuple[str, int], BudgetComment] = {}
    for comment in found.budgets:
        if comment.covers is not None:
            comments[comment.covers.path, comment.covers.start] = comment
    members: dict[BudgetComment, dict[_Unit, set[Key]]] = {}
    environments: dict[_Unit, Environment] = {}
    for entry in entries if comments else ():
        for comment, address in _around(entry.resource, comments):
            unit = (entry.resource.root, entry.resource.plan, address)
            members.setdefault(comment, {}).setdefault(unit, set()).add(entry.key)
            environments.setdefault(unit, entry.resource.environment)
    roots = {root.path: root for root in (*found.partial, *found.roots)}
    for comment in found.budgets:
        units = members.get(comment) or {_unseen(comment, roots): set()}
        for unit, keys in sorted(units.items()):
            yield _commented(comment, unit, frozenset(keys), environments.get(unit, Environment()))


def _around(
    resource: Resource, comments: Mapping[tuple[str, int], BudgetComment]
) -> Iterator[tuple[BudgetComment, str]]:
    """Yield the comments above a resource and the module calls that make it, with the address of each of these."""
    calls = resource.provenance.calls if resource.provenance is not None else ()
    modules = ""
    for call, step in zip(calls, resource.module_path, strict=False):
        modules += f"module.{step.partition('[')[0]}."
        if (comment := comments.get((call.path, call.start))) is not None:
            yield comment, modules[:-1]
    if (comment := comments.get((resource.span.path, resource.span.start))) is not None:
        yield comment, ".".join(part.partition("[")[0] for part in parts(resource.address))


def _unseen(comment: BudgetComment, roots: Mapping[str, Root]) -> _Unit:
    directory = parent(comment.span.path)
    plan = roots[directory].plan if directory in roots else ""
    return directory, plan, comment.name or f"{comment.span.path}:{comment.span.location().line}"


def _commented(comment: BudgetComment, unit: _Unit, keys: frozenset[Key], environment: Environment) -> Budget:
    root, plan, address = unit
    money = parse(comment.words) if comment.words else "names no amount"
    problem = ""
    if comment.covers is None:
        problem = f"{MARK} stands above no resource and no module call"
    elif isinstance(money, str):
        problem = f"{MARK} {show(Value(comment.words)) if comment.words else ''}".rstrip() + f" {money}"
    elif not money.amount:
        problem = f"{MARK} {show(Value(comment.words))} leaves nothing to spend"
    return Budget(
        address,
        f"budget:{address}",
        Source.COMMENT,
        comment.span.location(),
        comment.span,
        amount=money if isinstance(money, Money) and not problem else None,
        problem=problem,
        members=keys if comment.covers is not None else None,
        root=root,
        plan=plan,
        environment=environment,
        around=comment.covers.location() if comment.covers is not None else None,
    )


def annotated(resources: Sequence[Resource], costs: Costs) -> Iterator[Budget]:
    """Yield the budgets that Kubernetes objects are annotated with."""
    objects = [each for each in resources if each.kind]
    if not objects:
        return
    from finops_guard.kubernetes.objects import as_object
    from finops_guard.policy.checks.budget_annotation import annotation

    for resource in objects:
        seen = as_object(resource) if resource.object is not None else resource
        value = annotation(seen, KEYS).value
        if value is not None:
            owner = annotation(seen, OWNER_KEYS).value
            named = owner.raw if owner is not None and isinstance(owner.raw, str) and not owner.is_sensitive else ""
            yield _annotated(resource, value, named, costs)


def _annotated(resource: Resource, value: Value, owner: str, costs: Costs) -> Budget:
    from finops_guard.policy.checks.comparing import scalar_text

    causes: tuple[Cause, ...] = value.causes
    money = parse(scalar_text(value) or "") if not causes else ""
    keys = {(resource.root, resource.plan, resource.address)}
    if resource.kind == "Namespace":
        inside = costs.cluster.members(costs.cluster.object(resource) or resource)
        keys = {(each.root, each.plan, each.address) for each in inside.objects}
    return Budget(
        resource.address,
        f"budget:{resource.address}",
        Source.ANNOTATION,
        value.origin.location() if value.origin is not None else resource.span.location(),
        value.origin or resource.span,
        owner,
        money if isinstance(money, Money) else None,
        f"the annotation {show(value)} {money}" if isinstance(money, str) and money else "",
        causes,
        members=frozenset(keys),
        root=resource.root,
        plan=resource.plan,
        environment=resource.environment,
        around=resource.span.location(),
    )
