"""Objects as resources: address, effective labels, containers, environment."""

from __future__ import annotations

from collections.abc import Sequence

from finops_guard.environment import detect
from finops_guard.kubernetes.pods import pod_template, template_steps
from finops_guard.resources import Environment, Resource, TagSet
from finops_guard.settings import Settings
from finops_guard.sources.kubernetes.container_patches import patched
from finops_guard.sources.kubernetes.kustomize import Step
from finops_guard.sources.kubernetes.labels import Namespaces, effective
from finops_guard.sources.kubernetes.manifests import Manifest
from finops_guard.tree import parent

# Kinds of Kubernetes itself and of common operators that live outside namespaces: a namespace written there is void.
CLUSTER_SCOPED = frozenset(
    {
        *("APIService", "CSIDriver", "CSINode", "CertificateSigningRequest", "ClusterIssuer", "ClusterRole"),
        *("ClusterRoleBinding", "CustomResourceDefinition", "EC2NodeClass", "FlowSchema", "GatewayClass"),
        *("IngressClass", "MutatingWebhookConfiguration", "Namespace", "Node", "NodeClaim", "NodePool"),
        *("PersistentVolume", "PriorityClass", "PriorityLevelConfiguration", "RuntimeClass", "StorageClass"),
        *("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration"),
        *("VolumeAttachment", "VolumeSnapshotClass"),
    }
)


def to_resource(
    manifest: Manifest, namespaces: Namespaces, ways: Sequence[Sequence[Step]], settings: Settings
) -> Resource:
    """Return one object as a resource; ``ways``: what is done to it in each of its deployments."""
    path = manifest.span.path
    namespace = None if manifest.kind in CLUSTER_SCOPED else manifest.namespace
    tags = effective(manifest, namespaces.nearest(namespace, path), ways)
    values = patched(manifest, ways)
    template = pod_template(manifest.group, manifest.kind, values)
    deployed = manifest.deployed
    return Resource(
        address=address(manifest),
        type=manifest.kind,
        name=manifest.name,
        provider="kubernetes",
        source="kubernetes",
        root=deployed.root if deployed else parent(path),
        span=manifest.span,
        values=values,
        tags=tags,
        environment=_environment(manifest, namespace, tags, settings),
        namespace=namespace,
        children=template.containers() if template else (),
        kind=manifest.kind,
        pod_template=template_steps(manifest.group, manifest.kind, values),
        plan=deployed.name if deployed else "",
    )


def address(manifest: Manifest) -> str:
    """Return what an object is called: its kind, namespace and name."""
    namespace = None if manifest.kind in CLUSTER_SCOPED else manifest.namespace
    return "/".join(part for part in (manifest.kind, namespace, manifest.name) if part)


def _environment(manifest: Manifest, namespace: str | None, tags: TagSet | None, settings: Settings) -> Environment:
    if manifest.deployed is not None and manifest.deployed.environment:
        return Environment(manifest.deployed.environment, "configuration")
    named = manifest.name if manifest.kind == "Namespace" else namespace
    return detect(settings.environment, tags=tags, namespace=named, path=manifest.span.path)
