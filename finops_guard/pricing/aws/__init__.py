"""What resources of AWS cost: the module here that has the estimator of each type, as ``ESTIMATORS[type]``."""

from __future__ import annotations

from collections.abc import Mapping

MODULES: Mapping[str, str] = {
    "aws_alb": "network",
    "aws_autoscaling_group": "compute",
    "aws_ebs_fast_snapshot_restore": "volumes",
    "aws_ebs_snapshot": "volumes",
    "aws_ebs_snapshot_copy": "volumes",
    "aws_ebs_snapshot_import": "volumes",
    "aws_ebs_volume": "volumes",
    "aws_ec2_client_vpn_endpoint": "network",
    "aws_ec2_client_vpn_network_association": "network",
    "aws_ec2_fleet": "compute",
    "aws_ec2_host": "compute",
    "aws_ec2_traffic_mirror_session": "network",
    "aws_ec2_transit_gateway_peering_attachment": "network",
    "aws_ec2_transit_gateway_vpc_attachment": "network",
    "aws_ecs_service": "containers",
    "aws_eip": "network",
    "aws_eks_cluster": "containers",
    "aws_eks_node_group": "containers",
    "aws_elb": "network",
    "aws_instance": "compute",
    "aws_lambda_function": "serverless",
    "aws_lambda_provisioned_concurrency_config": "serverless",
    "aws_lb": "network",
    "aws_nat_gateway": "network",
    "aws_spot_fleet_request": "compute",
    "aws_spot_instance_request": "compute",
    "aws_vpc_endpoint": "network",
    "aws_vpn_connection": "network",
}
