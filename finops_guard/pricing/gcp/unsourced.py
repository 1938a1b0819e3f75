"""Resource types of Google Cloud that are paid for, and that no source has prices of: what is paid, by type.

They are named with that reason, where nothing else of them would be said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from finops_guard.pricing.bill import Bill

PAID: Mapping[str, str] = {
    "google_alloydb_instance": "instance",
    "google_apigee_instance": "instance",
    "google_backup_dr_management_server": "protected machines",
    "google_bigtable_instance": "nodes",
    "google_cloud_run_v2_job": "tasks",
    "google_cloudbuild_worker_pool": "build minutes",
    "google_composer_environment": "environment",
    "google_compute_interconnect_attachment": "attachment",
    "google_compute_node_group": "sole-tenant nodes",
    "google_compute_security_policy": "policy, rules and requests",
    "google_compute_service_attachment": "data processed",
    "google_data_fusion_instance": "instance",
    "google_dataflow_job": "workers",
    "google_dataproc_cluster": "machines",
    "google_filestore_instance": "capacity",
    "google_firestore_database": "storage and operations",
    "google_gke_backup_backup_plan": "pods and storage",
    "google_looker_instance": "instance",
    "google_managed_kafka_cluster": "cluster",
    "google_memcache_instance": "nodes",
    "google_network_connectivity_spoke": "data transferred",
    "google_network_security_firewall_endpoint": "endpoint",
    "google_network_services_gateway": "gateway",
    "google_privateca_certificate_authority": "certificate authority",
    "google_secure_source_manager_instance": "instance",
    "google_spanner_instance": "nodes",
    "google_tpu_v2_vm": "accelerators",
    "google_vertex_ai_endpoint": "machines",
    "google_vmwareengine_cluster": "nodes",
    "google_vmwareengine_private_cloud": "nodes",
    "google_vpc_access_connector": "instances",
    "google_workbench_instance": "machine",
    "google_workstations_workstation_config": "machines",
}


def _said(what: str) -> Callable[[Bill], None]:
    def estimate(bill: Bill) -> None:
        """Say that what is paid has no price."""
        bill.unpriced(what, f"no source has prices of {bill.resource.type}")

    return estimate


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {type_: _said(what) for type_, what in PAID.items()}
