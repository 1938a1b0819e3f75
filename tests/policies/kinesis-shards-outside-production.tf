variable "shards" { # unresolved: FG-SIZE-043
  type = number
}

resource "aws_kinesis_stream" "wide" {
  name        = "clicks"
  shard_count = 16 # expect: FG-SIZE-043
  tags        = { environment = "dev" }
}

resource "aws_kinesis_stream" "narrow" {
  name        = "clicks"
  shard_count = 1
  tags        = { environment = "dev" }
}

resource "aws_kinesis_stream" "on_demand" {
  name = "clicks"
  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }
  tags = { environment = "dev" }
}

resource "aws_kinesis_stream" "production" {
  name        = "clicks"
  shard_count = 16
  tags        = { environment = "prod" }
}

resource "aws_kinesis_stream" "chosen" {
  name        = "clicks"
  shard_count = var.shards
  tags        = { environment = "dev" }
}
