provider "aws" {
  region = "eu-west-1"
}

variable "node" { # unresolved: FG-GEN-003
  type = string
}

resource "aws_elasticache_cluster" "old" {
  cluster_id      = "sessions"
  engine          = "redis"
  num_cache_nodes = 1
  node_type       = "cache.m3.medium" # expect: FG-GEN-003
}

resource "aws_elasticache_replication_group" "older_still" {
  replication_group_id = "carts"
  description          = "carts"
  node_type            = "cache.r3.large" # expect: FG-GEN-003
}

resource "aws_elasticache_replication_group" "current" {
  replication_group_id = "carts-new"
  description          = "carts"
  node_type            = "cache.r7g.large"
}

resource "aws_elasticache_replication_group" "chosen" {
  replication_group_id = "any"
  description          = "any"
  node_type            = var.node
}
