variable "node" { # unresolved: FG-SIZE-012
  type = string
}

resource "aws_elasticache_replication_group" "large" {
  replication_group_id = "sessions"
  description          = "sessions"
  node_type            = "cache.r6g.4xlarge" # expect: FG-SIZE-012
  tags                 = { environment = "dev" }
}

resource "aws_elasticache_cluster" "small" {
  cluster_id = "sessions"
  engine     = "redis"
  node_type  = "cache.t4g.small"
  tags       = { environment = "dev" }
}

resource "aws_memorydb_cluster" "fits" {
  acl_name  = "open-access"
  name      = "sessions"
  node_type = "db.r6g.xlarge"
  tags      = { environment = "test" }
}

resource "aws_memorydb_cluster" "large" {
  acl_name  = "open-access"
  name      = "sessions"
  node_type = "db.r6g.2xlarge" # expect: FG-SIZE-012
  tags      = { environment = "test" }
}

resource "aws_elasticache_replication_group" "production" {
  replication_group_id = "sessions"
  description          = "sessions"
  node_type            = "cache.r6g.4xlarge"
  tags                 = { environment = "prod" }
}

resource "aws_elasticache_replication_group" "chosen" {
  replication_group_id = "sessions"
  description          = "sessions"
  node_type            = var.node
  tags                 = { environment = "dev" }
}
