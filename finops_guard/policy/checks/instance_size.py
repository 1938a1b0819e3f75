"""The check ``instance_size``: machines, database and cache nodes within the limits of their environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.policy.checks.paths import Place, places
from finops_guard.policy.environments import causes as environment_causes
from finops_guard.policy.model import Judged, Outcome
from finops_guard.policy.patterns import Globs
from finops_guard.pricing.changes import Change
from finops_guard.resources import Resource
from finops_guard.values import Cause, CauseKind, show

if TYPE_CHECKING:
    from finops_guard.catalog.sizes import Size

FIELDS = ("size", "vcpu", "memory_gib", "limit", "path")

DEFAULT = "default"
MAX_SMALLER = 3
_ANYTHING = Globs(())


def configure(parameters: Mapping[str, Any]) -> InstanceSizeCheck:
    """Return the check for the limits of each environment."""
    environments: Mapping[str, Mapping[str, Any]] = parameters["environments"]
    return InstanceSizeCheck({name: _limits(limits) for name, limits in environments.items()})


class Limits(Struct, frozen=True):
    """What a machine may be; None and empty globs allow everything."""

    max_vcpu: Decimal | None = None
    max_memory_gib: Decimal | None = None
    max_gpus: Decimal | None = None
    allowed: Globs = _ANYTHING
    denied: Globs = _ANYTHING

    def broken(self, size: Size) -> str:
        """Return the clause that says which limit a size breaks; empty where it breaks none."""
        for figure, limit, unit in (
            (size.vcpu, self.max_vcpu, "vCPU"),
            (size.memory_gib, self.max_memory_gib, "GiB of memory"),
            (size.gpus, self.max_gpus, "GPUs"),
        ):
            if limit is not None and figure is not None and Decimal(str(figure)) > limit:
                return f"more than {_figure(limit)} {unit}"
        names = (size.family, size.name)
        if any(map(self.denied.match, names)):
            return f"of the family {size.family}, which is not allowed"
        if self.allowed and not any(map(self.allowed.match, names)):
            return f"of the family {size.family}, which is not among the allowed ones"
        return ""


class InstanceSizeCheck(Struct, frozen=True):
    """Judges each place of a resource that names a size; nothing where none does, or where no limit applies."""

    limits: Mapping[str, Limits]

    def judge(self, judged: Judged) -> Iterator[Outcome] | None:
        from finops_guard.catalog import sizes

        if not isinstance(judged, Resource):
            return None
        # Absent: the provider's or module's own default, a launch template, or a mixed instances policy.
        named = [
            (place, attribute.service)
            for attribute in sizes.attributes(judged.type)
            for place in places(judged.values, attribute.path)
            if place.value is not None
        ]
        applicable = self._applicable(judged)
        if not named or all(limits == Limits() for limits in applicable):
            return None
        outcomes = (self._outcome(judged, place, service, applicable) for place, service in named)
        return (outcome for outcome in outcomes if outcome is not None)

    def _outcome(
        self, resource: Resource, place: Place, service: str, applicable: tuple[Limits, ...]
    ) -> Outcome | None:
        from finops_guard.catalog import sizes

        value = place.value
        name = value.raw if value is not None and isinstance(value.raw, str) else ""
        size = sizes.lookup(service, name) if name else None
        if value is None or size is None:
            written = show(value).strip('"') if value is not None else ""
            unknown = Cause(CauseKind.UNSUPPORTED, f"the catalog does not know the size {written}", place.span)
            causes = value.causes if value is not None and value.causes else (unknown,)
            message = f"the size of {resource.address} is not known"
            return Outcome(Verdict.UNRESOLVED, message, place.name, place.span, causes, {"path": place.name})
        broken = [limits.broken(size) for limits in applicable]
        if not any(broken):
            if size.memory_gib is not None or all(limits.max_memory_gib is None for limits in applicable):
                return None
            unknown = Cause(CauseKind.UNSUPPORTED, f"the catalog does not know the memory of {size.name}", place.span)
            message = f"the memory of {resource.address} is not known"
            return Outcome(Verdict.UNRESOLVED, message, place.name, place.span, (unknown,), {"path": place.name})
        clause = next(filter(None, broken))
        fields = {
            "size": show(value).strip('"'),
            "vcpu": _figure(size.vcpu),
            "memory_gib": _figure(size.memory_gib),
            "limit": clause,
            "path": place.name,
        }
        message = (
            f"{resource.address} is {fields['size']} ({fields['vcpu']} vCPU, {fields['memory_gib']} GiB): {clause}"
        )
        if all(broken):
            where = resource.environment.name
            message += f" in {where}" if where else ""
            changes = tuple(_smaller(service, name, place, applicable))
            return Outcome(Verdict.FAIL, message, place.name, place.span, (), fields, changes)
        causes = environment_causes(resource.environment)
        return Outcome(Verdict.UNRESOLVED, message, place.name, place.span, causes, fields)

    def _applicable(self, resource: Resource) -> tuple[Limits, ...]:
        """Return the limits that may apply: one where the environment is known, all of them where it is not."""
        name = resource.environment.name
        default = self.limits.get(DEFAULT, Limits())
        if name is not None:
            return (self.limits.get(name, default),)
        return (*self.limits.values(), default)


def _smaller(service: str, name: str, place: Place, applicable: tuple[Limits, ...]) -> Iterator[Change]:
    """Yield the largest sizes of the same family that are allowed: not each of them may have a price."""
    from finops_guard.catalog.smaller import smaller

    allowed = (size for size in smaller(service, name) if not any(limits.broken(size) for limits in applicable))
    for size in islice(allowed, MAX_SMALLER):
        yield Change(((place.name, size.name),))


def _limits(parameters: Mapping[str, Any]) -> Limits:
    return Limits(
        _decimal(parameters.get("max_vcpu")),
        _decimal(parameters.get("max_memory_gib")),
        _decimal(parameters.get("max_gpus")),
        Globs(parameters["allowed"]) if "allowed" in parameters else _ANYTHING,
        Globs(parameters["denied"]) if "denied" in parameters else _ANYTHING,
    )


def _decimal(number: int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _figure(number: object) -> str:
    """Return a figure without needless zeros: 16.0 is 16."""
    text = f"{Decimal(str(number)):f}" if number is not None else "?"
    return text.rstrip("0").rstrip(".") if "." in text else text
