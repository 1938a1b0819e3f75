"""Resource types of AWS that are paid for, and that no source has prices of: what is paid, by type.

They are named with that reason, where nothing else of them would be said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from finops_guard.pricing.bill import Bill

PAID: Mapping[str, str] = {
    "aws_amplify_app": "builds and data served",
    "aws_apprunner_service": "service",
    "aws_appstream_fleet": "fleet",
    "aws_appsync_graphql_api": "requests",
    "aws_athena_workgroup": "queries",
    "aws_cognito_user_pool": "active users",
    "aws_datasync_task": "data transferred",
    "aws_dax_cluster": "nodes",
    "aws_db_proxy": "proxy",
    "aws_dms_replication_instance": "replication instance",
    "aws_dx_connection": "port",
    "aws_dx_hosted_connection": "port",
    "aws_ec2_capacity_reservation": "reserved capacity that is not used",
    "aws_eks_capability": "capability",
    "aws_emr_cluster": "cluster",
    "aws_emrserverless_application": "application",
    "aws_globalaccelerator_accelerator": "accelerator",
    "aws_grafana_workspace": "workspace",
    "aws_guardduty_detector": "events analyzed",
    "aws_inspector2_enabler": "scans",
    "aws_kinesis_analytics_application": "application",
    "aws_kinesisanalyticsv2_application": "application",
    "aws_lightsail_instance": "instance",
    "aws_macie2_account": "scans",
    "aws_memorydb_cluster": "nodes",
    "aws_opensearchserverless_collection": "capacity units",
    "aws_qldb_ledger": "storage and requests",
    "aws_route53_health_check": "health check",
    "aws_s3_bucket_analytics_configuration": "objects analyzed",
    "aws_s3_bucket_inventory": "objects listed",
    "aws_s3_directory_bucket": "storage",
    "aws_s3tables_table_bucket": "storage",
    "aws_s3vectors_vector_bucket": "storage",
    "aws_sagemaker_endpoint": "endpoint",
    "aws_sagemaker_notebook_instance": "notebook",
    "aws_securityhub_account": "checks",
    "aws_storagegateway_gateway": "gateway",
    "aws_timestreamwrite_table": "storage and requests",
    "aws_vpclattice_service": "service",
    "aws_workspaces_workspace": "workspace",
}


def _said(what: str) -> Callable[[Bill], None]:
    def estimate(bill: Bill) -> None:
        """Say that what is paid has no price."""
        bill.unpriced(what, f"no source has prices of {bill.resource.type}")

    return estimate


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {type_: _said(what) for type_, what in PAID.items()}
