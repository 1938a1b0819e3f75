"""Objects as resources: address, effective labels, containers, environment."""

from __future__ import annotations

from collections.abc import Sequence

from finops_guard.environment import detect
from finops_guard.kubernetes.pods import template_at
from finops_guard.resources import Resource
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
    steps = manifest.pod_template
    named = manifest.name if manifest.kind == "Namespace" else namespace
    return Resource(
        address="/".join(part for part in (manifest.kind, namespace, manifest.name) if part),
        type=manifest.kind,
        name=manifest.name,
        provider="kubernetes",
        source="kubernetes",
        root=parent(path),
        span=manifest.span,
        values=values,
        tags=tags,
        environment=detect(settings.environment, tags=tags, namespace=named, path=path),
        namespace=namespace,
        children=template_at(values, steps).containers() if steps is not None else (),
        kind=manifest.kind,
        pod_template=steps,
    )
