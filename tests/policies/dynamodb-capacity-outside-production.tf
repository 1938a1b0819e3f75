variable "capacity" { # unresolved: FG-SIZE-040
  type = number
}

resource "aws_dynamodb_table" "large" {
  name           = "carts"
  hash_key       = "id"
  read_capacity  = 500 # expect: FG-SIZE-040
  write_capacity = 10
  attribute {
    name = "id"
    type = "S"
  }
  tags = { environment = "dev" }
}

resource "aws_dynamodb_table" "on_demand" {
  name         = "carts"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  tags = { environment = "dev" }
}

resource "aws_dynamodb_table" "small" {
  name           = "carts"
  hash_key       = "id"
  read_capacity  = 5
  write_capacity = 5
  attribute {
    name = "id"
    type = "S"
  }
  tags = { environment = "dev" }
}

resource "aws_dynamodb_table" "production" {
  name           = "carts"
  hash_key       = "id"
  read_capacity  = 100
  write_capacity = 500
  attribute {
    name = "id"
    type = "S"
  }
  tags = { environment = "prod" }
}

resource "aws_dynamodb_table" "chosen" {
  name           = "carts"
  hash_key       = "id"
  read_capacity  = var.capacity
  write_capacity = 5
  attribute {
    name = "id"
    type = "S"
  }
  tags = { environment = "dev" }
}
