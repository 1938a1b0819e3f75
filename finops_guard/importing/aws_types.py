"""What AWS calls resource types in tag policies (``ec2:instance``), as types of the Terraform provider.

From the cross reference in the guide "Tag Policy Compliance" of the AWS provider (read on 2026-11-29), for the
services below whole. Where several types share one kind of ARN, all of them stand here: clusters and instances of RDS,
DocumentDB and Neptune, load balancers of all generations.
"""

from __future__ import annotations

from functools import cache

_ALL = ("*", "ALL_SUPPORTED")

# A service a line: its types, each with what Terraform's are called behind "aws_".
_TABLE = """
acm certificate=acm_certificate
acm-pca certificate-authority=acmpca_certificate_authority
airflow environment=mwaa_environment
amplify apps=amplify_app
aoss collection=opensearchserverless_collection
apprunner autoscalingconfiguration=apprunner_auto_scaling_configuration_version
  observabilityconfiguration=apprunner_observability_configuration service=apprunner_service
  vpcconnector=apprunner_vpc_connector vpcingressconnection=apprunner_vpc_ingress_connection
appstream fleet=appstream_fleet image-builder=appstream_image_builder stack=appstream_stack
athena capacity-reservation=athena_capacity_reservation datacatalog=athena_data_catalog workgroup=athena_workgroup
backup backup-plan=backup_plan framework=backup_framework report-plan=backup_report_plan
  restore-testing-plan=backup_restore_testing_plan
batch compute-environment=batch_compute_environment job-definition=batch_job_definition job-queue=batch_job_queue
  scheduling-policy=batch_scheduling_policy
bedrock agent=bedrockagent_agent agent-alias=bedrockagent_agent_alias flow=bedrockagent_flow guardrail=bedrock_guardrail
  knowledge-base=bedrockagent_knowledge_base prompt=bedrockagent_prompt
budgets budget=budgets_budget budget/action=budgets_budget_action
cassandra keyspace=keyspaces_keyspace
ce anomalymonitor=ce_anomaly_monitor anomalysubscription=ce_anomaly_subscription costcategory=ce_cost_category
cloudformation stack=cloudformation_stack stackset=cloudformation_stack_set
cloudfront distribution=cloudfront_distribution
cloudtrail eventdatastore=cloudtrail_event_data_store trail=cloudtrail
cloudwatch alarm=cloudwatch_metric_alarm metric-stream=cloudwatch_metric_stream
codebuild project=codebuild_project report-group=codebuild_report_group
codecommit repository=codecommit_repository
codepipeline actiontype=codepipeline_custom_action_type pipeline=codepipeline webhook=codepipeline_webhook
cognito-identity identitypool=cognito_identity_pool
cognito-idp userpool=cognito_user_pool
config aggregation-authorization=config_aggregate_authorization config-aggregator=config_configuration_aggregator
  config-rule=config_config_rule conformance-pack=config_conformance_pack
cur definition=cur_report_definition
datasync task=datasync_task
dax cache=dax_cluster
dms cert=dms_certificate endpoint=dms_endpoint es=dms_event_subscription rep=dms_replication_instance
  replication-config=dms_replication_config subgrp=dms_replication_subnet_group task=dms_replication_task
dsql cluster=dsql_cluster
dynamodb table=dynamodb_table
ec2 capacity-reservation=ec2_capacity_reservation carrier-gateway=ec2_carrier_gateway
  client-vpn-endpoint=ec2_client_vpn_endpoint customer-gateway=customer_gateway dedicated-host=ec2_host
  dhcp-options=vpc_dhcp_options egress-only-internet-gateway=egress_only_internet_gateway elastic-ip=eip fleet=ec2_fleet
  instance=instance instance-connect-endpoint=ec2_instance_connect_endpoint internet-gateway=internet_gateway
  ipam=vpc_ipam ipam-pool=vpc_ipam_pool ipam-resource-discovery=vpc_ipam_resource_discovery
  ipam-resource-discovery-association=vpc_ipam_resource_discovery_association ipam-scope=vpc_ipam_scope
  key-pair=key_pair launch-template=launch_template
  local-gateway-route-table-vpc-association=ec2_local_gateway_route_table_vpc_association natgateway=nat_gateway
  network-acl=network_acl network-insights-analysis=ec2_network_insights_analysis
  network-insights-path=ec2_network_insights_path network-interface=network_interface placement-group=placement_group
  prefix-list=ec2_managed_prefix_list route-table=route_table security-group=security_group subnet=subnet
  traffic-mirror-filter=ec2_traffic_mirror_filter traffic-mirror-filter-rule=ec2_traffic_mirror_filter_rule
  traffic-mirror-session=ec2_traffic_mirror_session traffic-mirror-target=ec2_traffic_mirror_target
  transit-gateway=ec2_transit_gateway transit-gateway-connect-peer=ec2_transit_gateway_connect_peer
  transit-gateway-multicast-domain=ec2_transit_gateway_multicast_domain
  transit-gateway-route-table=ec2_transit_gateway_route_table verified-access-endpoint=verifiedaccess_endpoint
  verified-access-group=verifiedaccess_group verified-access-instance=verifiedaccess_instance
  verified-access-trust-provider=verifiedaccess_trust_provider volume=ebs_volume vpc=vpc
  vpc-block-public-access-exclusion=vpc_block_public_access_exclusion vpc-endpoint=vpc_endpoint
  vpc-endpoint-service=vpc_endpoint_service vpc-flow-log=flow_log vpc-peering-connection=vpc_peering_connection
  vpn-connection=vpn_connection vpn-gateway=vpn_gateway
ecr repository=ecr_repository
ecr-public repository=ecrpublic_repository
ecs capacity-provider=ecs_capacity_provider cluster=ecs_cluster service=ecs_service
  task-definition=ecs_task_definition task-set=ecs_task_set
eks access-entry=eks_access_entry addon=eks_addon cluster=eks_cluster fargateprofile=eks_fargate_profile
  identityproviderconfig=eks_identity_provider_config nodegroup=eks_node_group
  podidentityassociation=eks_pod_identity_association
elasticache cluster=elasticache_cluster parametergroup=elasticache_parameter_group
  replicationgroup=elasticache_replication_group subnetgroup=elasticache_subnet_group user=elasticache_user
  usergroup=elasticache_user_group
elasticbeanstalk application=elastic_beanstalk_application
  applicationversion=elastic_beanstalk_application_version
  configurationtemplate=elastic_beanstalk_configuration_template environment=elastic_beanstalk_environment
elasticfilesystem access-point=efs_access_point file-system=efs_file_system
elasticloadbalancing listener=lb_listener listener-rule=lb_listener_rule loadbalancer=lb,alb,elb
  targetgroup=lb_target_group truststore=lb_trust_store
elasticmapreduce cluster=emr_cluster
emr-containers virtualclusters=emrcontainers_virtual_cluster
emr-serverless applications=emrserverless_application
events event-bus=cloudwatch_event_bus
firehose deliverystream=kinesis_firehose_delivery_stream
fsx association=fsx_data_repository_association storage-virtual-machine=fsx_ontap_storage_virtual_machine
  volume=fsx_ontap_volume
glue connection=glue_connection crawler=glue_crawler dataQualityRuleset=glue_data_quality_ruleset
  database=glue_catalog_database job=glue_job mlTransform=glue_ml_transform registry=glue_registry schema=glue_schema
  trigger=glue_trigger
iam instance-profile=iam_instance_profile mfa=iam_virtual_mfa_device oidc-provider=iam_openid_connect_provider
  role=iam_role saml-provider=iam_saml_provider server-certificate=iam_server_certificate user=iam_user
kendra index=kendra_index index/data-source=kendra_data_source
kinesis stream=kinesis_stream stream/consumer=kinesis_stream_consumer
kinesisanalytics application=kinesisanalyticsv2_application
kinesisvideo stream=kinesis_video_stream
kms key=kms_key
lambda code-signing-config=lambda_code_signing_config event-source-mapping=lambda_event_source_mapping
  function=lambda_function
logs anomaly-detector=cloudwatch_log_anomaly_detector delivery=cloudwatch_log_delivery
  delivery-destination=cloudwatch_log_delivery_destination delivery-source=cloudwatch_log_delivery_source
  destination=cloudwatch_log_destination log-group=cloudwatch_log_group
memorydb acl=memorydb_acl cluster=memorydb_cluster parametergroup=memorydb_parameter_group
  subnetgroup=memorydb_subnet_group user=memorydb_user
mq broker=mq_broker configuration=mq_configuration
network-firewall firewall=networkfirewall_firewall firewall-policy=networkfirewall_firewall_policy
  stateless-rulegroup=networkfirewall_rule_group
organizations account=organizations_account ou=organizations_organizational_unit
  resourcepolicy=organizations_resource_policy
osis pipeline=osis_pipeline
pipes pipe=pipes_pipe
ram resource-share=ram_resource_share
rds cev=rds_custom_db_engine_version cluster=rds_cluster,docdb_cluster,neptune_cluster
  db=db_instance,rds_cluster_instance,docdb_cluster_instance,neptune_cluster_instance db-proxy=db_proxy
  db-proxy-endpoint=db_proxy_endpoint es=db_event_subscription global-cluster=rds_global_cluster og=db_option_group
  pg=db_parameter_group subgrp=db_subnet_group
redshift cluster=redshift_cluster eventsubscription=redshift_event_subscription integration=redshift_integration
  parametergroup=redshift_parameter_group subnetgroup=redshift_subnet_group
redshift-serverless namespace=redshiftserverless_namespace workgroup=redshiftserverless_workgroup
resource-groups group=resourcegroups_group
route53 healthcheck=route53_health_check hostedzone=route53_zone
s3 accesspoint=s3_access_point bucket=s3_bucket
s3express bucket=s3_directory_bucket
sagemaker app=sagemaker_app app-image-config=sagemaker_app_image_config code-repository=sagemaker_code_repository
  data-quality-job-definition=sagemaker_data_quality_job_definition domain=sagemaker_domain
  endpoint=sagemaker_endpoint endpoint-config=sagemaker_endpoint_configuration feature-group=sagemaker_feature_group
  image=sagemaker_image mlflow-tracking-server=sagemaker_mlflow_tracking_server model=sagemaker_model
  model-package-group=sagemaker_model_package_group monitoring-schedule=sagemaker_monitoring_schedule
  notebook-instance=sagemaker_notebook_instance
  notebook-instance-lifecycle-config=sagemaker_notebook_instance_lifecycle_configuration pipeline=sagemaker_pipeline
  project=sagemaker_project space=sagemaker_space studio-lifecycle-config=sagemaker_studio_lifecycle_config
  user-profile=sagemaker_user_profile workteam=sagemaker_workteam
secretsmanager secret=secretsmanager_secret
sns topic=sns_topic
sqs queue=sqs_queue
ssm association=ssm_association document=ssm_document maintenancewindow=ssm_maintenance_window
  parameter=ssm_parameter patchbaseline=ssm_patch_baseline
states activity=sfn_activity stateMachine=sfn_state_machine
synthetics canary=synthetics_canary group=synthetics_group
timestream database=timestreamwrite_database database/table=timestreamwrite_table
  scheduled-query=timestreamquery_scheduled_query
transfer agreement=transfer_agreement certificate=transfer_certificate connector=transfer_connector
  profile=transfer_profile server=transfer_server user=transfer_user workflow=transfer_workflow
workspaces connectionalias=workspaces_connection_alias
xray group=xray_group sampling-rule=xray_sampling_rule
"""


def types(name: str) -> tuple[str, ...]:
    """Return the Terraform types that carry tags of an AWS type, or of all of a service; empty where none is known."""
    service, _, type_ = name.partition(":")
    known = table().get(service.casefold(), {})
    if type_ in _ALL:
        return tuple(sorted(each for group in known.values() for each in group))
    return known.get(_folded(type_), ())


@cache
def table() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the Terraform types by service and AWS type, both folded; those that carry no tags are left out."""
    from finops_guard.catalog import taggable

    found: dict[str, dict[str, tuple[str, ...]]] = {}
    service: dict[str, tuple[str, ...]] = {}
    for line in _TABLE.strip("\n").split("\n"):
        words = line.split()
        if not line.startswith(" "):
            service = found.setdefault(words.pop(0), {})
        for word in words:
            type_, _, names = word.partition("=")
            full = tuple(f"aws_{name}" for name in names.split(","))
            service[_folded(type_)] = tuple(name for name in full if taggable.lookup(name))
    return found


def _folded(type_: str) -> str:
    """Return a type as it is compared: AWS writes some of them with dashes here and without there."""
    return type_.casefold().replace("-", "")
