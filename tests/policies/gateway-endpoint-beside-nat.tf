resource "aws_vpc" "shop" { # expect: FG-NET-002
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.shop.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_nat_gateway" "shop" {
  allocation_id = "eipalloc-0123456789abcdef0"
  subnet_id     = aws_subnet.public.id
}

resource "aws_vpc_endpoint" "registry" {
  vpc_id            = aws_vpc.shop.id
  service_name      = "com.amazonaws.eu-west-1.ecr.dkr"
  vpc_endpoint_type = "Interface"
}

resource "aws_route" "out" {
  route_table_id         = "rtb-0123456789abcdef0"
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.shop.id
}
