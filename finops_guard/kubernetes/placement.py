"""Which nodes a pod is placed on: spot capacity, processor architecture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from finops_guard.kubernetes.pods import find
from finops_guard.values import Cause, Value, all_causes

# Labels of nodes that tell spot capacity, with the value that means it (both in lower case). Sources: the documentation
# of Karpenter, EKS managed node groups, GKE and AKS, and the label that older guides for EKS recommend.
SPOT_LABELS: Mapping[str, str] = {
    "karpenter.sh/capacity-type": "spot",
    "eks.amazonaws.com/capacitytype": "spot",
    "cloud.google.com/gke-spot": "true",
    "cloud.google.com/gke-preemptible": "true",
    "cloud.google.com/gke-provisioning": "spot",
    "kubernetes.azure.com/scalesetpriority": "spot",
    "node.kubernetes.io/lifecycle": "spot",
}
ARCHITECTURE = "kubernetes.io/arch"
_ASKED = frozenset({*SPOT_LABELS, ARCHITECTURE})


class Spot(StrEnum):
    """Whether a pod runs on spot capacity: it must, it may where there is some, or it does not."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    NO = "no"


class Placement(Struct, frozen=True):
    """The nodes that a pod asks for; ``causes`` say why ``spot`` is not known, ``value`` is what decides it."""

    spot: Spot
    architectures: tuple[str, ...]
    causes: tuple[Cause, ...] = ()
    value: Value | None = None


def placement(spec: Value | None) -> Placement:
    """Return what a pod's ``spec`` asks for: node selector, node affinity (required, then preferred), tolerations."""
    if spec is None:
        return Placement(Spot.NO, ())
    selector, tolerations = spec.get("nodeSelector"), spec.get("tolerations")
    affinity = find(spec, "affinity", "nodeAffinity")
    required = [*_selected(selector), *_required(affinity)]
    allowed = [*required, *_preferred(affinity), *_tolerated(tolerations)]
    architectures = tuple(
        dict.fromkeys(
            text for key, values, _ in required if key == ARCHITECTURE for text in values if isinstance(text, str)
        )
    )
    for found, meaning, enough in ((required, Spot.REQUIRED, all), (allowed, Spot.PREFERRED, any)):
        value = next((value for key, values, value in found if values and enough(_are_spot(key, values))), None)
        if value is not None:
            return Placement(meaning, architectures, value=value)
    return Placement(Spot.NO, architectures, _open(spec, selector, affinity, tolerations))


def _are_spot(key: str, values: tuple[str | None, ...]) -> Iterator[bool]:
    meaning = SPOT_LABELS.get(key.lower())
    return (meaning is not None and value is not None and value.lower() == meaning for value in values)


def _open(spec: Value, selector: Value | None, affinity: Value | None, tolerations: Value | None) -> tuple[Cause, ...]:
    """Return why a pod may be placed on spot capacity although nothing that is known says so."""
    causes = [*spec.causes, *(selector.causes if selector is not None else ())]
    if selector is not None and isinstance(selector.raw, Mapping):
        asked = (value for key, value in selector.raw.items() if key.lower() in SPOT_LABELS)
        causes += [cause for value in asked for cause in value.causes]
    causes += [cause for part in (affinity, tolerations) if part is not None for cause in all_causes(part)]
    return tuple(dict.fromkeys(causes))


def _selected(selector: Value | None) -> Iterator[tuple[str, tuple[str | None, ...], Value]]:
    if selector is not None and isinstance(selector.raw, Mapping):
        for key, value in selector.raw.items():
            yield key, (_text(value),), value


def _required(affinity: Value | None) -> Iterator[tuple[str, tuple[str | None, ...], Value]]:
    """Yield the labels that every term of the required node affinity asks for (its terms are alternatives)."""
    listed = find(affinity, "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms") if affinity else None
    terms = [{key.lower(): (values, item) for key, values, item in _expressions(term)} for term in _items(listed)]
    for key, (_, item) in terms[0].items() if terms else ():
        if all(key in term for term in terms):
            yield key, tuple(dict.fromkeys(text for term in terms for text in term[key][0])), item


def _preferred(affinity: Value | None) -> Iterator[tuple[str, tuple[str | None, ...], Value]]:
    listed = affinity.get("preferredDuringSchedulingIgnoredDuringExecution") if affinity else None
    for item in _items(listed):
        term = item.get("preference")
        if term is not None:
            yield from _expressions(term)


def _expressions(term: Value) -> Iterator[tuple[str, tuple[str | None, ...], Value]]:
    listed = term.get("matchExpressions")
    for item in _items(listed):
        key, operator, values = item.get("key"), item.get("operator"), item.get("values")
        if key is None or not isinstance(key.raw, str) or key.raw.lower() not in _ASKED:
            continue
        if operator is not None and operator.raw == "In" and values:
            yield key.raw, tuple(_text(value) for value in values.items()), item


def _tolerated(tolerations: Value | None) -> Iterator[tuple[str, tuple[str | None, ...], Value]]:
    """Yield the taints that are tolerated; of one that is tolerated whatever its value is, with the one of spot."""
    for item in _items(tolerations):
        key, operator, value = item.get("key"), item.get("operator"), item.get("value")
        if key is None or not isinstance(key.raw, str):
            continue
        exists = operator is not None and operator.raw == "Exists"
        text = SPOT_LABELS.get(key.raw.lower()) if exists else _text(value) if value is not None else None
        yield key.raw, (text,), item


def _items(value: Value | None) -> Iterator[Value]:
    return value.items() if value is not None else iter(())


def _text(value: Value) -> str | None:
    if isinstance(value.raw, bool):
        return "true" if value.raw else "false"
    return value.raw if isinstance(value.raw, str) else None
