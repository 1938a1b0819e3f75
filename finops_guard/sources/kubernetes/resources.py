"""Objects as resources: address, effective labels, containers, environment."""

from __future__ import annotations

from collections.abc import Sequence

from finops_guard.environment import canonical, detect
from finops_guard.kubernetes.pods import pod_template, template_steps
from finops_guard.resources import Environment, Resource
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
    path = manifest.span.path if manifest.root is None else manifest.root
    namespace = None if manifest.kind in CLUSTER_SCOPED else manifest.namespace
    tags = effective(manifest, namespaces.nearest(namespace, manifest), ways)
    values = patched(manifest, ways)
    template = pod_template(manifest.group, manifest.kind, values)
    named = manifest.name if manifest.kind == "Namespace" else namespace
    return Resource(
        address="/".join(part for part in (manifest.kind, namespace, manifest.name) if part),
        type=manifest.kind,
        name=manifest.name,
        provider="kubernetes",
        source="kubernetes",
        root=parent(path) if manifest.root is None else manifest.root,
        span=manifest.span,
        values=values,
        tags=tags,
        environment=(
            Environment(canonical(settings.environment, manifest.environment), "path")
            if manifest.environment
            else detect(settings.environment, tags=tags, namespace=named, path=path)
        ),
        namespace=namespace,
        children=template.containers() if template else (),
        kind=manifest.kind,
        pod_template=template_steps(manifest.group, manifest.kind, values),
    )
