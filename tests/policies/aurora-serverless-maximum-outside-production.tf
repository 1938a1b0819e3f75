variable "maximum" { # unresolved: FG-SIZE-035
  type = number
}

resource "aws_rds_cluster" "unbounded" {
  engine = "aurora-postgresql"
  serverlessv2_scaling_configuration {
    min_capacity = 0
    max_capacity = 128 # expect: FG-SIZE-035
  }
  tags = { environment = "dev" }
}

resource "aws_rds_cluster" "bounded" {
  engine = "aurora-postgresql"
  serverlessv2_scaling_configuration {
    min_capacity = 0
    max_capacity = 16
  }
  tags = { environment = "dev" }
}

resource "aws_rds_cluster" "production" {
  engine = "aurora-postgresql"
  serverlessv2_scaling_configuration {
    min_capacity = 2
    max_capacity = 128
  }
  tags = { environment = "prod" }
}

resource "aws_rds_cluster" "chosen" {
  engine = "aurora-postgresql"
  serverlessv2_scaling_configuration {
    min_capacity = 0
    max_capacity = var.maximum
  }
  tags = { environment = "dev" }
}
