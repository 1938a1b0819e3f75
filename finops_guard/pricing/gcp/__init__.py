"""What resources of Google Cloud cost: the module here that has the estimator of each type, as ``ESTIMATORS[type]``."""

from __future__ import annotations

from collections.abc import Mapping

MODULES: Mapping[str, str] = {
    "google_artifact_registry_repository": "storage",
    "google_bigquery_dataset": "storage",
    "google_bigquery_table": "storage",
    "google_cloud_run_service": "serverless",
    "google_cloud_run_v2_service": "serverless",
    "google_cloudfunctions_function": "serverless",
    "google_compute_address": "network",
    "google_compute_disk": "disks",
    "google_compute_forwarding_rule": "network",
    "google_compute_global_address": "network",
    "google_compute_global_forwarding_rule": "network",
    "google_compute_image": "disks",
    "google_compute_instance": "compute",
    "google_compute_instance_from_template": "compute",
    "google_compute_instance_group_manager": "compute",
    "google_compute_machine_image": "disks",
    "google_compute_region_disk": "disks",
    "google_compute_region_instance_group_manager": "compute",
    "google_compute_router_nat": "network",
    "google_compute_snapshot": "disks",
    "google_compute_vpn_tunnel": "network",
    "google_container_cluster": "clusters",
    "google_container_node_pool": "clusters",
    "google_kms_crypto_key": "operations",
    "google_logging_billing_account_bucket_config": "operations",
    "google_logging_folder_bucket_config": "operations",
    "google_logging_organization_bucket_config": "operations",
    "google_logging_project_bucket_config": "operations",
    "google_monitoring_metric_descriptor": "operations",
    "google_pubsub_subscription": "operations",
    "google_pubsub_topic": "operations",
    "google_redis_cluster": "databases",
    "google_redis_instance": "databases",
    "google_secret_manager_secret": "operations",
    "google_sql_database_instance": "databases",
    "google_storage_bucket": "storage",
}
