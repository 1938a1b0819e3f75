variable "recovery" { # unresolved: FG-BAK-004
  type = bool
}

resource "aws_dynamodb_table" "protected" {
  name         = "carts"
  billing_mode = "PAY_PER_REQUEST"
  point_in_time_recovery {
    enabled = true # expect: FG-BAK-004
  }
  tags = { environment = "dev" }
}

resource "aws_dynamodb_table" "plain" {
  name         = "carts"
  billing_mode = "PAY_PER_REQUEST"
  tags         = { environment = "dev" }
}

resource "aws_dynamodb_table" "production" {
  name         = "carts"
  billing_mode = "PAY_PER_REQUEST"
  point_in_time_recovery {
    enabled = true
  }
  tags = { environment = "prod" }
}

resource "aws_dynamodb_table" "chosen" {
  name         = "carts"
  billing_mode = "PAY_PER_REQUEST"
  point_in_time_recovery {
    enabled = var.recovery
  }
  tags = { environment = "test" }
}
