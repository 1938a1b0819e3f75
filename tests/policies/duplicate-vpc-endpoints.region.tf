variable "region" {
  type = string
}

resource "aws_vpc_endpoint" "registry" {
  for_each          = toset(["ecr.api", "ecr.dkr", "sts"])
  vpc_id            = "vpc-0123456789abcdef0"
  service_name      = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type = "Interface"
}

resource "aws_vpc_endpoint" "tokens" { # unresolved: FG-NET-003
  vpc_id            = "vpc-0123456789abcdef0"
  service_name      = "com.amazonaws.${var.region}.sts"
  vpc_endpoint_type = "Interface"
}

resource "aws_vpc_endpoint" "elsewhere" {
  vpc_id            = "vpc-0123456789abcdef0"
  service_name      = "com.amazonaws.eu-west-1.kms"
  vpc_endpoint_type = "Interface"
}
