# finops-guard: {as-of: 2026-11-28}

variable "release" { # unresolved: FG-SUP-003
  type = string
}

resource "aws_elasticache_replication_group" "old" {
  replication_group_id = "old"
  description          = "sessions"
  engine_version       = "5.0.6" # expect: FG-SUP-003
}

resource "aws_elasticache_cluster" "older" {
  cluster_id     = "older"
  engine         = "redis"
  engine_version = "4.0.10" # expect: FG-SUP-003
}

resource "aws_elasticache_cluster" "memcached" {
  cluster_id     = "memcached"
  engine         = "memcached"
  engine_version = "1.5.16"
}

resource "aws_elasticache_replication_group" "still" {
  replication_group_id = "still"
  description          = "sessions"
  engine_version       = "6.x"
}

resource "aws_elasticache_replication_group" "valkey" {
  replication_group_id = "valkey"
  description          = "sessions"
  engine               = "valkey"
  engine_version       = "8.0"
}

resource "aws_elasticache_replication_group" "chosen" {
  replication_group_id = "chosen"
  description          = "sessions"
  engine_version       = var.release
}
