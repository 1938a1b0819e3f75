"""Resource types and kinds as policies name them: what is certainly a slip."""

from __future__ import annotations

from finops_guard.errors import Problem
from finops_guard.policy.patterns import Globs, is_glob

# The providers whose every type the catalog knows, by the prefix of their types.
_CATALOGUED = ("aws_", "azurerm_", "google_")

# What match.resources may be in place of a list.
_CLASSES = ("taggable", "workloads", "all", "providers", "modules", "settings")

# The types of the configuration blocks that match.resources may be instead of resources.
BLOCKS = {"providers": "provider", "modules": "module", "settings": "terraform"}

# Kinds of Kubernetes that policies are likely to be about. Any other kind may be a custom one.
_KINDS = """
    CronJob DaemonSet Deployment EC2NodeClass HorizontalPodAutoscaler Ingress Job LimitRange Namespace Node NodePool
    PersistentVolume PersistentVolumeClaim Pod PodDisruptionBudget ReplicaSet ReplicationController ResourceQuota
    Rollout Service StatefulSet StorageClass VerticalPodAutoscaler VolumeAttributesClass
"""
_FOLDED_KINDS = {spelling: kind for kind in _KINDS.split() for spelling in (kind.casefold(), f"{kind.casefold()}s")}


def unknown_type(name: str) -> Problem | None:
    """Return the problem with a type, kind or glob that can match nothing; None where it can."""
    kind = _FOLDED_KINDS.get(name.casefold())
    if kind is not None and kind != name:
        return Problem(f'"{name}" is no kind of Kubernetes', None, f'did you mean "{kind}"?')
    if name in _CLASSES:
        return Problem(f'"{name}" is no type but a class of them', None, f"write it without a list: resources: {name}")
    if not name.startswith(_CATALOGUED):
        return None
    from finops_guard.catalog import taggable

    if is_glob(name):
        glob = Globs([name])
        if any(glob.match(type_) for type_ in taggable.types(name.partition("_")[0])):
            return None
        return Problem(f'no known resource type matches "{name}"')
    if taggable.is_known(name):
        return None
    suggestion = taggable.suggest(name)
    return Problem(f'"{name}" is no known resource type', None, f'did you mean "{suggestion}"?' if suggestion else "")
