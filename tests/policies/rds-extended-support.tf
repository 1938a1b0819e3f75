# finops-guard: {as-of: 2026-11-28}

variable "release" { # unresolved: FG-SUP-002
  type = string
}

resource "aws_db_instance" "orders" {
  engine         = "mysql"
  engine_version = "5.7.44" # expect: FG-SUP-002
  instance_class = "db.r6g.large"
}

resource "aws_db_instance" "users" {
  engine         = "postgres"
  engine_version = "13" # expect: FG-SUP-002
  instance_class = "db.r6g.large"
}

# Upgraded instead.
resource "aws_db_instance" "upgraded" {
  engine                   = "mysql"
  engine_version           = "5.7.44"
  instance_class           = "db.r6g.large"
  engine_lifecycle_support = "open-source-rds-extended-support-disabled"
}

resource "aws_db_instance" "current" {
  engine         = "mysql"
  engine_version = "8.4"
  instance_class = "db.r6g.large"
}

# Nothing is sold for it.
resource "aws_db_instance" "mariadb" {
  engine         = "mariadb"
  engine_version = "10.5"
  instance_class = "db.r6g.large"
}

resource "aws_db_instance" "chosen" {
  engine         = "postgres"
  engine_version = var.release
  instance_class = "db.r6g.large"
}

resource "aws_rds_cluster" "aurora" {
  engine         = "aurora-mysql"
  engine_version = "5.7.mysql_aurora.2.11.3" # expect: FG-SUP-002
}

resource "aws_rds_cluster" "aurora_current" {
  engine         = "aurora-postgresql"
  engine_version = "16.4"
}
