"""Which resources are the machines of clusters, on which workloads run that are then no further cost."""

from __future__ import annotations

from collections.abc import Iterable

from finops_guard.pricing.estimates import Component

# What groups of nodes are, and clusters that have nodes of their own; instances and groups of them may be for anything.
TYPES = frozenset(
    {
        "aws_eks_node_group",
        "azurerm_kubernetes_cluster",
        "azurerm_kubernetes_cluster_node_pool",
        "google_container_cluster",
        "google_container_node_pool",
    }
)
# What estimators call the machines of a pool, and what pods of an Autopilot cluster are paid by in their place.
_MACHINES = frozenset({"machine", "vCPU of pods", "memory of pods"})


def are_priced(type_: str, components: Iterable[Component]) -> bool:
    """Tell whether a resource of a type, with these components, is machines of a cluster that have a price."""
    return type_ in TYPES and any(
        part.monthly is not None and part.monthly.expected > 0 for part in components if part.name in _MACHINES
    )
