"""Drafts about kinds of Kubernetes."""

from __future__ import annotations

from collections.abc import Iterator

from finops_guard.errors import UsageError
from finops_guard.scaffold.shape import Shape, Wanted

_GROUPS = {
    **dict.fromkeys(("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"), "apps/v1"),
    **dict.fromkeys(("CronJob", "Job"), "batch/v1"),
    **dict.fromkeys(
        ("LimitRange", "Namespace", "Node", "PersistentVolume", "PersistentVolumeClaim", "Pod", "ResourceQuota"), "v1"
    ),
    "HorizontalPodAutoscaler": "autoscaling/v2",
    "Ingress": "networking.k8s.io/v1",
    "NodePool": "karpenter.sh/v1",
    "PodDisruptionBudget": "policy/v1",
    "ReplicationController": "v1",
    "Service": "v1",
    "StorageClass": "storage.k8s.io/v1",
}
# Kinds of one's own.
_ELSEWHERE = "example.com/v1"

HEAD = "# Marks name all that must be found: expect, unresolved. Every line without one must stay clean.\n"

# What leads from an object of a kind to its pods.
_TEMPLATES = {
    **dict.fromkeys(
        ("DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"), ("spec", "template")
    ),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "Pod": (),
}
_LABELLED = ("Namespace", "PersistentVolumeClaim", *_TEMPLATES)


def shapes(wanted: Wanted) -> Iterator[Shape]:
    """Yield the draft of a check for a kind; raise UsageError where the check says nothing about it."""
    kind = wanted.resource
    if wanted.check == "container_resources" and kind not in _TEMPLATES:
        raise UsageError(f"{kind} runs no pods: choose one of {', '.join(sorted(_TEMPLATES))}")
    if wanted.check == "tags" and kind not in _LABELLED:
        raise UsageError(f"the labels of a {kind} tell no cost: choose one of {', '.join(sorted(_LABELLED))}")
    yield {"attribute": _attribute, "tags": _tags, "container_resources": _containers}[wanted.check](wanted)


def _attribute(wanted: Wanted) -> Shape:
    check = """\
  attribute:
    path: metadata.annotations["example.com/tier"]
    operator: not_equals
    value: not-allowed
    absent: pass
"""
    annotation = "  annotations:\n    example.com/tier: {}\n"
    objects = (
        _head(wanted, "fails") + annotation.format(f"not-allowed # expect: {wanted.id}"),
        _head(wanted, "passes") + annotation.format("allowed"),
    )
    return Shape(f"[{wanted.resource}]", check, _documents(objects), ".yaml")


def _tags(wanted: Wanted) -> Shape:
    check = """\
  tags:
    required:
      cost-unit: {meaning: which unit pays}
"""
    objects = (
        _labelled(wanted, "fails", "purpose: reports", f" # expect: {wanted.id}"),
        _labelled(wanted, "passes", "cost-unit: retail", ""),
    )
    return Shape(f"[{wanted.resource}]" if wanted.named else "taggable", check, _documents(objects), ".yaml")


def _containers(wanted: Wanted) -> Shape:
    check = "  container_resources:\n    requests: [cpu, memory]\n"
    requests = "{requests: {cpu: 100m, memory: 128Mi}}"
    objects = (
        _running(wanted, "fails", f"- name: app # expect: {wanted.id}\n  image: app:1\n"),
        _running(wanted, "passes", f"- name: app\n  image: app:1\n  resources: {requests}\n"),
    )
    return Shape(f"[{wanted.resource}]" if wanted.named else "workloads", check, _documents(objects), ".yaml")


def _head(wanted: Wanted, name: str, mark: str = "") -> str:
    group = _GROUPS.get(wanted.resource, _ELSEWHERE)
    return f"apiVersion: {group}\nkind: {wanted.resource}{mark}\nmetadata:\n  name: {name}\n  namespace: shop\n"


def _labelled(wanted: Wanted, name: str, label: str, mark: str) -> str:
    head = _head(wanted, name, mark)
    if wanted.resource == "Namespace":
        head = head.replace("  namespace: shop\n", "")
    steps = _TEMPLATES.get(wanted.resource, ())
    labels = f"metadata:\n  labels: {{{label}}}\nspec:\n  containers: [{{name: app, image: 'app:1'}}]\n"
    return head + _below(steps, labels) if steps else f"{head}  labels: {{{label}}}\n"


def _running(wanted: Wanted, name: str, containers: str) -> str:
    pods = f"spec:\n  containers:\n{_indented(containers, 2)}"
    return _head(wanted, name) + _below(_TEMPLATES[wanted.resource], pods)


def _below(steps: tuple[str, ...], text: str) -> str:
    for step in reversed(steps):
        text = f"{step}:\n{_indented(text, 1)}"
    return text


def _indented(text: str, levels: int) -> str:
    return "".join(f"{'  ' * levels}{line}\n" for line in text.splitlines())


def _documents(objects: tuple[str, ...]) -> str:
    return HEAD + "---\n" + "---\n".join(objects)
