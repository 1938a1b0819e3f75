variable "capacity" {
  type = number
}

resource "aws_dynamodb_table" "fixed" { # expect: FG-STO-025
  name           = "orders"
  read_capacity  = 100
  write_capacity = 100
}

resource "aws_dynamodb_table" "small" {
  name           = "locks"
  read_capacity  = 1
  write_capacity = 1
}

resource "aws_dynamodb_table" "on_demand" {
  name         = "carts"
  billing_mode = "PAY_PER_REQUEST"
}

resource "aws_dynamodb_table" "scaled" {
  name           = "events"
  read_capacity  = 20
  write_capacity = 20
}

resource "aws_appautoscaling_target" "events" {
  service_namespace  = "dynamodb"
  resource_id        = "table/${aws_dynamodb_table.scaled.name}"
  scalable_dimension = "dynamodb:table:WriteCapacityUnits"
  min_capacity       = 5
  max_capacity       = 100
}

resource "aws_dynamodb_table" "chosen" { # unresolved: FG-STO-025
  name           = "stock"
  read_capacity  = var.capacity
  write_capacity = var.capacity
}
