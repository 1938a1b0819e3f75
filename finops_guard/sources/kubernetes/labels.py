"""The labels that allocation tools read: those of the pods, over those of their namespace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from finops_guard.documents import SpannedDict, key_span
from finops_guard.resources import Tag, TagOrigin, TagSet
from finops_guard.sources.kubernetes.kustomize import Deployment, Label
from finops_guard.sources.kubernetes.manifests import Manifest
from finops_guard.sources.kubernetes.workloads import find, is_workload, pod_template
from finops_guard.tree import parent
from finops_guard.values import CauseKind, Value, unknown


class Namespaces:
    """The Namespace objects of a scan; where several have one name (clusters, stages), the nearest file counts."""

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        self._found: dict[str, list[Manifest]] = {}
        for manifest in manifests:
            if (manifest.group, manifest.kind) == ("", "Namespace"):
                self._found.setdefault(manifest.name, []).append(manifest)

    def nearest(self, name: str | None, path: str) -> Manifest | None:
        """Return the Namespace of that name that shares most directories with a file; the first of equals."""
        candidates = self._found.get(name or "", [])
        return max(candidates, key=lambda manifest: _shared(manifest.span.path, path), default=None)


def is_labelled(manifest: Manifest) -> bool:
    """Tell whether an object's labels decide who pays: pods, claims, load balancers, and namespaces for what is inside.

    Configuration, roles, definitions and the like cost nothing, and allocation tools do not read their labels.
    """
    if is_workload(manifest.group, manifest.kind):
        return not _takes_template(manifest)
    if manifest.group:
        return False
    if manifest.kind == "Service":
        written = find(manifest.value, "spec", "type")
        return written is not None and written.raw == "LoadBalancer"
    return manifest.kind in {"Namespace", "PersistentVolumeClaim"}


def effective(manifest: Manifest, namespace: Manifest | None, deployments: Sequence[Deployment]) -> TagSet | None:
    """Return an object's effective labels; None where they decide nothing (:func:`is_labelled`).

    A workload's are those of its pod template: a label on the workload alone is read by no allocation tool. Labels of
    kustomizations count where every deployment sets the same value; else the value is Unknown.
    """
    if not is_labelled(manifest):
        return None
    template = pod_template(manifest.group, manifest.kind, manifest.value)
    on_template = template is not None and manifest.kind != "Pod"
    own = template.labels if template and on_template else find(manifest.value, "metadata", "labels")
    origin = TagOrigin.POD_TEMPLATE if on_template else TagOrigin.RESOURCE
    tags: dict[str, Tag] = {}
    if namespace is not None:
        tags.update(_tags(find(namespace.value, "metadata", "labels"), TagOrigin.NAMESPACE))
    tags.update(_tags(own, origin))
    tags.update(_kustomized(tags, deployments, origin, on_template))
    causes = (cause for deployment in deployments for cause in deployment.open)
    return TagSet(tags, tuple(dict.fromkeys(causes)))


def _takes_template(manifest: Manifest) -> bool:
    return pod_template(manifest.group, manifest.kind, manifest.value) is None


def _tags(labels: Value | None, origin: TagOrigin) -> dict[str, Tag]:
    if labels is None or not isinstance(labels.raw, SpannedDict):
        return {}
    return {key: Tag(key, value, origin, key_span(labels, key)) for key, value in labels.raw.items()}


def _kustomized(
    tags: Mapping[str, Tag], deployments: Sequence[Deployment], origin: TagOrigin, on_template: bool
) -> dict[str, Tag]:
    """Return the tags that kustomizations set: known where all of a file's deployments agree, else Unknown."""
    set_by = [
        {key: label for key, label in deployment.labels.items() if label.on_pods or not on_template}
        for deployment in deployments
    ]
    found: dict[str, Tag] = {}
    for key in dict.fromkeys(key for labels in set_by for key in labels):
        written = [labels.get(key) for labels in set_by]
        values = [label.value if label else tags[key].value if key in tags else None for label in written]
        first = next(label for label in written if label)
        if all(value is not None and value.raw == first.value.raw for value in values):
            found[key] = Tag(key, first.value, origin, first.span)
        else:
            found[key] = Tag(key, _differing(key, first), origin, first.span)
    return found


def _differing(key: str, label: Label) -> Value:
    where = label.span.path if label.span else "a kustomization"
    return unknown(CauseKind.TEMPLATE, f"{where} sets the label {key}, other kustomizations do otherwise", label.span)


def _shared(left: str, right: str) -> int:
    """Return how many directories two paths have in common from the root on."""
    count = 0
    for one, other in zip(parent(left).split("/"), parent(right).split("/"), strict=False):
        if one != other:
            break
        count += 1
    return count
