variable "minimum" { # unresolved: FG-SIZE-034
  type = number
}

resource "aws_rds_cluster" "always" {
  engine = "aurora-postgresql"
  serverlessv2_scaling_configuration {
    min_capacity = 0.5 # expect: FG-SIZE-034
    max_capacity = 4
  }
  tags = { environment = "dev" }
}

resource "aws_rds_cluster" "pauses" {
  engine = "aurora-postgresql"
  serverlessv2_scaling_configuration {
    min_capacity             = 0
    max_capacity             = 4
    seconds_until_auto_pause = 600
  }
  tags = { environment = "dev" }
}

resource "aws_rds_cluster" "provisioned" {
  engine = "aurora-postgresql"
  tags   = { environment = "dev" }
}

resource "aws_rds_cluster" "production" {
  engine = "aurora-postgresql"
  serverlessv2_scaling_configuration {
    min_capacity = 2
    max_capacity = 16
  }
  tags = { environment = "prod" }
}

resource "aws_neptune_cluster" "least" {
  serverless_v2_scaling_configuration {
    min_capacity = 1
    max_capacity = 4
  }
  tags = { environment = "test" }
}

resource "aws_neptune_cluster" "more" {
  serverless_v2_scaling_configuration {
    min_capacity = 2.5 # expect: FG-SIZE-034
    max_capacity = 4
  }
  tags = { environment = "test" }
}

resource "aws_rds_cluster" "chosen" {
  engine = "aurora-postgresql"
  serverlessv2_scaling_configuration {
    min_capacity = var.minimum
    max_capacity = 4
  }
  tags = { environment = "dev" }
}
