"""What a VerticalPodAutoscaler sets on the pods of its target."""

from __future__ import annotations

from collections.abc import Iterable

from finops_guard.kubernetes.pods import find
from finops_guard.values import Cause, Value, all_causes

_RESOURCES = frozenset({"cpu", "memory"})


def controlled(manifest: Value, containers: Iterable[str]) -> tuple[frozenset[str], tuple[Cause, ...]]:
    """Return the resources that a VerticalPodAutoscaler sets on some of a pod's containers, and why there may be more.

    It sets CPU and memory where nothing else is said, and none in mode ``Off``, which only recommends.
    """
    mode = find(manifest, "spec", "updatePolicy", "updateMode")
    listed = find(manifest, "spec", "resourcePolicy", "containerPolicies")
    causes = (*(mode.causes if mode is not None else ()), *(all_causes(listed) if listed is not None else ()))
    if causes or (mode is not None and mode.raw == "Off"):
        return frozenset(), tuple(dict.fromkeys(causes))
    policies = {_raw(policy, "containerName"): policy for policy in (listed.items() if listed is not None else ())}
    found: frozenset[str] = frozenset()
    for name in containers:
        policy = policies.get(name, policies.get("*"))
        found |= _of(policy) if policy is not None else _RESOURCES
    return found, ()


def _of(policy: Value) -> frozenset[str]:
    """Return the resources that a policy for containers lets be set."""
    if _raw(policy, "mode") == "Off":
        return frozenset()
    listed = policy.get("controlledResources")
    if listed is None or listed.is_null:
        return _RESOURCES
    return frozenset(item.raw for item in listed.items() if isinstance(item.raw, str)) & _RESOURCES


def _raw(value: Value, key: str) -> str:
    found = value.get(key)
    return found.raw if found is not None and isinstance(found.raw, str) else ""
