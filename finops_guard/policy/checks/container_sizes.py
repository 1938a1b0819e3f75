"""How large containers and whole pods may be, in each environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from finops_guard.findings import Verdict
from finops_guard.policy.checks.requested import Bound, Requested, about, bounds, of_pod
from finops_guard.policy.environments import causes as environment_causes
from finops_guard.policy.model import Outcome
from finops_guard.resources import Child, Environment, Resource
from finops_guard.values import show

if TYPE_CHECKING:
    from finops_guard.kubernetes.sizes import Total

Containers: TypeAlias = Sequence[tuple[Child, Requested]]

DEFAULT = "default"
RESOURCES = ("cpu", "memory", "ephemeral-storage")


class Sizes(Struct, frozen=True):
    """The least and the most that a container may request, and the most of a whole pod."""

    minimum: Mapping[str, Bound] = field(default_factory=dict)
    maximum: Mapping[str, Bound] = field(default_factory=dict)
    pod_maximum: Mapping[str, Bound] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """The resources of which containers are compared."""
        return frozenset((*self.minimum, *self.maximum))

    def broken(self, name: str, amount: Decimal) -> tuple[str, str]:
        """Return the bound that an amount of a container breaks, and how; empty texts where it breaks none."""
        most, least = self.maximum.get(name), self.minimum.get(name)
        if most is not None and amount > most.amount:
            return most.text, "more"
        return (least.text, "less") if least is not None and amount < least.amount else ("", "")


def sizes(parameters: Mapping[str, Any]) -> Mapping[str, Sizes]:
    """Return the sizes by environment; what holds everywhere is laid under those of each one."""
    common = _sizes(parameters, ())
    environments: Mapping[str, Mapping[str, Any]] = parameters.get("environments", {})
    found = {name: _laid(common, _sizes(own, ("environments", name))) for name, own in environments.items()}
    return {DEFAULT: common, **found}


class Applicable(Struct, frozen=True):
    """The sizes that may apply to a resource; ``clause`` names the environment that they are for."""

    sizes: tuple[Sizes, ...]
    clause: str

    @property
    def is_empty(self) -> bool:
        return all(sizes == Sizes() for sizes in self.sizes)


def applicable(limits: Mapping[str, Sizes], environment: Environment) -> Applicable:
    """Return the sizes that may apply: one where the environment is known, all of them where it is not."""
    if environment.name is None:
        return Applicable(tuple(limits.values()), "")
    clause = f" in {environment.name}" if len(limits) > 1 else ""
    return Applicable((limits.get(environment.name, limits[DEFAULT]),), clause)


def judged_containers(resource: Resource, containers: Containers, limits: Applicable) -> Iterator[Outcome]:
    """Yield the sizes of containers that are out of bounds."""
    for child, own in containers:
        for name in RESOURCES:
            size = own.size(name)
            if size is None or size.amount is None:
                continue
            broken = [sizes.broken(name, size.amount) for sizes in limits.sizes]
            bound, word = next((each for each in broken if each[1]), ("", ""))
            if word:
                where = f"the container {child.name} of {resource.address}"
                message = f"{where} has {size.path} {show(size.value)}: {word} than {bound}{limits.clause}"
                found = about(child, size, message, bound, word)
                yield _settled(found, resource, certain=all(each[1] for each in broken))


def judged_pod(resource: Resource, containers: Containers, limits: Applicable) -> Iterator[Outcome]:
    """Yield the resources of which a pod requests too much as a whole, where none of the judged containers does."""
    names = [name for name in RESOURCES if any(name in sizes.pod_maximum for sizes in limits.sizes)]
    compared = frozenset(names).union(*(sizes.minimum for sizes in limits.sizes))
    if not compared:
        return
    # What is not known of a judged container is said of that.
    told = frozenset[str]().union(*(sizes.names for sizes in limits.sizes))
    pod = of_pod(resource)
    yield from _written(resource, pod, compared, limits)
    for name in names:
        alone = max((_amount(own, name) for _, own in containers), default=Decimal(0))
        if any(sizes.broken(name, alone)[1] == "more" for sizes in limits.sizes):
            continue
        total = _total(resource, name)
        most = [sizes.pod_maximum.get(name) for sizes in limits.sizes]
        broken = [bound for bound in most if bound is not None and total.amount > bound.amount]
        fields = {"container": "", "resource": name, "value": _figure(name, total.amount)}
        if broken:
            fields["limit"] = broken[0].text
            message = (
                f"a pod of {resource.address} requests {fields['value']} of {name}: "
                f"more than {broken[0].text}{limits.clause}"
            )
            found = Outcome(Verdict.FAIL, message, f"pod/{name}/more", total.origin, (), fields)
            yield _settled(found, resource, certain=len(broken) == len(most))
        elif total.causes and not (name in told and any(own.unknown_size(name) for _, own in containers)):
            message = f"it is not known how much {name} a pod of {resource.address} requests"
            yield Outcome(Verdict.UNRESOLVED, message, f"pod/{name}/quantity", None, total.causes, fields)


def _written(resource: Resource, pod: Requested, compared: frozenset[str], limits: Applicable) -> Iterator[Outcome]:
    """Yield what is written for the whole pod and is no quantity, or less than a single container may have."""
    for amount in pod.amounts.values():
        name = amount.path.partition(".")[2]
        if name not in compared or amount.value.is_unknown:
            continue
        where = f"the pod of {resource.address} has {amount.path} {show(amount.value)}"
        fields = {"container": "", "resource": name, "value": show(amount.value).strip('"')}
        if amount.amount is None:
            message = f"{where}, which is no quantity (such as 500m or 1Gi)"
            yield Outcome(Verdict.FAIL, message, f"pod/{amount.path}/quantity", amount.value.origin, (), fields)
            continue
        least = [sizes.minimum.get(name) for sizes in limits.sizes]
        broken = [bound for bound in least if bound is not None and amount.amount < bound.amount]
        if broken:
            message = f"{where}: less than {broken[0].text}{limits.clause}"
            fields["limit"] = broken[0].text
            found = Outcome(Verdict.FAIL, message, f"pod/{amount.path}/less", amount.value.origin, (), fields)
            yield _settled(found, resource, certain=len(broken) == len(least))


def _total(resource: Resource, name: str) -> Total:
    """Return what a pod is placed by, of what is written (no LimitRange)."""
    from finops_guard.kubernetes.pods import find
    from finops_guard.kubernetes.sizes import pod_total

    manifest = resource.values if resource.object is None else resource.object
    return pod_total(find(manifest, *(resource.pod_template or ()), "spec"), resource.children, name)


def _amount(quantities: Requested, name: str) -> Decimal:
    size = quantities.size(name)
    return max(size.amount, Decimal(0)) if size is not None and size.amount is not None else Decimal(0)


def _settled(found: Outcome, resource: Resource, *, certain: bool) -> Outcome:
    """Return an outcome as unresolved where only some of the environments' bounds are broken."""
    if certain:
        return found
    return replace(found, verdict=Verdict.UNRESOLVED, causes=environment_causes(resource.environment))


def _figure(name: str, amount: Decimal) -> str:
    """Return an amount as a person writes it."""
    if name == "cpu":
        return f"{amount.normalize():f}" if amount < 10**9 else f"{amount:.3g}"
    return f"{(amount / 2**30).normalize():.3g}Gi"


def _laid(common: Sizes, own: Sizes) -> Sizes:
    return Sizes(
        {**common.minimum, **own.minimum},
        {**common.maximum, **own.maximum},
        {**common.pod_maximum, **own.pod_maximum},
    )


def _sizes(parameters: Mapping[str, Any], path: tuple[str, ...]) -> Sizes:
    return Sizes(
        *(bounds(parameters.get(key, {}), (*path, key)) for key in ("minimum", "maximum", "pod_maximum")),
    )
