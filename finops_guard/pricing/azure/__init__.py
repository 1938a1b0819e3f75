"""What resources of Azure cost: the module here that has the estimator of each type, as ``ESTIMATORS[type]``."""

from __future__ import annotations

from collections.abc import Mapping

MODULES: Mapping[str, str] = {
    "azurerm_kubernetes_cluster": "kubernetes",
    "azurerm_kubernetes_cluster_node_pool": "kubernetes",
    "azurerm_linux_virtual_machine": "virtual_machines",
    "azurerm_linux_virtual_machine_scale_set": "scale_sets",
    "azurerm_managed_disk": "disks",
    "azurerm_orchestrated_virtual_machine_scale_set": "scale_sets",
    "azurerm_snapshot": "disks",
    "azurerm_virtual_machine": "virtual_machines",
    "azurerm_virtual_machine_scale_set": "scale_sets",
    "azurerm_windows_virtual_machine": "virtual_machines",
    "azurerm_windows_virtual_machine_scale_set": "scale_sets",
}
