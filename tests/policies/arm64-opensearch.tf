provider "aws" {
  region = "us-east-1"
}

variable "release" {
  type = string
}

resource "aws_opensearch_domain" "logs" {
  domain_name    = "logs"
  engine_version = "OpenSearch_2.11"
  cluster_config {
    instance_type = "r5.large.search" # expect: FG-ARC-003
  }
}

resource "aws_opensearch_domain" "too_old" {
  domain_name    = "legacy"
  engine_version = "Elasticsearch_7.4"
  cluster_config {
    instance_type = "r5.large.search"
  }
}

resource "aws_opensearch_domain" "moved" {
  domain_name    = "search"
  engine_version = "OpenSearch_2.11"
  cluster_config {
    instance_type = "r6g.large.search"
  }
}

resource "aws_opensearch_domain" "any_release" {
  domain_name    = "any"
  engine_version = var.release
  cluster_config {
    instance_type = "m5.large.search" # unresolved: FG-ARC-003
  }
}
