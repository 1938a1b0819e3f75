"""Resource types of Azure that are paid for, and that no source has prices of: what is paid, by type.

They are named with that reason, where nothing else of them would be said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from finops_guard.pricing.bill import Bill

PAID: Mapping[str, str] = {
    "azurerm_analysis_services_server": "server",
    "azurerm_application_insights_web_test": "tests",
    "azurerm_automation_account": "job minutes",
    "azurerm_cognitive_account": "calls",
    "azurerm_container_app": "app",
    "azurerm_container_group": "containers",
    "azurerm_data_factory": "runs",
    "azurerm_databricks_workspace": "DBUs",
    "azurerm_dedicated_host": "host",
    "azurerm_express_route_circuit": "circuit",
    "azurerm_hdinsight_hadoop_cluster": "nodes",
    "azurerm_hdinsight_spark_cluster": "nodes",
    "azurerm_iothub": "units",
    "azurerm_kusto_cluster": "instances",
    "azurerm_logic_app_workflow": "runs",
    "azurerm_machine_learning_compute_cluster": "nodes",
    "azurerm_machine_learning_compute_instance": "instance",
    "azurerm_managed_redis": "nodes",
    "azurerm_netapp_pool": "capacity",
    "azurerm_network_ddos_protection_plan": "plan",
    "azurerm_notification_hub_namespace": "namespace",
    "azurerm_powerbi_embedded": "capacity",
    "azurerm_private_dns_resolver_inbound_endpoint": "endpoint",
    "azurerm_private_dns_resolver_outbound_endpoint": "endpoint",
    "azurerm_recovery_services_vault": "protected machines and storage",
    "azurerm_spring_cloud_service": "service",
    "azurerm_stream_analytics_job": "streaming units",
    "azurerm_synapse_spark_pool": "nodes",
    "azurerm_synapse_sql_pool": "warehouse units",
    "azurerm_virtual_network_peering": "data transferred",
    "azurerm_vpn_gateway": "scale units",
    "azurerm_web_pubsub": "units",
}


def _said(what: str) -> Callable[[Bill], None]:
    def estimate(bill: Bill) -> None:
        """Say that what is paid has no price."""
        bill.unpriced(what, f"no source has prices of {bill.resource.type}")

    return estimate


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {type_: _said(what) for type_, what in PAID.items()}
