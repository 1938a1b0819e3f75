variable "copy" { # unresolved: FG-TAG-037
  type = bool
}

resource "aws_db_instance" "untagged" { # expect: FG-TAG-037
  instance_class = "db.t4g.medium"
  storage_type   = "gp3"
}

resource "aws_db_instance" "tagged" {
  instance_class        = "db.t4g.medium"
  storage_type          = "gp3"
  copy_tags_to_snapshot = true
}

resource "aws_rds_cluster" "off" {
  engine                = "aurora-postgresql"
  copy_tags_to_snapshot = false # expect: FG-TAG-037
}

resource "aws_neptune_cluster" "chosen" {
  copy_tags_to_snapshot = var.copy
}
