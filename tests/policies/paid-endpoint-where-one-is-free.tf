variable "kind" { # unresolved: FG-NET-004
  type = string
}

resource "aws_vpc_endpoint" "paid" {
  vpc_id            = "vpc-0123456789abcdef0"
  service_name      = "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type = "Interface" # expect: FG-NET-004
  tags              = { environment = "dev" }
}

resource "aws_vpc_endpoint" "free" {
  vpc_id          = "vpc-0123456789abcdef0"
  service_name    = "com.amazonaws.eu-west-1.dynamodb"
  route_table_ids = ["rtb-0123456789abcdef0"]
  tags            = { environment = "dev" }
}

resource "aws_vpc_endpoint" "keys" {
  vpc_id            = "vpc-0123456789abcdef0"
  service_name      = "com.amazonaws.eu-west-1.kms"
  vpc_endpoint_type = "Interface"
  tags              = { environment = "dev" }
}

resource "aws_vpc_endpoint" "chosen" {
  vpc_id            = "vpc-0123456789abcdef1"
  service_name      = "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type = var.kind
  tags              = { environment = "dev" }
}
