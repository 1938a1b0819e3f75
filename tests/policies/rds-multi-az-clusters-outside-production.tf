variable "engine" { # unresolved: FG-HA-013
  type = string
}

resource "aws_rds_cluster" "three_instances" {
  engine                    = "postgres" # expect: FG-HA-013
  db_cluster_instance_class = "db.m6gd.large"
  tags                      = { environment = "dev" }
}

resource "aws_rds_cluster" "aurora" {
  engine = "aurora-postgresql"
  tags   = { environment = "dev" }
}

resource "aws_rds_cluster" "production" {
  engine                    = "postgres"
  db_cluster_instance_class = "db.m6gd.large"
  tags                      = { environment = "prod" }
}

resource "aws_rds_cluster" "chosen" {
  engine = var.engine
  tags   = { environment = "test" }
}
