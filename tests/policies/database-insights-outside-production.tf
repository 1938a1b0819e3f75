variable "mode" { # unresolved: FG-LOG-013
  type = string
}

resource "aws_db_instance" "long" {
  instance_class                        = "db.t4g.medium"
  performance_insights_enabled          = true
  performance_insights_retention_period = 731 # expect: FG-LOG-013
  tags                                  = { environment = "dev" }
}

resource "aws_rds_cluster" "advanced" {
  engine                 = "aurora-postgresql"
  database_insights_mode = "advanced" # expect: FG-LOG-013
  tags                   = { environment = "test" }
}

resource "aws_db_instance" "free" {
  instance_class                        = "db.t4g.medium"
  performance_insights_enabled          = true
  performance_insights_retention_period = 7
  tags                                  = { environment = "dev" }
}

resource "aws_rds_cluster" "production" {
  engine                 = "aurora-postgresql"
  database_insights_mode = "advanced"
  tags                   = { environment = "prod" }
}

resource "aws_rds_cluster" "chosen" {
  engine                 = "aurora-postgresql"
  database_insights_mode = var.mode
  tags                   = { environment = "test" }
}
