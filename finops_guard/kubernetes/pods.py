"""Kinds that run pods: where their pod template is, and the containers in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from finops_guard.location import Span
from finops_guard.resources import Child
from finops_guard.values import Value

CONTAINER = "container"
INIT_CONTAINER = "init-container"

_TEMPLATE = ("spec", "template")

# (API group, kind) -> where the pod template is in the manifest; empty: the object is one itself.
Templates: TypeAlias = Mapping[tuple[str, str], tuple[str, ...]]

POD_TEMPLATES: Templates = {
    ("", "Pod"): (),
    ("", "ReplicationController"): _TEMPLATE,
    ("apps", "Deployment"): _TEMPLATE,
    ("apps", "StatefulSet"): _TEMPLATE,
    ("apps", "DaemonSet"): _TEMPLATE,
    ("apps", "ReplicaSet"): _TEMPLATE,
    ("extensions", "Deployment"): _TEMPLATE,
    ("extensions", "DaemonSet"): _TEMPLATE,
    ("extensions", "ReplicaSet"): _TEMPLATE,
    ("batch", "Job"): _TEMPLATE,
    ("batch", "CronJob"): ("spec", "jobTemplate", "spec", "template"),
    ("argoproj.io", "Rollout"): _TEMPLATE,
    ("serving.knative.dev", "Service"): _TEMPLATE,
    ("serving.knative.dev", "Configuration"): _TEMPLATE,
    ("serving.knative.dev", "Revision"): (),
}


class PodTemplate(Struct, frozen=True):
    """The pod that a workload runs: its ``metadata.labels`` and its ``spec``, None where not written."""

    labels: Value | None
    spec: Value | None

    @property
    def resources(self) -> Value | None:
        """Requests and limits of the pod as a whole (Kubernetes 1.32 and later)."""
        return self.spec.get("resources") if self.spec else None

    def containers(self) -> tuple[Child, ...]:
        """Return the containers, then the init containers, in the order in which they are written."""
        return (*self._listed("containers", CONTAINER), *self._listed("initContainers", INIT_CONTAINER))

    def _listed(self, key: str, kind: str) -> Iterator[Child]:
        listed = self.spec.get(key) if self.spec else None
        for index, container in enumerate(listed.items() if listed else ()):
            if isinstance(container.raw, Mapping) and container.origin:
                name = container.get("name")
                if name is not None and isinstance(name.raw, str) and name.raw and name.origin:
                    yield Child(kind, name.raw, container, name.origin)
                else:
                    yield Child(kind, f"[{index}]", container, _start(container.origin))


def template_steps(
    group: str, kind: str, manifest: Value, templates: Templates = POD_TEMPLATES
) -> tuple[str, ...] | None:
    """Return where a workload's pod template is in its manifest; None where it runs no pods of its own.

    Objects of groups and kinds that are not among ``templates`` are workloads where ``spec.template`` is written as a
    pod: with containers, each of them a mapping with a name. A Rollout may take its template from another workload
    (``spec.workloadRef``).
    """
    steps = templates.get((group, kind))
    if steps is None:
        return _TEMPLATE if _is_pod(find(manifest, *_TEMPLATE)) else None
    if find(manifest, "spec", "workloadRef") and not find(manifest, *_TEMPLATE):
        return None
    return steps


def template_at(manifest: Value, steps: tuple[str, ...]) -> PodTemplate:
    """Return the pod template that stands at :func:`template_steps` of a manifest, empty where nothing is written."""
    template = find(manifest, *steps)
    if template is None:
        return PodTemplate(None, None)
    return PodTemplate(find(template, "metadata", "labels"), template.get("spec"))


def _is_pod(template: Value | None) -> bool:
    containers = find(template, "spec", "containers") if template else None
    listed = list(containers.items()) if containers else []
    names = [container.get("name") for container in listed]
    return bool(names) and all(name is not None and isinstance(name.raw, str) and name.raw for name in names)


def is_sidecar(container: Child) -> bool:
    """Tell whether an init container keeps running beside the containers (``restartPolicy: Always``)."""
    policy = container.values.get("restartPolicy")
    return container.kind == INIT_CONTAINER and policy is not None and policy.raw == "Always"


def find(value: Value, *steps: str) -> Value | None:
    """Return the value under nested keys; None where one is absent or holds no mapping."""
    found: Value | None = value
    for step in steps:
        found = found.get(step) if found else None
    return found


def _start(span: Span) -> Span:
    """Return the first line of a span."""
    line_end = span.source.text.find("\n", span.start, span.end)
    return Span(span.source, span.start, span.end if line_end < 0 else line_end)
