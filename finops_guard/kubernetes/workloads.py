"""A workload: an object that runs pods, with how many, how large, where, and on which volumes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct, field

from finops_guard.kubernetes.objects import group_of, pod_of
from finops_guard.kubernetes.placement import Placement, placement
from finops_guard.kubernetes.pods import CONTAINER, find, is_sidecar
from finops_guard.kubernetes.replicas import Replicas, ScaledBy, replicas
from finops_guard.kubernetes.selectors import POD_NAME, text
from finops_guard.kubernetes.sizes import Amount, Defaults, Total, pod_total, request
from finops_guard.kubernetes.storage import Volume, volumes
from finops_guard.resources import Resource
from finops_guard.values import Value


class Workload(Struct, frozen=True):
    """One workload.

    ``resource`` is the object (:func:`finops_guard.kubernetes.objects.as_object`), ``spec`` that of its pods.
    ``autoscaler`` is what scales it in the same scan, ``defaults`` are what the LimitRanges of its namespace give.
    """

    resource: Resource
    spec: Value | None
    replicas: Replicas
    autoscaler: Resource | None
    defaults: Defaults
    _lacking: dict[str, dict[str, list[Amount]]] = field(default_factory=dict)

    def lacking(self, name: str) -> dict[str, list[Amount]]:
        """Return, by container, the requests that are missing or not known, of those that run as long as the pod."""
        if name not in self._lacking:
            running = (child for child in self.resource.children if child.kind == CONTAINER or is_sidecar(child))
            found: dict[str, list[Amount]] = {}
            for child in running:
                amount = request(child, name, self.defaults)
                if amount.amount is None:
                    found.setdefault(child.name, []).append(amount)
            self._lacking[name] = found
        return self._lacking[name]

    @property
    def placement(self) -> Placement:
        return placement(self.spec)

    @property
    def volumes(self) -> tuple[Volume, ...]:
        return tuple(volumes(self.resource.values, self.spec))

    def total(self, name: str) -> Total:
        """Return what one of its pods is placed by: ``cpu`` in cores, ``memory`` and ``ephemeral-storage`` in bytes."""
        return pod_total(self.spec, self.resource.children, name, self.defaults)

    def most(self, name: str) -> Decimal | None:
        """Return what all its pods are placed by when there are most of them; None where that is not known."""
        total, count = self.total(name), self.replicas.most.number
        return total.amount * count if total.is_known and count is not None else None


def workload(resource: Resource, autoscaler: Resource | None, defaults: Defaults) -> Workload:
    """Return the workload that an object is (its ``pod_template`` is not None)."""
    template = pod_of(resource)
    scaler = None
    if autoscaler is not None:
        by = ScaledBy.KEDA if autoscaler.kind == ScaledBy.KEDA else ScaledBy.HORIZONTAL_POD_AUTOSCALER
        scaler = (by, autoscaler.values)
    return Workload(
        resource,
        template.get("spec") if template is not None else None,
        replicas(group_of(resource.values), resource.kind, resource.values, scaler),
        autoscaler,
        defaults,
    )


def labels_value(resource: Resource) -> Value | None:
    """Return the labels that a workload writes on its pods, as they are written."""
    template = pod_of(resource)
    return find(template, "metadata", "labels") if template is not None else None


def pod_labels(resource: Resource) -> Mapping[str, str | None]:
    """Return the labels that a workload writes on its pods; the value of one that is not known is None.

    Of a StatefulSet, ``POD_NAME`` is its name, as in selectors.
    """
    labels = labels_value(resource)
    found: dict[str, str | None] = {}
    if labels is not None and isinstance(labels.raw, Mapping):
        found = {key: text(value) for key, value in labels.raw.items()}
    if resource.type == "StatefulSet":
        found[POD_NAME] = resource.name
    return found
