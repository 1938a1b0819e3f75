"""Attributes by which resources refer to others: where people write a known name, or the attribute's name says little.

Pairs of types that are not listed are related by any attribute that refers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct


class Link(Struct, frozen=True):
    """One attribute that refers to resources of a type.

    ``names`` are the attributes of these that it may hold, beside what they are known by everywhere (``id``, ``arn``).
    The name is what stands behind the last ``after`` in a text that begins with ``begin``.
    """

    path: str
    names: tuple[str, ...] = ()
    begin: str = ""
    after: str = ""

    def name_in(self, text: str) -> str | None:
        """Return the name that a text holds; None for one of another form."""
        if not text.startswith(self.begin):
            return None
        return text.rpartition(self.after)[2] if self.after else text


def between(referrer: str, target: str) -> tuple[Link, ...]:
    """Return the attributes by which resources of one type refer to those of another; none: by any of them."""
    return _LINKS.get((referrer, target), ())


def links() -> Mapping[tuple[str, str], tuple[Link, ...]]:
    """Return all links, by (referring type, type that is referred to)."""
    return _LINKS


# What belongs to a bucket has its name: https://registry.terraform.io/providers/hashicorp/aws/latest/docs
_OF_BUCKETS = """
    accelerate_configuration acl analytics_configuration cors_configuration intelligent_tiering_configuration inventory
    lifecycle_configuration metric notification object_lock_configuration ownership_controls policy
    public_access_block request_payment_configuration server_side_encryption_configuration versioning
    website_configuration
"""
# The services that Application Auto Scaling knows, by how their resource ids begin, with the type and its name:
# https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
_SCALED = (
    ("service/", "aws_ecs_service", "name"),
    ("table/", "aws_dynamodb_table", "name"),
    ("cluster:", "aws_rds_cluster", "cluster_identifier"),
    ("replication-group/", "aws_elasticache_replication_group", "replication_group_id"),
    ("spot-fleet-request/", "aws_spot_fleet_request", "id"),
    ("fleet/", "aws_appstream_fleet", "name"),
    ("keyspace/", "aws_keyspaces_table", "table_name"),
)
_SCALE_SETS = """
    azurerm_linux_virtual_machine_scale_set azurerm_windows_virtual_machine_scale_set
    azurerm_orchestrated_virtual_machine_scale_set azurerm_service_plan
"""
_MANAGERS = "google_compute_instance_group_manager google_compute_region_instance_group_manager"
_TEMPLATE = "launch_template"
_SPECIFIED = "mixed_instances_policy.launch_template.launch_template_specification"


def _rows() -> Iterator[tuple[str, str, Link]]:
    for name in _OF_BUCKETS.split():
        yield f"aws_s3_bucket_{name}", "aws_s3_bucket", Link("bucket", ("bucket",))
    for begin, target, name in _SCALED:
        for type_ in ("aws_appautoscaling_target", "aws_appautoscaling_policy", "aws_appautoscaling_scheduled_action"):
            yield type_, target, Link("resource_id", (name,), begin, begin[-1])
    for target in _SCALE_SETS.split():
        yield "azurerm_monitor_autoscale_setting", target, Link("target_resource_id")
    for target in _MANAGERS.split():
        yield "google_compute_autoscaler", target, Link("target", ("name",))
        yield "google_compute_region_autoscaler", target, Link("target", ("name",))
    yield from _NAMED


def _grouped(rows: Iterable[tuple[str, str, Link]]) -> dict[tuple[str, str], tuple[Link, ...]]:
    found: dict[tuple[str, str], tuple[Link, ...]] = {}
    for referrer, target, link in rows:
        found[referrer, target] = (*found.get((referrer, target), ()), link)
    return found


_NAMED = (
    ("aws_s3_bucket_replication_configuration", "aws_s3_bucket", Link("bucket", ("bucket",))),
    (
        "aws_s3_bucket_replication_configuration",
        "aws_s3_bucket",
        Link("rule.destination.bucket", ("bucket",), after=":"),
    ),
    ("aws_s3_bucket_logging", "aws_s3_bucket", Link("bucket", ("bucket",))),
    ("aws_s3_bucket_logging", "aws_s3_bucket", Link("target_bucket", ("bucket",))),
    ("aws_ecr_lifecycle_policy", "aws_ecr_repository", Link("repository", ("name",))),
    ("aws_ecr_repository_policy", "aws_ecr_repository", Link("repository", ("name",))),
    ("aws_appautoscaling_policy", "aws_appautoscaling_target", Link("resource_id", ("resource_id",))),
    ("aws_appautoscaling_scheduled_action", "aws_appautoscaling_target", Link("resource_id", ("resource_id",))),
    ("aws_autoscaling_group", "aws_launch_configuration", Link("launch_configuration", ("name",))),
    ("aws_autoscaling_group", "aws_launch_template", Link(f"{_TEMPLATE}.id")),
    ("aws_autoscaling_group", "aws_launch_template", Link(f"{_TEMPLATE}.name", ("name",))),
    ("aws_autoscaling_group", "aws_launch_template", Link(f"{_SPECIFIED}.launch_template_id")),
    ("aws_autoscaling_group", "aws_launch_template", Link(f"{_SPECIFIED}.launch_template_name", ("name",))),
    ("aws_instance", "aws_launch_template", Link(f"{_TEMPLATE}.id")),
    ("aws_instance", "aws_launch_template", Link(f"{_TEMPLATE}.name", ("name",))),
    ("aws_eks_node_group", "aws_launch_template", Link(f"{_TEMPLATE}.id")),
    ("aws_eks_node_group", "aws_launch_template", Link(f"{_TEMPLATE}.name", ("name",))),
    ("aws_autoscaling_schedule", "aws_autoscaling_group", Link("autoscaling_group_name", ("name",))),
    ("aws_autoscaling_policy", "aws_autoscaling_group", Link("autoscaling_group_name", ("name",))),
    ("aws_autoscaling_attachment", "aws_autoscaling_group", Link("autoscaling_group_name", ("name",))),
    ("aws_eks_node_group", "aws_eks_cluster", Link("cluster_name", ("name",))),
    ("aws_eks_addon", "aws_eks_cluster", Link("cluster_name", ("name",))),
    ("aws_eks_fargate_profile", "aws_eks_cluster", Link("cluster_name", ("name",))),
    ("aws_ecs_service", "aws_ecs_cluster", Link("cluster", ("name",), after="/")),
    ("aws_ecs_service", "aws_ecs_task_definition", Link("task_definition", ("family",))),
    ("aws_ecs_cluster_capacity_providers", "aws_ecs_cluster", Link("cluster_name", ("name",))),
    ("aws_cloudwatch_log_metric_filter", "aws_cloudwatch_log_group", Link("log_group_name", ("name",))),
    ("aws_cloudwatch_log_subscription_filter", "aws_cloudwatch_log_group", Link("log_group_name", ("name",))),
    ("aws_cloudwatch_log_stream", "aws_cloudwatch_log_group", Link("log_group_name", ("name",))),
    ("aws_rds_cluster_instance", "aws_rds_cluster", Link("cluster_identifier", ("cluster_identifier",))),
    ("aws_db_instance", "aws_db_instance", Link("replicate_source_db", ("identifier",))),
    (
        "aws_elasticache_cluster",
        "aws_elasticache_replication_group",
        Link("replication_group_id", ("replication_group_id",)),
    ),
    ("aws_lambda_event_source_mapping", "aws_lambda_function", Link("function_name", ("function_name",))),
    ("aws_lambda_permission", "aws_lambda_function", Link("function_name", ("function_name",))),
    ("aws_lambda_alias", "aws_lambda_function", Link("function_name", ("function_name",))),
    ("aws_lambda_provisioned_concurrency_config", "aws_lambda_function", Link("function_name", ("function_name",))),
    ("aws_lb_listener", "aws_lb", Link("load_balancer_arn")),
    ("aws_lb_target_group_attachment", "aws_instance", Link("target_id")),
    ("aws_elb_attachment", "aws_elb", Link("elb", ("name",))),
    ("aws_elb_attachment", "aws_instance", Link("instance")),
    ("aws_autoscaling_attachment", "aws_elb", Link("elb", ("name",))),
    ("aws_eip_association", "aws_eip", Link("allocation_id")),
    ("aws_eip_association", "aws_eip", Link("public_ip")),
    ("aws_nat_gateway", "aws_eip", Link("allocation_id")),
    ("aws_nat_gateway", "aws_eip", Link("secondary_allocation_ids")),
    ("aws_volume_attachment", "aws_ebs_volume", Link("volume_id")),
    ("aws_volume_attachment", "aws_instance", Link("instance_id")),
    ("aws_ce_anomaly_subscription", "aws_ce_anomaly_monitor", Link("monitor_arn_list")),
    ("aws_budgets_budget_action", "aws_budgets_budget", Link("budget_name", ("name",))),
    (
        "aws_redshift_snapshot_schedule_association",
        "aws_redshift_cluster",
        Link("cluster_identifier", ("cluster_identifier",)),
    ),
    ("azurerm_storage_container", "azurerm_storage_account", Link("storage_account_name", ("name",))),
    ("azurerm_storage_container", "azurerm_storage_account", Link("storage_account_id")),
    ("azurerm_storage_share", "azurerm_storage_account", Link("storage_account_name", ("name",))),
    ("azurerm_storage_share", "azurerm_storage_account", Link("storage_account_id")),
    ("azurerm_lb_backend_address_pool", "azurerm_lb", Link("loadbalancer_id")),
    ("azurerm_lb_rule", "azurerm_lb", Link("loadbalancer_id")),
    ("google_container_node_pool", "google_container_cluster", Link("cluster", ("name",), after="/")),
    ("google_compute_attached_disk", "google_compute_disk", Link("disk", ("name",), after="/")),
    ("google_compute_disk_resource_policy_attachment", "google_compute_disk", Link("disk", ("name",))),
    ("google_compute_disk_resource_policy_attachment", "google_compute_resource_policy", Link("name", ("name",))),
    ("google_compute_instance", "google_compute_disk", Link("boot_disk.source", ("name",), after="/")),
    ("google_compute_instance", "google_compute_disk", Link("attached_disk.source", ("name",), after="/")),
    ("google_compute_instance", "google_compute_address", Link("network_interface.access_config.nat_ip")),
    ("google_sql_database_instance", "google_sql_database_instance", Link("master_instance_name", ("name",))),
)
_LINKS = _grouped(_rows())
