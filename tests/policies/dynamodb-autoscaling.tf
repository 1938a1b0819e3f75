resource "aws_dynamodb_table" "fixed" { # expect: FG-ELA-023
  name           = "carts"
  hash_key       = "id"
  read_capacity  = 500
  write_capacity = 100
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table" "scaled" {
  name           = "orders"
  hash_key       = "id"
  read_capacity  = 500
  write_capacity = 100
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_appautoscaling_target" "scaled" {
  resource_id        = "table/${aws_dynamodb_table.scaled.name}"
  scalable_dimension = "dynamodb:table:ReadCapacityUnits"
  service_namespace  = "dynamodb"
  min_capacity       = 5
  max_capacity       = 500
}

resource "aws_dynamodb_table" "on_demand" {
  name         = "visits"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
}
