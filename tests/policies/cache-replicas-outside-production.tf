variable "nodes" { # unresolved: FG-HA-010
  type = number
}

resource "aws_elasticache_replication_group" "three" {
  replication_group_id = "cache-dev"
  description          = "carts"
  node_type            = "cache.t4g.small"
  num_cache_clusters   = 3 # expect: FG-HA-010
  tags                 = { environment = "dev" }
}

resource "aws_elasticache_replication_group" "sharded" {
  replication_group_id    = "cache-test"
  description             = "carts"
  node_type               = "cache.t4g.small"
  num_node_groups         = 2
  replicas_per_node_group = 1 # expect: FG-HA-010
  tags                    = { environment = "test" }
}

resource "aws_elasticache_replication_group" "alone" {
  replication_group_id = "cache-dev"
  description          = "carts"
  node_type            = "cache.t4g.small"
  num_cache_clusters   = 1
  tags                 = { environment = "dev" }
}

resource "aws_memorydb_cluster" "default" { # expect: FG-HA-010
  name      = "carts-dev"
  acl_name  = "open-access"
  node_type = "db.t4g.small"
  tags      = { environment = "dev" }
}

resource "aws_elasticache_replication_group" "production" {
  replication_group_id = "cache"
  description          = "carts"
  node_type            = "cache.t4g.small"
  num_cache_clusters   = 3
  tags                 = { environment = "prod" }
}

resource "aws_elasticache_replication_group" "chosen" {
  replication_group_id = "cache-test"
  description          = "carts"
  node_type            = "cache.t4g.small"
  num_cache_clusters   = var.nodes
  tags                 = { environment = "test" }
}
