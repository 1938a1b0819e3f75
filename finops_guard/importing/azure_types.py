"""What Azure Resource Manager calls resource types, as types of the Terraform provider azurerm.

By the provider's own documentation: its ids of these types name the type of the resource manager (the pages of
registry.terraform.io/providers/hashicorp/azurerm, section Import, of the types named here).
"""

from __future__ import annotations

RESOURCE_GROUP = "azurerm_resource_group"

_TYPES = {
    "microsoft.resources/subscriptions/resourcegroups": (RESOURCE_GROUP,),
    "microsoft.cache/redis": ("azurerm_redis_cache",),
    "microsoft.compute/disks": ("azurerm_managed_disk",),
    "microsoft.compute/snapshots": ("azurerm_snapshot",),
    "microsoft.compute/virtualmachines": (
        "azurerm_linux_virtual_machine",
        "azurerm_virtual_machine",
        "azurerm_windows_virtual_machine",
    ),
    "microsoft.compute/virtualmachinescalesets": (
        "azurerm_linux_virtual_machine_scale_set",
        "azurerm_orchestrated_virtual_machine_scale_set",
        "azurerm_windows_virtual_machine_scale_set",
    ),
    "microsoft.containerregistry/registries": ("azurerm_container_registry",),
    "microsoft.containerservice/managedclusters": ("azurerm_kubernetes_cluster",),
    "microsoft.databricks/workspaces": ("azurerm_databricks_workspace",),
    "microsoft.dbformysql/flexibleservers": ("azurerm_mysql_flexible_server",),
    "microsoft.dbforpostgresql/flexibleservers": ("azurerm_postgresql_flexible_server",),
    "microsoft.documentdb/databaseaccounts": ("azurerm_cosmosdb_account",),
    "microsoft.eventhub/namespaces": ("azurerm_eventhub_namespace",),
    "microsoft.keyvault/vaults": ("azurerm_key_vault",),
    "microsoft.network/applicationgateways": ("azurerm_application_gateway",),
    "microsoft.network/azurefirewalls": ("azurerm_firewall",),
    "microsoft.network/loadbalancers": ("azurerm_lb",),
    "microsoft.network/natgateways": ("azurerm_nat_gateway",),
    "microsoft.network/networkinterfaces": ("azurerm_network_interface",),
    "microsoft.network/networksecuritygroups": ("azurerm_network_security_group",),
    "microsoft.network/publicipaddresses": ("azurerm_public_ip",),
    "microsoft.network/virtualnetworks": ("azurerm_virtual_network",),
    "microsoft.operationalinsights/workspaces": ("azurerm_log_analytics_workspace",),
    "microsoft.servicebus/namespaces": ("azurerm_servicebus_namespace",),
    "microsoft.sql/servers": ("azurerm_mssql_server",),
    "microsoft.sql/servers/databases": ("azurerm_mssql_database",),
    "microsoft.storage/storageaccounts": ("azurerm_storage_account",),
    "microsoft.web/serverfarms": ("azurerm_service_plan",),
    "microsoft.web/sites": (
        "azurerm_linux_function_app",
        "azurerm_linux_web_app",
        "azurerm_windows_function_app",
        "azurerm_windows_web_app",
    ),
}


def types(name: str) -> tuple[str, ...]:
    """Return the Terraform types of a type of the resource manager; empty where none is known."""
    return _TYPES.get(name.casefold(), ())
