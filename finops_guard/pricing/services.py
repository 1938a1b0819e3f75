"""Which cloud service a resource type is billed as, by the name that the vendor gives the service."""

from __future__ import annotations

from collections.abc import Mapping

# Service -> what its resource types begin with, in words; of several that fit, the longest counts.
_SERVICES: Mapping[str, str] = {
    "Amazon API Gateway": "aws_api_gateway aws_apigatewayv2",
    "Amazon Athena": "aws_athena",
    "Amazon CloudFront": "aws_cloudfront",
    "Amazon CloudWatch": "aws_cloudwatch aws_flow_log",
    "Amazon Cognito": "aws_cognito",
    "Amazon DocumentDB": "aws_docdb",
    "Amazon DynamoDB": "aws_dynamodb aws_dax",
    "Amazon EBS": "aws_ebs",
    "Amazon EC2": "aws_instance aws_ec2 aws_autoscaling aws_spot aws_launch",
    "Amazon ECR": "aws_ecr",
    "Amazon ECS": "aws_ecs",
    "Amazon EFS": "aws_efs",
    "Amazon EKS": "aws_eks",
    "Amazon EMR": "aws_emr aws_emrserverless",
    "Amazon ElastiCache": "aws_elasticache",
    "Amazon EventBridge": "aws_cloudwatch_event",
    "Amazon FSx": "aws_fsx",
    "Amazon GuardDuty": "aws_guardduty",
    "Amazon Inspector": "aws_inspector2",
    "Amazon Kinesis": "aws_kinesis aws_kinesisanalyticsv2",
    "Amazon Lightsail": "aws_lightsail",
    "Amazon MQ": "aws_mq",
    "Amazon MSK": "aws_msk",
    "Amazon MWAA": "aws_mwaa",
    "Amazon Macie": "aws_macie2",
    "Amazon Managed Grafana": "aws_grafana",
    "Amazon MemoryDB": "aws_memorydb",
    "Amazon Neptune": "aws_neptune",
    "Amazon OpenSearch Service": "aws_opensearch aws_opensearchserverless aws_elasticsearch",
    "Amazon QLDB": "aws_qldb",
    "Amazon RDS": "aws_db aws_rds",
    "Amazon Redshift": "aws_redshift aws_redshiftserverless",
    "Amazon Route 53": "aws_route53",
    "Amazon S3": "aws_s3 aws_s3tables aws_s3vectors",
    "Amazon SNS": "aws_sns",
    "Amazon SQS": "aws_sqs",
    "Amazon SageMaker": "aws_sagemaker",
    "Amazon Timestream": "aws_timestreamwrite",
    "Amazon VPC": (
        "aws_eip aws_nat aws_vpc aws_vpn aws_ec2_client_vpn aws_ec2_traffic_mirror aws_ec2_transit_gateway"
        " aws_vpclattice"
    ),
    "Amazon WorkSpaces": "aws_workspaces aws_appstream",
    "AWS Amplify": "aws_amplify",
    "AWS App Runner": "aws_apprunner",
    "AWS AppSync": "aws_appsync",
    "AWS Backup": "aws_backup",
    "AWS CloudHSM": "aws_cloudhsm_v2",
    "AWS CloudTrail": "aws_cloudtrail",
    "AWS CodeBuild": "aws_codebuild",
    "AWS Config": "aws_config",
    "AWS DMS": "aws_dms",
    "AWS DataSync": "aws_datasync",
    "AWS Direct Connect": "aws_dx",
    "AWS Directory Service": "aws_directory_service",
    "AWS Global Accelerator": "aws_globalaccelerator",
    "AWS Glue": "aws_glue",
    "AWS KMS": "aws_kms",
    "AWS Lambda": "aws_lambda",
    "AWS Network Firewall": "aws_networkfirewall",
    "AWS Private CA": "aws_acmpca",
    "AWS Secrets Manager": "aws_secretsmanager",
    "AWS Security Hub": "aws_securityhub",
    "AWS Step Functions": "aws_sfn",
    "AWS Storage Gateway": "aws_storagegateway",
    "AWS Transfer Family": "aws_transfer",
    "AWS WAF": "aws_wafv2",
    "Elastic Load Balancing": "aws_alb aws_elb aws_lb",
    "API Management": "azurerm_api_management",
    "App Configuration": "azurerm_app_configuration",
    "Application Gateway": "azurerm_application_gateway",
    "Azure AI services": "azurerm_cognitive",
    "Azure AI Search": "azurerm_search",
    "Azure Analysis Services": "azurerm_analysis_services",
    "Azure App Service": (
        "azurerm_app_service azurerm_service_plan azurerm_function_app azurerm_linux_function azurerm_windows_function"
        " azurerm_static_web_app"
    ),
    "Azure Automation": "azurerm_automation",
    "Azure Bastion": "azurerm_bastion",
    "Azure Cache for Redis": "azurerm_redis azurerm_managed_redis",
    "Azure Container Apps": "azurerm_container_app",
    "Azure Container Instances": "azurerm_container_group",
    "Azure Container Registry": "azurerm_container_registry",
    "Azure Cosmos DB": "azurerm_cosmosdb",
    "Azure DDoS Protection": "azurerm_network_ddos",
    "Azure DNS": "azurerm_dns azurerm_private_dns",
    "Azure Data Explorer": "azurerm_kusto",
    "Azure Data Factory": "azurerm_data_factory",
    "Azure Database for MySQL": "azurerm_mysql",
    "Azure Database for PostgreSQL": "azurerm_postgresql",
    "Azure Databricks": "azurerm_databricks",
    "Azure ExpressRoute": "azurerm_express_route",
    "Azure Firewall": "azurerm_firewall",
    "Azure Front Door and CDN": "azurerm_cdn azurerm_frontdoor",
    "Azure HDInsight": "azurerm_hdinsight",
    "Azure IoT Hub": "azurerm_iothub",
    "Azure Kubernetes Service": "azurerm_kubernetes",
    "Azure Logic Apps": "azurerm_logic_app",
    "Azure Machine Learning": "azurerm_machine_learning",
    "Azure Managed Disks": "azurerm_managed_disk azurerm_snapshot",
    "Azure Monitor": "azurerm_application_insights azurerm_log_analytics",
    "Azure NetApp Files": "azurerm_netapp",
    "Azure SQL": "azurerm_mssql",
    "Azure Site Recovery and Backup": "azurerm_recovery_services",
    "Azure SignalR and Web PubSub": "azurerm_signalr azurerm_web_pubsub",
    "Azure Spring Apps": "azurerm_spring_cloud",
    "Azure Storage": "azurerm_storage",
    "Azure Stream Analytics": "azurerm_stream_analytics",
    "Azure Synapse Analytics": "azurerm_synapse",
    "Azure Virtual Machines": (
        "azurerm_linux_virtual_machine azurerm_windows_virtual_machine azurerm_virtual_machine"
        " azurerm_orchestrated_virtual_machine azurerm_dedicated_host"
    ),
    "Azure Virtual Network": (
        "azurerm_nat azurerm_private_endpoint azurerm_public_ip azurerm_virtual_network azurerm_traffic_manager"
    ),
    "Azure Load Balancer": "azurerm_lb",
    "Azure VPN Gateway": "azurerm_virtual_network_gateway azurerm_vpn azurerm_virtual_hub",
    "Event Hubs": "azurerm_eventhub",
    "Key Vault": "azurerm_key_vault",
    "Notification Hubs": "azurerm_notification_hub",
    "Power BI Embedded": "azurerm_powerbi",
    "Service Bus": "azurerm_servicebus",
    "AlloyDB": "google_alloydb",
    "Apigee": "google_apigee",
    "Artifact Registry": "google_artifact_registry",
    "BigQuery": "google_bigquery",
    "Bigtable": "google_bigtable",
    "Certificate Authority Service": "google_privateca",
    "Cloud Backup and DR": "google_backup_dr",
    "Cloud Build": "google_cloudbuild google_secure_source_manager",
    "Cloud Composer": "google_composer",
    "Cloud DNS": "google_dns",
    "Cloud Data Fusion": "google_data_fusion",
    "Cloud Functions": "google_cloudfunctions google_cloudfunctions2",
    "Cloud KMS": "google_kms",
    "Cloud Logging": "google_logging",
    "Cloud Monitoring": "google_monitoring",
    "Cloud NAT and networking": (
        "google_compute_address google_compute_global google_compute_forwarding google_compute_router"
        " google_compute_interconnect google_compute_security_policy google_compute_service_attachment"
        " google_compute_vpn google_network google_vpc_access"
    ),
    "Cloud Run": "google_cloud_run",
    "Cloud SQL": "google_sql",
    "Cloud Scheduler": "google_cloud_scheduler",
    "Cloud Spanner": "google_spanner",
    "Cloud Storage": "google_storage",
    "Cloud TPU": "google_tpu",
    "Cloud Workstations": "google_workstations",
    "Compute Engine": "google_compute",
    "Dataflow": "google_dataflow",
    "Dataproc": "google_dataproc",
    "Filestore": "google_filestore",
    "Firestore": "google_firestore",
    "Google Kubernetes Engine": "google_container google_gke",
    "Looker": "google_looker",
    "Managed Service for Apache Kafka": "google_managed_kafka",
    "Memorystore": "google_redis google_memcache",
    "Pub/Sub": "google_pubsub",
    "Secret Manager": "google_secret_manager",
    "VMware Engine": "google_vmwareengine",
    "Vertex AI": "google_vertex google_workbench",
}
_KINDS: Mapping[str, str] = {
    "PersistentVolume": "Kubernetes volumes",
    "PersistentVolumeClaim": "Kubernetes volumes",
    "Service": "Kubernetes load balancers",
    "Ingress": "Kubernetes load balancers",
    "Gateway": "Kubernetes load balancers",
}
_KUBERNETES = "Kubernetes workloads"


class Services:
    """Names of services by resource type; the table is made once, when a type is first asked for."""

    def __init__(self) -> None:
        self._by_beginning = {beginning: name for name, all_ in _SERVICES.items() for beginning in all_.split()}

    def of(self, type_: str, kind: str = "") -> str:
        """Return the service of a resource type (of a Kubernetes kind, where it has one); else the type itself."""
        if kind:
            return _KINDS.get(kind, _KUBERNETES)
        words = type_.split("_")
        for end in range(len(words), 1, -1):
            found = self._by_beginning.get("_".join(words[:end]))
            if found is not None:
                return found
        return type_
