"""What follows about a Kubernetes object from the others of the scan, as values that policies compare.

A path of a policy that begins with ``derived.`` leads here. What does not apply to an object is absent; what depends on
values that are not known is Unknown. Each value stands where it is decided: a bound at the autoscaler's line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice

from finops_guard.documents.model import SpannedDict
from finops_guard.kubernetes.autoscaling import measured, unrequested
from finops_guard.kubernetes.cluster import AUTOSCALERS, Cluster
from finops_guard.kubernetes.disruption import disruptions_allowed
from finops_guard.kubernetes.limit_ranges import breaches
from finops_guard.kubernetes.namespaces import is_load_balancer
from finops_guard.kubernetes.pods import CONTAINER, find
from finops_guard.kubernetes.quotas import Use, uses
from finops_guard.kubernetes.replicas import Count, ScaledBy
from finops_guard.kubernetes.selectors import selector, simple
from finops_guard.kubernetes.sizes import Total, accelerators, quantity
from finops_guard.kubernetes.vertical import controlled
from finops_guard.location import Span
from finops_guard.policy.checks.paths import MAX_PLACES
from finops_guard.resources import Resource
from finops_guard.values import Cause, Unknown, Value, all_causes, show

# The namespaces of a cluster itself: its own pods are in no manifest.
_OF_THE_CLUSTER = "kube-"

_SIZES = {"cpu": "cpu", "memory": "memory", "ephemeral_storage": "ephemeral-storage"}
_CENT = Decimal("0.01")
_GIB = Decimal(2**30)


def derived(resource: Resource, cluster: Cluster) -> Value:
    """Return what follows about an object as one object of values, by the names that docs/kubernetes.md lists."""
    facts: dict[str, Value] = {}
    if resource.pod_template is not None:
        facts |= _workload(resource, cluster)
        facts |= dict(_saving(resource, cluster))
    facts |= dict(_OF_KINDS.get(resource.kind, _nothing)(resource, cluster))
    if (cost := _cost(resource, cluster)) is not None:
        facts["cost"] = cost
    return Value(SpannedDict(facts), resource.span)


def _workload(resource: Resource, cluster: Cluster) -> dict[str, Value]:
    found = cluster.workload(resource)
    least, most, by = found.replicas.least, found.replicas.most, found.replicas.by
    totals = {name: found.total(written) for name, written in _SIZES.items()}
    placement = found.placement
    spot: str | Unknown = Unknown(placement.causes) if placement.causes else placement.spot.value
    pods = {**_counted("least", least), **_counted("most", most), "by": Value(by.value)}
    if by is ScaledBy.KNATIVE and most.number is None:
        origin = most.value.origin if most.value is not None else None
        pods["unbounded"] = Value(Unknown(most.causes) if most.causes else True, origin)
    facts = {
        "replicas": _object(pods),
        "pod": _object({name: value for name, total in totals.items() if (value := _total(total)) is not None}),
        "all_pods": _object(
            {name: value for name, total in totals.items() if (value := _times(total, most)) is not None}
        ),
        "spot": Value(spot, placement.value.origin if placement.value is not None else None),
        "accelerators": _accelerators(resource),
    }
    ranges = [each.values for each in cluster.in_force("LimitRange", resource)]
    facts["limit_range_breaches"] = Value(list(breaches(found, ranges)))
    if found.autoscaler is not None:
        facts["autoscaler"] = Value(found.autoscaler.address, found.autoscaler.span)
    return facts


def _counted(name: str, count: Count) -> dict[str, Value]:
    origin = count.value.origin if count.value is not None else None
    if count.causes:
        return {name: Value(Unknown(count.causes), origin)}
    return {} if count.number is None else {name: Value(count.number, origin)}


def _total(total: Total) -> Value | None:
    """Return what a pod asks for; None where containers ask for nothing, so that nobody can tell."""
    if total.causes:
        return Value(Unknown(total.causes))
    return None if total.missing else Value(_plain(total.amount), total.value.origin if total.value else None)


def _times(total: Total, count: Count) -> Value | None:
    origin = count.value.origin if count.value is not None else None
    if total.causes or count.causes:
        return Value(Unknown((*total.causes, *count.causes)), origin if count.causes else None)
    if total.missing or count.number is None:
        return None
    return Value(_plain(total.amount * count.number), origin)


def _accelerators(resource: Resource) -> Value:
    """Return how many accelerators one pod asks for."""
    asked = [value for _, _, value in accelerators(resource.children)]
    causes = [cause for value in asked for cause in all_causes(value)]
    number = sum((quantity(value) or Decimal(0) for value in asked), Decimal(0))
    return Value(Unknown(causes) if causes else _plain(number), asked[0].origin if asked else None)


def _target(resource: Resource, cluster: Cluster) -> tuple[Resource | None, Iterable[tuple[str, Value]]]:
    """Return what an autoscaler scales, and what that says about the autoscaler."""
    found = cluster.target(resource)
    if not found.objects:
        return None, _open("target", found.causes, resource.span)
    target = found.objects[0]
    return target, [("target", Value(target.address, target.span))]


def _scaler(resource: Resource, cluster: Cluster) -> Iterator[tuple[str, Value]]:
    target, facts = _target(resource, cluster)
    yield from facts
    if target is None or target.pod_template is None:
        return
    workload = cluster.workload(target)
    # No policy looks at more places.
    yield "unrequested", Value(list(islice(unrequested(resource.values, workload), MAX_PLACES + 1)))
    least, most = workload.replicas.least, workload.replicas.most
    if workload.autoscaler is not resource:
        return
    origin = most.value.origin if most.value is not None else None
    if causes := (*least.causes, *most.causes):
        yield from _open("range", causes, origin)
    elif least.number is not None and most.number is not None:
        yield "range", Value(most.number - least.number, origin)


def _vertical(resource: Resource, cluster: Cluster) -> Iterator[tuple[str, Value]]:
    target, facts = _target(resource, cluster)
    yield from facts
    scaler = cluster.autoscaler(target) if target is not None else None
    if target is None or scaler is None:
        return
    names = [child.name for child in target.children if child.kind == CONTAINER]
    resources, causes = controlled(resource.values, names)
    horizontal, more = measured(scaler.values)
    if causes or more:
        yield from _open("contested", (*causes, *more), resource.span)
    else:
        yield "contested", Value([Value(name, resource.span) for name in sorted(resources & horizontal)])


def _budget(resource: Resource, cluster: Cluster) -> Iterator[tuple[str, Value]]:
    """What a PodDisruptionBudget means: all the pods that it selects together."""
    written = find(resource.values, "spec", "selector")
    chosen = cluster.selected(selector(written), resource)
    if chosen.causes:
        yield from _open("selects", chosen.causes, resource.span)
        return
    yield "selects", Value(len(chosen.workloads), written.origin if written is not None else None)
    counts = [cluster.workload(each).replicas.least for each in chosen.workloads]
    causes = tuple(cause for count in counts for cause in count.causes)
    known = [count.number for count in counts if count.number is not None]
    number = sum(known) if len(known) == len(counts) else None
    allowed = disruptions_allowed(resource.values, Count(number, causes=causes)) if counts else None
    if allowed is not None:
        yield from _counted("disruptions_allowed", allowed).items()


def _service(resource: Resource, cluster: Cluster) -> Iterator[tuple[str, Value]]:
    if resource.pod_template is not None:
        return  # Knative's
    written = find(resource.values, "spec", "selector")
    kind = find(resource.values, "spec", "type")
    asked = simple(written)
    if written is not None and not asked.is_nothing and (kind is None or kind.raw != "ExternalName"):
        chosen = cluster.selected(asked, resource)
        if not chosen.workloads and (resource.namespace or "").startswith(_OF_THE_CLUSTER):
            pass
        elif chosen.workloads or not chosen.causes:
            yield "selects", Value(len(chosen.workloads), written.origin)
        else:
            yield from _open("selects", chosen.causes, written.origin)
    if kind is not None and is_load_balancer(resource):
        yield "load_balancer_number", Value(cluster.load_balancer_number(resource), kind.origin)


def _claim(resource: Resource, cluster: Cluster) -> Iterator[tuple[str, Value]]:
    found = cluster.mounts(resource)
    yield from _number("mounts", len(found.objects), found.causes, resource.span)


def _volume(resource: Resource, cluster: Cluster) -> Iterator[tuple[str, Value]]:
    """What keeps costing after its claim is gone, unless its reclaim policy deletes it."""
    policy = find(resource.values, "spec", "persistentVolumeReclaimPolicy")
    if policy is None or policy.is_null or policy.raw == "Retain" or policy.is_unknown:
        found = cluster.claims(resource)
        causes = (*found.causes, *(policy.causes if policy is not None else ()))
        yield from _number("claims", len(found.objects), causes, policy.origin if policy is not None else resource.span)


def _namespace(resource: Resource, cluster: Cluster) -> Iterator[tuple[str, Value]]:
    for name, kind in (("resource_quotas", "ResourceQuota"), ("limit_ranges", "LimitRange")):
        found = cluster.given(kind, resource)
        yield from _number(name, len(found.objects), found.causes, resource.span)
    members = cluster.members(resource)
    count = sum(each.pod_template is not None for each in members.objects)
    yield from _number("workloads", count, members.causes, resource.span)


def _quota(resource: Resource, cluster: Cluster) -> Iterator[tuple[str, Value]]:
    governed = cluster.governed(resource)
    workloads = [cluster.workload(each) for each in governed if each.pod_template is not None]
    exceeded: list[Value] = []
    reached: list[Value] = []
    for use in uses(resource.values, workloads, governed):
        origin = use.value.origin
        if use.causes:
            exceeded.append(Value(Unknown(use.causes), origin))
        elif use.least > use.hard:
            exceeded.append(Value(_of_quota(use, use.least), origin))
        elif use.most is None or use.most > use.hard:
            reached.append(Value(_of_quota(use, use.most), origin))
        asked = use.name.removeprefix("requests.")
        exceeded += (Value(f"{each} requests no {asked}", origin) for each in use.unrequested)
    yield "exceeded", Value(exceeded)
    yield "exceeded_at_most", Value(reached)


def _of_quota(use: Use, used: Decimal | None) -> str:
    allowed = show(use.value).strip('"')
    if used is None:
        return f"{use.name}: {allowed}, and the number of pods has no bound"
    if use.hard >= _GIB and used >= _GIB:
        return f"{use.name}: {_plain((used / _GIB).quantize(_CENT))}Gi of {allowed}"
    return f"{use.name}: {_plain(used)} of {allowed}"


def _nothing(_resource: Resource, _cluster: Cluster) -> Iterator[tuple[str, Value]]:
    yield from ()


_OF_KINDS: Mapping[str, Callable[[Resource, Cluster], Iterator[tuple[str, Value]]]] = {
    **dict.fromkeys(AUTOSCALERS, _scaler),
    "VerticalPodAutoscaler": _vertical,
    "PodDisruptionBudget": _budget,
    "Service": _service,
    "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume,
    "Namespace": _namespace,
    "ResourceQuota": _quota,
}


def _cost(resource: Resource, cluster: Cluster) -> Value | None:
    """Return what the object costs a month in USD, at the least and at the most; None where it has no price."""
    from finops_guard.pricing.estimates import cents
    from finops_guard.pricing.kubernetes import estimate

    found = estimate(resource, cluster)
    if found is None:
        return None
    amounts = (("least", found.least), ("most", found.most))
    if found.causes:
        return _object({name: Value(Unknown(found.causes)) for name, _ in amounts})
    return _object({name: Value(cents(amount)) for name, amount in amounts if amount is not None})


def _saving(resource: Resource, cluster: Cluster) -> Iterator[tuple[str, Value]]:
    from finops_guard.pricing.estimates import cents
    from finops_guard.pricing.kubernetes import spot_saving

    saving = spot_saving(resource, cluster)
    if saving is not None:
        yield "spot_saving", Value(cents(saving))


def _plain(number: Decimal) -> Decimal | int:
    """Return an amount as people write it: whole numbers without a fraction, no trailing zeros."""
    whole = number.to_integral_value()
    return int(whole) if number == whole else number.normalize()


def _number(name: str, count: int, causes: Iterable[Cause], span: Span | None) -> Iterator[tuple[str, Value]]:
    """Yield a count; where nothing is found, and there may be something, it is not known."""
    found = tuple(causes)
    yield name, Value(Unknown(found) if found and not count else count, span)


def _open(name: str, causes: Iterable[Cause], span: Span | None) -> Iterator[tuple[str, Value]]:
    if found := tuple(causes):
        yield name, Value(Unknown(found), span)


def _object(facts: Mapping[str, Value]) -> Value:
    return Value(SpannedDict(facts))
