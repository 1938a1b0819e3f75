resource "aws_nat_gateway" "first" {
  allocation_id = "eipalloc-0123456789abcdef0"
  subnet_id     = "subnet-0123456789abcdef0"
  tags          = { environment = "dev" }
}

resource "aws_nat_gateway" "second" { # expect: FG-NET-001
  allocation_id = "eipalloc-0123456789abcdef1"
  subnet_id     = "subnet-0123456789abcdef1"
  tags          = { environment = "dev" }
}

resource "aws_nat_gateway" "production" {
  count         = 3
  allocation_id = "eipalloc-0123456789abcdef2"
  subnet_id     = "subnet-0123456789abcdef2"
  tags          = { environment = "prod" }
}

resource "aws_route" "out" {
  for_each               = { a = aws_nat_gateway.first.id, b = aws_nat_gateway.second.id, c = aws_nat_gateway.production[0].id }
  route_table_id         = "rtb-0123456789abcdef0"
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = each.value
}
