"""The objects of a scan and how they belong together: by namespace, by name, by label."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from enum import Enum
from typing import Any

from finops_guard.kubernetes.claims import Mounts, Volumes
from finops_guard.kubernetes.namespaces import Members, Namespaces
from finops_guard.kubernetes.objects import Found, as_object, group_of, is_custom
from finops_guard.kubernetes.pods import find
from finops_guard.kubernetes.proximity import Nearest
from finops_guard.kubernetes.selection import Pods, Selected
from finops_guard.kubernetes.selectors import Selector
from finops_guard.kubernetes.sizes import NO_DEFAULTS, Defaults, defaults
from finops_guard.kubernetes.storage import VolumeKind
from finops_guard.kubernetes.workloads import Workload, workload
from finops_guard.resources import FileRecord, FileStatus, Resource
from finops_guard.tree import parent
from finops_guard.values import Cause, CauseKind, Value, all_causes

# LimitRanges or ResourceQuotas of one namespace that are looked at.
MAX_GIVEN = 20
# Objects with one key that are looked at for one that is about another.
MAX_CANDIDATES = 100

AUTOSCALERS = ("HorizontalPodAutoscaler", "ScaledObject")

# Groups of custom kinds that are about pods of others, and make none.
_NO_PODS = frozenset(
    {
        *("cert-manager.io", "cilium.io", "configuration.konghq.com", "external-secrets.io", "keda.sh", "kyverno.io"),
        *("linkerd.io", "networking.gke.io", "networking.istio.io", "policy.linkerd.io", "security.istio.io"),
        *("telemetry.istio.io", "traefik.containo.us", "traefik.io"),
    }
)


class _Any(Enum):
    """Stands for whichever namespace an object is deployed into."""

    NAMESPACE = "any"


class Cluster:
    """All Kubernetes objects of a scan, of manifests and of Terraform alike.

    A tree may hold several clusters and stages with the same names: of several candidates, those count that are
    deployed nearest. Objects that write no namespace are deployed into one that is not known: they belong to each
    other, and may belong to those that write one. ``files`` are those of the scan: what was not evaluated may hold
    what seems to be missing beside it.
    """

    def __init__(self, resources: Iterable[Resource], files: Iterable[FileRecord] = ()) -> None:
        self._objects = {id(each): as_object(each) for each in resources if each.kind}
        self._unread = {
            parent(file.path): file for file in files if file.status in {FileStatus.TEMPLATE, FileStatus.BROKEN}
        }
        self._names: Nearest[Resource] = Nearest()
        self._kinds: Nearest[Resource] = Nearest()
        self._scalers: Nearest[Resource] = Nearest()
        self._operators: Nearest[Resource] = Nearest()
        self._pods = Pods()
        self._mounts = Mounts()
        self._volumes = Volumes()
        self._workloads: dict[int, Workload] = {}
        self.remembered: dict[int, Any] = {}  # what upper layers have found out about an object, by its id
        self._governed: dict[str, dict[int, list[Resource]]] = {}
        self._defaults: dict[tuple[int, ...], Defaults] = {}
        self._places = {(_identity(each), _place(each)) for each in self._objects.values()}
        for each in self._objects.values():
            self._add(each)
        self._namespaces = Namespaces(self._objects.values())

    def object(self, resource: Resource) -> Resource | None:
        """Return the object that one of the resources is or makes; None where it makes none."""
        return self._objects.get(id(resource))

    def _add(self, each: Resource) -> None:
        self._kinds.add((each.kind, each.namespace), each, each)
        if each.kind in AUTOSCALERS and (target := scale_target(each.values)) is not None:
            self._scalers.add((target[0], each.namespace, target[1]), each, each)
        if each.pod_template is None and is_custom(each.values) and group_of(each.values) not in _NO_PODS:
            self._operators.add((each.namespace, each.name), each, each)
        if each.kind == "PersistentVolumeClaim":
            self._volumes.add(each.values, each)
            self._mounts.expect(each)
        namespaces = (each.namespace, _Any.NAMESPACE)
        if each.pod_template is not None:
            listed = workload(each, None, NO_DEFAULTS).volumes
            self._mounts.add(each, listed, namespaces)
            self._pods.add(each, namespaces)
            for volume in listed:
                if volume.kind is VolumeKind.TEMPLATE:
                    self._volumes.add(volume.value, each)
        if is_custom(each.values):
            self._mounts.mention(each, namespaces)
        for namespace in namespaces:
            self._names.add((each.kind, namespace, each.name), each, each)

    def workload(self, resource: Resource) -> Workload:
        """Return the workload that an object is (its ``pod_template`` is not None)."""
        known = self._workloads.get(id(resource))
        if known is None:
            known = workload(resource, self.autoscaler(resource), self._defaults_of(resource))
            self._workloads[id(resource)] = known
        return known

    def workloads(self) -> Iterator[Workload]:
        """Yield every workload, in the order of the scan."""
        return (self.workload(each) for each in self._objects.values() if each.pod_template is not None)

    def members(self, namespace: Resource) -> Members:
        """Return the objects that are deployed into a Namespace object."""
        return self._namespaces.members(namespace)

    def load_balancer_number(self, resource: Resource) -> int:
        """Return the place of a Service among the load balancers of its namespace, in the order of the scan, from 1."""
        return self._namespaces.load_balancer_number(resource)

    def given(self, kind: str, namespace: Resource) -> Found:
        """Return the LimitRanges or ResourceQuotas of a Namespace object."""
        members = self.members(namespace)
        found = tuple(each for each in members.objects if each.kind == kind)
        near = self._kinds.together((kind, None), namespace)
        causes = members.causes or _unplaced(near, namespace.name) or self._beside(namespace)
        return Found(found, () if found else causes)

    def in_force(self, kind: str, resource: Resource) -> list[Resource]:
        """Return the LimitRanges or ResourceQuotas that are in force where a resource is deployed."""
        if resource.namespace is None:
            return self._kinds.together((kind, None), resource)[:MAX_GIVEN]
        return self._same_stage(self._kinds.by_level((kind, resource.namespace), resource), resource)[:MAX_GIVEN]

    def governed(self, given: Resource) -> list[Resource]:
        """Return the objects that a ResourceQuota or LimitRange is in force for, in the order of the scan."""
        kind = given.kind
        if kind not in self._governed:
            found: dict[int, list[Resource]] = {}
            for each in self._objects.values():
                for governing in self.in_force(kind, each):
                    found.setdefault(id(governing), []).append(each)
            self._governed[kind] = found
        return self._governed[kind].get(id(given), [])

    def autoscaler(self, resource: Resource) -> Resource | None:
        """Return what scales a workload; None where nothing in the scan does."""
        key = (resource.kind, resource.namespace, resource.name)
        return next(iter(self._same_stage(self._scalers.by_level(key, resource), resource)), None)

    def _same_stage(self, near: Iterable[list[Resource]], resource: Resource) -> list[Resource]:
        """Return the nearest objects that may be about a resource: none that another one of its name is deployed with.

        The same names in two roots are two stages of one thing, and what is deployed with one is not about the other.
        """
        identity = _identity(resource)
        for listed in near:
            found = [
                each
                for each in listed[:MAX_CANDIDATES]
                if _place(each) == _place(resource) or (identity, _place(each)) not in self._places
            ]
            if found:
                return found
        return []

    def target(self, autoscaler: Resource) -> Found:
        """Return what an autoscaler scales: an object of the scan, which may run no pods itself."""
        target = scale_target(autoscaler.values)
        if target is None:
            reference = _reference(autoscaler.values)
            return Found((), all_causes(reference) if reference is not None else ())
        for namespace in _alternatives(autoscaler):
            found = self._names.nearest((target[0], namespace, target[1]), autoscaler)
            if found and namespace == autoscaler.namespace:
                return Found(tuple(found[:1]))
            if found:
                return Found((), _unplaced(found, autoscaler.namespace))
        return Found((), self._beside(autoscaler))

    def selected(self, selector: Selector, resource: Resource) -> Selected:
        """Return the workloads whose pods a selector of an object means, those that are deployed nearest to it."""
        for namespace in _alternatives(resource):
            found = self._pods.selected(selector, resource, namespace)
            if found.workloads and namespace != resource.namespace:
                return Selected((), _unplaced(found.workloads, resource.namespace))
            if found.workloads or found.causes:
                return found
        return Selected((), () if selector.is_nothing else self._operated(selector, resource) or self._beside(resource))

    def _operated(self, selector: Selector, resource: Resource) -> tuple[Cause, ...]:
        """Return that an object of a custom kind may be what makes the pods: one that the selector names."""
        for _, name in selector.pairs:
            found = self._operators.nearest((resource.namespace, name), resource)
            if found:
                text = f"{found[0].address} may make pods, by an operator"
                return (Cause(CauseKind.UNSUPPORTED, text, found[0].span),)
        return ()

    def mounts(self, claim: Resource) -> Found:
        """Return what mounts a PersistentVolumeClaim: workloads, and objects of custom kinds that name it."""
        for namespace in _alternatives(claim):
            found = self._mounts.of(claim, namespace)
            if found and namespace == claim.namespace:
                return Found(tuple(found))
            if found:
                return Found((), _unplaced(found, claim.namespace))
            if causes := self._mounts.open(claim, namespace):
                return Found((), causes)
        return Found((), self._beside(claim))

    def claims(self, volume: Resource) -> Found:
        """Return the claims that may take a PersistentVolume; those that are made for pods, by what makes them."""
        found = self._volumes.of(volume)
        return found if found.objects or found.causes else Found((), self._beside(volume))

    def _beside(self, resource: Resource) -> tuple[Cause, ...]:
        """Return that a file beside a resource was not evaluated: it may hold what is missing."""
        file = self._unread.get(resource.root)
        if file is None:
            return ()
        return (Cause(CauseKind.TEMPLATE, f"{file.path} is not evaluated: {file.reason}"),)

    def _defaults_of(self, resource: Resource) -> Defaults:
        found = self.in_force("LimitRange", resource)
        if not found:
            return NO_DEFAULTS
        key = tuple(map(id, found))
        if key not in self._defaults:
            self._defaults[key] = defaults(each.values for each in found)
        return self._defaults[key]


def _identity(resource: Resource) -> tuple[str, str | None, str]:
    return resource.kind, resource.namespace, resource.name


def _place(resource: Resource) -> tuple[str, str]:
    """Return what a resource is deployed with: its root, and which deployment of it where there are several."""
    return resource.root, resource.plan


def _alternatives(resource: Resource) -> tuple[Hashable, Hashable]:
    """Return the namespace of a resource, then where what belongs to it may be deployed as well."""
    return resource.namespace, None if resource.namespace is not None else _Any.NAMESPACE


def _unplaced(found: Iterable[Resource], namespace: str | None) -> tuple[Cause, ...]:
    """Return why it is not known whether objects belong to a namespace (None: to one that is not known)."""
    where = f"the namespace {namespace}" if namespace is not None else "the same namespace"
    first = next(iter(found), None)
    if first is None:
        return ()
    text = f"{first.address} may be deployed into {where} or not: a namespace is not written"
    return (Cause(CauseKind.NO_VALUE, text, first.span),)


def _reference(manifest: Value) -> Value | None:
    """Return what an autoscaler says it scales, horizontally or vertically."""
    return find(manifest, "spec", "scaleTargetRef") or find(manifest, "spec", "targetRef")


def scale_target(manifest: Value) -> tuple[str, str] | None:
    """Return kind and name of what an autoscaler scales; None where they are not known."""
    reference = _reference(manifest)
    if reference is None:
        return None
    kind, name = reference.get("kind"), reference.get("name")
    # KEDA scales a Deployment where nothing else is said.
    written = kind.raw if kind is not None else "Deployment"
    if name is None or not isinstance(name.raw, str) or not isinstance(written, str):
        return None
    return written, name.raw
