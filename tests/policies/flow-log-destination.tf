variable "destination" { # unresolved: FG-NET-014
  type = string
}

resource "aws_flow_log" "default" { # expect: FG-NET-014
  vpc_id       = "vpc-0123456789abcdef0"
  traffic_type = "REJECT"
}

resource "aws_flow_log" "bucket" {
  vpc_id               = "vpc-0123456789abcdef0"
  traffic_type         = "REJECT"
  log_destination_type = "s3"
  log_destination      = "arn:aws:s3:::shop-flow-logs"
}

resource "aws_flow_log" "chosen" {
  vpc_id               = "vpc-0123456789abcdef0"
  traffic_type         = "REJECT"
  log_destination_type = var.destination
}
