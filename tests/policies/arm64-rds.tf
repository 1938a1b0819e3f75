provider "aws" {
  region = "eu-central-1"
}

variable "release" {
  type = string
}

resource "aws_db_instance" "orders" {
  engine         = "mysql"
  engine_version = "8.0"
  instance_class = "db.r5.large" # expect: FG-ARC-001
}

resource "aws_db_instance" "too_old" {
  engine         = "mysql"
  engine_version = "5.7.44"
  instance_class = "db.r5.large"
}

resource "aws_db_instance" "licensed" {
  engine         = "sqlserver-se"
  instance_class = "db.r5.large"
}

resource "aws_db_instance" "moved" {
  engine         = "mysql"
  engine_version = "8.0"
  instance_class = "db.r6g.large"
}

resource "aws_db_instance" "any_release" {
  engine         = "postgres"
  engine_version = var.release
  instance_class = "db.m5.large" # unresolved: FG-ARC-001
}
