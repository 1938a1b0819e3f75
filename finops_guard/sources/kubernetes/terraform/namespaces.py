"""The labels that objects have from their namespaces, wherever either is written: in manifests or in Terraform."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.kubernetes.kinds import is_labelled
from finops_guard.kubernetes.objects import as_object, group_of
from finops_guard.kubernetes.pods import find
from finops_guard.resources import Resource, Tag, TagOrigin, TagSet
from finops_guard.sources.kubernetes.terraform.objects import Budget
from finops_guard.sources.terraform.tags import tag_set
from finops_guard.tree import shared_directories
from finops_guard.values import ANY_SHAPE, Cause, Shape, Unknown, Value, fits, shapes_of

_BLOCKS = {"jobTemplate": "job_template"}


class Namespace(Struct, frozen=True):
    """One Namespace: its name, known or not, its labels and annotations, and the resource that makes it."""

    name: Value
    labels: Value | None
    annotations: Value | None
    resource: Resource

    def may_be(self, name: str) -> bool:
        """Tell whether this could be the namespace of a name."""
        return fits(name, self.name.raw.shape) if isinstance(self.name.raw, Unknown) else self.name.raw == name

    def may_fit(self, shape: Shape) -> bool:
        """Tell whether its name could be of that shape."""
        return fits(self.name.raw, shape) if isinstance(self.name.raw, str) else self.name.is_unknown


class Namespaces:
    """The Namespace objects of a scan. The budget is for what they are compared with and give, key by key."""

    def __init__(self, resources: Iterable[Resource], budget: Budget) -> None:
        self._budget = budget
        self._named: dict[str, list[Namespace]] = {}
        self._unnamed: list[Namespace] = []
        self._count = 0
        for resource in resources:
            manifest = as_object(resource).values if resource.kind == "Namespace" else None
            name = find(manifest, "metadata", "name") if manifest is not None else None
            if manifest is None or name is None:
                continue
            labels, annotations = find(manifest, "metadata", "labels"), find(manifest, "metadata", "annotations")
            found = Namespace(name, labels, annotations, resource)
            self._count += 1
            if isinstance(name.raw, str):
                self._named.setdefault(name.raw, []).append(found)
            elif name.is_unknown:
                self._unnamed.append(found)

    def of(self, name: Value | None, resource: Resource) -> tuple[Namespace | None, list[Namespace]]:
        """Return the namespace of that name; where it is not known which that is, those that may be it.

        Where several have the name (clusters, stages), the one in the same root counts, else the nearest file's.
        """
        if name is None or name.is_null:
            return None, []
        if isinstance(name.raw, Unknown):
            # What both take from one variable is the same, whatever it holds; parts of it stand in different places.
            self._budget.spend(self._count)
            same = [each for each in self._unnamed if each.name.raw is name.raw and each.name.origin == name.origin]
            shape = name.raw.shape
            return _nearest(same, resource), [] if same else [each for each in self._all() if each.may_fit(shape)]
        text = str(name.raw)
        found = self._named.get(text)
        if found:
            self._budget.spend(len(found))
            return _nearest(found, resource), []
        self._budget.spend(len(self._unnamed))
        here = [each for each in self._unnamed if each.resource.root == resource.root]
        return None, [each for each in here if each.may_be(text)]

    def is_in_manifest(self, name: str) -> bool:
        """Tell whether a manifest writes the namespace of a name."""
        found = self._named.get(name, ())
        self._budget.spend(len(found))
        return any(each.resource.object is None for each in found)

    def labels(self, given: Namespace | None, perhaps: Sequence[Namespace], own: Value | None) -> Value | None:
        """Return the labels that a namespace gives, counted with those that others may give and the object's own."""
        labels = given.labels if given is not None else None
        self._budget.spend(sum(_size(each) for each in (labels, own, *(each.labels for each in perhaps))))
        return labels

    def annotations(self, given: Namespace | None, own: Value | None) -> Mapping[str, Tag]:
        """Return the annotations that count where no label does: an object's own over those of its namespace."""
        inherited = given.annotations if given is not None else None
        self._budget.spend(_size(inherited) + _size(own))
        return tag_set((TagOrigin.ANNOTATION, inherited), (TagOrigin.ANNOTATION, own)).tags

    def _all(self) -> Iterator[Namespace]:
        for found in self._named.values():
            yield from found
        yield from self._unnamed


def effective(resource: Resource, name: Value | None, namespaces: Namespaces) -> TagSet | None:
    """Return the effective labels of the object that a resource makes; None where they decide nothing.

    As those of manifests: a workload's are its pod template's, over its namespace's. ``name`` is the namespace's.
    Raise ExhaustedError where the labels of a scan are too many.
    """
    manifest = resource.object
    if manifest is None or not is_labelled(
        group_of(manifest), resource.kind, manifest, runs_pods=resource.pod_template is not None
    ):
        return None
    steps = resource.pod_template or ()
    own = find(manifest, *steps, "metadata", "labels")
    origin = TagOrigin.POD_TEMPLATE if steps else TagOrigin.RESOURCE
    given, perhaps = namespaces.of(name, resource)
    labels = namespaces.labels(given, perhaps, own)
    place = resource.provenance.absent(_path(resource, steps)) if resource.provenance is not None else None
    tags = _opened(tag_set((TagOrigin.NAMESPACE, labels), (origin, own), place=place), name, perhaps)
    tags = replace(tags, annotations=namespaces.annotations(given, find(manifest, *steps, "metadata", "annotations")))
    type_ = find(manifest, "spec", "type") if resource.kind == "Service" else None
    if type_ is None or not type_.is_unknown:
        return tags
    # It may be no load balancer, and then nobody asks for its labels.
    return replace(tags, open=(*tags.open, *type_.causes), shapes=(ANY_SHAPE,))


def inherited(resource: Resource, namespaces: Namespaces, *, installed: bool = False) -> TagSet | None:
    """Return the effective labels of an object of a manifest, with those of a namespace that Terraform makes.

    One that a Helm release of Terraform's installs (``installed``) gets those of any namespace.
    Raise ExhaustedError as :func:`effective` does.
    """
    own = resource.tags
    if own is None or resource.kind == "Namespace" or resource.namespace is None:
        return own
    if not installed and namespaces.is_in_manifest(resource.namespace):
        return own  # it has the labels of that one already
    given, perhaps = namespaces.of(Value(resource.namespace), resource)
    labels = namespaces.labels(given, perhaps, None)
    below = _opened(tag_set((TagOrigin.NAMESPACE, labels)), None, perhaps)
    shapes = [*(own.shapes if own.open else ()), *(below.shapes if below.open else ())]
    open_ = tuple(dict.fromkeys((*own.open, *below.open)))
    annotations = {**namespaces.annotations(given, None), **own.annotations}
    tags = {**below.tags, **own.tags}
    return TagSet(tags, open_, tuple(dict.fromkeys(shapes)) or own.shapes, own.place, annotations)


def _opened(tags: TagSet, name: Value | None, perhaps: list[Namespace]) -> TagSet:
    """Return tags that may have further keys: those of namespaces of which one may be the object's."""
    shapes: list[Shape] = [*(tags.shapes if tags.open else ())]
    causes: list[Cause] = [*tags.open]
    for each in perhaps:
        labels = each.labels
        keys = labels.raw if labels is not None and isinstance(labels.raw, Mapping) else ()
        found = [*((key, "") for key in keys), *(shapes_of(labels) if labels is not None else ())]
        if found:
            shapes += found
            causes += [*(name.causes if name is not None else ()), *each.name.causes]
    return replace(tags, open=tuple(dict.fromkeys(causes)), shapes=tuple(dict.fromkeys(shapes)) or tags.shapes)


def _size(labels: Value | None) -> int:
    return len(labels.raw) if labels is not None and isinstance(labels.raw, Mapping) else 1


def _nearest(found: Sequence[Namespace], resource: Resource) -> Namespace | None:
    """Return the namespace that shares most with a resource: plan, root, directories; the first of equals."""

    def closeness(each: Namespace) -> tuple[bool, int]:
        same = (each.resource.root, each.resource.plan) == (resource.root, resource.plan)
        return same, shared_directories(each.resource.span.path, resource.span.path)

    return max(found, key=closeness, default=None)


def _path(resource: Resource, steps: Sequence[str]) -> str:
    """Return the argument or block of a Terraform resource in which a label would be written."""
    whole = {"kubernetes_manifest": "manifest", "kubectl_manifest": "yaml_body"}.get(resource.type)
    return whole or ".".join([*(_BLOCKS.get(step, step) for step in steps), "metadata", "labels"])
