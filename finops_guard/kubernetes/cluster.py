"""The objects of a scan and how they belong together: by namespace, by name, by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

from msgspec import Struct

from finops_guard.kubernetes.objects import as_object
from finops_guard.kubernetes.pods import find
from finops_guard.kubernetes.proximity import Nearest
from finops_guard.kubernetes.selectors import Selector
from finops_guard.kubernetes.sizes import NO_DEFAULTS, Defaults, defaults
from finops_guard.kubernetes.storage import VolumeKind
from finops_guard.kubernetes.workloads import Workload, pod_labels, workload
from finops_guard.resources import Resource
from finops_guard.values import Value

# Comparisons of selectors with labels in one scan; real ones need some thousands.
MAX_COMPARISONS = 2_000_000

# LimitRanges or ResourceQuotas of one namespace that are looked at.
MAX_GIVEN = 20

AUTOSCALERS = ("HorizontalPodAutoscaler", "ScaledObject")


class Selected(Struct, frozen=True):
    """The workloads that a selector means, and whether it may mean others that cannot be told."""

    workloads: tuple[Workload, ...]
    open: bool = False


class Cluster:
    """All Kubernetes objects of a scan, of manifests and of Terraform alike.

    A tree may hold several clusters and stages with the same names: of several candidates, those count that are
    deployed nearest. Objects that write no namespace are deployed into one that is not known: what a namespace gives
    (quotas, limits) reaches them only from objects that are deployed with them.
    """

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._objects = {id(each): as_object(each) for each in resources if each.kind}
        self._names: Nearest[Resource] = Nearest()
        self._kinds: Nearest[Resource] = Nearest()
        self._scalers: Nearest[Resource] = Nearest()
        self._pods: Nearest[Resource] = Nearest()
        self._mounts: Nearest[Resource] = Nearest()
        self._workloads: dict[int, Workload] = {}
        self._members: dict[int, list[Resource]] | None = None
        self._governed: dict[str, dict[int, list[Resource]]] = {}
        self._balancers: dict[int, int] | None = None
        self._defaults: dict[tuple[int, ...], Defaults] = {}
        self._comparisons = 0
        for each in self._objects.values():
            self._add(each)

    def object(self, resource: Resource) -> Resource | None:
        """Return the object that one of the resources is or makes; None where it makes none."""
        return self._objects.get(id(resource))

    def _add(self, each: Resource) -> None:
        self._names.add((each.kind, each.namespace, each.name), each, each)
        self._kinds.add((each.kind, each.namespace), each, each)
        if each.kind in AUTOSCALERS and (target := scale_target(each.values)) is not None:
            self._scalers.add((target[0], each.namespace, target[1]), each, each)
        if each.pod_template is not None:
            for key, value in pod_labels(each).items():
                self._pods.add((each.namespace, key, value), each, each)
            for claim in self.workload(each, scaled=False).volumes:
                if claim.kind is VolumeKind.CLAIM:
                    self._mounts.add((each.namespace, claim.name), each, each)

    def workload(self, resource: Resource, *, scaled: bool = True) -> Workload:
        """Return the workload that an object is."""
        if not scaled:
            return workload(resource, None, NO_DEFAULTS)
        known = self._workloads.get(id(resource))
        if known is None:
            known = workload(resource, self.autoscaler(resource), self._defaults_of(resource))
            self._workloads[id(resource)] = known
        return known

    def workloads(self) -> Iterator[Workload]:
        """Yield every workload, in the order of the scan."""
        return (self.workload(each) for each in self._objects.values() if each.pod_template is not None)

    def named(self, kind: str, namespace: str | None, name: str, near: Resource) -> Resource | None:
        """Return the object of that kind and name that is deployed nearest to another; None where there is none."""
        return next(iter(self._names.nearest((kind, namespace, name), near)), None)

    def namespace(self, resource: Resource) -> Resource | None:
        """Return the Namespace object that a resource is deployed into."""
        return self.named("Namespace", None, resource.namespace, resource) if resource.namespace else None

    def members(self, namespace: Resource) -> list[Resource]:
        """Return the objects that are deployed into a Namespace object, in the order of the scan."""
        if self._members is None:
            self._members = {}
            for each in self._objects.values():
                found = self.namespace(each)
                if found is not None:
                    self._members.setdefault(id(found), []).append(each)
        return self._members.get(id(namespace), [])

    def given(self, kind: str, resource: Resource) -> list[Resource]:
        """Return the LimitRanges or ResourceQuotas that are in force where a resource is deployed."""
        namespace = resource.name if resource.kind == "Namespace" else resource.namespace
        if namespace is None:
            return self._kinds.together((kind, None), resource)[:MAX_GIVEN]
        return self._kinds.nearest((kind, namespace), resource)[:MAX_GIVEN]

    def governed(self, given: Resource) -> list[Resource]:
        """Return the objects that a ResourceQuota or LimitRange is in force for, in the order of the scan."""
        kind = given.kind
        if kind not in self._governed:
            found: dict[int, list[Resource]] = {}
            for each in self._objects.values():
                for governing in self.given(kind, each):
                    found.setdefault(id(governing), []).append(each)
            self._governed[kind] = found
        return self._governed[kind].get(id(given), [])

    def autoscaler(self, resource: Resource) -> Resource | None:
        """Return what scales a workload; None where nothing in the scan does."""
        key = (resource.kind, resource.namespace, resource.name)
        return next(iter(self._scalers.nearest(key, resource)), None)

    def target(self, autoscaler: Resource) -> Workload | None:
        """Return the workload that an autoscaler scales; None where it is not in the scan, or runs no pods itself."""
        target = scale_target(autoscaler.values)
        found = self.named(target[0], autoscaler.namespace, target[1], autoscaler) if target is not None else None
        return self.workload(found) if found is not None and found.pod_template is not None else None

    def selected(self, selector: Selector, resource: Resource) -> Selected:
        """Return the workloads whose pods a selector of an object means, those that are deployed nearest to it."""
        if not selector.pairs:
            return Selected((), open=not selector.is_empty)
        key, value = selector.pairs[0]
        certain = self._pods.nearest((resource.namespace, key, value), resource)
        candidates = [*certain, *self._pods.nearest((resource.namespace, key, None), resource)]
        found: list[Workload] = []
        is_open = False
        for each in candidates:
            self._comparisons += 1
            if self._comparisons > MAX_COMPARISONS:
                return Selected(tuple(found), open=True)
            fits = selector.matches(pod_labels(each))
            is_open = is_open or fits is None
            if fits:
                found.append(self.workload(each))
        return Selected(tuple(found), is_open)

    def mounts(self, claim: Resource) -> list[Resource]:
        """Return the workloads whose pods mount a PersistentVolumeClaim."""
        return self._mounts.nearest((claim.namespace, claim.name), claim)

    def load_balancer_number(self, resource: Resource) -> int:
        """Return the place of a Service among the load balancers of its namespace, in the order of the scan, from 1."""
        if self._balancers is None:
            self._balancers = {}
            counts: Counter[Hashable] = Counter()
            for each in filter(is_load_balancer, self._objects.values()):
                namespace = self.namespace(each)
                where = (each.root, each.plan) if each.namespace is None else (each.namespace, id(namespace))
                counts[where] += 1
                self._balancers[id(each)] = counts[where]
        return self._balancers.get(id(resource), 1)

    def _defaults_of(self, resource: Resource) -> Defaults:
        found = self.given("LimitRange", resource)
        if not found:
            return NO_DEFAULTS
        key = tuple(map(id, found))
        if key not in self._defaults:
            self._defaults[key] = defaults(each.values for each in found)
        return self._defaults[key]


def is_load_balancer(resource: Resource) -> bool:
    """Tell whether an object is a Service that makes a load balancer."""
    written = find(resource.values, "spec", "type") if resource.kind == "Service" else None
    return written is not None and written.raw == "LoadBalancer"


def scale_target(manifest: Value) -> tuple[str, str] | None:
    """Return kind and name of what an autoscaler scales; None where they are not known."""
    reference = find(manifest, "spec", "scaleTargetRef")
    if reference is None:
        return None
    kind, name = reference.get("kind"), reference.get("name")
    # KEDA scales a Deployment where nothing else is said.
    written = kind.raw if kind is not None else "Deployment"
    if name is None or not isinstance(name.raw, str) or not isinstance(written, str):
        return None
    return written, name.raw
