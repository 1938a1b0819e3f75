provider "aws" {
  region = "us-east-1"
}

variable "node" { # unresolved: FG-GEN-004
  type = string
}

resource "aws_opensearch_domain" "old" {
  domain_name = "logs"
  cluster_config {
    instance_type            = "m4.large.search" # expect: FG-GEN-004
    instance_count           = 2
    dedicated_master_enabled = true
    dedicated_master_type    = "t2.small.search" # expect: FG-GEN-004
  }
}

resource "aws_elasticsearch_domain" "old" {
  domain_name = "search"
  cluster_config {
    instance_type = "r4.large.elasticsearch" # expect: FG-GEN-004
  }
}

resource "aws_opensearch_domain" "current" {
  domain_name = "search"
  cluster_config {
    instance_type = "r6g.large.search"
  }
}

resource "aws_opensearch_domain" "chosen" {
  domain_name = "any"
  cluster_config {
    instance_type = var.node
  }
}
