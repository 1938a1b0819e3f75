"""Clusters of objects that a test writes inline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from sources.kubernetes.scanning import scan

from finops_guard.kubernetes.cluster import Cluster
from finops_guard.kubernetes.workloads import Workload
from finops_guard.resources import Resource


def cluster(files: Mapping[str, object] | list[Any]) -> tuple[Cluster, dict[str, Resource]]:
    """Return the cluster of objects by file, and these by ``path:address`` (``address`` in a list without files)."""
    listed = {"a.yaml": files} if isinstance(files, list) else files
    texts = {path: text if isinstance(text, str) else dump(text) for path, text in listed.items()}
    found = scan(texts)
    prefixed = not isinstance(files, list)
    objects = {f"{each.span.path}:{each.address}" if prefixed else each.address: each for each in found.resources}
    return Cluster(found.resources, found.files), objects


def dump(documents: object) -> str:
    listed = documents if isinstance(documents, list) else [documents]
    return "---\n".join(each if isinstance(each, str) else yaml.safe_dump(each, sort_keys=False) for each in listed)


def manifest(api: str, kind: str, name: str, namespace: str | None = "shop", **rest: object) -> dict[str, Any]:
    metadata = {"name": name} | ({"namespace": namespace} if namespace else {})
    return {"apiVersion": api, "kind": kind, "metadata": metadata, **rest}


def deployment(
    name: str = "web",
    requests: Mapping[str, object] | None = None,
    *,
    namespace: str | None = "shop",
    kind: str = "Deployment",
    labels: Mapping[str, object] | None = None,
    pod: Mapping[str, object] | None = None,
    **spec: object,
) -> dict[str, Any]:
    container: dict[str, Any] = {"name": "app"}
    if requests is not None:
        container["resources"] = {"requests": dict(requests)}
    template = {
        "metadata": {"labels": {"app": name} if labels is None else labels},
        "spec": {"containers": [container], **(pod or {})},
    }
    api = {"Rollout": "argoproj.io/v1alpha1"}.get(kind, "apps/v1")
    return manifest(api, kind, name, namespace, spec={**spec, "template": template})


def hpa(name: str = "web", target: str = "web", namespace: str | None = "shop", **spec: object) -> dict[str, Any]:
    kind = spec.pop("kind", "Deployment")
    reference = {"apiVersion": "apps/v1", "kind": kind, "name": target}
    return manifest(
        "autoscaling/v2", "HorizontalPodAutoscaler", name, namespace, spec={"scaleTargetRef": reference, **spec}
    )


def keda(name: str = "web", target: str = "web", **spec: object) -> dict[str, Any]:
    reference = {"name": target}
    return manifest("keda.sh/v1alpha1", "ScaledObject", name, spec={"scaleTargetRef": reference, **spec})


def workload(*documents: object, address: str = "Deployment/shop/web") -> Workload:
    """Return one workload of a cluster."""
    found, objects = cluster(list(documents))
    return found.workload(objects[address])
