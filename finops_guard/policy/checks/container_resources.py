"""The check ``container_resources``: what containers request and may use, so that a workload has a cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

from finops_guard.documents.model import key_span
from finops_guard.findings import Verdict
from finops_guard.location import Span
from finops_guard.policy.checks.paths import member
from finops_guard.policy.model import Judged, Outcome
from finops_guard.policy.patterns import Globs, ParameterError
from finops_guard.resources import Child, Resource
from finops_guard.values import Value, show

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
        _sizes(parameters, "minimum"),
        _sizes(parameters, "maximum"),
        parameters.get("init_containers", "ignore") == "judge",
        Globs(parameters.get("except", ())),
    )


class Bound(Struct, frozen=True):
    """A size as the policy writes it, and as a number."""

    text: str
    amount: Decimal


class _Amount(Struct, frozen=True):
    """One quantity of a container: where it stands, and its number (None where it is unknown or no quantity)."""

    path: str
    value: Value
    amount: Decimal | None


class ContainerResourcesCheck(Struct, frozen=True):
    """Judges each container of a workload on its own."""

    requests: tuple[str, ...]
    limits: tuple[str, ...]
    cpu_limit: str
    ratios: Mapping[str, Decimal]
    minimum: Mapping[str, Bound]
    maximum: Mapping[str, Bound]
    init_containers: bool
    exempt: Globs

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        if not isinstance(judged, Resource):
            return None
        containers = [child for child in judged.children if child.kind in _KINDS and self._is_judged(child)]
        return self._judge(judged, containers) if containers else None

    def _is_judged(self, child: Child) -> bool:
        from finops_guard.kubernetes.pods import is_sidecar

        if self.exempt.match(child.name):
            return False
        return child.kind == "container" or self.init_containers or is_sidecar(child)

    def _judge(self, resource: Resource, containers: list[Child]) -> Iterator[Outcome]:
        pod = _Resources.of(_pod_resources(resource))
        for child in containers:
            own = _Resources.of(member(child.values, "resources"))
            yield from self._missing(resource, child, own, pod)
            yield from self._unreadable(resource, child, own)
            yield from self._sizes(resource, child, own)

    def _missing(self, resource: Resource, child: Child, own: _Resources, pod: _Resources) -> Iterator[Outcome]:
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
            path = f"{noun}s.{name}"
            fields = {"container": child.name, "resource": name}
            if unknown:
                message = (
                    f"it is not known whether the container {child.name} of {resource.address} has a {name} {noun}"
                )
                causes = tuple(cause for value in unknown for cause in value.causes)
                yield Outcome(Verdict.UNRESOLVED, message, f"{child.name}/{path}", child.span, causes, fields)
            else:
                message = f"the container {child.name} of {resource.address} has no {name} {noun}"
                yield Outcome(Verdict.FAIL, message, f"{child.name}/{path}", _absent_at(child), (), fields)

    def _unreadable(self, resource: Resource, child: Child, own: _Resources) -> Iterator[Outcome]:
        """Yield the quantities that are none, and those that are not known and would be compared."""
        compared = {*self.ratios, *self.minimum, *self.maximum}
        asked = {f"requests.{name}" for name in {*self.requests, *compared}}
        asked |= {f"limits.{name}" for name in {*self.limits, *compared}}
        for amount in own.amounts.values():
            where = f"the container {child.name} of {resource.address}"
            if amount.amount is not None or amount.path not in asked:
                continue
            if not amount.value.is_unknown:
                message = f"{where} has {amount.path} {show(amount.value)}, which is no quantity (such as 500m or 1Gi)"
                yield _about(child, amount, message, "", "quantity")
            elif amount.path.partition(".")[2] in compared:
                message = f"{amount.path} of {where} is not known"
                yield _about(child, amount, message, "", "quantity", Verdict.UNRESOLVED)

    def _sizes(self, resource: Resource, child: Child, own: _Resources) -> Iterator[Outcome]:
        if self.cpu_limit == "forbid" and (limit := own.amounts.get("limits.cpu")):
            message = f"the container {child.name} of {resource.address} has a cpu limit, which is not allowed"
            yield _about(child, limit, message, "", "forbidden")
        for name in ("cpu", "memory", "ephemeral-storage"):
            request, limit = own.amounts.get(f"requests.{name}"), own.amounts.get(f"limits.{name}")
            size = request or limit
            if size is not None and size.amount is not None:
                yield from self._bounds(resource, child, name, size)
            ratio = self.ratios.get(name)
            if ratio is None or request is None or limit is None or not request.amount or limit.amount is None:
                continue
            if limit.amount > request.amount * ratio:
                times = f"{limit.amount / request.amount:.3g}"
                message = (
                    f"the container {child.name} of {resource.address} limits {name} to {times} times its request: "
                    f"at most {ratio} times is allowed"
                )
                yield _about(child, limit, message, f"{ratio} times", "ratio")

    def _bounds(self, resource: Resource, child: Child, name: str, size: _Amount) -> Iterator[Outcome]:
        amount = size.amount or Decimal(0)
        for bound, word in ((self.maximum.get(name), "more"), (self.minimum.get(name), "less")):
            if bound is not None and (amount > bound.amount if word == "more" else amount < bound.amount):
                message = (
                    f"the container {child.name} of {resource.address} has {size.path} {show(size.value)}: "
                    f"{word} than {bound.text}"
                )
                yield _about(child, size, message, bound.text, word)


class _Resources(Struct, frozen=True):
    """What stands under ``resources``: quantities by ``requests.cpu`` and so on, and what is unknown above them."""

    amounts: Mapping[str, _Amount]
    unknowns: tuple[tuple[str, Value], ...] = ()

    @staticmethod
    def of(resources: Value | None) -> _Resources:
        from finops_guard.kubernetes.quantities import parse_quantity

        amounts: dict[str, _Amount] = {}
        unknowns: list[tuple[str, Value]] = []
        for kind in ("requests", "limits"):
            quantities = member(resources, kind) if resources is not None else None
            if quantities is not None and quantities.is_unknown:
                unknowns.append((kind, quantities))
            elif quantities is not None and isinstance(quantities.raw, Mapping):
                for name, value in quantities.raw.items():
                    if not value.is_null:
                        number = parse_quantity(value.raw) if isinstance(value.raw, str | int | Decimal) else None
                        amounts[f"{kind}.{name}"] = _Amount(f"{kind}.{name}", value, number)
        return _Resources(amounts, tuple(unknowns))

    def unknown(self, kinds: tuple[str, ...]) -> list[Value]:
        return [value for kind, value in self.unknowns if kind in kinds]


def _absent_at(child: Child) -> Span:
    """Return where an amount that is not written would be: a container's resources, where another file gives them."""
    written = member(child.values, "resources")
    given = written.origin if written is not None else key_span(child.values, "resources")
    return given if given is not None and given.path != child.span.path else child.span


def _pod_resources(resource: Resource) -> Value | None:
    """Return what a workload requests for its pods as a whole."""
    from finops_guard.kubernetes.pods import pod_template

    version = member(resource.values, "apiVersion")
    group = version.raw.rpartition("/")[0] if version is not None and isinstance(version.raw, str) else ""
    template = pod_template(group, resource.type, resource.values)
    return template.resources if template is not None else None


def _about(
    child: Child, amount: _Amount, message: str, limit: str, what: str, verdict: Verdict = Verdict.FAIL
) -> Outcome:
    fields = {
        "container": child.name,
        "resource": amount.path.partition(".")[2],
        "value": show(amount.value).strip('"'),
        "limit": limit,
    }
    span = amount.value.origin or child.span
    return Outcome(verdict, message, f"{child.name}/{amount.path}/{what}", span, amount.value.causes, fields)


def _sizes(parameters: Mapping[str, Any], kind: str) -> dict[str, Bound]:
    written: Mapping[str, str | int | Decimal] = parameters.get(kind, {})
    if not written:
        return {}
    from finops_guard.kubernetes.quantities import parse_quantity

    sizes = {}
    for name, text in written.items():
        amount = parse_quantity(text)
        if amount is None:
            raise ParameterError((kind, name), f'"{text}" is no Kubernetes quantity', "write it as 500m, 2 or 1.5Gi")
        sizes[name] = Bound(str(text), amount)
    return sizes
