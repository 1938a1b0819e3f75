variable "regions" {
  type = set(string)
}

resource "aws_dynamodb_table" "two_regions" {
  name         = "carts-dev"
  billing_mode = "PAY_PER_REQUEST"
  replica { # expect: FG-HA-019
    region_name = "eu-west-1"
  }
  replica {
    region_name = "us-east-1"
  }
  tags = { environment = "dev" }
}

resource "aws_dynamodb_table" "one_region" {
  name         = "carts-dev"
  billing_mode = "PAY_PER_REQUEST"
  tags         = { environment = "dev" }
}

resource "aws_dynamodb_table" "production" {
  name         = "carts"
  billing_mode = "PAY_PER_REQUEST"
  replica {
    region_name = "eu-west-1"
  }
  tags = { environment = "prod" }
}

resource "aws_dynamodb_table" "chosen" {
  name         = "carts-test"
  billing_mode = "PAY_PER_REQUEST"
  dynamic "replica" { # unresolved: FG-HA-019
    for_each = var.regions
    content {
      region_name = replica.value
    }
  }
  tags = { environment = "test" }
}

resource "aws_rds_global_cluster" "orders" {
  global_cluster_identifier = "orders-dev" # expect: FG-HA-019
  engine                    = "aurora-postgresql"
  tags                      = { environment = "dev" }
}
