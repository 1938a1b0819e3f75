variable "skip" { # unresolved: FG-BAK-002
  type = bool
}

resource "aws_db_instance" "leaves_one" { # expect: FG-BAK-002
  instance_class            = "db.t4g.medium"
  final_snapshot_identifier = "shop-final"
  tags                      = { environment = "dev" }
}

resource "aws_rds_cluster" "leaves_one" {
  engine                    = "aurora-postgresql"
  final_snapshot_identifier = "shop-final"
  skip_final_snapshot       = false # expect: FG-BAK-002
  tags                      = { environment = "test" }
}

resource "aws_db_instance" "leaves_none" {
  instance_class            = "db.t4g.medium"
  final_snapshot_identifier = "shop-final"
  skip_final_snapshot       = true
  tags                      = { environment = "dev" }
}

resource "aws_db_instance" "production" {
  instance_class            = "db.t4g.medium"
  final_snapshot_identifier = "shop-final"
  tags                      = { environment = "prod" }
}

resource "aws_db_instance" "chosen" {
  instance_class            = "db.t4g.medium"
  final_snapshot_identifier = "shop-final"
  skip_final_snapshot       = var.skip
  tags                      = { environment = "dev" }
}
