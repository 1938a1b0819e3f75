"""What is to be known of kinds of objects: which live outside namespaces, and whose labels decide who pays."""

from __future__ import annotations

from finops_guard.kubernetes.pods import find
from finops_guard.values import Value

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


def is_labelled(group: str, kind: str, manifest: Value, *, runs_pods: bool) -> bool:
    """Tell whether an object's labels decide who pays: pods, claims, load balancers, and namespaces for what is inside.

    Configuration, roles, definitions and the like cost nothing, and allocation tools do not read their labels. A
    Service whose type is not known may be a load balancer.
    """
    if runs_pods:
        return True
    if group:
        return False
    if kind == "Service":
        written = find(manifest, "spec", "type")
        return written is not None and (written.raw == "LoadBalancer" or written.is_unknown)
    return kind in {"Namespace", "PersistentVolumeClaim"}
