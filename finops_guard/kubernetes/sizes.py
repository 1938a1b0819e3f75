"""What containers and pods ask for: written, filled in as Kubernetes fills it in, or not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.kubernetes.pods import CONTAINER, find, is_sidecar
from finops_guard.kubernetes.quantities import parse_quantity
from finops_guard.location import Span
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

    ``missing`` names the containers that ask for nothing; ``causes`` say why more may be asked for. ``value`` is one of
    the amounts that are written; the one of the pod as a whole where ``of_pod``.
    """

    amount: Decimal
    missing: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    value: Value | None = None
    of_pod: bool = False

    @property
    def is_known(self) -> bool:
        return not self.missing and not self.causes

    @property
    def origin(self) -> Span | None:
        """Where the pod as a whole asks for it; None where its containers do."""
        return self.value.origin if self.of_pod and self.value is not None else None


class Defaults(Struct, frozen=True):
    """What LimitRanges give to containers that write nothing, by resource; ``causes``: why they may give more."""

    requests: Mapping[str, Value]
    causes: tuple[Cause, ...] = ()


NO_DEFAULTS = Defaults({})


def defaults(limit_ranges: Iterable[Value]) -> Defaults:
    """Return what LimitRange manifests give to containers, as Kubernetes completes them: the first that says counts.

    A request that is not given is the limit that is given, else the maximum, else the minimum.
    """
    requests: dict[str, Value] = {}
    causes: dict[Cause, None] = {}
    for manifest in limit_ranges:
        listed = find(manifest, "spec", "limits")
        causes |= dict.fromkeys(listed.causes if listed is not None else ())
        for item in listed.items() if listed is not None else ():
            kind = item.get("type")
            if kind is None or kind.raw != "Container":
                causes |= dict.fromkeys(kind.causes if kind is not None else ())
                continue
            for key in ("defaultRequest", "default", "max", "min"):
                given = item.get(key)
                causes |= dict.fromkeys(given.causes if given is not None else ())
                for name, amount in _entries(given).items():
                    requests.setdefault(name, amount)
    return Defaults(requests, tuple(causes))


def request(container: Child, name: str, given: Defaults = NO_DEFAULTS) -> Amount:
    """Return what a container is placed by: its request, else its limit, else the request of a LimitRange."""
    resources = container.values.get("resources")
    for kind, basis in (("requests", Basis.REQUEST), ("limits", Basis.LIMIT)):
        written = _written(resources, kind, name)
        if written is not None:
            return _amount(written, basis)
    if name in given.requests:
        return _amount(given.requests[name], Basis.LIMIT_RANGE)
    return Amount(None, Basis.LIMIT_RANGE if given.causes else Basis.NOTHING, causes=given.causes)


def limit(container: Child, name: str) -> Amount:
    """Return the limit that a container writes."""
    written = _written(container.values.get("resources"), "limits", name)
    return Amount(None, Basis.NOTHING) if written is None else _amount(written, Basis.LIMIT)


def pod_total(spec: Value | None, containers: Sequence[Child], name: str, given: Defaults = NO_DEFAULTS) -> Total:
    """Return what a pod is placed by: what it asks for as a whole, else the most that its containers need at a time.

    A limit of the pod as a whole counts where no container asks for anything. The overhead of its runtime is added.
    """
    asked = [(child, request(child, name, given)) for child in containers]
    whole = spec.get("resources") if spec is not None else None
    written = _written(whole, "requests", name)
    if written is None and not any(amount.basis in {Basis.REQUEST, Basis.LIMIT} for _, amount in asked):
        written = _written(whole, "limits", name)
    of_pod = _amount(written, Basis.POD) if written is not None else None
    if of_pod is not None and of_pod.basis is not Basis.NOTHING:
        total = Total(of_pod.amount or Decimal(0), (), of_pod.causes, value=written, of_pod=True)
    else:
        total = _of_containers(asked)
    overhead = find(spec, "overhead", name) if spec is not None else None
    if overhead is None or overhead.is_null:
        return total
    more = _amount(overhead, Basis.POD)
    causes = tuple(dict.fromkeys((*total.causes, *more.causes)))
    return replace(total, amount=total.amount + (more.amount or Decimal(0)), causes=causes)


def _of_containers(asked: Sequence[tuple[Child, Amount]]) -> Total:
    """Return the most that containers need at a time.

    Init containers run one after the other before the others do, beside the sidecars that were started before them.
    """
    running = [(child, amount) for child, amount in asked if child.kind == CONTAINER or is_sidecar(child)]
    most = sum((amount.amount or Decimal(0) for _, amount in running), Decimal(0))
    beside = Decimal(0)
    for child, amount in asked:
        if is_sidecar(child):
            beside += amount.amount or Decimal(0)
        elif child.kind != CONTAINER:
            most = max(most, beside + (amount.amount or Decimal(0)))
    return Total(
        most,
        tuple(child.name for child, amount in running if amount.basis is Basis.NOTHING),
        tuple(dict.fromkeys(cause for _, amount in asked for cause in amount.causes)),
        next((amount.value for _, amount in asked if amount.basis in {Basis.REQUEST, Basis.LIMIT}), None),
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
    found = find(resources, kind, name) if resources is not None else None
    return None if found is None or found.is_null else found


def _amount(value: Value, basis: Basis) -> Amount:
    if value.is_unknown:
        return Amount(None, basis, value, all_causes(value))
    number = quantity(value)
    return Amount(number, basis if number is not None else Basis.NOTHING, value)


def quantity(value: Value) -> Decimal | None:
    """Return an amount that can be asked for; None for what is none: no quantity, or less than nothing."""
    number = parse_quantity(value.raw) if isinstance(value.raw, str | int | Decimal) else None
    return number if number is not None and number >= 0 else None


def _entries(value: Value | None) -> dict[str, Value]:
    if value is None or not isinstance(value.raw, Mapping):
        return {}
    return {key: item for key, item in value.raw.items() if not item.is_null}
