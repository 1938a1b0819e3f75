variable "vpc" {
  type = string
}

resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_endpoint" "keys" {
  vpc_id            = aws_vpc.shop.id
  service_name      = "com.amazonaws.eu-west-1.kms"
  vpc_endpoint_type = "Interface"
}

resource "aws_vpc_endpoint" "keys_again" { # expect: FG-NET-003
  vpc_id            = aws_vpc.shop.id
  service_name      = "com.amazonaws.eu-west-1.kms"
  vpc_endpoint_type = "Interface"
}

resource "aws_vpc_endpoint" "secrets" {
  vpc_id            = aws_vpc.shop.id
  service_name      = "com.amazonaws.eu-west-1.secretsmanager"
  vpc_endpoint_type = "Interface"
}

resource "aws_vpc_endpoint" "elsewhere" { # unresolved: FG-NET-003
  vpc_id            = var.vpc
  service_name      = "com.amazonaws.eu-west-1.secretsmanager"
  vpc_endpoint_type = "Interface"
}

resource "aws_vpc_endpoint" "s3_private" {
  vpc_id          = aws_vpc.shop.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = ["rtb-0123456789abcdef0"]
}

resource "aws_vpc_endpoint" "s3_public" {
  vpc_id          = aws_vpc.shop.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = ["rtb-0123456789abcdef1"]
}
