"""Resource types that are on no bill: what they organize or allow costs something, they themselves do not.

The list is that of the policy required-tags-of-free-resources, whose references are its sources; a test holds the two
equal. Parts of other resources, which have no tags, are in :mod:`finops_guard.catalog.free_parts`. What is in neither
is not said to cost nothing.
"""

from __future__ import annotations

from finops_guard.catalog import free_parts

# Providers that make nothing outside of the state and the files of the machine that runs them.
_LOCAL = frozenset(
    {"archive", "azurecaf", "external", "http", "local", "null", "random", "template", "terraform", "time", "tls"}
)

# Kubernetes' own kinds for which a cloud makes something that costs, beside those that are priced.
COSTLY_KINDS = frozenset({"Gateway", "Ingress", "PersistentVolume", "VolumeSnapshot", "VolumeSnapshotContent"})

FAMILIES = ("aws_iam_",)
TYPES = frozenset(
    {
        "aws_alb_listener",
        "aws_alb_listener_rule",
        "aws_alb_target_group",
        "aws_cloudwatch_event_rule",
        "aws_customer_gateway",
        "aws_db_event_subscription",
        "aws_db_option_group",
        "aws_db_parameter_group",
        "aws_db_subnet_group",
        "aws_default_network_acl",
        "aws_default_route_table",
        "aws_default_security_group",
        "aws_default_subnet",
        "aws_default_vpc",
        "aws_default_vpc_dhcp_options",
        "aws_docdb_cluster_parameter_group",
        "aws_docdb_subnet_group",
        "aws_ec2_managed_prefix_list",
        "aws_egress_only_internet_gateway",
        "aws_eks_access_entry",
        "aws_eks_addon",
        "aws_eks_fargate_profile",
        "aws_eks_identity_provider_config",
        "aws_eks_pod_identity_association",
        "aws_elasticache_parameter_group",
        "aws_elasticache_subnet_group",
        "aws_elasticache_user",
        "aws_elasticache_user_group",
        "aws_internet_gateway",
        "aws_key_pair",
        "aws_lambda_event_source_mapping",
        "aws_lb_listener",
        "aws_lb_listener_rule",
        "aws_lb_target_group",
        "aws_memorydb_parameter_group",
        "aws_memorydb_subnet_group",
        "aws_neptune_cluster_parameter_group",
        "aws_neptune_parameter_group",
        "aws_neptune_subnet_group",
        "aws_network_acl",
        "aws_network_interface",
        "aws_placement_group",
        "aws_rds_cluster_parameter_group",
        "aws_redshift_parameter_group",
        "aws_redshift_subnet_group",
        "aws_rolesanywhere_profile",
        "aws_rolesanywhere_trust_anchor",
        "aws_route_table",
        "aws_security_group",
        "aws_ssoadmin_permission_set",
        "aws_subnet",
        "aws_vpc",
        "aws_vpc_dhcp_options",
        "aws_vpc_peering_connection",
        "aws_vpc_peering_connection_accepter",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
        "aws_vpn_gateway",
        "azurerm_application_security_group",
        "azurerm_availability_set",
        "azurerm_disk_encryption_set",
        "azurerm_local_network_gateway",
        "azurerm_monitor_data_collection_rule",
        "azurerm_mssql_server",
        "azurerm_network_interface",
        "azurerm_network_security_group",
        "azurerm_proximity_placement_group",
        "azurerm_route_table",
        "azurerm_ssh_public_key",
        "azurerm_user_assigned_identity",
        "azurerm_virtual_network",
        "google_compute_external_vpn_gateway",
        "google_gke_hub_scope",
        "google_gke_hub_scope_rbac_role_binding",
        "google_network_security_security_profile",
        "google_network_security_security_profile_group",
    }
)


def is_free(type_: str, provider: str) -> bool:
    """Tell whether a resource of a type is known to cost nothing by itself."""
    if type_ in TYPES or type_ in free_parts.TYPES or provider in _LOCAL:
        return True
    return type_.startswith(FAMILIES) or (type_.startswith("google_") and type_.endswith(free_parts.ENDINGS))
