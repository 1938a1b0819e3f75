"""What follows about a Kubernetes object from the others of the scan, as values that policies compare.

A path of a policy that begins with ``derived.`` leads here. What does not apply to an object is absent; what depends on
values that are not known is Unknown. Each value stands where it is decided: a bound at the autoscaler's line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from finops_guard.documents.model import SpannedDict
from finops_guard.kubernetes.autoscaling import unrequested
from finops_guard.kubernetes.cluster import AUTOSCALERS, Cluster, is_load_balancer
from finops_guard.kubernetes.disruption import disruptions_allowed
from finops_guard.kubernetes.limit_ranges import breaches
from finops_guard.kubernetes.pods import find
from finops_guard.kubernetes.quotas import Use, uses
from finops_guard.kubernetes.replicas import Count
from finops_guard.kubernetes.selectors import selector, simple
from finops_guard.kubernetes.sizes import Total, accelerators
from finops_guard.resources import Resource
from finops_guard.values import Cause, CauseKind, Unknown, Value, show

_SIZES = {"cpu": "cpu", "memory": "memory", "ephemeral_storage": "ephemeral-storage"}
_CENT = Decimal("0.01")
_GIB = Decimal(2**30)


def derived(resource: Resource, cluster: Cluster) -> Value:
    """Return what follows about an object as one object of values, by the names that docs/kubernetes.md lists."""
    facts: dict[str, Value] = {}
    if resource.pod_template is not None:
        facts |= _workload(resource, cluster)
    facts |= dict(_OF_KINDS.get(resource.kind, _nothing)(resource, cluster))
    if (cost := _cost(resource, cluster)) is not None:
        facts["cost"] = cost
    return _object(facts)


def _workload(resource: Resource, cluster: Cluster) -> dict[str, Value]:
    found = cluster.workload(resource)
    least, most = found.replicas.least, found.replicas.most
    totals = {name: found.total(written) for name, written in _SIZES.items()}
    placement = found.placement
    spot: str | Unknown = Unknown(placement.causes) if placement.causes else placement.spot.value
    pods = [child for child, _, _ in accelerators(resource.children)]
    facts = {
        "replicas": _object(
            {**_counted("least", least), **_counted("most", most), "by": Value(found.replicas.by.value)}
        ),
        "pod": _object({name: value for name, total in totals.items() if (value := _total(total)) is not None}),
        "all_pods": _object(
            {name: value for name, total in totals.items() if (value := _times(total, most)) is not None}
        ),
        "spot": Value(spot, placement.value.origin if placement.value is not None else None),
        "accelerators": Value(len(pods), pods[0].span if pods else None),
    }
    ranges = [each.values for each in cluster.given("LimitRange", resource)]
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
    if total.causes or count.causes:
        return Value(Unknown((*total.causes, *count.causes)))
    if total.missing or count.number is None:
        return None
    return Value(_plain(total.amount * count.number), count.value.origin if count.value is not None else None)


def _scaler(resource: Resource, cluster: Cluster) -> Iterator[tuple[str, Value]]:
    target = cluster.target(resource)
    if target is not None:
        yield "target", Value(target.resource.address, target.resource.span)
        yield "unrequested", Value(list(unrequested(resource.values, target)))


def _budget(resource: Resource, cluster: Cluster) -> Iterator[tuple[str, Value]]:
    chosen = cluster.selected(selector(find(resource.values, "spec", "selector")), resource)
    if chosen.open:
        yield "selects", _open(resource, "its selector is not known")
        return
    yield "selects", Value(len(chosen.workloads))
    allowed = [disruptions_allowed(resource.values, each.replicas.least) for each in chosen.workloads]
    known = [count for count in allowed if count is not None and not count.causes]
    if known:
        yield from _counted("disruptions_allowed", min(known, key=lambda count: count.number or 0)).items()
    else:
        unknown = (count for count in allowed if count is not None)
        yield from (
            (name, value) for count in unknown for name, value in _counted("disruptions_allowed", count).items()
        )


def _service(resource: Resource, cluster: Cluster) -> Iterator[tuple[str, Value]]:
    written = find(resource.values, "spec", "selector")
    kind = find(resource.values, "spec", "type")
    if (
        written is not None
        and written.raw != {}
        and not written.is_null
        and (kind is None or kind.raw != "ExternalName")
    ):
        chosen = cluster.selected(simple(written), resource)
        count = len(chosen.workloads)
        certain = count or not chosen.open
        yield "selects", Value(count, written.origin) if certain else _open(resource, "its selector is not known")
    if kind is not None and is_load_balancer(resource):
        yield "load_balancer_number", Value(cluster.load_balancer_number(resource), kind.origin)


def _claim(resource: Resource, cluster: Cluster) -> Iterator[tuple[str, Value]]:
    yield "mounts", Value(len(cluster.mounts(resource)))


def _namespace(resource: Resource, cluster: Cluster) -> Iterator[tuple[str, Value]]:
    yield "resource_quotas", Value(len(cluster.given("ResourceQuota", resource)))
    yield "limit_ranges", Value(len(cluster.given("LimitRange", resource)))
    members = cluster.members(resource)
    yield "workloads", Value(sum(each.pod_template is not None for each in members))


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
        exceeded += (Value(f"{each} requests no {use.name}", origin) for each in use.unrequested)
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
    "PodDisruptionBudget": _budget,
    "Service": _service,
    "PersistentVolumeClaim": _claim,
    "Namespace": _namespace,
    "ResourceQuota": _quota,
}


def _cost(resource: Resource, cluster: Cluster) -> Value | None:
    """Return what the object costs a month in USD, at the least and at the most; None where it has no price."""
    from finops_guard.pricing.kubernetes import estimate

    found = estimate(resource, cluster)
    if found is None:
        return None
    amounts = (("least", found.least), ("most", found.most))
    if found.causes:
        return _object({name: Value(Unknown(found.causes)) for name, _ in amounts})
    return _object({name: Value(amount.quantize(_CENT)) for name, amount in amounts if amount is not None})


def _plain(number: Decimal) -> Decimal | int:
    """Return an amount as people write it: whole numbers without a fraction, no trailing zeros."""
    whole = number.to_integral_value()
    return int(whole) if number == whole else number.normalize()


def _open(resource: Resource, why: str) -> Value:
    return Value(Unknown([Cause(CauseKind.NO_VALUE, f"{resource.address}: {why}", resource.span)]), resource.span)


def _object(facts: Mapping[str, Value]) -> Value:
    return Value(SpannedDict(facts))
