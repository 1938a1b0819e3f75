"""What containers and pods ask for: written, filled in as Kubernetes fills it in, or not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from finops_guard.kubernetes.pods import CONTAINER, find, is_sidecar
from finops_guard.kubernetes.quantities import parse_quantity
from finops_guard.resources import Child
from finops_guard.values import Cause, Value, all_causes

# The amounts that containers are placed by; what else they ask for (GPUs, huge pages) is asked for by name.
NAMES = ("cpu", "memory", "ephemeral-storage")

# Parts of the names of extended resources that are accelerators, by the vendors' device plugins.
_ACCELERATORS = ("/gpu", "/mig-", "/tpu", "/gaudi", "/neuron", "/i915", "/xe")


class Basis(StrEnum):
    """Where the amount that a container is placed by comes from."""

    REQUEST = "request"
    LIMIT = "limit"
    LIMIT_RANGE = "LimitRange"
    POD = "pod"
    NOTHING = "nothing"


class Amount(Struct, frozen=True):
    """One amount that a container asks for: None where nothing is, or where it is not known (then with causes)."""

    amount: Decimal | None
    basis: Basis
    value: Value | None = None
    causes: tuple[Cause, ...] = ()


class Total(Struct, frozen=True):
    """What a pod asks for of one resource: the sum of what is known.

    ``missing`` names the containers that ask for nothing; ``causes`` say why more may be asked for. ``defaulted`` tells
    that a LimitRange filled in some of it, ``value`` is one of the amounts that are written.
    """

    amount: Decimal
    missing: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    defaulted: bool = False
    value: Value | None = None

    @property
    def is_known(self) -> bool:
        return not self.missing and not self.causes


class Defaults(Struct, frozen=True):
    """What LimitRanges give to containers that write nothing: limits and requests by resource."""

    limits: Mapping[str, Value]
    requests: Mapping[str, Value]


NO_DEFAULTS = Defaults({}, {})


def defaults(limit_ranges: Iterable[Value]) -> Defaults:
    """Return what LimitRange manifests give to containers, as Kubernetes completes them: the first that says counts.

    A limit that is not given is the maximum; a request that is not given is the limit, else the minimum.
    """
    limits: dict[str, Value] = {}
    requests: dict[str, Value] = {}
    for manifest in limit_ranges:
        listed = find(manifest, "spec", "limits")
        for item in listed.items() if listed else ():
            kind = item.get("type")
            if kind is None or kind.raw != "Container":
                continue
            given = {**_entries(item.get("max")), **_entries(item.get("default"))}
            asked = {**_entries(item.get("min")), **given, **_entries(item.get("defaultRequest"))}
            limits = {**given, **limits}
            requests = {**asked, **requests}
    return Defaults(limits, requests)


def request(container: Child, name: str, given: Defaults = NO_DEFAULTS) -> Amount:
    """Return what a container is placed by: its request, else its limit, else the request of a LimitRange."""
    resources = container.values.get("resources")
    for kind, basis in (("requests", Basis.REQUEST), ("limits", Basis.LIMIT)):
        written = _written(resources, kind, name)
        if written is not None:
            return _amount(written, basis)
    if name in given.requests:
        return _amount(given.requests[name], Basis.LIMIT_RANGE)
    return Amount(None, Basis.NOTHING)


def limit(container: Child, name: str) -> Amount:
    """Return the limit that a container writes."""
    written = _written(container.values.get("resources"), "limits", name)
    return Amount(None, Basis.NOTHING) if written is None else _amount(written, Basis.LIMIT)


def pod_total(spec: Value | None, containers: Sequence[Child], name: str, given: Defaults = NO_DEFAULTS) -> Total:
    """Return what a pod is placed by: what it asks for as a whole, else the most that its containers need at a time.

    Init containers run one after the other before the others do, beside the sidecars that were started before them.
    """
    whole = spec.get("resources") if spec is not None else None
    for kind in ("requests", "limits"):
        written = _written(whole, kind, name)
        if written is not None:
            amount = _amount(written, Basis.POD)
            return Total(amount.amount or Decimal(0), (), amount.causes, value=written)
    running = [child for child in containers if child.kind == CONTAINER or is_sidecar(child)]
    asked = {child.name: request(child, name, given) for child in containers}
    total = sum((asked[child.name].amount or Decimal(0) for child in running), Decimal(0))
    beside = Decimal(0)
    for child in containers:
        if is_sidecar(child):
            beside += asked[child.name].amount or Decimal(0)
        elif child.kind != CONTAINER:
            total = max(total, beside + (asked[child.name].amount or Decimal(0)))
    overhead = find(spec, "overhead", name) if spec is not None else None
    if overhead is not None:
        total += _amount(overhead, Basis.POD).amount or Decimal(0)
    return Total(
        total,
        tuple(child.name for child in running if asked[child.name].basis is Basis.NOTHING),
        tuple(dict.fromkeys(cause for amount in asked.values() for cause in amount.causes)),
        any(amount.basis is Basis.LIMIT_RANGE for amount in asked.values()),
        next((amount.value for amount in asked.values() if amount.basis in {Basis.REQUEST, Basis.LIMIT}), None),
    )


def accelerators(containers: Iterable[Child]) -> Iterator[tuple[Child, str, Value]]:
    """Yield the GPUs and other accelerators that containers ask for: container, resource name, amount as written."""
    for child in containers:
        resources = child.values.get("resources")
        found: dict[str, Value] = {}
        for kind in ("requests", "limits"):
            found |= _entries(resources.get(kind) if resources is not None else None)
        yield from ((child, name, value) for name, value in found.items() if is_accelerator(name))


def is_accelerator(name: str) -> bool:
    """Tell whether an extended resource (``nvidia.com/gpu``) is an accelerator."""
    return any(part in name for part in _ACCELERATORS)


def _written(resources: Value | None, kind: str, name: str) -> Value | None:
    if resources is None:
        return None
    quantities = resources.get(kind)
    found = quantities.get(name) if quantities is not None else None
    return None if found is None or found.is_null else found


def _amount(value: Value, basis: Basis) -> Amount:
    if value.is_unknown:
        return Amount(None, basis, value, all_causes(value))
    number = parse_quantity(value.raw) if isinstance(value.raw, str | int | Decimal) else None
    return Amount(number, basis if number is not None else Basis.NOTHING, value)


def _entries(value: Value | None) -> dict[str, Value]:
    if value is None or not isinstance(value.raw, Mapping):
        return {}
    return {key: item for key, item in value.raw.items() if not item.is_null}
