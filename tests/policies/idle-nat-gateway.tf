resource "aws_nat_gateway" "idle" { # expect: FG-IDLE-018
  allocation_id = "eipalloc-0123456789abcdef0"
  subnet_id     = "subnet-0123456789abcdef0"
}

resource "aws_nat_gateway" "used" {
  allocation_id = "eipalloc-0123456789abcdef1"
  subnet_id     = "subnet-0123456789abcdef0"
}

resource "aws_route" "out" {
  route_table_id         = "rtb-0123456789abcdef0"
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.used.id
}
