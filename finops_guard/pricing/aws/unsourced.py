"""Resource types of AWS that are paid for, and that no source has prices of: what is paid, by type.

They are named with that reason, where nothing else of them would be said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from finops_guard.pricing.bill import Bill

PAID: Mapping[str, str] = {
    "aws_apprunner_service": "service",
    "aws_appstream_fleet": "fleet",
    "aws_appsync_graphql_api": "requests",
    "aws_cognito_user_pool": "active users",
    "aws_dax_cluster": "nodes",
    "aws_db_proxy": "proxy",
    "aws_dms_replication_instance": "replication instance",
    "aws_dx_connection": "port",
    "aws_dx_hosted_connection": "port",
    "aws_ec2_capacity_reservation": "reserved capacity that is not used",
    "aws_eks_capability": "capability",
    "aws_emr_cluster": "cluster",
    "aws_emrserverless_application": "application",
    "aws_inspector2_enabler": "scans",
    "aws_macie2_account": "scans",
    "aws_memorydb_cluster": "nodes",
    "aws_opensearchserverless_collection": "capacity units",
    "aws_qldb_ledger": "storage and requests",
    "aws_s3_directory_bucket": "storage",
    "aws_s3tables_table_bucket": "storage",
    "aws_s3vectors_vector_bucket": "storage",
    "aws_sagemaker_endpoint": "endpoint",
    "aws_sagemaker_notebook_instance": "notebook",
    "aws_securityhub_account": "checks",
    "aws_storagegateway_gateway": "gateway",
    "aws_workspaces_workspace": "workspace",
}


def _said(what: str) -> Callable[[Bill], None]:
    def estimate(bill: Bill) -> None:
        """Say that what is paid has no price."""
        bill.unpriced(what, f"no source has prices of {bill.resource.type}")

    return estimate


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {type_: _said(what) for type_, what in PAID.items()}
