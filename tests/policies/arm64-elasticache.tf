provider "aws" {
  region = "us-east-1"
}

variable "release" {
  type = string
}

resource "aws_elasticache_replication_group" "carts" {
  replication_group_id = "carts"
  description          = "carts"
  engine_version       = "6.2"
  node_type            = "cache.m5.large" # expect: FG-ARC-002
}

resource "aws_elasticache_replication_group" "too_old" {
  replication_group_id = "legacy"
  description          = "legacy"
  engine_version       = "4.0.10"
  node_type            = "cache.m5.large"
}

resource "aws_elasticache_replication_group" "moved" {
  replication_group_id = "carts-new"
  description          = "carts"
  node_type            = "cache.m7g.large"
}

resource "aws_elasticache_replication_group" "any_release" {
  replication_group_id = "any"
  description          = "any"
  engine_version       = var.release
  node_type            = "cache.r5.large" # unresolved: FG-ARC-002
}
