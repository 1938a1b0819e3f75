"""The labels that allocation tools read: those of the pods, over those of their namespace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from finops_guard.documents.model import SpannedDict, key_span
from finops_guard.kubernetes.kinds import is_labelled
from finops_guard.kubernetes.pods import find, template_at
from finops_guard.resources import Tag, TagOrigin, TagSet
from finops_guard.sources.kubernetes.kustomize import Step
from finops_guard.sources.kubernetes.label_patches import apply
from finops_guard.sources.kubernetes.manifests import Deployed, Manifest
from finops_guard.tree import parent
from finops_guard.values import CauseKind, Value, unknown


class Namespaces:
    """The Namespace objects of a scan.

    Where several have one name (clusters, stages), one deployed together with an object counts, else the nearest file.
    """

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        self._found: dict[tuple[str, str], Manifest] = {}  # by name and directory, with those above it
        self._deployed: dict[tuple[str, Deployed], Manifest] = {}
        for manifest in manifests:
            if (manifest.group, manifest.kind) == ("", "Namespace"):
                for directory in _directories(manifest.span.path):
                    self._found.setdefault((manifest.name, directory), manifest)
                if manifest.deployed is not None:
                    self._deployed.setdefault((manifest.name, manifest.deployed), manifest)

    def nearest(self, name: str | None, manifest: Manifest) -> Manifest | None:
        """Return the Namespace of that name that is deployed with an object, else the nearest; the first of equals."""
        if not name:
            return None
        deployed = manifest.deployed
        if deployed is not None and (found := self._deployed.get((name, deployed))) is not None:
            return found
        path = manifest.span.path if deployed is None else f"{deployed.root}/"
        candidates = (self._found.get((name, directory)) for directory in _directories(path))
        return next((found for found in candidates if found is not None), None)


def effective(manifest: Manifest, namespace: Manifest | None, ways: Sequence[Sequence[Step]]) -> TagSet | None:
    """Return an object's effective labels; None where they decide nothing."""
    if not is_labelled(manifest.group, manifest.kind, manifest.value, runs_pods=manifest.pod_template is not None):
        return None
    return carried(manifest, namespace, ways)


def carried(manifest: Manifest, namespace: Manifest | None, ways: Sequence[Sequence[Step]]) -> TagSet:
    """Return the labels of any object, over those of its namespace.

    A workload's are those of its pod template: a label on the workload alone is read by no allocation tool.
    ``ways``: what each of the object's deployments does to it. A label counts where all of them have it; its value is
    Unknown where they differ. Deployments whose patches cannot be followed count only where there are no others.
    """
    steps = manifest.pod_template
    own = template_at(manifest.value, steps or ()).labels
    origin = TagOrigin.POD_TEMPLATE if steps else TagOrigin.RESOURCE
    inherited: dict[str, Tag] = {}
    if namespace is not None:
        inherited = _tags(find(namespace.value, "metadata", "labels"), TagOrigin.NAMESPACE)
    written = _tags(own, origin)
    results = [apply(manifest, written, steps, origin) for steps in ways or ((),)]
    counting = [result for result in results if not result.open] or results
    causes = (cause for result in counting for cause in result.open)
    return TagSet(
        _agreed([{**inherited, **result.tags} for result in counting]),
        tuple(dict.fromkeys(causes)),
        annotations=_annotations(manifest, namespace),
    )


def _annotations(manifest: Manifest, namespace: Manifest | None) -> dict[str, Tag]:
    """Return the annotations that allocation tools read as labels: those of the pods over those of their namespace."""
    written = [find(manifest.value, *(manifest.pod_template or ()), "metadata", "annotations")]
    if namespace is not None:
        written.insert(0, find(namespace.value, "metadata", "annotations"))
    return {key: tag for each in written for key, tag in _tags(each, TagOrigin.ANNOTATION).items()}


def _tags(labels: Value | None, origin: TagOrigin) -> dict[str, Tag]:
    if labels is None or not isinstance(labels.raw, SpannedDict):
        return {}
    return {key: Tag(key, value, origin, key_span(labels, key)) for key, value in labels.raw.items()}


def _agreed(results: Sequence[dict[str, Tag]]) -> dict[str, Tag]:
    """Return the tags that all of an object's deployments have, Unknown where their values differ."""
    first, *others = results
    found: dict[str, Tag] = {}
    for key, tag in first.items():
        same = [result[key] for result in others if key in result]
        if len(same) < len(others):
            continue
        different = next((other for other in same if other.value.raw != tag.value.raw), None)
        found[key] = tag if different is None else Tag(key, _differing(key, tag, different), tag.origin, tag.span)
    return found


def _differing(key: str, one: Tag, other: Tag) -> Value:
    span = other.span or one.span
    where = span.path if span else "a kustomization"
    return unknown(CauseKind.TEMPLATE, f"{where} sets the label {key}, other kustomizations do otherwise", span)


def _directories(path: str) -> Iterator[str]:
    """Yield the directory of a file, then those above it up to the root."""
    at = parent(path)
    while at:
        yield at
        at = parent(at)
    yield ""
