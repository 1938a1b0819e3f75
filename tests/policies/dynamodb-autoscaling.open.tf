variable "table" {
  type = string
}

resource "aws_dynamodb_table" "perhaps" { # unresolved: FG-ELA-023
  name           = "carts"
  hash_key       = "id"
  read_capacity  = 500
  write_capacity = 100
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_appautoscaling_target" "of_some" {
  resource_id        = var.table
  scalable_dimension = "dynamodb:table:ReadCapacityUnits"
  service_namespace  = "dynamodb"
  min_capacity       = 5
  max_capacity       = 500
}
