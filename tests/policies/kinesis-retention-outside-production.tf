variable "hours" { # unresolved: FG-LOG-018
  type = number
}

resource "aws_kinesis_stream" "a_week" {
  name             = "orders"
  shard_count      = 2
  retention_period = 168 # expect: FG-LOG-018
  tags             = { environment = "dev" }
}

resource "aws_kinesis_stream" "a_day" {
  name        = "orders"
  shard_count = 2
  tags        = { environment = "dev" }
}

resource "aws_kinesis_stream" "production" {
  name             = "orders"
  shard_count      = 2
  retention_period = 168
  tags             = { environment = "prod" }
}

resource "aws_kinesis_stream" "chosen" {
  name             = "orders"
  shard_count      = 2
  retention_period = var.hours
  tags             = { environment = "test" }
}
