variable "days" { # unresolved: FG-BAK-001
  type = number
}

resource "aws_db_instance" "a_month" {
  instance_class          = "db.t4g.medium"
  backup_retention_period = 35 # expect: FG-BAK-001
  tags                    = { environment = "dev" }
}

resource "aws_db_instance" "three_days" {
  instance_class          = "db.t4g.medium"
  backup_retention_period = 3
  tags                    = { environment = "dev" }
}

resource "aws_db_instance" "production" {
  instance_class          = "db.t4g.medium"
  backup_retention_period = 35
  tags                    = { environment = "prod" }
}

resource "aws_elasticache_replication_group" "cache" {
  replication_group_id     = "cache"
  description              = "carts"
  node_type                = "cache.t4g.small"
  snapshot_retention_limit = 14 # expect: FG-BAK-001
  tags                     = { environment = "test" }
}

resource "aws_fsx_windows_file_system" "files" {
  storage_capacity                = 100
  throughput_capacity             = 32
  subnet_ids                      = ["subnet-1"]
  automatic_backup_retention_days = 90 # expect: FG-BAK-001
  tags                            = { environment = "test" }
}

resource "aws_docdb_cluster" "reports" {
  cluster_identifier      = "reports"
  backup_retention_period = var.days
  tags                    = { environment = "dev" }
}
