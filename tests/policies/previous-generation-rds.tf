provider "aws" {
  region = "us-east-1"
}

variable "class" { # unresolved: FG-GEN-002
  type = string
}

resource "aws_db_instance" "old" {
  engine         = "mysql"
  instance_class = "db.m4.large" # expect: FG-GEN-002
}

resource "aws_db_instance" "without_price" {
  engine         = "mariadb"
  instance_class = "db.t2.small" # expect: FG-GEN-002
}

resource "aws_db_instance" "current" {
  engine         = "postgres"
  instance_class = "db.r6g.large"
}

resource "aws_db_instance" "no_dearer" {
  engine         = "postgres"
  instance_class = "db.m5.large"
}

resource "aws_db_instance" "chosen" {
  engine         = "postgres"
  instance_class = var.class
}

resource "aws_rds_cluster_instance" "old" {
  cluster_identifier = "orders"
  engine             = "aurora-mysql"
  instance_class     = "db.r4.large" # expect: FG-GEN-002
}
