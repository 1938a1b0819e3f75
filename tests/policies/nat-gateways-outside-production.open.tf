variable "zones" {
  type = number
}

resource "aws_nat_gateway" "any" { # unresolved: FG-NET-001
  count         = var.zones
  allocation_id = "eipalloc-0123456789abcdef0"
  subnet_id     = "subnet-0123456789abcdef0"
  tags          = { environment = "dev" }
}

output "gateways" {
  value = aws_nat_gateway.any[*].id
}
