"""The check ``container_resources``: what containers request and may use, so that a workload has a cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from msgspec import Struct

from finops_guard.documents.model import key_span
from finops_guard.findings import Verdict
from finops_guard.location import Span
from finops_guard.policy.checks.container_sizes import (
    Applicable,
    Containers,
    Sizes,
    applicable,
    judged_containers,
    judged_pod,
    sizes,
)
from finops_guard.policy.checks.paths import member
from finops_guard.policy.checks.requested import Requested, about, of_pod, requested
from finops_guard.policy.model import Judged, Outcome
from finops_guard.policy.patterns import Globs
from finops_guard.resources import Child, Resource
from finops_guard.values import show

FIELDS = ("container", "resource", "value", "limit")

_KINDS = frozenset({"container", "init-container"})


def configure(parameters: Mapping[str, Any]) -> ContainerResourcesCheck:
    """Return the check; raise ParameterError for a size that is no Kubernetes quantity."""
    ratios: Mapping[str, int | Decimal] = parameters.get("max_limit_to_request", {})
    return ContainerResourcesCheck(
        tuple(parameters.get("requests", ())),
        tuple(parameters.get("limits", ())),
        parameters.get("cpu_limit", "ignore"),
        {name: Decimal(ratio) for name, ratio in ratios.items()},
        sizes(parameters),
        parameters.get("init_containers", "ignore") == "judge",
        Globs(parameters.get("except", ())),
    )


class ContainerResourcesCheck(Struct, frozen=True):
    """Judges each container of a workload on its own, and its pod as a whole where there are sizes for it."""

    requests: tuple[str, ...]
    limits: tuple[str, ...]
    cpu_limit: str
    ratios: Mapping[str, Decimal]
    sizes: Mapping[str, Sizes]
    init_containers: bool
    exempt: Globs

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        if not isinstance(judged, Resource):
            return None
        containers = [child for child in judged.children if child.kind in _KINDS and self._is_judged(child)]
        sizes = applicable(self.sizes, judged.environment)
        asks = self.requests or self.limits or self.ratios or self.cpu_limit != "ignore"
        if not asks and sizes.is_empty:
            return None
        hidden = self._hidden(judged)
        return chain(self._judge(judged, containers, sizes), hidden) if containers or hidden else None

    def _hidden(self, resource: Resource) -> list[Outcome]:
        """Return one outcome where it is not known which containers a workload has."""
        if resource.pod_template is None:
            return []
        from finops_guard.kubernetes.pods import find

        spec = find(resource.values, *resource.pod_template, "spec")
        lists = ("containers", "initContainers") if self.init_containers else ("containers",)
        found = [member(spec, name) for name in lists] if spec is not None else []
        causes = [cause for value in found if value is not None and value.is_unknown for cause in value.causes]
        if not causes:
            return []
        message = f"it is not known which containers {resource.address} has"
        return [Outcome(Verdict.UNRESOLVED, message, "containers", None, tuple(dict.fromkeys(causes)))]

    def _is_judged(self, child: Child) -> bool:
        from finops_guard.kubernetes.pods import is_sidecar

        if self.exempt.match(child.name):
            return False
        return child.kind == "container" or self.init_containers or is_sidecar(child)

    def _judge(self, resource: Resource, children: list[Child], sizes: Applicable) -> Iterator[Outcome]:
        pod = of_pod(resource) if self.requests or self.limits or self.cpu_limit == "require" else requested(None)
        containers: Containers = [(child, requested(member(child.values, "resources"))) for child in children]
        compared = frozenset(self.ratios).union(*(each.names for each in sizes.sizes))
        for child, own in containers:
            where = f"the container {child.name} of {resource.address}"
            yield from self._missing(where, child, own, pod)
            yield from self._unreadable(where, child, own, compared)
            yield from _unknown(where, child, own, compared)
            if self.cpu_limit == "forbid" and (limit := own.amounts.get("limits.cpu")):
                yield about(child, limit, f"{where} has a cpu limit, which is not allowed", "", "forbidden")
            yield from self._ratios(where, child, own)
        yield from judged_containers(resource, containers, sizes)
        yield from judged_pod(resource, containers, sizes)

    def _missing(self, where: str, child: Child, own: Requested, pod: Requested) -> Iterator[Outcome]:
        limits = (*self.limits, "cpu") if self.cpu_limit == "require" else self.limits
        # Kubernetes copies a limit to the request that is not written.
        wanted: list[tuple[str, str, tuple[str, ...]]] = [
            (name, "request", ("requests", "limits")) for name in self.requests
        ]
        wanted += [(name, "limit", ("limits",)) for name in limits]
        for name, noun, kinds in wanted:
            paths = [f"{kind}.{name}" for kind in kinds]
            if any(path in own.amounts or path in pod.amounts for path in paths):
                continue
            unknown = [*own.unknown(kinds), *pod.unknown(kinds)]
            key = f"{child.name}/{noun}s.{name}"
            fields = {"container": child.name, "resource": name}
            if unknown:
                message = f"it is not known whether {where} has a {name} {noun}"
                causes = tuple(cause for value in unknown for cause in value.causes)
                yield Outcome(Verdict.UNRESOLVED, message, key, child.span, causes, fields)
            else:
                yield Outcome(Verdict.FAIL, f"{where} has no {name} {noun}", key, _absent_at(child), (), fields)

    def _unreadable(self, where: str, child: Child, own: Requested, compared: frozenset[str]) -> Iterator[Outcome]:
        """Yield the quantities that are none, and those that are not known and would be compared."""
        asked = {f"requests.{name}" for name in {*self.requests, *compared}}
        asked |= {f"limits.{name}" for name in {*self.limits, *compared}}
        for amount in own.amounts.values():
            if amount.amount is not None or amount.path not in asked:
                continue
            if not amount.value.is_unknown:
                message = f"{where} has {amount.path} {show(amount.value)}, which is no quantity (such as 500m or 1Gi)"
                yield about(child, amount, message, "", "quantity")
            elif amount.path.partition(".")[2] in compared:
                yield about(child, amount, f"{amount.path} of {where} is not known", "", "quantity", Verdict.UNRESOLVED)

    def _ratios(self, where: str, child: Child, own: Requested) -> Iterator[Outcome]:
        for name, ratio in self.ratios.items():
            request, limit = own.amounts.get(f"requests.{name}"), own.amounts.get(f"limits.{name}")
            if request is None or limit is None or not request.amount or limit.amount is None:
                continue
            if limit.amount > request.amount * ratio:
                times = f"{float(limit.amount / request.amount):.3g}"
                message = f"{where} limits {name} to {times} times its request: at most {ratio} times is allowed"
                yield about(child, limit, message, f"{ratio} times", "ratio")


def _unknown(where: str, child: Child, own: Requested, compared: frozenset[str]) -> Iterator[Outcome]:
    """Yield the requests or limits that are not known as a whole, where one of them would be compared."""
    for kind, value in own.unknowns:
        names = [name for name in sorted(compared) if f"{kind}.{name}" not in own.amounts]
        if names:
            fields = {"container": child.name, "resource": names[0]}
            key = f"{child.name}/{kind}/quantity"
            yield Outcome(
                Verdict.UNRESOLVED, f"the {kind} of {where} are not known", key, child.span, value.causes, fields
            )


def _absent_at(child: Child) -> Span:
    """Return where an amount that is not written would be: a container's resources, where another file gives them."""
    written = member(child.values, "resources")
    given = written.origin if written is not None else key_span(child.values, "resources")
    return given if given is not None and given.path != child.span.path else child.span
