"""Objects as resources: address, effective labels, containers, environment."""

from __future__ import annotations

from collections.abc import Sequence

from finops_guard.environment import canonical, detect
from finops_guard.kubernetes.kinds import CLUSTER_SCOPED
from finops_guard.kubernetes.pods import template_at
from finops_guard.resources import Environment, Resource, TagSet
from finops_guard.settings import Settings
from finops_guard.sources.kubernetes.container_patches import patched
from finops_guard.sources.kubernetes.kustomize import Step
from finops_guard.sources.kubernetes.labels import Namespaces, carried, effective
from finops_guard.sources.kubernetes.manifests import Manifest
from finops_guard.tree import parent


def to_resource(
    manifest: Manifest, namespaces: Namespaces, ways: Sequence[Sequence[Step]], settings: Settings
) -> Resource:
    """Return one object as a resource; ``ways``: what is done to it in each of its deployments."""
    deployed = manifest.deployed
    namespace = None if manifest.kind in CLUSTER_SCOPED else manifest.namespace
    around = namespaces.nearest(namespace, manifest)
    tags = effective(manifest, around, ways)
    # Labels that allocate no cost may still say where an object belongs.
    labels = carried(manifest, around, ways) if tags is None else tags
    values = patched(manifest, ways)
    steps = manifest.pod_template
    return Resource(
        address=address(manifest),
        type=manifest.kind,
        name=manifest.name,
        provider="kubernetes",
        source="kubernetes",
        root=deployed.root if deployed else parent(manifest.span.path),
        span=manifest.span,
        values=values,
        tags=tags,
        environment=_environment(manifest, namespace, labels, settings),
        namespace=namespace,
        children=template_at(values, steps).containers() if steps is not None else (),
        kind=manifest.kind,
        pod_template=steps,
        plan=deployed.name if deployed else "",
    )


def address(manifest: Manifest) -> str:
    """Return what an object is called: its kind, namespace and name, within the release of Terraform's it is of."""
    namespace = None if manifest.kind in CLUSTER_SCOPED else manifest.namespace
    called = "/".join(part for part in (manifest.kind, namespace, manifest.name) if part)
    release = manifest.deployed.release if manifest.deployed is not None else ""
    return f"{release}.{called}" if release else called


def _environment(manifest: Manifest, namespace: str | None, labels: TagSet | None, settings: Settings) -> Environment:
    deployed = manifest.deployed
    if deployed is not None and deployed.environment:
        return Environment(canonical(settings.environment, deployed.environment), "configuration")
    named = manifest.name if manifest.kind == "Namespace" else namespace
    path = deployed.root if deployed is not None else manifest.span.path
    return detect(settings.environment, tags=labels, namespace=named, path=path)
