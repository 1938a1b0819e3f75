"""What the types of Terraform's kubernetes provider make, and how its blocks and arguments are called in manifests."""

from __future__ import annotations

import re

# Type without prefix and version -> API group and version of the object, and its kind. A version that the type names
# (``_v1``) is the object's. From the documentation of the provider's resources.
_KINDS: dict[str, tuple[str, str, str]] = {
    "api_service": ("apiregistration.k8s.io", "v1", "APIService"),
    "certificate_signing_request": ("certificates.k8s.io", "v1beta1", "CertificateSigningRequest"),
    "cluster_role": ("rbac.authorization.k8s.io", "v1", "ClusterRole"),
    "cluster_role_binding": ("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding"),
    "config_map": ("", "v1", "ConfigMap"),
    "cron_job": ("batch", "v1beta1", "CronJob"),
    "csi_driver": ("storage.k8s.io", "v1beta1", "CSIDriver"),
    "daemon_set": ("apps", "v1", "DaemonSet"),
    "daemonset": ("apps", "v1", "DaemonSet"),
    "default_service_account": ("", "v1", "ServiceAccount"),
    "deployment": ("apps", "v1", "Deployment"),
    "endpoint_slice": ("discovery.k8s.io", "v1", "EndpointSlice"),
    "endpoints": ("", "v1", "Endpoints"),
    "horizontal_pod_autoscaler": ("autoscaling", "v1", "HorizontalPodAutoscaler"),
    "ingress": ("networking.k8s.io", "v1beta1", "Ingress"),
    "ingress_class": ("networking.k8s.io", "v1", "IngressClass"),
    "job": ("batch", "v1", "Job"),
    "limit_range": ("", "v1", "LimitRange"),
    "mutating_webhook_configuration": ("admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration"),
    "namespace": ("", "v1", "Namespace"),
    "network_policy": ("networking.k8s.io", "v1", "NetworkPolicy"),
    "persistent_volume": ("", "v1", "PersistentVolume"),
    "persistent_volume_claim": ("", "v1", "PersistentVolumeClaim"),
    "pod": ("", "v1", "Pod"),
    "pod_disruption_budget": ("policy", "v1beta1", "PodDisruptionBudget"),
    "pod_security_policy": ("policy", "v1beta1", "PodSecurityPolicy"),
    "priority_class": ("scheduling.k8s.io", "v1", "PriorityClass"),
    "replication_controller": ("", "v1", "ReplicationController"),
    "resource_quota": ("", "v1", "ResourceQuota"),
    "role": ("rbac.authorization.k8s.io", "v1", "Role"),
    "role_binding": ("rbac.authorization.k8s.io", "v1", "RoleBinding"),
    "runtime_class": ("node.k8s.io", "v1", "RuntimeClass"),
    "secret": ("", "v1", "Secret"),
    "service": ("", "v1", "Service"),
    "service_account": ("", "v1", "ServiceAccount"),
    "stateful_set": ("apps", "v1", "StatefulSet"),
    "storage_class": ("storage.k8s.io", "v1", "StorageClass"),
    "validating_webhook_configuration": ("admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration"),
}

# Types that make no object of their own (they change one, or ask the cluster for something), and a policy of the
# cluster itself, which is written in another way than all others.
WITHOUT_OBJECT = frozenset(
    {
        *("kubernetes_annotations", "kubernetes_config_map_v1_data", "kubernetes_env", "kubernetes_labels"),
        *("kubernetes_node_taint", "kubernetes_secret_v1_data", "kubernetes_token_request_v1"),
        "kubernetes_validating_admission_policy_v1",
    }
)

_TYPE = re.compile(r"kubernetes_(?P<name>\w+?)(?:_(?P<version>v\d\w*))?")

# Blocks that are lists in a manifest; all others are one object, however often the provider would take them.
_LISTS: dict[str, str] = {
    "address": "addresses",
    "allowed_topologies": "allowedTopologies",
    "cluster_role_selectors": "clusterRoleSelectors",
    "container": "containers",
    "egress": "egress",
    "endpoint": "endpoints",
    "env": "env",
    "env_from": "envFrom",
    "from": "from",
    "host_aliases": "hostAliases",
    "http_header": "httpHeaders",
    "image_pull_secret": "imagePullSecrets",
    "image_pull_secrets": "imagePullSecrets",
    "ingress": "ingress",
    "init_container": "initContainers",
    "items": "items",
    "limit": "limits",
    "match_expression": "matchExpressions",
    "match_expressions": "matchExpressions",
    "match_fields": "matchFields",
    "match_label_expressions": "matchLabelExpressions",
    "metric": "metrics",
    "node_selector_term": "nodeSelectorTerms",
    "not_ready_address": "notReadyAddresses",
    "on_pod_condition": "onPodConditions",
    "option": "options",
    "path": "paths",
    "policy": "policies",
    "port": "ports",
    "ports": "ports",
    "preferred_during_scheduling_ignored_during_execution": "preferredDuringSchedulingIgnoredDuringExecution",
    "readiness_gate": "readinessGates",
    "required_during_scheduling_ignored_during_execution": "requiredDuringSchedulingIgnoredDuringExecution",
    "rule": "rules",
    "secret": "secrets",
    "sources": "sources",
    "subject": "subjects",
    "subset": "subsets",
    "sysctl": "sysctls",
    "tls": "tls",
    "to": "to",
    "toleration": "tolerations",
    "topology_spread_constraint": "topologySpreadConstraints",
    "volume": "volumes",
    "volume_claim_template": "volumeClaimTemplates",
    "volume_device": "volumeDevices",
    "volume_mount": "volumeMounts",
    "webhook": "webhooks",
}
# Those that are lists in certain blocks only (empty: at the top); elsewhere they are one object, or an argument.
_LISTS_WITHIN: dict[str, frozenset[str]] = {
    "container": frozenset({"spec"}),
    "metric": frozenset({"spec"}),
    "path": frozenset({"http"}),
    "port": frozenset({"", "container", "init_container", "spec", "subset"}),
    "required_during_scheduling_ignored_during_execution": frozenset({"pod_affinity", "pod_anti_affinity"}),
    "secret": frozenset({""}),
    "volume": frozenset({"spec"}),
    "volume_claim_template": frozenset({"spec"}),
}

# Names that are not the provider's in camel case.
_NAMES = {
    "ceph_fs": "cephfs",
    "ceph_monitors": "monitors",
    "client_ip": "clientIP",
    "cluster_ip": "clusterIP",
    "cluster_ips": "clusterIPs",
    "condition": "conditions",
    "data_disk_uri": "diskURI",
    "dataset_uuid": "datasetUUID",
    "downward_api": "downwardAPI",
    "endpoints_name": "endpoints",
    "external_ips": "externalIPs",
    "host_ip": "hostIP",
    "host_ipc": "hostIPC",
    "host_pid": "hostPID",
    "insecure_skip_tls_verify": "insecureSkipTLSVerify",
    "load_balancer_ip": "loadBalancerIP",
    "non_resource_urls": "nonResourceURLs",
    "pd_id": "pdID",
    "rados_user": "user",
    "rbd_image": "image",
    "rbd_pool": "pool",
    "run_as_username": "runAsUserName",
    "storage_provisioner": "provisioner",
    "target_cpu_utilization_percentage": "targetCPUUtilizationPercentage",
    "target_ww_ns": "targetWWNs",
    "timezone": "timeZone",
    "volume_id": "volumeID",
}
# (kind, block around it, name): a Secret's texts are given as they are, not encoded.
_NAMES_OF = {
    ("DaemonSet", "spec", "strategy"): "updateStrategy",
    ("Secret", "", "binary_data"): "data",
    ("Secret", "", "data"): "stringData",
}

# Numbers in a manifest that may be written as texts, some of them beside words and percentages (``50%``).
NUMBERS = frozenset(
    {
        *("backoff_limit", "completions", "container_port", "failed_jobs_history_limit", "fs_group", "max_replicas"),
        *("max_surge", "max_unavailable", "min_available", "min_replicas", "node_port", "number", "parallelism"),
        *("port", "replicas", "run_as_group", "run_as_user", "service_port", "successful_jobs_history_limit"),
        *("target_cpu_utilization_percentage", "target_port", "termination_grace_period_seconds"),
        *("toleration_seconds", "ttl_seconds_after_finished"),
    }
)
# File modes, which are written in octal digits.
MODES = frozenset({"default_mode", "mode"})

# What tells the provider what to do, or what only the cluster knows: no part of the object.
_OF_THE_PROVIDER = frozenset(
    {
        *("auto_approve", "binary_data_wo", "binary_data_wo_revision", "certificate", "data_wo", "data_wo_revision"),
        *("default_secret_name", "id", "status", "target_state", "timeouts", "wait_for_completion"),
        *("wait_for_default_service_account", "wait_for_load_balancer", "wait_for_rollout"),
        *("wait_for_service_account_token", "wait_until_bound"),
    }
)
_OF_THE_CLUSTER = frozenset({"generation", "resource_version", "self_link", "uid"})


def kind_of(type_: str) -> tuple[str, str] | None:
    """Return the API version (with its group) and the kind of the objects of a type; None where it is not known."""
    found = _TYPE.fullmatch(type_)
    known = _KINDS.get(found["name"]) if found is not None and type_ not in WITHOUT_OBJECT else None
    if found is None or known is None:
        return None
    group, version, kind = known
    version = found["version"] or version
    return f"{group}/{version}" if group else version, kind


def types() -> frozenset[str]:
    """Return the names, without prefix and version, of the types that make an object."""
    return frozenset(_KINDS)


def list_name(within: str, name: str) -> str | None:
    """Return how the list is called that blocks make in a block (empty: at the top); None where they make none."""
    return _LISTS.get(name) if name not in _LISTS_WITHIN or within in _LISTS_WITHIN[name] else None


def object_name(kind: str, within: str, name: str) -> str:
    """Return how a single block or an argument is called in a manifest; empty where it has no place there."""
    if name in (_OF_THE_CLUSTER if within == "metadata" else () if within else _OF_THE_PROVIDER):
        return ""
    return _NAMES_OF.get((kind, within, name)) or _NAMES.get(name) or camel(name)


def camel(name: str) -> str:
    """Return a name in camel case: ``init_container`` is ``initContainer``."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)
