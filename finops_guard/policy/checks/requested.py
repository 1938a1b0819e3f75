"""What containers and pods request and limit, as quantities that can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from finops_guard.findings import Verdict
from finops_guard.policy.checks.paths import member
from finops_guard.policy.model import Outcome
from finops_guard.policy.patterns import ParameterError
from finops_guard.resources import Child, Resource
from finops_guard.values import Value, show

KINDS = ("requests", "limits")


class Bound(Struct, frozen=True):
    """A size as the policy writes it, and as a number."""

    text: str
    amount: Decimal


class Amount(Struct, frozen=True):
    """One quantity: where it stands, and its number (None where it is unknown or no quantity)."""

    path: str
    value: Value
    amount: Decimal | None


class Requested(Struct, frozen=True):
    """What stands under ``resources``: quantities by ``requests.cpu`` and so on, and what is unknown above them."""

    amounts: Mapping[str, Amount]
    unknowns: tuple[tuple[str, Value], ...] = ()

    def unknown(self, kinds: tuple[str, ...]) -> list[Value]:
        return [value for kind, value in self.unknowns if kind in kinds]

    def size(self, name: str) -> Amount | None:
        """Return the request, or the limit that Kubernetes copies where no request is written."""
        return self.amounts.get(f"requests.{name}") or self.amounts.get(f"limits.{name}")

    def unknown_size(self, name: str) -> Value | None:
        """Return what may hold a size that is not known; None where the size is known, or certainly not written."""
        for kind in KINDS:
            written = self.amounts.get(f"{kind}.{name}")
            if written is not None:
                return written.value if written.value.is_unknown else None
            if unknown := self.unknown((kind,)):
                return unknown[0]
        return None


def requested(resources: Value | None) -> Requested:
    """Return what is written under ``resources`` of a container or a pod."""
    from finops_guard.kubernetes.quantities import parse_quantity

    amounts: dict[str, Amount] = {}
    unknowns: list[tuple[str, Value]] = []
    for kind in KINDS:
        quantities = member(resources, kind) if resources is not None else None
        if quantities is not None and quantities.is_unknown:
            unknowns.append((kind, quantities))
        elif quantities is not None and isinstance(quantities.raw, Mapping):
            for name, value in quantities.raw.items():
                if not value.is_null:
                    number = parse_quantity(value.raw) if isinstance(value.raw, str | int | Decimal) else None
                    amounts[f"{kind}.{name}"] = Amount(f"{kind}.{name}", value, number)
    return Requested(amounts, tuple(unknowns))


def of_pod(resource: Resource) -> Requested:
    """Return what a workload requests for its pods as a whole."""
    from finops_guard.kubernetes.pods import find

    manifest = resource.values if resource.object is None else resource.object
    template = find(manifest, *(resource.pod_template or ()))
    return requested(find(template, "spec", "resources") if template is not None else None)


def bounds(written: Mapping[str, str | int | Decimal], path: tuple[str, ...]) -> Mapping[str, Bound]:
    """Return sizes of a policy by the resource's name; raise ParameterError for what is no quantity."""
    if not written:
        return {}
    from finops_guard.kubernetes.quantities import parse_quantity

    sizes = {}
    for name, text in written.items():
        amount = parse_quantity(text)
        if amount is None:
            raise ParameterError((*path, name), f'"{text}" is no Kubernetes quantity', "write it as 500m, 2 or 1.5Gi")
        sizes[name] = Bound(str(text), amount)
    return sizes


def about(
    child: Child, amount: Amount, message: str, limit: str, what: str, verdict: Verdict = Verdict.FAIL
) -> Outcome:
    """Return what is said about one quantity of a container, where it is written."""
    fields = {
        "container": child.name,
        "resource": amount.path.partition(".")[2],
        "value": show(amount.value).strip('"'),
        "limit": limit,
    }
    span = amount.value.origin or child.span
    return Outcome(verdict, message, f"{child.name}/{amount.path}/{what}", span, amount.value.causes, fields)
