"""Where each Terraform resource type says how large its machines are.

The builder of the catalog checks every line against the providers' schemas.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

# service -> type -> paths, blank-separated. A step into a repeated block means each of them.
_PATHS: Mapping[str, Mapping[str, str]] = {
    "ec2": {
        "aws_autoscaling_group": "mixed_instances_policy.launch_template.override.instance_type",
        "aws_batch_compute_environment": "compute_resources.instance_type",
        "aws_cloud9_environment_ec2": "instance_type",
        "aws_drs_replication_configuration_template": "replication_server_instance_type",
        "aws_ec2_capacity_reservation": "instance_type",
        "aws_ec2_fleet": "launch_template_config.override.instance_type",
        "aws_eks_node_group": "instance_types",
        "aws_emr_cluster": (
            "master_instance_group.instance_type core_instance_group.instance_type"
            " master_instance_fleet.instance_type_configs.instance_type"
            " core_instance_fleet.instance_type_configs.instance_type"
        ),
        "aws_emr_instance_fleet": "instance_type_configs.instance_type",
        "aws_emr_instance_group": "instance_type",
        "aws_gamelift_fleet": "ec2_instance_type",
        "aws_gamelift_game_server_group": "instance_definition.instance_type",
        "aws_imagebuilder_infrastructure_configuration": "instance_types",
        "aws_instance": "instance_type",
        "aws_launch_configuration": "instance_type",
        "aws_launch_template": "instance_type",
        "aws_opsworks_instance": "instance_type",
        "aws_spot_fleet_request": ("launch_specification.instance_type launch_template_config.overrides.instance_type"),
        "aws_spot_instance_request": "instance_type",
    },
    "rds": {
        "aws_db_instance": "instance_class",
        "aws_docdb_cluster_instance": "instance_class",
        "aws_neptune_cluster_instance": "instance_class",
        "aws_rds_cluster": "db_cluster_instance_class",
        "aws_rds_cluster_instance": "instance_class",
    },
    "elasticache": {
        "aws_elasticache_cluster": "node_type",
        "aws_elasticache_global_replication_group": "cache_node_type",
        "aws_elasticache_replication_group": "node_type",
    },
    "memorydb": {
        "aws_memorydb_cluster": "node_type",
        "aws_memorydb_multi_region_cluster": "node_type",
    },
    "opensearch": {
        "aws_elasticsearch_domain": (
            "cluster_config.instance_type cluster_config.dedicated_master_type cluster_config.warm_type"
        ),
        "aws_opensearch_domain": (
            "cluster_config.instance_type cluster_config.dedicated_master_type cluster_config.warm_type"
        ),
    },
    "redshift": {"aws_redshift_cluster": "node_type"},
    "dax": {"aws_dax_cluster": "node_type"},
    "dms": {"aws_dms_replication_instance": "replication_instance_class"},
    "mq": {"aws_mq_broker": "host_instance_type"},
    "msk": {"aws_msk_cluster": "broker_node_group_info.instance_type"},
    "sagemaker": {
        "aws_sagemaker_app": "resource_spec.instance_type",
        "aws_sagemaker_endpoint_configuration": (
            "production_variants.instance_type shadow_production_variants.instance_type"
        ),
        "aws_sagemaker_notebook_instance": "instance_type",
        "aws_sagemaker_space": (
            "space_settings.code_editor_app_settings.default_resource_spec.instance_type"
            " space_settings.jupyter_lab_app_settings.default_resource_spec.instance_type"
            " space_settings.jupyter_server_app_settings.default_resource_spec.instance_type"
            " space_settings.kernel_gateway_app_settings.default_resource_spec.instance_type"
        ),
    },
    "azure-vm": {
        "azurerm_batch_pool": "vm_size",
        "azurerm_cosmosdb_cassandra_datacenter": "sku_name",
        "azurerm_dev_test_linux_virtual_machine": "size",
        "azurerm_dev_test_windows_virtual_machine": "size",
        "azurerm_hdinsight_hadoop_cluster": (
            "roles.head_node.vm_size roles.worker_node.vm_size roles.zookeeper_node.vm_size roles.edge_node.vm_size"
        ),
        "azurerm_hdinsight_hbase_cluster": (
            "roles.head_node.vm_size roles.worker_node.vm_size roles.zookeeper_node.vm_size"
        ),
        "azurerm_hdinsight_interactive_query_cluster": (
            "roles.head_node.vm_size roles.worker_node.vm_size roles.zookeeper_node.vm_size"
        ),
        "azurerm_hdinsight_kafka_cluster": (
            "roles.head_node.vm_size roles.worker_node.vm_size roles.zookeeper_node.vm_size"
            " roles.kafka_management_node.vm_size"
        ),
        "azurerm_hdinsight_spark_cluster": (
            "roles.head_node.vm_size roles.worker_node.vm_size roles.zookeeper_node.vm_size"
        ),
        "azurerm_kubernetes_cluster": "default_node_pool.vm_size",
        "azurerm_kubernetes_cluster_node_pool": "vm_size",
        "azurerm_linux_virtual_machine": "size",
        "azurerm_linux_virtual_machine_scale_set": "sku",
        "azurerm_machine_learning_compute_cluster": "vm_size",
        "azurerm_machine_learning_compute_instance": "virtual_machine_size",
        "azurerm_managed_devops_pool": "virtual_machine_scale_set_fabric.sku_name",
        "azurerm_orchestrated_virtual_machine_scale_set": "sku_name",
        "azurerm_redhat_openshift_cluster": "main_profile.vm_size worker_profile.vm_size",
        "azurerm_service_fabric_managed_cluster": "node_type.vm_size",
        "azurerm_virtual_machine": "vm_size",
        "azurerm_virtual_machine_scale_set": "sku.name",
        "azurerm_windows_virtual_machine": "size",
        "azurerm_windows_virtual_machine_scale_set": "sku",
    },
    "azure-db": {
        "azurerm_mariadb_server": "sku_name",
        "azurerm_mysql_flexible_server": "sku_name",
        "azurerm_mysql_server": "sku_name",
        "azurerm_postgresql_flexible_server": "sku_name",
        "azurerm_postgresql_server": "sku_name",
    },
    "azure-sql": {"azurerm_mssql_database": "sku_name"},
    "azure-kusto": {"azurerm_kusto_cluster": "sku.name"},
    "gce": {
        "google_alloydb_instance": "machine_config.machine_type",
        "google_cloudbuild_worker_pool": "worker_config.machine_type",
        "google_colab_runtime_template": "machine_spec.machine_type",
        "google_composer_environment": "config.node_config.machine_type",
        "google_compute_instance": "machine_type",
        "google_compute_instance_from_template": "machine_type",
        "google_compute_instance_template": "machine_type",
        "google_compute_region_instance_group_manager": (
            "instance_flexibility_policy.instance_selections.machine_types"
        ),
        "google_compute_region_instance_template": "machine_type",
        "google_compute_reservation": "specific_reservation.instance_properties.machine_type",
        "google_container_cluster": "node_config.machine_type node_pool.node_config.machine_type",
        "google_container_node_pool": "node_config.machine_type",
        "google_dataflow_job": "machine_type",
        "google_dataproc_cluster": (
            "cluster_config.master_config.machine_type cluster_config.worker_config.machine_type"
            " cluster_config.auxiliary_node_groups.node_group.node_group_config.machine_type"
        ),
        "google_dataproc_workflow_template": (
            "placement.managed_cluster.config.master_config.machine_type"
            " placement.managed_cluster.config.worker_config.machine_type"
            " placement.managed_cluster.config.secondary_worker_config.machine_type"
        ),
        "google_notebooks_instance": "machine_type",
        "google_notebooks_runtime": "virtual_machine.virtual_machine_config.machine_type",
        "google_vertex_ai_deployment_resource_pool": "dedicated_resources.machine_spec.machine_type",
        "google_vertex_ai_index_endpoint_deployed_index": "dedicated_resources.machine_spec.machine_type",
        "google_vertex_ai_persistent_resource": "resource_pools.machine_spec.machine_type",
        "google_vpc_access_connector": "machine_type",
        "google_workbench_instance": "gce_setup.machine_type",
        "google_workstations_workstation_config": "host.gce_instance.machine_type",
    },
    "cloudsql": {
        "google_composer_environment": "config.database_config.machine_type",
        "google_sql_database_instance": "settings.tier",
    },
}


class SizeAttribute(Struct, frozen=True):
    """One attribute that names a size of a service: a dotted path (``settings.tier``) and the service.

    A step into a repeated block means each of them; the attribute itself may be a list of names
    (``aws_eks_node_group.instance_types``).
    """

    path: str
    service: str


def types() -> tuple[str, ...]:
    """Return the resource types that name a size, sorted."""
    return tuple(sorted({type_ for members in _PATHS.values() for type_ in members}))


def attributes(type_: str) -> tuple[SizeAttribute, ...]:
    """Return the attributes that name the sizes of a resource type; empty for a type without any."""
    return tuple(
        SizeAttribute(path, service)
        for service, members in _PATHS.items()
        if type_ in members
        for path in members[type_].split()
    )
